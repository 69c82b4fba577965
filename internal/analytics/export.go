package analytics

import (
	"context"
	"io"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// How much of a file is in memory: a part of this size that is being written, and the next one.
const (
	partBytes = 2 << 20
	partRows  = 4000
)

// exported is an event as files have it.
type exported = shareddb.EventsToExportRow

// eventFile is a file of events while it is written.
type eventFile interface {
	add(part []exported) error
	close() error
}

// Exporter writes files of restaurants' events.
type Exporter struct {
	db      *postgres.DB
	queries *shareddb.Queries
}

// NewExporter makes one.
func NewExporter(db *postgres.DB) *Exporter { return &Exporter{db, shareddb.New()} }

// export is one file.
type export struct {
	*Exporter

	tenant *access.Tenant
	filter Filter
	open   func(io.Writer) eventFile
}

// write writes all events that match, the oldest first. While a part is written the next is read, and no connection is held by a caller who
// takes their time.
func (e *export) write(ctx context.Context, w io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	file := e.open(w)
	next := e.fetch(ctx, Mark{Occurred: e.filter.Since}, partRows/10)
	for next != nil {
		p := <-next
		if p.err != nil {
			return p.err
		}
		if next = nil; p.more {
			next = e.fetch(ctx, p.last(), p.rows)
		}
		if err := file.add(p.events); err != nil {
			return err
		}
	}
	return file.close()
}

// part is some of a file's events.
type part struct {
	events []exported
	more   bool // perhaps
	rows   int  // that the next part may have
	err    error
}

func (p *part) last() Mark {
	e := &p.events[len(p.events)-1]
	return Mark{e.OccurredAt, e.ID}
}

// fetch reads a part in the background.
func (e *export) fetch(ctx context.Context, after Mark, rows int) <-chan part {
	done := make(chan part, 1) // nobody may be there any more to take it
	go func() { done <- e.read(ctx, after, rows) }()
	return done
}

// read gives a part of at most so many rows, and of partBytes and one row at most.
func (e *export) read(ctx context.Context, after Mark, rows int) part {
	q := &mouthful{Querier: e.db.TenantSharedQuery(e.tenant), most: partBytes}
	events, err := e.query(ctx, q, after, rows)
	p := part{events: events, err: err, more: q.cut || len(events) == rows, rows: min(2*rows, partRows)}
	if q.cut {
		p.rows = len(events) // what does not fit is not asked for again
	}
	return p
}

func (e *export) query(ctx context.Context, q postgres.Querier, after Mark, rows int) ([]exported, error) {
	f := e.filter
	if f.Type == "" {
		return e.queries.EventsToExport(ctx, q, shareddb.EventsToExportParams{
			TenantID: int64(e.tenant.ID), AfterTime: after.Occurred, AfterID: after.ID, Until: f.Until, Most: int64(rows),
		})
	}
	list, err := e.queries.EventsOfTypeToExport(ctx, q, shareddb.EventsOfTypeToExportParams{
		TenantID: int64(e.tenant.ID), EventType: f.Type, AfterTime: after.Occurred, AfterID: after.ID, Until: f.Until, Most: int64(rows),
	})
	events := make([]exported, len(list))
	for i := range list {
		events[i] = exported(list[i])
	}
	return events, err
}

// mouthful is a Querier whose rows end when they have come to so many bytes. Events may be of thirty bytes or of thirty thousand.
type mouthful struct {
	postgres.Querier

	most int
	cut  bool
}

// Query gives the rows that fit, and one more.
func (m *mouthful) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	rows, err := m.Querier.Query(ctx, sql, args...)
	return &mouthfulRows{Rows: rows, of: m}, err
}

type mouthfulRows struct {
	pgx.Rows

	of    *mouthful
	bytes int
}

// Next gives up the rest.
func (r *mouthfulRows) Next() bool {
	if r.bytes >= r.of.most {
		r.of.cut = true
		r.Close()
		return false
	}
	if !r.Rows.Next() {
		return false
	}
	for _, value := range r.RawValues() {
		r.bytes += len(value)
	}
	return true
}
