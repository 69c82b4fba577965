package analytics

import (
	"context"
	"slices"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// readPatience bounds what is read for viewers, who wait for no request.
const readPatience = 10 * time.Second

// dayCounts is what a restaurant's day has come to so far.
type dayCounts struct {
	day    time.Time
	byType []typeFigures
}

type typeFigures struct {
	figures

	Type string
}

// watch is what a room's reader knows.
type watch struct {
	live *Live
	room *room
	seen *recent[int64] // ids of events that viewers were told of
	last Mark           // of those, the last in the order of time
	day  time.Time      // of the counts that viewers have
}

// take gives what has to be read.
func (w *watch) take() (t *access.Tenant, marks []Mark, behind bool) {
	w.live.mu.Lock()
	defer w.live.mu.Unlock()
	r := w.room
	t, marks, behind = r.tenant, r.marks, r.behind
	r.marks, r.behind = nil, false
	return t, marks, behind
}

// read gives the events that nobody was told of yet, and what the day has come to with them.
func (w *watch) read(ctx context.Context) (b bulletin, err error) {
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	t, marks, behind := w.take()
	if b.events, err = w.fresh(ctx, t, marks, behind); err == nil {
		b.counts, err = w.live.counts(ctx, t)
	}
	if err != nil {
		w.putBack(marks, behind)
		return bulletin{}, err
	}
	for i := range b.events {
		w.seen.add(b.events[i].ID)
		if m := b.events[i].mark(); w.last.compare(m) < 0 {
			w.last = m
		}
	}
	w.day = b.counts.day
	return b, nil
}

// fresh leaves out what viewers have: an instance hears of its own commits twice, and when messages may have been missed, all that came
// after the last known event is read.
func (w *watch) fresh(ctx context.Context, t *access.Tenant, marks []Mark, behind bool) ([]Event, error) {
	marks = slices.DeleteFunc(slices.Clone(marks), func(m Mark) bool { return w.seen.has(m.ID) })
	events, err := w.live.store.at(ctx, t, marks)
	if err == nil && len(events) < len(marks) {
		// A partition was made while this was planned, and what it looked for has moved there.
		events, err = w.live.store.at(ctx, t, marks)
	}
	if err != nil || !behind {
		return events, err
	}
	missed, err := w.live.store.last(ctx, t, w.last, shownMissed)
	events = append(events, missed...)
	slices.SortFunc(events, func(a, b Event) int { return a.mark().compare(b.mark()) })
	events = slices.CompactFunc(events, func(a, b Event) bool { return a.ID == b.ID })
	return slices.DeleteFunc(events, func(e Event) bool { return w.seen.has(e.ID) }), err
}

func (w *watch) putBack(marks []Mark, behind bool) {
	w.live.mu.Lock()
	defer w.live.mu.Unlock()
	w.room.marks = newest(append(marks, w.room.marks...), shownMissed)
	w.room.behind = w.room.behind || behind
}

// postpone tries again in a moment.
func (w *watch) postpone(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	w.live.Logger.WarnContext(ctx, "news of events not read; trying again", "error", err)
	timer := time.NewTimer(tellAgain)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	select {
	case w.room.wake <- struct{}{}:
	default:
	}
}

// beat is empty, except when a new day has begun for the restaurant.
func (w *watch) beat(ctx context.Context) bulletin {
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	t := w.tenant()
	if w.day.IsZero() || w.live.today(t).Equal(w.day) {
		return bulletin{}
	}
	counts, err := w.live.counts(ctx, t)
	if err != nil {
		return bulletin{} // the next beat does it
	}
	w.day = counts.day
	return bulletin{counts: counts}
}

func (w *watch) tenant() *access.Tenant {
	w.live.mu.Lock()
	defer w.live.mu.Unlock()
	return w.room.tenant
}

func (l *Live) today(t *access.Tenant) time.Time { return dayOf(l.Clock.Now(), zoneOf(t)) }

func (l *Live) counts(ctx context.Context, t *access.Tenant) (*dayCounts, error) {
	day := l.today(t)
	byType, err := l.store.counts(ctx, t, day)
	return &dayCounts{day, byType}, err
}

func (e *Event) mark() Mark { return Mark{e.Occurred, e.ID} }

// liveStore reads as the restaurant.
type liveStore struct {
	queries *shareddb.Queries
	db      *postgres.DB
}

// at gives the events that lie there, the oldest first. One that is gone by now is left out.
func (s liveStore) at(ctx context.Context, t *access.Tenant, marks []Mark) ([]Event, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	p := shareddb.EventsAtParams{TenantID: int64(t.ID)}
	for _, m := range marks {
		p.OccurredAt, p.Ids = append(p.OccurredAt, m.Occurred), append(p.Ids, m.ID)
	}
	rows, err := s.queries.EventsAt(ctx, s.db.TenantSharedQuery(t), p)
	return eventsFrom(rows), err
}

// last gives at most so many of the newest events after a position, the oldest first.
func (s liveStore) last(ctx context.Context, t *access.Tenant, after Mark, most int) ([]Event, error) {
	rows, err := s.queries.LastEvents(ctx, s.db.TenantSharedQuery(t), shareddb.LastEventsParams{
		TenantID: int64(t.ID), AfterTime: after.Occurred, AfterID: after.ID, Most: int64(most),
	})
	events := eventsFrom(rows)
	slices.Reverse(events)
	return events, err
}

func (s liveStore) counts(ctx context.Context, t *access.Tenant, day time.Time) ([]typeFigures, error) {
	rows, err := s.queries.CountsOfDay(ctx, s.db.TenantSharedQuery(t), int64(t.ID), day)
	byType := make([]typeFigures, len(rows))
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		if err := byType[i].read(r.Events, r.Amount); err != nil {
			return nil, err
		}
		byType[i].Type = r.EventType
	}
	return byType, nil
}
