package tenants

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// LinkOrganization makes a Clerk organization lead to the restaurant that its creator owns, if that is one and has no
// organization yet. Otherwise it does nothing: who has several restaurants says which by hand.
func (s *Service) LinkOrganization(ctx context.Context, tx postgres.Tx, org string, creator access.UserID) error {
	_, err := s.store.queries.TenantIDByOrganization(ctx, tx, org)
	if !fault.Is(postgres.Translate(err), fault.NotFound) {
		return err // linked already, or the database is away
	}
	owned, err := s.store.queries.UnlinkedTenantsOfOwner(ctx, tx, int64(creator))
	if err != nil || len(owned) != 1 {
		return err
	}
	return s.setOrganization(ctx, tx, access.TenantID(owned[0]), org)
}

// UnlinkOrganization ends what LinkOrganization began.
func (s *Service) UnlinkOrganization(ctx context.Context, tx postgres.Tx, org string) error {
	id, err := s.store.queries.TenantIDByOrganization(ctx, tx, org)
	if err = postgres.Translate(err); err != nil {
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	}
	return s.setOrganization(ctx, tx, access.TenantID(id), "")
}

// OfOrganization is the restaurant that a Clerk organization leads to, NotFound when there is none.
func (s *Service) OfOrganization(ctx context.Context, tx postgres.Tx, org string) (*access.Tenant, error) {
	id, err := s.store.queries.TenantIDByOrganization(ctx, tx, org)
	if err != nil {
		return nil, missing(err)
	}
	return s.Within(ctx, tx, access.TenantID(id))
}

// Within is ByID inside a transaction, past the cache.
func (s *Service) Within(ctx context.Context, tx postgres.Tx, id access.TenantID) (*access.Tenant, error) {
	t, err := s.store.byID(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return &t.Tenant, nil
}

func (s *Service) setOrganization(ctx context.Context, tx postgres.Tx, id access.TenantID, org string) error {
	err := s.store.queries.SetTenantOrganization(ctx, tx, shareddb.SetTenantOrganizationParams{
		ClerkOrganizationID: postgres.OrNull(org), Now: s.Clock.Now(), ID: int64(id),
	})
	if err != nil {
		return err
	}
	return s.announce(ctx, tx, id)
}
