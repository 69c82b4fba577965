package staff

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// Add puts somebody on the staff: a person at once, and whoever has an email address once they accept the invitation to it. It
// fails with Invalid for who is there already, with permission_escalation for a role beyond the actor's own, and with
// plan_limit when no seat is free.
func (s *Service) Add(ctx context.Context, n NewMember) (Member, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Member{}, err
	}
	if err := n.clean(); err != nil {
		return Member{}, err
	}
	h := &hire{NewMember: n, role: n.RoleID, invited: n.User == 0}
	err = s.manageAfter(ctx,
		func(tx postgres.Tx) error { return s.identify(ctx, tx, h) },
		func(tx postgres.Tx, t *access.Tenant, by authority) error { return s.add(ctx, tx, t, by, h) })
	if err != nil {
		return Member{}, err
	}
	s.places.forget(ctx, t.ID, h.person.ID)
	return s.Get(ctx, h.id)
}

func (s *Service) add(ctx context.Context, tx postgres.Tx, t *access.Tenant, by authority, h *hire) error {
	role, err := s.grantable(ctx, tx, by, h.RoleID)
	if err != nil {
		return err
	}
	if err := s.hireAll(ctx, tx, t, []*hire{h}); err != nil {
		return err
	}
	if h.failed != nil {
		return h.failed
	}
	changes := map[string]audit.Change{"role": {After: role.Name}, "employee_id": {After: h.EmployeeID}}
	if h.invited {
		changes["email"] = audit.Change{After: h.person.Email}
		return s.record(ctx, tx, t.ID, h.id, "staff.invited", changes)
	}
	return s.record(ctx, tx, t.ID, h.id, "staff.added", changes)
}

// identify finds out whom the input means.
func (s *Service) identify(ctx context.Context, tx postgres.Tx, h *hire) error {
	if h.User != 0 {
		person, err := s.store.person(ctx, tx, h.User)
		if fault.Is(err, fault.NotFound) {
			return errUnknownPerson
		}
		h.person = person
		return err
	}
	names := map[string]Person{h.Email: {FirstName: h.FirstName, LastName: h.LastName}}
	found, err := s.store.invitees(ctx, tx, names, s.clock.Now())
	h.meant(found[h.Email])
	return err
}

// meant notes who the email address belongs to. The invitation goes to the address as it was given.
func (h *hire) meant(who invitee) {
	h.person, h.mailed = who.Person, !who.here
	h.person.Email = h.Email
}
