package staff

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// hire is somebody on the way to the staff, and what became of it.
type hire struct {
	NewMember

	person  Person
	role    int64
	invited bool // comes when they accept; otherwise they are there at once
	mailed  bool // has no account, so that only an email reaches them
	mayWait bool // where there is no seat, they are put on the staff without being active

	again  access.MemberID // the row that is theirs already, since they were invited and never came
	active bool
	id     access.MemberID // of the row, once it is there
	failed error           // why they are not on the staff
}

// What is said of somebody who cannot be added.
const (
	onStaff     = "This person is on the staff already."
	wasOnStaff  = "This person was on the staff before. Activate them instead."
	wasInvited  = "This person was invited already."
	namedTwice  = "This person is named twice."
	numberTaken = "Another member has this employee id."
)

// hireAll puts people on the staff: their rows, with numbers, and what invites those who have to agree. Each that cannot be says
// why; an error is one of the whole. It runs in the restaurant's schema, and whoever else hires there waits until tx ends.
func (s *Service) hireAll(ctx context.Context, tx postgres.Tx, t *access.Tenant, list []*hire) error {
	free, err := s.lockSeats(ctx, tx, t)
	if err != nil {
		return err
	}
	if err := s.refuseThoseThere(ctx, tx, list); err != nil {
		return err
	}
	if err := s.refuseNumbers(ctx, tx, list); err != nil {
		return err
	}
	for _, h := range hopeful(list) {
		h.sit(&free)
	}
	if list = hopeful(list); len(list) == 0 {
		return nil
	}
	return s.writeHires(ctx, tx, t, list)
}

// refuseThoseThere refuses whoever is on the staff, and finds the rows of those who were invited before and never came.
func (s *Service) refuseThoseThere(ctx context.Context, tx postgres.Tx, list []*hire) error {
	there, err := s.store.standings(ctx, tx, hopeful(list), s.clock.Now())
	if err != nil {
		return err
	}
	seen := map[access.UserID]bool{}
	for _, h := range hopeful(list) {
		if at, ok := there[h.person.ID]; ok {
			h.meet(at)
		}
		if seen[h.person.ID] {
			h.refuse(namedTwice)
		}
		seen[h.person.ID] = true
	}
	return nil
}

// refuseNumbers refuses employee ids that were asked for and are somebody's.
func (s *Service) refuseNumbers(ctx context.Context, tx postgres.Tx, list []*hire) error {
	var asked []string
	for _, h := range hopeful(list) {
		if h.EmployeeID != "" {
			asked = append(asked, h.EmployeeID)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	taken, err := s.store.takenEmployeeIDs(ctx, tx, asked)
	for _, h := range hopeful(list) {
		if h.EmployeeID == "" {
			continue
		}
		if taken[h.EmployeeID] {
			h.failed = fault.Field("employee_id", numberTaken)
		}
		taken[h.EmployeeID] = true
	}
	return err
}

// standing is where somebody stands who has a row.
type standing struct {
	id         access.MemberID
	active     bool
	invitation string // the status of the last one, "" for none
	open       bool   // that one can still be accepted
}

// joined reports whether somebody ever was at work: they were hired without an invitation, or accepted it.
func (at standing) joined() bool { return at.invitation == "" || at.invitation == StatusAccepted }

func (h *hire) meet(at standing) {
	switch {
	case at.active:
		h.refuse(onStaff)
	case at.open:
		h.refuse(wasInvited)
	case at.joined():
		h.refuse(wasOnStaff)
	default:
		h.again = at.id
	}
}

// refuse says what is wrong with the person, at the field that named them.
func (h *hire) refuse(why string) {
	field := "email"
	if h.User != 0 {
		field = "user_id"
	}
	h.failed = fault.Field(field, why)
}

// sit takes a seat, which one who is invited holds until they come.
func (h *hire) sit(free *seats) {
	if !free.take() {
		if !h.mayWait {
			h.failed = errPlanLimit
		}
		return
	}
	h.active = !h.invited
}

// hopeful are those for whom nothing stands in the way so far.
func hopeful(list []*hire) []*hire {
	left := make([]*hire, 0, len(list))
	for _, h := range list {
		if h.failed == nil {
			left = append(left, h)
		}
	}
	return left
}

// writeHires writes what is to be of those who have a seat, or may wait for one.
func (s *Service) writeHires(ctx context.Context, tx postgres.Tx, t *access.Tenant, list []*hire) error {
	if err := s.number(ctx, tx, t, list); err != nil {
		return err
	}
	if err := s.store.insertMembers(ctx, tx, list, s.clock.Now()); err != nil {
		return err
	}
	if err := s.store.rewriteMembers(ctx, tx, list, s.clock.Now()); err != nil {
		return err
	}
	if err := s.store.insertMemberships(ctx, tx, t.ID, list); err != nil {
		return err
	}
	if err := s.invite(ctx, tx, t, list); err != nil {
		return err
	}
	return s.places.announceAll(ctx, tx, t.ID, arrived(list))
}

// number gives an employee id to everybody who has none.
func (s *Service) number(ctx context.Context, tx postgres.Tx, t *access.Tenant, list []*hire) error {
	var unnumbered []*hire
	for _, h := range list {
		if h.EmployeeID == "" && h.again == 0 {
			unnumbered = append(unnumbered, h)
		}
	}
	if len(unnumbered) == 0 {
		return nil
	}
	ids, err := s.newEmployeeIDs(ctx, tx, t.Name, len(unnumbered))
	if err != nil {
		return err
	}
	for i, h := range unnumbered {
		h.EmployeeID = ids[i]
	}
	return nil
}

// arrived are those whose rights change at once.
func arrived(list []*hire) []access.UserID {
	var users []access.UserID
	for _, h := range list {
		if h.active {
			users = append(users, h.person.ID)
		}
	}
	return users
}
