package staff

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// Roles gives a page of the restaurant's roles, and their number.
func (s *Service) Roles(ctx context.Context, limit, offset int) ([]Role, int64, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	return s.store.roles(ctx, s.db.TenantQuery(t), limit, offset)
}

// Role reads one role.
func (s *Service) Role(ctx context.Context, id int64) (Role, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Role{}, err
	}
	return s.store.role(ctx, s.db.TenantQuery(t), id)
}

// CreateRole adds a role. Nobody grants what they do not hold themselves.
func (s *Service) CreateRole(ctx context.Context, d Duties) (role Role, err error) {
	d.trim()
	if err := d.valid(); err != nil {
		return Role{}, err
	}
	err = s.manage(ctx, func(tx postgres.Tx, t *access.Tenant, by authority) error {
		if err := by.covers(d.Permissions); err != nil {
			return err
		}
		role, err = s.addRole(ctx, tx, t.ID, d, nil)
		return err
	})
	return role, err
}

// CopyRole adds a role that permits what another does.
func (s *Service) CopyRole(ctx context.Context, id int64, name string) (role Role, err error) {
	d := Duties{Name: name}
	d.trim()
	if err := d.check(); err != nil {
		return Role{}, err
	}
	err = s.manage(ctx, func(tx postgres.Tx, t *access.Tenant, by authority) error {
		from, err := s.store.role(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.Permissions, err = access.ParsePermissions(from.Permissions); err != nil {
			return err
		}
		if err := by.covers(d.Permissions); err != nil {
			return err
		}
		d.Description = from.Description
		role, err = s.addRole(ctx, tx, t.ID, d, map[string]audit.Change{"copied_from": {After: from.Name}})
		return err
	})
	return role, err
}

func (s *Service) addRole(ctx context.Context, tx postgres.Tx, t access.TenantID, d Duties, more map[string]audit.Change) (Role, error) {
	id, err := s.store.insertRole(ctx, tx, d, s.clock.Now())
	if err != nil {
		return Role{}, err
	}
	changes := changesOf(Duties{}, d)
	maps.Copy(changes, more)
	if err := s.recordRole(ctx, tx, t, id, "role.created", changes); err != nil {
		return Role{}, err
	}
	return s.store.role(ctx, tx, id)
}

// UpdateRole changes what change changes in a role. Its members may do it with their next request. Nobody changes a role that
// permits more than they hold, or lets it permit more than that.
func (s *Service) UpdateRole(ctx context.Context, id int64, change func(*Duties)) (role Role, err error) {
	var tenant access.TenantID
	err = s.manage(ctx, func(tx postgres.Tx, t *access.Tenant, by authority) error {
		tenant = t.ID
		before, err := s.lockEditable(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if err := s.rewrite(ctx, tx, t.ID, by, id, before, change); err != nil {
			return err
		}
		role, err = s.store.role(ctx, tx, id)
		return err
	})
	if err != nil {
		return Role{}, err
	}
	s.places.forgetRoles(ctx, tenant)
	return role, nil
}

// lockEditable is a role that the actor may change or delete.
func (s *Service) lockEditable(ctx context.Context, tx postgres.Tx, by authority, id int64) (Duties, error) {
	role, err := s.store.lockRole(ctx, tx, id)
	if err != nil {
		return Duties{}, err
	}
	if role.Owner {
		return Duties{}, errOwnerRole
	}
	d := Duties{Name: role.Name, Description: role.Description}
	if d.Permissions, err = access.ParsePermissions(role.Permissions); err != nil {
		return Duties{}, err
	}
	return d, by.covers(d.Permissions)
}

func (s *Service) rewrite(
	ctx context.Context, tx postgres.Tx, t access.TenantID, by authority, id int64, before Duties, change func(*Duties),
) error {
	after := before
	change(&after)
	after.trim()
	changes := changesOf(before, after)
	if len(changes) == 0 {
		return nil
	}
	// What is stored and stays is not measured by today's catalogue.
	if err := after.check(); err != nil {
		return err
	}
	if _, changed := changes["permissions"]; changed {
		if err := after.Permissions.Validate("permissions"); err != nil {
			return err
		}
		if err := by.covers(after.Permissions); err != nil {
			return err
		}
	}
	if err := s.store.updateRole(ctx, tx, id, after, s.clock.Now()); err != nil {
		return err
	}
	if err := s.places.announceRoles(ctx, tx, t); err != nil {
		return err
	}
	return s.recordRole(ctx, tx, t, id, "role.updated", changes)
}

// DeleteRole removes a role. While members hold it, heir must name the one that they get instead; 0 names none.
func (s *Service) DeleteRole(ctx context.Context, id, heir int64) error {
	var tenant access.TenantID
	var moved []access.UserID
	err := s.manage(ctx, func(tx postgres.Tx, t *access.Tenant, by authority) error {
		tenant = t.ID
		role, err := s.lockEditable(ctx, tx, by, id)
		if err != nil {
			return err
		}
		changes := changesOf(role, Duties{})
		if moved, err = s.handOver(ctx, tx, t.ID, by, id, heir, changes); err != nil {
			return err
		}
		if err := s.store.deleteRole(ctx, tx, id); err != nil {
			return err
		}
		return s.recordRole(ctx, tx, t.ID, id, "role.deleted", changes)
	})
	if err != nil {
		return err
	}
	s.places.forgetRoles(ctx, tenant)
	s.places.forget(ctx, tenant, moved...)
	return nil
}

// handOver gives the members of a role another, and says in changes whom and which.
func (s *Service) handOver(
	ctx context.Context, tx postgres.Tx, t access.TenantID, by authority, id, heir int64, changes map[string]audit.Change,
) ([]access.UserID, error) {
	holders, err := s.store.countMembersOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if heir == 0 {
		if holders > 0 {
			return nil, errRoleInUse.With("members", holders)
		}
		return nil, nil
	}
	to, err := s.heir(ctx, tx, by, id, heir)
	if err != nil {
		return nil, err
	}
	if by.role == id {
		return nil, errOwnPlace
	}
	ids, users, err := s.store.moveMembers(ctx, tx, id, heir, s.clock.Now())
	if err != nil {
		return nil, err
	}
	changes["reassigned_to"] = audit.Change{After: to.Name}
	changes["members"] = audit.Change{Before: ids}
	return users, s.places.announce(ctx, tx, t, users...)
}

// heir is the role that the members of another may be given.
func (s *Service) heir(ctx context.Context, tx postgres.Tx, by authority, id, heir int64) (Role, error) {
	const field = "reassign_to"
	if heir == id {
		return Role{}, fault.Field(field, "Choose another role than the one that is deleted.")
	}
	role, err := s.store.lockRole(ctx, tx, heir)
	switch {
	case fault.Is(err, fault.NotFound):
		return Role{}, fault.Field(field, "There is no such role.")
	case err != nil:
		return Role{}, err
	case role.Owner:
		return Role{}, fault.Field(field, "The owner's role is not given away.")
	}
	if err := by.coversRole(&role); err != nil {
		return Role{}, err
	}
	return role, nil
}

// valid is check and the permissions.
func (d *Duties) valid() error {
	if err := d.check(); err != nil {
		return err
	}
	return d.Permissions.Validate("permissions")
}

// changesOf lists what differs, for the audit log.
func changesOf(before, after Duties) map[string]audit.Change {
	changes := map[string]audit.Change{}
	if before.Name != after.Name {
		changes["name"] = audit.Change{Before: orNil(before.Name), After: orNil(after.Name)}
	}
	if before.Description != after.Description {
		changes["description"] = audit.Change{Before: orNil(before.Description), After: orNil(after.Description)}
	}
	if len(before.Permissions)+len(after.Permissions) > 0 && !reflect.DeepEqual(before.Permissions, after.Permissions) {
		changes["permissions"] = audit.Change{Before: orNil(encoded(before.Permissions)), After: orNil(encoded(after.Permissions))}
	}
	return changes
}

// orNil leaves out of the audit log what was not there.
func orNil[T string | json.RawMessage](v T) any {
	if len(v) == 0 {
		return nil
	}
	return v
}

func encoded(ps access.Permissions) json.RawMessage {
	if ps == nil {
		return nil
	}
	return mustEncode(ps)
}

func (s *Service) recordRole(
	ctx context.Context, tx postgres.Tx, t access.TenantID, id int64, action string, changes map[string]audit.Change,
) error {
	return s.audit.Record(ctx, tx, audit.Entry{Tenant: t, Action: action, TargetType: "role", TargetID: id, Changes: changes})
}
