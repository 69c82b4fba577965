package staff

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
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
		return nil, missing(err, errNotFound)
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

// missing gives the words of what is not there.
func missing(err error, words *fault.Error) error {
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return words
	}
	return err
}

func (s store) roles(ctx context.Context, q postgres.Querier, limit, offset int) ([]Role, int64, error) {
	rows, err := s.tenant.ListRoles(ctx, q, int64(offset), int64(limit))
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.tenant.CountRoles(ctx, q)
		return nil, count, err
	}
	roles := make([]Role, len(rows))
	for i := range rows {
		r := &rows[i]
		roles[i] = Role{ID: r.ID, Name: r.Name, Description: r.Description, Permissions: r.Permissions}
	}
	return roles, rows[0].Total, nil
}

func (s store) role(ctx context.Context, q postgres.Querier, id int64) (Role, error) {
	r, err := s.tenant.RoleByID(ctx, q, id)
	if err != nil {
		return Role{}, missing(err, errRoleNotFound)
	}
	return Role(r), nil
}

func (s store) members(ctx context.Context, q postgres.Querier, limit, offset int) ([]Member, int64, error) {
	rows, err := s.tenant.ListMembers(ctx, q, int64(offset), int64(limit))
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.tenant.CountMembers(ctx, q)
		return nil, count, err
	}
	members := make([]Member, len(rows))
	for i := range rows {
		r := &rows[i]
		members[i] = Member{
			ID: access.MemberID(r.ID), Role: Role{r.RoleID, r.RoleName, r.RoleDescription, r.RolePermissions},
			User:   Person{access.UserID(r.UserID), r.Username, r.Email, r.FirstName, r.LastName},
			Active: r.IsActive, Hired: r.HiredDate, EmployeeID: orZero(r.EmployeeID), Department: r.Department, SalaryMinor: r.SalaryMinor,
		}
	}
	return members, rows[0].Total, nil
}

func (s store) member(ctx context.Context, q postgres.Querier, id access.MemberID) (Member, error) {
	r, err := s.tenant.MemberByID(ctx, q, int64(id))
	if err != nil {
		return Member{}, missing(err, errNotFound)
	}
	return Member{
		ID: access.MemberID(r.ID), Role: Role{r.RoleID, r.RoleName, r.RoleDescription, r.RolePermissions},
		User:   Person{access.UserID(r.UserID), r.Username, r.Email, r.FirstName, r.LastName},
		Active: r.IsActive, Hired: r.HiredDate, EmployeeID: orZero(r.EmployeeID), Department: r.Department, SalaryMinor: r.SalaryMinor,
	}, nil
}

func orZero[T any](p *T) T {
	var v T
	if p != nil {
		v = *p
	}
	return v
}

func (s store) lock(ctx context.Context, tx postgres.Tx, id access.MemberID) (place, error) {
	row, err := s.tenant.LockMember(ctx, tx, int64(id))
	if err != nil {
		return place{}, missing(err, errNotFound)
	}
	return placeFrom(row), nil
}

func (s store) lockOfUser(ctx context.Context, tx postgres.Tx, user access.UserID) (place, error) {
	row, err := s.tenant.LockMemberOfUser(ctx, tx, int64(user))
	if err != nil {
		return place{}, missing(err, errNotFound)
	}
	return placeFrom(tenantdb.LockMemberRow(row)), nil
}

func placeFrom(r tenantdb.LockMemberRow) place {
	return place{
		id: access.MemberID(r.ID), user: access.UserID(r.UserID), role: r.RoleName, active: r.IsActive, owner: r.IsOwner, standard: r.IsDefault,
	}
}

// errNoSuchRole is for the log: the restaurant gave a default role another name.
var errNoSuchRole = fault.New(fault.Conflict, "role_missing", "The restaurant has no such role any more.")

func (s store) setActive(ctx context.Context, tx postgres.Tx, id access.MemberID, active bool, now time.Time) error {
	return s.tenant.SetMemberActive(ctx, tx, tenantdb.SetMemberActiveParams{IsActive: active, Now: now, ID: int64(id)})
}

func (s store) setRole(ctx context.Context, tx postgres.Tx, id access.MemberID, role string, now time.Time) error {
	changed, err := s.tenant.SetMemberRole(ctx, tx, tenantdb.SetMemberRoleParams{Now: now, ID: int64(id), RoleName: role})
	if err == nil && changed == 0 {
		return errNoSuchRole
	}
	return err
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
