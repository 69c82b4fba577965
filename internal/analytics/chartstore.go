package analytics

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// chartStore reads rollups and events for charts. Everybody's are in the same tables, so each method is told whose it is about.
type chartStore struct{ queries *shareddb.Queries }

// split is what parts a chart has: "type", "tool", or "" for a whole.
type split string

const (
	undivided split = ""
	splitType split = "type"
	splitTool split = "tool"
)

// cell is the figures of a part in a slot of the time, whose place in the chart it tells.
type cell struct {
	place int
	part  string
	figures
}

// overTime gives what happened in slots of hours, days, weeks or months. What did not happen has no cell.
func (s chartStore) overTime(ctx context.Context, q postgres.Querier, of *scope, i interval, by split, starts []time.Time) ([]cell, error) {
	if i != hourly {
		rows, err := s.queries.EventsPerDay(ctx, q, shareddb.EventsPerDayParams{
			Starts: starts, Split: string(by), TenantID: int64(of.tenant.ID), Since: of.first, Until: of.after, Types: of.types, Tools: of.tools,
		})
		return readCells(rows, err, func(r *shareddb.EventsPerDayRow) (int32, string, int64, string) {
			return r.Slot, r.Part, r.Events, r.Amount
		})
	}
	since, until := of.moments(of.zone)
	rows, err := s.queries.EventsPerHour(ctx, q, shareddb.EventsPerHourParams{
		Starts: starts, Split: string(by), TenantID: int64(of.tenant.ID), FromHour: hourOf(since, of.zone), ToHour: until,
		Since: of.first, Until: of.after, Types: of.types, Tools: of.tools,
	})
	return readCells(rows, err, func(r *shareddb.EventsPerHourRow) (int32, string, int64, string) {
		return r.Slot, r.Part, r.Events, r.Amount
	})
}

func readCells[R any](rows []R, err error, columns func(*R) (slot int32, part string, events int64, amount string)) ([]cell, error) {
	cells := make([]cell, len(rows))
	for n := range rows {
		slot, part, events, amount := columns(&rows[n])
		cells[n].place, cells[n].part = place(slot), part
		if err := cells[n].read(events, amount); err != nil {
			return nil, err
		}
	}
	return cells, err
}

// place counts from 0. Hours before the first slot can be there for a moment, while the rollups are made anew for another time zone.
func place(slot int32) int { return max(int(slot)-1, 0) }

// hour is the figures of an hour of the week, and one such hour with its day.
type hour struct {
	one, day time.Time
	figures
}

func (s chartStore) hoursOfWeek(ctx context.Context, q postgres.Querier, of *scope) ([]hour, error) {
	since, until := of.moments(of.zone)
	rows, err := s.queries.EventsPerHourOfWeek(ctx, q, shareddb.EventsPerHourOfWeekParams{
		TenantID: int64(of.tenant.ID), FromHour: hourOf(since, of.zone), ToHour: until, Since: of.first, Until: of.after,
		Types: of.types, Tools: of.tools, Changes: changes(since, until, of.zone),
	})
	hours := make([]hour, len(rows))
	for n := range rows {
		hours[n].one, hours[n].day = rows[n].AnHour, rows[n].ADay
		if err := hours[n].read(rows[n].Events, rows[n].Amount); err != nil {
			return nil, err
		}
	}
	return hours, err
}

// parts gives what happened in all of the period.
func (s chartStore) parts(ctx context.Context, q postgres.Querier, of *scope, by split) ([]cell, error) {
	rows, err := s.queries.EventsPerPart(ctx, q, shareddb.EventsPerPartParams{
		Split: string(by), TenantID: int64(of.tenant.ID), Since: of.first, Until: of.after, Types: of.types, Tools: of.tools,
	})
	cells := make([]cell, len(rows))
	for n := range rows {
		cells[n].part = rows[n].Part
		if err := cells[n].read(rows[n].Events, rows[n].Amount); err != nil {
			return nil, err
		}
	}
	return cells, err
}

// people gives how many different people there were in slots of hours, days, weeks or months.
func (s chartStore) people(ctx context.Context, q postgres.Querier, of *scope, i interval, by split, starts []time.Time) ([]cell, error) {
	if i == hourly {
		rows, err := s.queries.UsersPerHour(ctx, q, shareddb.UsersPerHourParams{
			Starts: starts, Split: string(by), TenantID: int64(of.tenant.ID), Since: of.first, Until: of.after, Types: of.types, Tools: of.tools,
		})
		return cellsOf(rows, func(r *shareddb.UsersPerHourRow) cell { return cell{place(r.Slot), r.Part, figures{users: r.Users}} }), err
	}
	rows, err := s.queries.UsersPerDay(ctx, q, shareddb.UsersPerDayParams{
		Starts: starts, Split: string(by), TenantID: int64(of.tenant.ID), Since: of.first, Until: of.after, Types: of.types, Tools: of.tools,
	})
	return cellsOf(rows, func(r *shareddb.UsersPerDayRow) cell { return cell{place(r.Slot), r.Part, figures{users: r.Users}} }), err
}

// peopleInAll gives how many different people there were in all of the period.
func (s chartStore) peopleInAll(ctx context.Context, q postgres.Querier, of *scope, by split) ([]cell, error) {
	rows, err := s.queries.UsersPerPart(ctx, q, shareddb.UsersPerPartParams{
		Split: string(by), TenantID: int64(of.tenant.ID), Since: of.first, Until: of.after, Types: of.types, Tools: of.tools,
	})
	return cellsOf(rows, func(r *shareddb.UsersPerPartRow) cell { return cell{part: r.Part, figures: figures{users: r.Users}} }), err
}

func cellsOf[R any](rows []R, read func(*R) cell) []cell {
	cells := make([]cell, len(rows))
	for n := range rows {
		cells[n] = read(&rows[n])
	}
	return cells
}

func (f *figures) read(events int64, amount string) error {
	sum, ok := parseQuantity(amount)
	if !ok {
		return fmt.Errorf("analytics: %q is no amount", amount)
	}
	f.events, f.amount = events, sum
	return nil
}
