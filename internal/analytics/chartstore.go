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

// cell is the figures of a part in a slot of the time.
type cell struct {
	slot time.Time
	part string
	figures
}

// days gives what happened by day, week or month. What did not happen has no cell.
func (s chartStore) days(ctx context.Context, q postgres.Querier, of *scope, i interval, by split) ([]cell, error) {
	rows, err := s.queries.EventsPerDay(ctx, q, shareddb.EventsPerDayParams{
		Unit: string(i), Split: string(by), TenantID: int64(of.tenant.ID), Since: of.first, Until: of.after, Types: of.types, Tools: of.tools,
	})
	cells := make([]cell, len(rows))
	for n := range rows {
		cells[n].slot, cells[n].part = rows[n].Slot, rows[n].Part
		if err := cells[n].read(rows[n].Events, rows[n].Amount); err != nil {
			return nil, err
		}
	}
	return cells, err
}

// hour is a cell that also knows on which day of the restaurant's it was.
type hour struct {
	cell

	day time.Time
}

func (s chartStore) hours(ctx context.Context, q postgres.Querier, of *scope, by split) ([]hour, error) {
	since, until := of.moments(of.zone)
	rows, err := s.queries.EventsPerHour(ctx, q, shareddb.EventsPerHourParams{
		Split: string(by), TenantID: int64(of.tenant.ID), FromHour: hourOf(since, of.zone), ToHour: until, Since: of.first, Until: of.after,
		Types: of.types, Tools: of.tools,
	})
	hours := make([]hour, len(rows))
	for n := range rows {
		h := &hours[n]
		h.slot, h.part, h.day = rows[n].Slot, rows[n].Part, rows[n].Day
		if err := h.read(rows[n].Events, rows[n].Amount); err != nil {
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

// people gives how many different people there were by hour, day, week or month.
func (s chartStore) people(ctx context.Context, q postgres.Querier, of *scope, i interval, by split) ([]cell, error) {
	if i == hourly {
		rows, err := s.queries.UsersPerHour(ctx, q, shareddb.UsersPerHourParams{
			Split: string(by), TenantID: int64(of.tenant.ID), Since: of.first, Until: of.after, Types: of.types, Tools: of.tools,
		})
		return cellsOf(rows, func(r *shareddb.UsersPerHourRow) cell { return cell{r.Slot, r.Part, figures{users: r.Users}} }), err
	}
	rows, err := s.queries.UsersPerDay(ctx, q, shareddb.UsersPerDayParams{
		Unit: string(i), Split: string(by), TenantID: int64(of.tenant.ID), Since: of.first, Until: of.after, Types: of.types, Tools: of.tools,
	})
	return cellsOf(rows, func(r *shareddb.UsersPerDayRow) cell { return cell{r.Slot, r.Part, figures{users: r.Users}} }), err
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
