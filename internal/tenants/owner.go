package tenants

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// SetOwner makes a person the restaurant's owner inside tx, which may be in any schema.
func (s *Service) SetOwner(ctx context.Context, tx postgres.Tx, id access.TenantID, owner access.UserID) error {
	before, err := s.store.lock(ctx, tx, id)
	if err != nil {
		return err
	}
	err = s.store.queries.SetTenantOwner(ctx, tx, shareddb.SetTenantOwnerParams{OwnerUserID: int64(owner), Now: s.Clock.Now(), ID: int64(id)})
	if err != nil {
		return err
	}
	if err := s.announce(ctx, tx, id); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, audit.Entry{
		Tenant: id, Action: "tenant.owner_changed", TargetType: "tenant", TargetID: int64(id),
		Changes: map[string]audit.Change{"owner": {Before: before.OwnerID, After: owner}},
	})
}

// Forget makes this instance read the restaurant again, after the commit of what changed it.
func (s *Service) Forget(ctx context.Context, id access.TenantID) { s.forget(ctx, id) }
