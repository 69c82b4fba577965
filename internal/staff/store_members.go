package staff

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// everybody gives a page of all members. It is what people mostly look at, so its statement knows no filter.
func (s store) everybody(ctx context.Context, q postgres.Querier, _ Filter, limit, offset int) ([]Member, int64, error) {
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
		memberFrom(&members[i], &rows[i])
	}
	return members, rows[0].Total, nil
}

// filter gives a page of members in an order that needs nobody's name.
func (s store) filter(ctx context.Context, q postgres.Querier, f Filter, limit, offset int) ([]Member, int64, error) {
	role, name := f.role()
	rows, err := s.tenant.FilterMembers(ctx, q, tenantdb.FilterMembersParams{
		RoleID: role, RoleName: name, IsActive: f.Active, Ordering: f.Order, PageLimit: int64(limit), PageOffset: int64(offset),
	})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 && offset > 0 { // behind the last page: how many are there?
		_, count, err := s.filter(ctx, q, f, 1, 0)
		return nil, count, err
	}
	members := make([]Member, len(rows))
	for i := range rows {
		row := tenantdb.ListMembersRow(rows[i])
		memberFrom(&members[i], &row)
	}
	return members, totalOf(rows, func(r *tenantdb.FilterMembersRow) int64 { return r.Total }), nil
}

// search is filter for what looks everybody up.
func (s store) search(ctx context.Context, q postgres.Querier, f Filter, limit, offset int) ([]Member, int64, error) {
	role, name := f.role()
	rows, err := s.tenant.SearchMembers(ctx, q, tenantdb.SearchMembersParams{
		RoleID: role, RoleName: name, IsActive: f.Active, Patterns: f.patterns(), Ordering: f.Order,
		PageLimit: int64(limit), PageOffset: int64(offset),
	})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 && offset > 0 {
		_, count, err := s.search(ctx, q, f, 1, 0)
		return nil, count, err
	}
	members := make([]Member, len(rows))
	for i := range rows {
		row := tenantdb.ListMembersRow(rows[i])
		memberFrom(&members[i], &row)
	}
	return members, totalOf(rows, func(r *tenantdb.SearchMembersRow) int64 { return r.Total }), nil
}

// totalOf is what the first row says of all that match; there are none when there is no row on the first page.
func totalOf[R any](rows []R, total func(*R) int64) int64 {
	if len(rows) == 0 {
		return 0
	}
	return total(&rows[0])
}

func (s store) member(ctx context.Context, q postgres.Querier, id access.MemberID) (m Member, err error) {
	r, err := s.tenant.MemberByID(ctx, q, int64(id))
	if err != nil {
		return Member{}, postgres.Missing(err, errNotFound)
	}
	memberFrom(&m, &tenantdb.ListMembersRow{
		ID: r.ID, UserID: r.UserID, Username: r.Username, Email: r.Email, FirstName: r.FirstName, LastName: r.LastName, RoleID: r.RoleID,
		RoleName: r.RoleName, RoleDescription: r.RoleDescription, RolePermissions: r.RolePermissions, IsActive: r.IsActive,
		HiredDate: r.HiredDate, EmployeeID: r.EmployeeID, Department: r.Department, SalaryMinor: r.SalaryMinor,
	})
	return m, nil
}

// memberFrom fills m in place: a page has many.
func memberFrom(m *Member, r *tenantdb.ListMembersRow) {
	*m = Member{
		ID:     access.MemberID(r.ID),
		Role:   Role{ID: r.RoleID, Name: r.RoleName, Description: r.RoleDescription, Permissions: r.RolePermissions},
		User:   Person{access.UserID(r.UserID), r.Username, r.Email, r.FirstName, r.LastName},
		Active: r.IsActive, Hired: r.HiredDate, EmployeeID: postgres.OrZero(r.EmployeeID), Department: r.Department, SalaryMinor: r.SalaryMinor,
	}
}

func (s store) lock(ctx context.Context, tx postgres.Tx, id access.MemberID) (place, error) {
	row, err := s.tenant.LockMember(ctx, tx, int64(id))
	if err != nil {
		return place{}, postgres.Missing(err, errNotFound)
	}
	return placeFrom(row)
}

func (s store) lockOfUser(ctx context.Context, tx postgres.Tx, user access.UserID) (place, error) {
	row, err := s.tenant.LockMemberOfUser(ctx, tx, int64(user))
	if err != nil {
		return place{}, postgres.Missing(err, errNotFound)
	}
	return placeFrom(tenantdb.LockMemberRow(row))
}

func placeFrom(r tenantdb.LockMemberRow) (place, error) {
	permits, err := access.ParsePermissions(r.RolePermissions)
	if err != nil {
		return place{}, fmt.Errorf("role %d: %w", r.RoleID, err)
	}
	return place{
		Terms: Terms{
			RoleID: r.RoleID, Active: r.IsActive, Hired: r.HiredDate, EmployeeID: postgres.OrZero(r.EmployeeID), Department: r.Department,
			SalaryMinor: r.SalaryMinor,
		},
		id: access.MemberID(r.ID), user: access.UserID(r.UserID), role: r.RoleName, key: r.DefaultKey, owner: r.IsOwner, permits: permits,
	}, nil
}

func (s store) setActive(ctx context.Context, tx postgres.Tx, id access.MemberID, active bool, now time.Time) error {
	return s.tenant.SetMemberActive(ctx, tx, tenantdb.SetMemberActiveParams{IsActive: active, Now: now, ID: int64(id)})
}

func (s store) setRole(ctx context.Context, tx postgres.Tx, id access.MemberID, role int64, now time.Time) error {
	return s.tenant.SetMemberRole(ctx, tx, tenantdb.SetMemberRoleParams{RoleID: role, Now: now, ID: int64(id)})
}

func (s store) updateMember(ctx context.Context, tx postgres.Tx, id access.MemberID, t Terms, now time.Time) error {
	row := tenantdb.UpdateMemberParams{
		ID: int64(id), Department: t.Department, SalaryMinor: t.SalaryMinor, HiredDate: t.Hired, Now: now,
	}
	if t.EmployeeID != "" {
		row.EmployeeID = &t.EmployeeID
	}
	err := s.tenant.UpdateMember(ctx, tx, row)
	if postgres.Violated(err) == "staff_members_employee_id_key" {
		return errEmployeeID
	}
	return err
}

// deleteMember removes the restaurant's row and the one of public.memberships.
func (s store) deleteMember(ctx context.Context, tx postgres.Tx, t access.TenantID, p place) error {
	if err := s.tenant.DeleteMember(ctx, tx, int64(p.id)); err != nil {
		return err
	}
	return s.shared.DeleteMembership(ctx, tx, int64(p.user), int64(t))
}
