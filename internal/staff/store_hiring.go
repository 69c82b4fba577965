package staff

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// rolesToGive reads all roles, by what their names are when nobody looks at the case of letters.
func (s store) rolesToGive(ctx context.Context, tx postgres.Tx) (map[string]Role, error) {
	rows, err := s.tenant.RolesToGive(ctx, tx)
	roles := make(map[string]Role, len(rows))
	for _, r := range rows {
		roles[folded(r.Name)] = Role{ID: r.ID, Name: r.Name, Description: r.Description, Permissions: r.Permissions, Owner: r.IsOwner}
	}
	return roles, err
}

func (s store) takenEmployeeIDs(ctx context.Context, tx postgres.Tx, ids []string) (map[string]bool, error) {
	rows, err := s.tenant.EmployeeIDsTaken(ctx, tx, ids)
	taken := make(map[string]bool, len(rows))
	for _, id := range rows {
		taken[id] = true
	}
	return taken, err
}

// standings locks the rows of those who have one.
func (s store) standings(ctx context.Context, tx postgres.Tx, list []*hire, now time.Time) (map[access.UserID]standing, error) {
	ids := make([]int64, len(list))
	for i, h := range list {
		ids[i] = int64(h.person.ID)
	}
	rows, err := s.tenant.PlacesOfUsers(ctx, tx, now, ids)
	there := make(map[access.UserID]standing, len(rows))
	for _, r := range rows {
		there[access.UserID(r.UserID)] = standing{access.MemberID(r.ID), r.IsActive, r.Invitation, r.InvitationOpen}
	}
	return there, err
}

// memberRow is a row as InsertMembers takes it.
type memberRow struct {
	UserID      int64  `json:"user_id"`
	RoleID      int64  `json:"role_id"`
	Active      bool   `json:"is_active"`
	Hired       string `json:"hired_date"`
	EmployeeID  string `json:"employee_id"`
	Department  string `json:"department"`
	SalaryMinor *int64 `json:"salary_minor"`
}

// insertMembers writes the rows of those who have none, and notes their ids.
func (s store) insertMembers(ctx context.Context, tx postgres.Tx, list []*hire, now time.Time) error {
	var rows []memberRow
	byUser := make(map[int64]*hire, len(list))
	for _, h := range list {
		if h.again != 0 {
			continue
		}
		byUser[int64(h.person.ID)] = h
		rows = append(rows, memberRow{
			int64(h.person.ID), h.role, h.active, h.hired(now).Format(time.DateOnly), h.EmployeeID, h.Department, h.SalaryMinor,
		})
	}
	if len(rows) == 0 {
		return nil
	}
	raw, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	made, err := s.tenant.InsertMembers(ctx, tx, now, raw)
	for _, r := range made {
		byUser[r.UserID].id = access.MemberID(r.ID)
	}
	return err
}

func (h *hire) hired(now time.Time) time.Time {
	if h.Hired.IsZero() {
		return now
	}
	return h.Hired
}

// rewriteMembers writes over the rows of those who were invited before and never came. They are few.
func (s store) rewriteMembers(ctx context.Context, tx postgres.Tx, list []*hire, now time.Time) error {
	for _, h := range list {
		if h.again == 0 {
			continue
		}
		h.id = h.again
		err := s.tenant.RewriteMember(ctx, tx, tenantdb.RewriteMemberParams{
			RoleID: h.role, HiredDate: h.hired(now), Department: h.Department, SalaryMinor: h.SalaryMinor, Now: now, ID: int64(h.id),
		})
		if err == nil && h.active {
			err = s.setActive(ctx, tx, h.id, true, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// insertMemberships repeats in public.memberships who works in the restaurant, and who will.
func (s store) insertMemberships(ctx context.Context, tx postgres.Tx, t access.TenantID, list []*hire) error {
	users, active := make([]int64, len(list)), []int64{}
	for i, h := range list {
		users[i] = int64(h.person.ID)
		if h.active {
			active = append(active, users[i])
		}
	}
	return s.shared.InsertMemberships(ctx, tx, shareddb.InsertMembershipsParams{TenantID: int64(t), UserIds: users, Active: active})
}

// membersAfter gives members with the next higher ids.
func (s store) membersAfter(ctx context.Context, q postgres.Querier, after int64) ([]tenantdb.MembersAfterRow, error) {
	return s.tenant.MembersAfter(ctx, q, after, exportPage)
}
