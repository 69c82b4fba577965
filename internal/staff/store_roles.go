package staff

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// takeTurn waits until nobody else changes the restaurant's staff.
func (s store) takeTurn(ctx context.Context, tx postgres.Tx) error {
	_, err := s.tenant.LockStaff(ctx, tx)
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
		roles[i] = Role{r.ID, r.Name, r.Description, r.Permissions, r.IsOwner, r.IsDefault, r.MemberCount}
	}
	return roles, rows[0].Total, nil
}

func (s store) role(ctx context.Context, q postgres.Querier, id int64) (Role, error) {
	r, err := s.tenant.RoleByID(ctx, q, id)
	if err != nil {
		return Role{}, postgres.Missing(err, errRoleNotFound)
	}
	return Role{r.ID, r.Name, r.Description, r.Permissions, r.IsOwner, r.IsDefault, r.MemberCount}, nil
}

// lockRole reads a role, without the number of its members, and lets nobody get it until tx ends.
func (s store) lockRole(ctx context.Context, tx postgres.Tx, id int64) (Role, error) {
	r, err := s.tenant.LockRole(ctx, tx, id)
	if err != nil {
		return Role{}, postgres.Missing(err, errRoleNotFound)
	}
	return Role{ID: r.ID, Name: r.Name, Description: r.Description, Permissions: r.Permissions, Owner: r.IsOwner, Default: r.IsDefault}, nil
}

func (s store) countMembersOf(ctx context.Context, tx postgres.Tx, role int64) (int64, error) {
	return s.tenant.CountMembersOfRole(ctx, tx, role)
}

func (s store) insertRole(ctx context.Context, tx postgres.Tx, d Duties, now time.Time) (int64, error) {
	id, err := s.tenant.InsertRole(ctx, tx, tenantdb.InsertRoleParams{
		Name: d.Name, FoldedName: folded(d.Name), Description: d.Description, Permissions: encodeDuties(d), Now: now,
	})
	return id, named(err)
}

func (s store) updateRole(ctx context.Context, tx postgres.Tx, id int64, d Duties, now time.Time) error {
	return named(s.tenant.UpdateRole(ctx, tx, tenantdb.UpdateRoleParams{
		ID: id, Name: d.Name, FoldedName: folded(d.Name), Description: d.Description, Permissions: encodeDuties(d), Now: now,
	}))
}

func encodeDuties(d Duties) json.RawMessage {
	if d.Permissions == nil {
		return json.RawMessage("{}")
	}
	return mustEncode(d.Permissions)
}

// named gives the words of a name that another role has.
func named(err error) error {
	switch postgres.Violated(err) {
	case "roles_name_key", "roles_folded_name_key":
		return errRoleNamed
	default:
		return err
	}
}

func (s store) deleteRole(ctx context.Context, tx postgres.Tx, id int64) error {
	return s.tenant.DeleteRole(ctx, tx, id)
}

// moveMembers gives all members of a role another, and says who they are.
func (s store) moveMembers(
	ctx context.Context, tx postgres.Tx, from, to int64, now time.Time,
) (ids []access.MemberID, users []access.UserID, err error) {
	rows, err := s.tenant.MoveMembers(ctx, tx, tenantdb.MoveMembersParams{FromRole: from, ToRole: to, Now: now})
	for _, r := range rows {
		ids, users = append(ids, access.MemberID(r.ID)), append(users, access.UserID(r.UserID))
	}
	return ids, users, err
}

func (s store) defaultRole(ctx context.Context, tx postgres.Tx, key string) (Role, error) {
	r, err := s.tenant.DefaultRole(ctx, tx, key)
	if err != nil {
		return Role{}, postgres.Missing(err, errRoleNotFound)
	}
	return Role{ID: r.ID, Name: r.Name, Default: true}, nil
}

// addDefaultRole tries to bring a default role back under its first name, or that with a number.
func (s store) addDefaultRole(ctx context.Context, tx postgres.Tx, key string, attempt int, now time.Time) error {
	for i := range defaultRoles {
		r := &defaultRoles[i]
		if r.Key != key {
			continue
		}
		name := r.Name
		if attempt > 0 {
			name = fmt.Sprintf("%s %d", r.Name, attempt+1)
		}
		_, err := s.tenant.AddDefaultRole(ctx, tx, tenantdb.AddDefaultRoleParams{
			Name: name, FoldedName: folded(name), Description: r.Description, Permissions: mustEncode(r.Permissions), DefaultKey: key, Now: now,
		})
		return err
	}
	return fmt.Errorf("staff: no default role %q", key)
}
