package staff

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
)

// invite opens an invitation for each who has to agree, with a job for each whom only an email reaches. Whoever has an account
// finds it when they sign in.
func (s *Service) invite(ctx context.Context, tx postgres.Tx, t *access.Tenant, list []*hire) error {
	var rows []newInvitation
	for _, h := range list {
		if err := s.settle(ctx, tx, h); err != nil {
			return err
		}
		if h.invited {
			rows = append(rows, newInvitation{int64(h.id), h.person.Email})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	ids, err := s.store.insertInvitations(ctx, tx, rows, actorID(ctx), s.clock.Now())
	if err != nil {
		return err
	}
	var sends []jobs.Args
	for _, h := range list {
		if h.invited && h.mailed {
			sends = append(sends, SendArgs{Tenant: int64(t.ID), Invitation: ids[h.id]})
		}
	}
	return s.queue.EnqueueAll(ctx, tx, sends)
}

// settle ends what is left of an earlier invitation. Somebody who is at work without having accepted one, because they were added
// as a person, counts as having done so.
func (s *Service) settle(ctx context.Context, tx postgres.Tx, h *hire) error {
	if h.again == 0 {
		return nil
	}
	if _, _, err := s.store.closeInvitation(ctx, tx, h.id, StatusExpired, "", s.clock.Now()); err != nil || h.invited {
		return err
	}
	if _, err := s.store.insertInvitations(ctx, tx, []newInvitation{{int64(h.id), h.person.Email}}, actorID(ctx), s.clock.Now()); err != nil {
		return err
	}
	_, _, err := s.store.closeInvitation(ctx, tx, h.id, StatusAccepted, "", s.clock.Now())
	return err
}

func actorID(ctx context.Context) access.UserID {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return 0
	}
	return actor.UserID
}

// Resend invites a member once more who has not come yet, whatever became of the last invitation: by email, and for the whole
// of its life. One that is not open any more needs a seat again.
func (s *Service) Resend(ctx context.Context, id access.MemberID) error {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return err
	}
	return s.db.Tenant(ctx, t, func(tx postgres.Tx) error {
		free, err := s.lockSeats(ctx, tx, t)
		if err != nil {
			return err
		}
		last, err := s.lockInvited(ctx, tx, id)
		if err != nil {
			return err
		}
		if last.Status != StatusPending && !free.take() {
			return errPlanLimit
		}
		if err := s.reopen(ctx, tx, t, id, last); err != nil {
			return err
		}
		return s.record(ctx, tx, t.ID, id, "staff.invited", map[string]audit.Change{"email": {After: last.email}})
	})
}

// lockInvited locks a member who was invited and has not come, and gives the last invitation.
func (s *Service) lockInvited(ctx context.Context, tx postgres.Tx, id access.MemberID) (Invitation, error) {
	p, err := s.store.lock(ctx, tx, id)
	if err != nil {
		return Invitation{}, err
	}
	last, err := s.store.lastInvitation(ctx, tx, id, s.clock.Now())
	if err == nil && (p.Active || last.ID == 0 || last.Status == StatusAccepted) {
		err = errNeverInvited
	}
	return last, err
}

// reopen puts a new invitation in the place of the last one, whose link ends.
func (s *Service) reopen(ctx context.Context, tx postgres.Tx, t *access.Tenant, id access.MemberID, last Invitation) error {
	clerkID, _, err := s.store.closeInvitation(ctx, tx, id, StatusRevoked, "It was sent again.", s.clock.Now())
	if err != nil {
		return err
	}
	ids, err := s.store.insertInvitations(ctx, tx, []newInvitation{{int64(id), last.email}}, actorID(ctx), s.clock.Now())
	if err != nil {
		return err
	}
	return s.queue.Enqueue(ctx, tx, SendArgs{Tenant: int64(t.ID), Invitation: ids[id], Again: true, Replaces: clerkID})
}

// Revoke takes an open invitation back: it cannot be accepted any more, its link ends, and its seat is free.
func (s *Service) Revoke(ctx context.Context, id access.MemberID) error {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return err
	}
	return s.db.Tenant(ctx, t, func(tx postgres.Tx) error {
		last, err := s.lockInvited(ctx, tx, id)
		if err != nil {
			return err
		}
		if last.Status != StatusPending {
			return errInvitationNotOpen
		}
		return s.revoke(ctx, tx, t.ID, id, "")
	})
}

// revoke ends a locked member's invitation, if one is open. The reason is for whoever manages the staff.
func (s *Service) revoke(ctx context.Context, tx postgres.Tx, t access.TenantID, id access.MemberID, reason string) error {
	clerkID, closed, err := s.store.closeInvitation(ctx, tx, id, StatusRevoked, reason, s.clock.Now())
	if err != nil || !closed {
		return err
	}
	if clerkID != "" {
		if err := s.queue.Enqueue(ctx, tx, RevokeArgs{ClerkInvitation: clerkID}); err != nil {
			return err
		}
	}
	return s.record(ctx, tx, t, id, "staff.invitation_revoked", map[string]audit.Change{"reason": {After: reason}})
}

// withInvitations fills in the invitations of those members who are not at work. Those who are have none that matters.
func (s *Service) withInvitations(ctx context.Context, q postgres.Querier, members []Member) error {
	var ids []int64
	for i := range members {
		if !members[i].Active {
			ids = append(ids, int64(members[i].ID))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	last, err := s.store.lastInvitations(ctx, q, ids, s.clock.Now())
	for i := range members {
		if found, ok := last[members[i].ID]; ok && !members[i].Active && found.Status != StatusAccepted {
			members[i].Invitation = &found
		}
	}
	return err
}
