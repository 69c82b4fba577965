package staff

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// store knows the rows. Its methods take a Querier or a transaction that is in the restaurant's schema already.
type store struct {
	tenant *tenantdb.Queries
	shared *shareddb.Queries
}

func (s store) seed(ctx context.Context, tx postgres.Tx, owner access.UserID, now time.Time) error {
	return s.tenant.SeedStaff(ctx, tx, tenantdb.SeedStaffParams{Owner: int64(owner), HiredDate: now, Roles: encodedRoles})
}

// remember keeps public.memberships in step with the restaurant's own table.
func (s store) remember(ctx context.Context, tx postgres.Tx, t access.TenantID, user access.UserID, active bool) error {
	return s.shared.UpsertMembership(ctx, tx, shareddb.UpsertMembershipParams{UserID: int64(user), TenantID: int64(t), IsActive: active})
}

func (s store) placeOf(ctx context.Context, q postgres.Querier, user access.UserID) (*access.Member, error) {
	row, err := s.tenant.MemberOfUser(ctx, q, int64(user))
	if err != nil {
		return nil, postgres.Missing(err, errNotFound)
	}
	permissions, err := access.ParsePermissions(row.Permissions)
	if err != nil {
		return nil, fmt.Errorf("role %d: %w", row.RoleID, err)
	}
	return &access.Member{
		ID: access.MemberID(row.ID), RoleID: row.RoleID, Role: row.RoleName, Owner: row.IsOwner, Active: row.IsActive,
		Permissions: permissions,
	}, nil
}

// workplaces gives restaurants that somebody actively works in, those with the next higher ids.
func (s store) workplaces(ctx context.Context, tx postgres.Tx, user access.UserID, after access.TenantID) ([]access.Tenant, error) {
	rows, err := s.shared.WorkplacesOfUser(ctx, tx, shareddb.WorkplacesOfUserParams{
		UserID: int64(user), After: int64(after), PageLimit: workplacesPage,
	})
	list := make([]access.Tenant, len(rows))
	for i, r := range rows {
		list[i] = access.Tenant{ID: access.TenantID(r.ID), Schema: r.SchemaName}
	}
	return list, err
}

const workplacesPage = 100
