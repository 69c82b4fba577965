package analytics

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// store knows the rows. Every restaurant's are in one table, so each method is told whose it is about.
type store struct{ queries *shareddb.Queries }

func (s store) insert(ctx context.Context, q postgres.Querier, from *reporter, r *Report, now time.Time) (*Event, error) {
	id, err := s.queries.InsertEvent(ctx, q, shareddb.InsertEventParams{
		TenantID: int64(from.tenant), OccurredAt: *r.Occurred, EventType: r.Type, Data: r.Data, ToolID: from.tool, UserID: r.User,
		IPAddress: from.ip, ReceivedAt: now,
	})
	if err != nil {
		return nil, err
	}
	e := &Event{ID: id, Type: r.Type, Data: r.Data, Tool: from.tool, IP: from.ip, Occurred: *r.Occurred, Received: now}
	if r.User != nil {
		e.User = access.UserID(*r.User)
	}
	return e, nil
}

// insertAll tells how many rows are new.
func (s store) insertAll(ctx context.Context, q postgres.Querier, from *reporter, reports []Report, now time.Time) (int, error) {
	p := shareddb.InsertEventsParams{TenantID: int64(from.tenant), ToolID: from.tool, IPAddress: from.ip, ReceivedAt: now}
	p.OccurredAt, p.Users = make([]time.Time, len(reports)), make([]int64, len(reports))
	p.EventTypes, p.Data, p.EventKeys = make([]string, len(reports)), make([]string, len(reports)), make([]string, len(reports))
	for i := range reports {
		r := &reports[i]
		p.OccurredAt[i], p.EventTypes[i], p.Data[i], p.EventKeys[i] = *r.Occurred, r.Type, string(r.Data), r.Key
		if r.User != nil {
			p.Users[i] = *r.User
		}
	}
	added, err := s.queries.InsertEvents(ctx, q, p)
	return int(added), err
}

// membersAmong is the set of those users who work in the restaurant, or did.
func (s store) membersAmong(ctx context.Context, q postgres.Querier, t access.TenantID, users []int64) (map[int64]bool, error) {
	known := make(map[int64]bool, len(users))
	if len(users) == 0 {
		return known, nil
	}
	rows, err := s.queries.MembersAmong(ctx, q, int64(t), users)
	for _, user := range rows {
		known[user] = true
	}
	return known, err
}

func (s store) count(ctx context.Context, q postgres.Querier, t access.TenantID, f Filter) (int64, error) {
	if f.Type == "" {
		return s.queries.CountEvents(ctx, q, shareddb.CountEventsParams{TenantID: int64(t), Since: f.Since, Until: f.Until})
	}
	return s.queries.CountEventsOfType(ctx, q, shareddb.CountEventsOfTypeParams{
		TenantID: int64(t), EventType: f.Type, Since: f.Since, Until: f.Until,
	})
}

func (s store) list(ctx context.Context, q postgres.Querier, t access.TenantID, f Filter, limit, offset int) ([]Event, error) {
	if f.Type == "" {
		rows, err := s.queries.ListEvents(ctx, q, shareddb.ListEventsParams{
			TenantID: int64(t), Since: f.Since, Until: f.Until, PageLimit: int64(limit), PageOffset: int64(offset),
		})
		return eventsOf(rows), err
	}
	rows, err := s.queries.ListEventsOfType(ctx, q, shareddb.ListEventsOfTypeParams{
		TenantID: int64(t), EventType: f.Type, Since: f.Since, Until: f.Until, PageLimit: int64(limit), PageOffset: int64(offset),
	})
	return eventsOf(rows), err
}

// eventsOf reads the rows of either list: they are of one shape.
func eventsOf[R shareddb.ListEventsRow | shareddb.ListEventsOfTypeRow](rows []R) []Event {
	events := make([]Event, len(rows))
	for i := range rows {
		r := shareddb.ListEventsRow(rows[i])
		events[i] = Event{
			ID: r.ID, Type: r.EventType, Data: r.Data, Tool: r.ToolID, IP: r.IPAddress, Occurred: r.OccurredAt, Received: r.ReceivedAt,
		}
		if r.UserID != nil {
			events[i].User = access.UserID(*r.UserID)
		}
	}
	return events
}

// erase tells how many rows it deleted, at most the given number.
func (s store) erase(ctx context.Context, q postgres.Querier, t access.TenantID, most int64) (int64, error) {
	return s.queries.EraseEvents(ctx, q, int64(t), most)
}
