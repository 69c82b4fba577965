package analytics

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/gather"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// How events are gathered into commits.
const (
	mostInCommit  = 4 << 20   // bytes
	mostWaiting   = 64 << 20  // bytes; what comes then is told to come later
	commits       = 2         // at once, of batches: one is prepared while the other waits for the disk
	worthACommit  = 256 << 10 // bytes that wait: for less, one commit at a time takes less of the processors
	commitTimeout = 20 * time.Second
	rowOverhead   = 256    // bytes that an event takes besides its data
	usersKept     = 50_000 // that are remembered to be in the table
	mostRoutes    = 5      // tries when partitions are made meanwhile, of which a commit seldom meets one
)

// delivery is what one request reports that is fit to be stored.
type delivery struct {
	from     *reporter
	reports  []*Report
	received time.Time
}

func (d *delivery) size() (n int) {
	for _, r := range d.reports {
		n += len(r.Data) + rowOverhead
	}
	return n
}

// writer stores deliveries.
type writer struct {
	db      *postgres.DB
	queries *shareddb.Queries
	ids     *ids
	users   *recent[doer]
	news    News // nil: nobody hears
}

// newWriter makes a writer whose commits many requests share.
func newWriter(db *postgres.DB, queries *shareddb.Queries, news News) *gather.Gatherer[*delivery, struct{}] {
	w := &writer{db: db, queries: queries, ids: &ids{queries: queries}, users: newRecent[doer](usersKept), news: news}
	return gather.New(gather.Config[*delivery]{
		Size: (*delivery).size, MaxBatch: mostInCommit, MaxWaiting: mostWaiting, Calls: commits, Ahead: worthACommit,
		Timeout: commitTimeout, Apart: neverStored,
	}, func(ctx context.Context, all []*delivery) ([]struct{}, error) {
		return make([]struct{}, len(all)), w.route(ctx, all)
	})
}

// neverStored reports errors that PostgreSQL made of a value: it does so before a commit, which it then refuses. Of an error of the
// connection nobody knows whether the commit took place.
func neverStored(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (strings.HasPrefix(pg.Code, "22") || strings.HasPrefix(pg.Code, "23"))
}

// route is write, again when partitions were made where the events were to go.
func (w *writer) route(ctx context.Context, all []*delivery) (err error) {
	for range mostRoutes {
		if err = w.write(ctx, all); !postgres.PartitionMade(err) {
			return err
		}
	}
	return err
}

// write stores the deliveries in one transaction, with their keys and counts, and notes in each report what became of it.
func (w *writer) write(ctx context.Context, all []*delivery) error {
	rows, repeats := rowsOf(all)
	if err := w.ids.give(ctx, w.db.SharedQuery(), rows); err != nil {
		return fmt.Errorf("ids of events: %w", err)
	}
	var added *tally
	var doers []doer
	var fresh []row
	opening := w.open(ctx, rows)
	err := w.db.SharedPipelined(ctx, &opening.Pipeline, func(tx postgres.Tx) (*postgres.Pipeline, error) {
		fresh = opening.fresh(rows)
		if len(fresh) == 0 {
			return &postgres.Pipeline{}, nil
		}
		if _, err := tx.Conn().PgConn().CopyFrom(ctx, newCopyReader(fresh), copyEvents); err != nil {
			return nil, err
		}
		added = newTally()
		for i := range fresh {
			added.add(fresh[i].occurrence(), opening.zone(fresh[i].from.tenant))
		}
		doers = w.unknown(added)
		return w.count(ctx, added, doers), nil
	})
	if err != nil {
		return fmt.Errorf("store %d events: %w", len(rows), err)
	}
	w.users.add(doers...)
	w.tell(fresh)
	for repeat, original := range repeats {
		repeat.duplicate, repeat.id = true, original.id
	}
	return nil
}

// tell says where the new events lie.
func (w *writer) tell(fresh []row) {
	if w.news == nil {
		return
	}
	marks := map[access.TenantID][]Mark{}
	for i := range fresh {
		of := fresh[i].from.tenant
		marks[of] = append(marks[of], Mark{*fresh[i].Occurred, fresh[i].id})
	}
	for of, where := range marks {
		w.news.Stored(of, where)
	}
}

