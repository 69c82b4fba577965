package tenants

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// mostReason is how long a reason may be, in characters.
const mostReason = 500

// checkReason gives an operator's reason as it is kept. It fails with Invalid for none, and for one that is too long.
func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return "", fault.Field("reason", blank)
	case utf8.RuneCountInString(reason) > mostReason:
		return "", fault.Field("reason", "Ensure this field has no more than 500 characters.")
	default:
		return reason, nil
	}
}

// Suspend closes a restaurant to all its people and tools, on every instance at once, and stops its charges, until Unsuspend. The reason is
// shown to them. Asking again changes the reason, if it is another, and no more. It fails with Invalid without a reason.
func (s *Service) Suspend(ctx context.Context, id access.TenantID, reason string) error {
	reason, err := checkReason(reason)
	if err != nil {
		return err
	}
	return s.suspension(ctx, id, "tenant.suspended", func(t *Tenant, now time.Time) {
		if t.SuspendedAt == nil {
			t.SuspendedAt = &now
		}
		t.Active, t.SuspendedReason = false, reason
	})
}

// Unsuspend takes Suspend back. What fell due meanwhile is charged now. Asking twice is no error.
func (s *Service) Unsuspend(ctx context.Context, id access.TenantID) error {
	return s.suspension(ctx, id, "tenant.unsuspended", func(t *Tenant, _ time.Time) {
		if t.SuspendedAt != nil {
			t.Active, t.SuspendedAt, t.SuspendedReason = true, nil, ""
		}
	})
}

// suspension makes one change of a restaurant's suspension, with its line in the restaurant's own log. What changes nothing writes nothing.
func (s *Service) suspension(ctx context.Context, id access.TenantID, action string, change func(*Tenant, time.Time)) error {
	err := s.DB.Shared(ctx, func(tx postgres.Tx) error {
		before, err := s.store.lock(ctx, tx, id)
		if err != nil {
			return err
		}
		after, now := *before, s.Clock.Now()
		change(&after, now)
		entry := tenantEntry(action, before, &after)
		if len(entry.Changes) == 0 {
			return nil
		}
		err = s.store.queries.SetTenantSuspended(ctx, tx, shareddb.SetTenantSuspendedParams{
			SuspendedAt: after.SuspendedAt, Reason: after.SuspendedReason, Now: now, ID: int64(id),
		})
		if err != nil {
			return err
		}
		if err := s.recordSuspension(ctx, tx, id, entry); err != nil {
			return err
		}
		return s.charge(ctx, tx, before, &after)
	})
	if err != nil {
		return err
	}
	s.forget(ctx, id)
	return nil
}

func (s *Service) recordSuspension(ctx context.Context, tx postgres.Tx, id access.TenantID, entry audit.Entry) error {
	if err := s.announce(ctx, tx, id); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, entry)
}

// charge has what the restaurant pays for follow its suspension.
func (s *Service) charge(ctx context.Context, tx postgres.Tx, before, after *Tenant) error {
	var change SubscriptionChange
	var err error
	switch {
	case before.SuspendedAt == nil && after.SuspendedAt != nil:
		change, err = s.Subscriptions.Hold(ctx, tx, after)
	case before.SuspendedAt != nil && after.SuspendedAt == nil:
		change, err = s.Subscriptions.Release(ctx, tx, after, *before.SuspendedAt)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return s.keepInStep(ctx, tx, after, change)
}
