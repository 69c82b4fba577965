package analytics

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// rebuildPage bounds how many events are counted at once, in memory and in the numbers that their amounts add up to.
const rebuildPage = 10_000

// Rebuild counts a restaurant's events again, in the time zone that it has now, and replaces what was counted before. It goes a day at a
// time: what is reported meanwhile waits for that day's transaction at most, and is counted once, by one or the other.
func (s *Service) Rebuild(ctx context.Context, t access.TenantID) error {
	days, err := s.store.queries.CountedDays(ctx, s.DB.SharedQuery(), int64(t))
	if err != nil {
		return fmt.Errorf("rebuild counts of restaurant %d: %w", t, err)
	}
	if days.First.Before(epoch) {
		return nil // there is nothing
	}
	// The days are of one time zone or another: a day more at either end has them all.
	last := dayOf(days.Last, time.UTC).AddDate(0, 0, 1)
	for day := dayOf(days.First, time.UTC).AddDate(0, 0, -1); !day.After(last); day = day.AddDate(0, 0, 1) {
		if err := s.rebuildDay(ctx, t, day); err != nil {
			return fmt.Errorf("rebuild counts of restaurant %d, %s: %w", t, day.Format(time.DateOnly), err)
		}
	}
	return nil
}

func (s *Service) rebuildDay(ctx context.Context, t access.TenantID, day time.Time) error {
	return s.DB.Shared(ctx, func(tx postgres.Tx) error {
		if err := s.store.queries.TakeRestaurant(ctx, tx, int64(t)); err != nil {
			return err
		}
		zones, err := s.store.queries.RestaurantZones(ctx, tx, []int64{int64(t)})
		if err != nil || len(zones) == 0 {
			return err // it is gone
		}
		next := day.AddDate(0, 0, 1)
		if err := s.store.eraseCounts(ctx, tx, t, day, next); err != nil {
			return err
		}
		zone := zoneNamed(zones[0].Timezone)
		return s.recount(ctx, tx, t, zone, startOfDay(day, zone), startOfDay(next, zone))
	})
}

// recount counts the events between two moments.
func (s *Service) recount(ctx context.Context, tx postgres.Tx, t access.TenantID, zone *time.Location, since, until time.Time) error {
	page := shareddb.EventsToCountParams{TenantID: int64(t), Since: since, Until: until, After: since.Add(-time.Second), PageLimit: rebuildPage}
	for {
		events, err := s.store.queries.EventsToCount(ctx, tx, page)
		if err != nil || len(events) == 0 {
			return err
		}
		counted := newTally()
		for i := range events {
			e := &events[i]
			counted.add(occurrence{tenant: t, tool: e.ToolID, kind: e.EventType, user: e.UserID, amount: e.Amount, at: e.OccurredAt}, zone)
		}
		if err := s.store.add(ctx, tx, counted); err != nil {
			return err
		}
		if len(events) < rebuildPage {
			return nil
		}
		page.After, page.AfterID = events[len(events)-1].OccurredAt, events[len(events)-1].ID
	}
}

// add adds a tally to the tables.
func (s store) add(ctx context.Context, tx postgres.Tx, t *tally) error {
	return errors.Join(
		s.queries.AddToHours(ctx, tx, t.ofHours()),
		s.queries.AddToDays(ctx, tx, t.ofDays()),
		s.queries.AddUsers(ctx, tx, usersParams(sorted(t.users, doer.compare))),
	)
}