// rowsOf are the rows to be stored. A key that comes again is left out: its report is given with the one that it repeats.
func rowsOf(all []*delivery) (rows []row, repeats map[*Report]*Report) {
	type owned struct {
		tenant access.TenantID
		tool   int64
		key    uuid
	}
	first := map[owned]*Report{}
	repeats = map[*Report]*Report{}
	for _, d := range all {
		for _, r := range d.reports {
			if (r.key != uuid{}) {
				key := owned{d.from.tenant, d.from.tool, r.key}
				if original := first[key]; original != nil {
					repeats[r] = original
					continue
				}
				first[key] = r
			}
			r.duplicate = false // it may have been tried before
			rows = append(rows, row{Report: r, from: d.from, received: d.received})
		}
	}
	return rows, repeats
}

// opening is what a transaction begins with: it keeps the rebuilding of counts away, learns the restaurants' time zones, and claims the
// keys.
type opening struct {
	postgres.Pipeline

	keyed   bool
	zones   map[access.TenantID]*time.Location
	claimed []int64 // ids of the events whose keys are new, in order
}

func (w *writer) open(ctx context.Context, rows []row) *opening {
	o := &opening{zones: map[access.TenantID]*time.Location{}}
	var tenants []int64
	for i := range rows {
		tenants = append(tenants, int64(rows[i].from.tenant))
	}
	slices.Sort(tenants) // in one order, or two transactions and a rebuilding could wait for each other
	tenants = slices.Compact(tenants)
	o.Add(func(q postgres.Querier) error { return w.queries.HoldRestaurants(ctx, q, tenants) })
	o.Add(func(q postgres.Querier) error {
		zones, err := w.queries.RestaurantZones(ctx, q, tenants)
		for _, z := range zones {
			o.zones[access.TenantID(z.ID)] = zoneNamed(z.Timezone)
		}
		return err
	})
	claims := claimsOf(rows)
	if o.keyed = len(claims.EventIds) > 0; o.keyed {
		o.Add(func(q postgres.Querier) (err error) {
			o.claimed, err = w.queries.ClaimEventKeys(ctx, q, claims)
			slices.Sort(o.claimed)
			return err
		})
	}
	return o
}

// claimsOf are the keys of the rows, in one order, or two transactions that claim the same could wait for each other.
func claimsOf(rows []row) (p shareddb.ClaimEventKeysParams) {
	var keyed []*row
	for i := range rows {
		if (rows[i].key != uuid{}) {
			keyed = append(keyed, &rows[i])
		}
	}
	slices.SortFunc(keyed, compareKeys)
	for _, r := range keyed {
		p.Tenants, p.Tools = append(p.Tenants, int64(r.from.tenant)), append(p.Tools, r.from.tool)
		p.EventKeys = append(p.EventKeys, pgtype.UUID{Bytes: r.key, Valid: true})
		p.OccurredAt, p.EventIds = append(p.OccurredAt, *r.Occurred), append(p.EventIds, r.id)
	}
	return p
}

func compareKeys(a, b *row) int {
	return cmp.Or(cmp.Compare(a.from.tenant, b.from.tenant), cmp.Compare(a.from.tool, b.from.tool), bytes.Compare(a.key[:], b.key[:]))
}

// fresh are the rows that are stored now. The others' reports are marked as duplicates.
func (o *opening) fresh(rows []row) []row {
	if !o.keyed {
		return rows
	}
	fresh := make([]row, 0, len(rows))
	for _, r := range rows {
		if (r.key != uuid{}) {
			if _, mine := slices.BinarySearch(o.claimed, r.id); !mine {
				r.duplicate, r.id = true, 0
				continue
			}
		}
		fresh = append(fresh, r)
	}
	return fresh
}

// zone is the restaurant's. One that is being purged has none, and nobody who would look at its counts.
func (o *opening) zone(t access.TenantID) *time.Location {
	if zone := o.zones[t]; zone != nil {
		return zone
	}
	return time.UTC
}

// unknown are those of the tally's people who may not be in the table yet.
func (w *writer) unknown(t *tally) []doer {
	doers := sorted(t.users, doer.compare)
	return slices.DeleteFunc(doers, w.users.has)
}

// count adds the tally to the tables.
func (w *writer) count(ctx context.Context, t *tally, doers []doer) *postgres.Pipeline {
	var p postgres.Pipeline
	hours, days := t.ofHours(), t.ofDays()
	p.Add(func(q postgres.Querier) error { return w.queries.AddToHours(ctx, q, hours) })
	p.Add(func(q postgres.Querier) error { return w.queries.AddToDays(ctx, q, days) })
	if len(doers) > 0 {
		users := usersParams(doers)
		p.Add(func(q postgres.Querier) error { return w.queries.AddUsers(ctx, q, users) })
	}
	return &p
}
