package staff

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// Inviter sends invitations; *clerk.Client is one.
type Inviter interface {
	CreateInvitation(ctx context.Context, in clerk.NewInvitation) (clerk.Invitation, error)
	RevokeInvitation(ctx context.Context, id string) error
}

// Restaurants finds the one that a job is about.
type Restaurants interface {
	ByID(ctx context.Context, id access.TenantID) (*access.Tenant, error)
}

// How fast invitations go out. Clerk takes 100 an hour of all restaurants together: any hour sees the sixty of the steady pace
// and the thirty that may come at once after a rest, and one that was on its way.
const (
	paceName  = "clerk_invitations"
	paceStep  = time.Minute
	paceBurst = 30
)

// sendTries is how often an email is tried. With the queue's growing pauses the last comes about an hour after the first.
const sendTries = 8

// longestPause bounds how long Clerk may make us wait for one invitation at a time.
const longestPause = time.Hour

// metadataKey marks at Clerk whom an invitation brings. Package auth looks for it.
const metadataKey = "tabletap_invitation"

// SendArgs is the job that has Clerk send an invitation.
type SendArgs struct {
	Tenant     int64  `json:"tenant"`
	Invitation int64  `json:"invitation"`
	Again      bool   `json:"again,omitempty"`    // to an address that was invited or has an account, too
	Replaces   string `json:"replaces,omitempty"` // Clerk's id of the one before
}

// Kind is the job's name in the queue.
func (SendArgs) Kind() string { return "staff_invitation_send" }

// InsertOpts bounds the tries.
func (SendArgs) InsertOpts() jobs.Options { return jobs.Options{MaxAttempts: sendTries} }

// RevokeArgs is the job that ends an invitation at Clerk.
type RevokeArgs struct {
	ClerkInvitation string `json:"clerk_invitation"`
}

// Kind is the job's name in the queue.
func (RevokeArgs) Kind() string { return "staff_invitation_revoke" }

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[SendArgs]) error {
		return s.Send(ctx, job.Args, job.Attempt >= job.MaxAttempts)
	})
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[RevokeArgs]) error {
		return s.EndAtClerk(ctx, job.Args.ClerkInvitation)
	})
}

// Send has Clerk send an invitation when its turn has come, and asks to be called later when it has not. An invitation that is
// not open any more is left alone. When the last try fails, the invitation has failed.
func (s *Service) Send(ctx context.Context, args SendArgs, last bool) error {
	t, err := s.restaurants.ByID(ctx, access.TenantID(args.Tenant))
	if err != nil {
		return fault.UnlessMissing(err) // the restaurant was deleted
	}
	row, found, err := s.store.invitationToSend(ctx, s.db.TenantQuery(t), args.Invitation)
	if err != nil || !found || row.SentAt != nil {
		return err
	}
	if wait, err := s.turn(ctx, t, row); err != nil || wait > 0 {
		return errors.Join(err, later(wait))
	}
	if err := s.EndAtClerk(ctx, args.Replaces); err != nil {
		return s.unsent(ctx, t, row.ID, err, last)
	}
	sent, err := s.clerk.CreateInvitation(ctx, clerk.NewInvitation{
		Email: row.Email, RedirectURL: s.consoleURL, ExpiresInDays: invitationDays, IgnoreExisting: args.Again,
		PublicMetadata: map[string]any{metadataKey: true},
	})
	if err != nil {
		return s.unsent(ctx, t, row.ID, err, last)
	}
	return s.sent(ctx, t, row, sent)
}

func later(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	return jobs.Later(wait)
}

// turn is how long it is until the invitation's turn. It takes one when the invitation has none, so that each waits just once
// however many there are.
func (s *Service) turn(ctx context.Context, t *access.Tenant, row tenantdb.InvitationToSendRow) (time.Duration, error) {
	now := s.clock.Now()
	if row.SendAt != nil {
		return row.SendAt.Sub(now), nil
	}
	full, err := s.store.shared.TakeTurn(ctx, s.db.SharedQuery(), shareddb.TakeTurnParams{
		Name: paceName, Now: now.UnixMicro(), Step: paceStep.Microseconds(),
	})
	if err != nil {
		return 0, err
	}
	at := time.UnixMicro(full).Add(-paceStep * paceBurst)
	return at.Sub(now), s.store.tenant.SetInvitationTurn(ctx, s.db.TenantQuery(t), &at, row.ID)
}

// sent notes what Clerk made. If the invitation was closed meanwhile, Clerk's is ended too.
func (s *Service) sent(ctx context.Context, t *access.Tenant, row tenantdb.InvitationToSendRow, sent clerk.Invitation) error {
	now := s.clock.Now()
	expires := sent.ExpiresAt
	if expires.IsZero() {
		expires = now.Add(invitationLife)
	}
	return s.db.Tenant(ctx, t, func(tx postgres.Tx) error {
		noted, err := s.store.tenant.SetInvitationSent(ctx, tx, tenantdb.SetInvitationSentParams{
			ClerkInvitationID: sent.ID, Now: now, ExpiresAt: expires, ID: row.ID,
		})
		if err != nil || noted > 0 {
			return err
		}
		return s.queue.Enqueue(ctx, tx, RevokeArgs{ClerkInvitation: sent.ID})
	})
}

// What is said of an invitation that was not sent.
const (
	reasonExists  = "No email was sent: this address was invited before or has an account. The invitation waits for them to sign in."
	reasonRefused = "This address cannot be invited."
	reasonAway    = "The email could not be sent. Try again later."
)

// unsent decides what a failure means. Whoever was invited by somebody else, or has an account that we do not know of, can
// accept all the same.
func (s *Service) unsent(ctx context.Context, t *access.Tenant, id int64, cause error, last bool) error {
	f, _ := errors.AsType[*fault.Error](cause)
	switch {
	case f != nil && f.Code == "invitation_exists":
		return s.note(ctx, t, id, StatusPending, reasonExists)
	case f != nil && f.Kind == fault.Invalid:
		return s.note(ctx, t, id, StatusFailed, reasonRefused)
	case f != nil && f.RetryAfter > 0:
		return jobs.Later(min(f.RetryAfter, longestPause)) // Clerk says when; this is no try
	case last:
		return errors.Join(s.note(ctx, t, id, StatusFailed, reasonAway), fmt.Errorf("invitation %d of %s: %w", id, t.Schema, cause))
	}
	// The next try waits for a turn of its own.
	return errors.Join(fmt.Errorf("invitation %d of %s: %w", id, t.Schema, cause),
		s.store.tenant.SetInvitationTurn(ctx, s.db.TenantQuery(t), nil, id))
}

func (s *Service) note(ctx context.Context, t *access.Tenant, id int64, status, reason string) error {
	_, err := s.store.tenant.SetInvitationUnsent(ctx, s.db.TenantQuery(t), tenantdb.SetInvitationUnsentParams{
		Status: status, Reason: reason, Now: s.clock.Now(), ID: id,
	})
	return err
}

// EndAtClerk ends an invitation at Clerk, "" for none. One that is over already is no error.
func (s *Service) EndAtClerk(ctx context.Context, id string) error {
	if id == "" {
		return nil
	}
	err := s.clerk.RevokeInvitation(ctx, id)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) {
		return nil
	}
	return err
}
