package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/access"
)

// Filter says whose subscriptions an operator looks for. What is zero keeps all.
type Filter struct {
	Tenant   access.TenantID
	Status   Status
	PlanType string
	id       int64
}

// OfTenant is a subscription with the restaurant's names, which are "" once its data was dropped.
type OfTenant struct {
	*Subscription

	Name, Slug string
}

// Everybodys gives a page of the subscriptions that an operator looks for, the newest first, and their number.
func (s *Service) Everybodys(ctx context.Context, f Filter, limit, offset int) (list []OfTenant, count int64, err error) {
	return s.store.everybodys(ctx, s.DB.SharedQueryUnprepared(), f, limit, offset)
}
