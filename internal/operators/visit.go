package operators

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

const (
	usualMinutes = 30
	mostMinutes  = 120
	mostReason   = 500 // characters
	expiredBatch = 100
)

// Visit is an operator's stay in a restaurant.
type Visit struct {
	ID      int64
	Tenant  access.TenantID
	User    access.UserID
	Reason  string
	Started time.Time
	Expires time.Time
	Ended   *time.Time // nil as long as nobody ended it and no job noticed that it ran out
}

// Listed is a visit with the names of whose it is and where.
type Listed struct {
	Visit

	Restaurant  string
	Email, Name string // of the operator
}

var errNoVisit = fault.Missing("This visit")

// underWay reports whether the visit goes on at a moment.
func (v *Visit) underWay(now time.Time) bool { return v.Ended == nil && now.Before(v.Expires) }

// Begin begins a visit of the actor to a restaurant, of 30 minutes when minutes is 0. The restaurant's own audit log says that somebody came,
// and why. It fails with Invalid without a reason or for too many minutes, and with NotFound for no restaurant.
func (s *Service) Begin(ctx context.Context, tenant access.TenantID, reason string, minutes int) (*Visit, error) {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, err
	}
	reason = strings.TrimSpace(reason)
	if minutes == 0 {
		minutes = usualMinutes
	}
	var f fault.Fields
	f.Check(reason != "", "reason", "This field may not be blank.")
	f.Check(utf8.RuneCountInString(reason) <= mostReason, "reason", "Ensure this field has no more than 500 characters.")
	f.Check(minutes >= 1 && minutes <= mostMinutes, "minutes", "A number from 1 to 120.")
	if err := f.Err(); err != nil {
		return nil, err
	}
	if _, err := s.Restaurants.ByID(ctx, tenant); err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	v := &Visit{Tenant: tenant, User: actor.UserID, Reason: reason, Started: now, Expires: now.Add(time.Duration(minutes) * time.Minute)}
	err = s.DB.Shared(ctx, func(tx postgres.Tx) error {
		if err := s.store.insertVisit(ctx, tx, v); err != nil {
			return err
		}
		return s.recordVisit(ctx, tx, "visit.started", "", nil, v)
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// End ends a visit before its time. It fails with NotFound for none. Asking twice is no error.
func (s *Service) End(ctx context.Context, id int64) error {
	return s.end(ctx, id, "", func(v *Visit, now time.Time) time.Time {
		if now.After(v.Expires) {
			return v.Expires
		}
		return now
	})
}

// EndExpired notes the end of the visits that ran out, for the restaurants' audit logs. They let nobody in before it does.
func (s *Service) EndExpired(ctx context.Context) error {
	for {
		ids, err := s.store.expiredVisits(ctx, s.DB.SharedQuery(), s.Clock.Now())
		if err != nil {
			return err
		}
		var failures []error
		for _, id := range ids {
			if err := s.end(ctx, id, audit.BySystem, func(v *Visit, _ time.Time) time.Time { return v.Expires }); err != nil {
				failures = append(failures, fmt.Errorf("end visit %d: %w", id, err))
			}
		}
		if len(failures) > 0 || len(ids) < expiredBatch {
			return errors.Join(failures...)
		}
	}
}

func (s *Service) end(ctx context.Context, id int64, by string, when func(*Visit, time.Time) time.Time) error {
	return s.DB.Shared(ctx, func(tx postgres.Tx) error {
		before, err := s.store.lockVisit(ctx, tx, id)
		if err != nil || before.Ended != nil {
			return err // asking twice is no error
		}
		after := *before
		after.Ended = new(when(before, s.Clock.Now()))
		if err := s.store.endVisit(ctx, tx, id, *after.Ended); err != nil {
			return err
		}
		return s.recordVisit(ctx, tx, "visit.ended", by, before, &after)
	})
}

// recordVisit writes a line of the restaurant's own log, which is part of the visit.
func (s *Service) recordVisit(ctx context.Context, tx postgres.Tx, action, by string, before, after *Visit) error {
	e := auditedVisit.Entry(action, after.ID, after.Reason)
	e.Tenant, e.By, e.Changes = after.Tenant, by, auditedVisit.Diff(before, after)
	ctx = access.WithVisit(ctx, &access.Visit{ID: after.ID, Tenant: after.Tenant, Reason: after.Reason, Expires: after.Expires})
	return s.Audit.Record(ctx, tx, e)
}

// Visit is the actor's visit with the id to the restaurant, while it is under way. It fails with NotFound otherwise.
func (s *Service) Visit(ctx context.Context, id int64, actor *access.Actor, tenant access.TenantID) (*access.Visit, error) {
	v, err := s.store.visitUnderWay(ctx, s.DB.SharedQuery(), id, actor.UserID, tenant, s.Clock.Now())
	if err != nil {
		return nil, err
	}
	return &access.Visit{ID: v.ID, Tenant: v.Tenant, Reason: v.Reason, Expires: v.Expires}, nil
}

// Visits gives a page of all visits, or of those to one restaurant, the newest first, and their number.
func (s *Service) Visits(ctx context.Context, tenant access.TenantID, limit, offset int) ([]Listed, int64, error) {
	return s.store.visits(ctx, s.DB.SharedQuery(), tenant, limit, offset)
}
