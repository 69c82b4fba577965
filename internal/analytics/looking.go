package analytics

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// mostDaysOfEvents bounds the charts that look into events themselves, which are more than their rollups.
const mostDaysOfEvents = 92

// sighting is an event as a chart looks at it.
type sighting struct {
	at     time.Time
	kind   string
	tool   int64
	user   *int64
	amount quantity
	found  []string // what the chart's path leads to in data
}

// looked is how far a chart looked: at so many of the newest events, which are all since a moment.
type looked struct {
	events int
	since  time.Time // the first moment of the period when all was looked at
	all    bool
}

// look reads the newest events of a scope, and what a JSON path leads to in their data. With several types it reads as far back for each as
// for the one of which there are the most, so that what it gives is all that happened since a moment.
func (r *Reader) look(ctx context.Context, of *scope, path string) ([]sighting, looked, error) {
	each := r.most / max(len(of.types), 1)
	rows, err := r.store.newest(ctx, r.rows(of.tenant), of, path, each+1)
	if err != nil {
		return nil, looked{}, err
	}
	rows, how := cut(rows, each, len(of.types) > 0)
	if how.all {
		how.since, _ = of.moments(of.zone)
	}
	return only(rows, of.tools), how, nil
}

// cut leaves out what lies before a moment since which the rows, newest first, are all: of one kind, or of all kinds together, there may be
// one row more than was to be read, which tells that there are more.
func cut(rows []sighting, each int, byKind bool) ([]sighting, looked) {
	how := looked{all: true}
	read := map[string]int{}
	for n := range rows {
		kind := ""
		if byKind {
			kind = rows[n].kind
		}
		read[kind]++
		if read[kind] > each {
			rows, how.all = rows[:n], false // the others' rows before this one are older
			break
		}
	}
	how.events = len(rows)
	if len(rows) > 0 {
		how.since = rows[len(rows)-1].at
	}
	return rows, how
}

// only gives what certain tools reported. It is not left to the query: the events of a tool that reports little would be searched for in
// all the others'.
func only(rows []sighting, tools []int64) []sighting {
	if len(tools) == 0 {
		return rows
	}
	wanted := map[int64]bool{}
	for _, tool := range tools {
		wanted[tool] = true
	}
	var kept []sighting
	for n := range rows {
		if wanted[rows[n].tool] {
			kept = append(kept, rows[n])
		}
	}
	return kept
}

// newest gives events, the newest first: of all types, or so many of each. Without a path, nothing is looked for in their data.
func (s chartStore) newest(ctx context.Context, q postgres.Querier, of *scope, path string, most int) ([]sighting, error) {
	since, until := of.moments(of.zone)
	id, limit := int64(of.tenant.ID), int64(most)
	switch {
	case path == "" && len(of.types) == 0:
		return sightings(s.queries.NewestEvents(ctx, q, shareddb.NewestEventsParams{TenantID: id, Since: since, Until: until, Most: limit}))
	case path == "":
		return sightings(s.queries.NewestEventsOfTypes(ctx, q, shareddb.NewestEventsOfTypesParams{
			Types: of.types, TenantID: id, Since: since, Until: until, Most: limit,
		}))
	case len(of.types) == 0:
		return foundSightings(s.queries.NewestEventsData(ctx, q, shareddb.NewestEventsDataParams{
			Path: path, TenantID: id, Since: since, Until: until, Most: limit,
		}))
	default:
		return foundSightings(s.queries.NewestEventsDataOfTypes(ctx, q, shareddb.NewestEventsDataOfTypesParams{
			Types: of.types, Path: path, TenantID: id, Since: since, Until: until, Most: limit,
		}))
	}
}

func sightings[R shareddb.NewestEventsRow | shareddb.NewestEventsOfTypesRow](rows []R, err error) ([]sighting, error) {
	list := make([]sighting, len(rows))
	for n := range rows {
		r := shareddb.NewestEventsRow(rows[n])
		list[n] = sighting{at: r.OccurredAt, kind: r.EventType, tool: r.ToolID, user: r.UserID}
		if err := list[n].readAmount(r.Amount); err != nil {
			return nil, err
		}
	}
	return list, err
}

func foundSightings[R shareddb.NewestEventsDataRow | shareddb.NewestEventsDataOfTypesRow](rows []R, err error) ([]sighting, error) {
	list := make([]sighting, len(rows))
	for n := range rows {
		r := shareddb.NewestEventsDataRow(rows[n])
		list[n] = sighting{at: r.OccurredAt, kind: r.EventType, tool: r.ToolID, user: r.UserID, found: scalars(r.Found)}
		if err := list[n].readAmount(r.Amount); err != nil {
			return nil, err
		}
	}
	return list, err
}

func (s *sighting) readAmount(text string) error {
	var f figures
	err := f.read(1, text)
	s.amount = f.amount
	return err
}

// longestValue is how much of a text tells it from others.
const longestValue = 200 // bytes

// scalars are the texts, numbers and booleans of a list, as text.
func scalars(list json.RawMessage) (found []string) {
	if len(list) <= len("[]") {
		return nil
	}
	for value := range elements(list) {
		switch value[0] {
		case '{', '[', 'n':
		case '"':
			text := unquote(value)
			found = append(found, strings.ToValidUTF8(string(text[:min(len(text), longestValue)]), ""))
		default:
			found = append(found, string(value))
		}
	}
	return found
}
