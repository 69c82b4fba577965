package analytics

import (
	"context"
	"encoding/json"
	"net/netip"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// events gives a page of the restaurant's events and, if there is one, the event after it, and how many there are in all.
func (r *Reader) events(ctx context.Context, t *access.Tenant, f Filter, page *api.CountedParams) (list []Event, count int64, err error) {
	if !f.Since.Before(f.Until) {
		return nil, 0, nil
	}
	q := r.rows(t)
	if count, err = r.count(ctx, t, f); err != nil {
		return nil, 0, err
	}
	if at, back := page.Position(); back {
		list, err = r.store.up(ctx, q, t, f, f.after(at), page.Limit()+1)
	} else {
		list, err = r.store.down(ctx, q, t, f, f.before(at), page.Limit()+1, page.Offset())
	}
	return list, count, err
}

// count takes whole days from the rollups and looks at events only for what is left of a day at either end.
func (r *Reader) count(ctx context.Context, t *access.Tenant, f Filter) (sum int64, err error) {
	whole, edges := f.split(zoneOf(t))
	q := r.rows(t)
	if whole.first.Before(whole.after) {
		if sum, err = r.store.countDays(ctx, q, t, f.Type, whole); err != nil {
			return 0, err
		}
	}
	for _, edge := range edges {
		n, err := r.store.countBetween(ctx, q, t, f.Type, edge)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

func (s chartStore) countDays(ctx context.Context, q postgres.Querier, t *access.Tenant, eventType string, p period) (int64, error) {
	return s.queries.CountOnDays(ctx, q, shareddb.CountOnDaysParams{TenantID: int64(t.ID), Since: p.first, Until: p.after, EventType: eventType})
}

func (s chartStore) countBetween(ctx context.Context, q postgres.Querier, t *access.Tenant, eventType string, in stretch) (int64, error) {
	if eventType == "" {
		return s.queries.CountBetween(ctx, q, shareddb.CountBetweenParams{TenantID: int64(t.ID), Since: in.since, Until: in.until})
	}
	return s.queries.CountOfTypeBetween(ctx, q, shareddb.CountOfTypeBetweenParams{
		TenantID: int64(t.ID), EventType: eventType, Since: in.since, Until: in.until,
	})
}

// down gives at most limit events before a position, the newest first.
func (s chartStore) down(
	ctx context.Context, q postgres.Querier, t *access.Tenant, f Filter, at api.Position, limit, offset int,
) ([]Event, error) {
	if f.Type == "" {
		rows, err := s.queries.EventsBefore(ctx, q, shareddb.EventsBeforeParams{
			TenantID: int64(t.ID), Since: f.Since, BeforeTime: at.Time, BeforeID: at.ID, PageLimit: int64(limit), PageOffset: int64(offset),
		})
		return eventsFrom(rows), err
	}
	rows, err := s.queries.EventsOfTypeBefore(ctx, q, shareddb.EventsOfTypeBeforeParams{
		TenantID: int64(t.ID), EventType: f.Type, Since: f.Since, BeforeTime: at.Time, BeforeID: at.ID, PageLimit: int64(limit),
		PageOffset: int64(offset),
	})
	return eventsFrom(rows), err
}

// up gives at most limit events after a position, the oldest first.
func (s chartStore) up(ctx context.Context, q postgres.Querier, t *access.Tenant, f Filter, at api.Position, limit int) ([]Event, error) {
	if f.Type == "" {
		rows, err := s.queries.EventsAfter(ctx, q, shareddb.EventsAfterParams{
			TenantID: int64(t.ID), Until: f.Until, AfterTime: at.Time, AfterID: at.ID, PageLimit: int64(limit),
		})
		return eventsFrom(rows), err
	}
	rows, err := s.queries.EventsOfTypeAfter(ctx, q, shareddb.EventsOfTypeAfterParams{
		TenantID: int64(t.ID), EventType: f.Type, Until: f.Until, AfterTime: at.Time, AfterID: at.ID, PageLimit: int64(limit),
	})
	return eventsFrom(rows), err
}

// eventRow is what all the lists of events give.
type eventRow struct {
	ID         int64
	EventType  string
	UserID     *int64
	Data       json.RawMessage
	IPAddress  *netip.Addr
	OccurredAt time.Time
	ReceivedAt time.Time
	ToolID     int64
}

func eventsFrom[R shareddb.EventsBeforeRow | shareddb.EventsOfTypeBeforeRow | shareddb.EventsAfterRow | shareddb.EventsOfTypeAfterRow |
	shareddb.EventsAtRow | shareddb.LastEventsRow](rows []R) []Event {
	events := make([]Event, len(rows))
	for i := range rows {
		r := eventRow(rows[i])
		events[i] = Event{
			ID: r.ID, Type: r.EventType, Data: r.Data, Tool: r.ToolID, IP: r.IPAddress, Occurred: r.OccurredAt, Received: r.ReceivedAt,
		}
		if r.UserID != nil {
			events[i].User = access.UserID(*r.UserID)
		}
	}
	return events
}
