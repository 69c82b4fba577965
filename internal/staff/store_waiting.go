package staff

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

var errUpgrading = fault.New(fault.Unavailable, "tenant_upgrading", "This restaurant is being upgraded. Try again in a moment.").
	After(5 * time.Second)

// waiting gives restaurants that have a place for somebody which they do not fill, those with the next higher ids.
func (s store) waiting(ctx context.Context, q postgres.Querier, user access.UserID, after access.TenantID) ([]access.Tenant, error) {
	rows, err := s.shared.WaitingPlaces(ctx, q, shareddb.WaitingPlacesParams{
		UserID: int64(user), After: int64(after), PageLimit: waitingPage,
	})
	list := make([]access.Tenant, len(rows))
	for i, r := range rows {
		list[i] = waitingTenant(r)
	}
	return list, err
}

func waitingTenant(r shareddb.WaitingPlacesRow) access.Tenant {
	return access.Tenant{
		ID: access.TenantID(r.ID), Schema: r.SchemaName, Slug: r.Slug, Name: r.Name, SchemaVersion: int(r.SchemaVersion),
	}
}

// setUser makes a member's row another person's.
func (s store) setUser(ctx context.Context, tx postgres.Tx, id access.MemberID, user access.UserID, now time.Time) error {
	return s.tenant.SetMemberUser(ctx, tx, tenantdb.SetMemberUserParams{UserID: int64(user), Now: now, ID: int64(id)})
}
