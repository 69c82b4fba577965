package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// Returned is Settle for the owner who comes back from Paystack's page. It knows the payments of the request's restaurant alone.
func (s *Service) Returned(ctx context.Context, reference string) (*Payment, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	if !paystack.ValidReference(reference) {
		return nil, errNoPayment
	}
	known, err := s.store.paymentByReference(ctx, s.DB.SharedQuery(), reference)
	if err != nil {
		return nil, err
	}
	if known.Tenant != t.ID {
		return nil, errNoPayment
	}
	if known.Status.final() {
		return known, nil
	}
	p, err := s.Settle(ctx, reference)
	if fault.Is(err, fault.NotFound) {
		return known, nil
	}
	return p, err
}
