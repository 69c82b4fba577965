package postgres

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/fault"
)

const (
	beat = 500 * time.Millisecond // how often a run says how far it is
	// SilentRun is after how long without such a word a run is taken to have died, as an interval of PostgreSQL's.
	SilentRun = "1 minute"
	// longestFailure bounds what is kept of an error, in bytes.
	longestFailure = 4000
)

// record keeps how a run goes where operators of every instance see it. What cannot be kept is logged and stops no migration. The zero run
// is one that nobody keeps: a release that knew no runs made the tables, or another run is under way.
type record struct {
	m            *Migrator
	kept         bool  // whether there are tables to keep failures in
	run          int64 // 0: none
	done, failed atomic.Int32
	stop         chan struct{}
	beats        sync.WaitGroup
}

// begin takes up the run with the id, or makes one for 0.
func (m *Migrator) begin(ctx context.Context, id int64, total int) *record {
	r := &record{m: m, run: id, stop: make(chan struct{})}
	err := m.db.pool.QueryRow(ctx, "SELECT to_regclass('public.migration_runs') IS NOT NULL").Scan(&r.kept)
	if err == nil && r.kept {
		r.run, err = m.startRun(ctx, id, total)
	}
	if err != nil {
		m.log.WarnContext(ctx, "the run of migrations is not recorded", "error", err)
	}
	if r.run != 0 {
		r.beats.Go(func() { r.beat(ctx) })
	}
	return r
}

func (m *Migrator) startRun(ctx context.Context, id int64, total int) (int64, error) {
	if id != 0 {
		_, err := m.db.pool.Exec(ctx, "UPDATE public.migration_runs SET total = $2, updated_at = now() WHERE id = $1", id, total)
		return id, err
	}
	err := pgx.BeginFunc(ctx, m.db.pool, func(tx pgx.Tx) error {
		if err := EndSilentRuns(ctx, tx); err != nil {
			return err
		}
		const insert = "INSERT INTO public.migration_runs (version, total) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id"
		return tx.QueryRow(ctx, insert, m.tenant.Newest(), total).Scan(&id)
	})
	if fault.Is(Translate(err), fault.NotFound) {
		return 0, nil // another one is under way, and ours waits for it
	}
	return id, err
}

// EndSilentRuns notes that runs which fell silent are over.
func EndSilentRuns(ctx context.Context, tx Tx) error {
	_, err := tx.Exec(ctx, `UPDATE public.migration_runs SET state = 'failed', finished_at = now(), error = 'It stopped without a word.'
WHERE state = 'running' AND updated_at < now() - interval '`+SilentRun+"'")
	return err
}

// beat says again and again how far the run is, also while it waits for another one.
func (r *record) beat(ctx context.Context) {
	ticks := time.NewTicker(beat)
	defer ticks.Stop()
	for {
		select {
		case <-r.stop:
			return
		case <-ctx.Done():
			return
		case <-ticks.C:
			const update = "UPDATE public.migration_runs SET done = $2, failed = $3, updated_at = now() WHERE id = $1 AND state = 'running'"
			r.write(ctx, update, r.run, r.done.Load(), r.failed.Load())
		}
	}
}

// one notes what became of a restaurant. That it was brought up, its own transaction has noted.
func (r *record) one(ctx context.Context, b behind, err error) {
	if err == nil {
		r.done.Add(1)
		return
	}
	r.failed.Add(1)
	if !r.kept {
		return
	}
	text := err.Error()
	if len(text) > longestFailure {
		text = text[:longestFailure]
	}
	r.write(context.WithoutCancel(ctx), `INSERT INTO public.migration_failures (tenant_id, version, error, failed_at)
SELECT id, $2, $3, now() FROM public.tenants WHERE id = $1
ON CONFLICT ON CONSTRAINT migration_failures_pkey DO UPDATE
SET version = excluded.version, error = excluded.error, failed_at = excluded.failed_at`, b.id, b.version, text)
}

// end notes that the run is over, and why if it did not come to its end.
func (r *record) end(ctx context.Context, err error) {
	close(r.stop)
	r.beats.Wait()
	if r.run == 0 {
		return
	}
	state, why := "done", ""
	if err != nil {
		state, why = "failed", err.Error()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	const update = `UPDATE public.migration_runs SET state = $2, error = $3, done = $4, failed = $5, updated_at = now(), finished_at = now()
WHERE id = $1`
	r.write(ctx, update, r.run, state, why, r.done.Load(), r.failed.Load())
}

func (r *record) write(ctx context.Context, sql string, args ...any) {
	if _, err := r.m.db.pool.Exec(ctx, sql, args...); err != nil && ctx.Err() == nil {
		r.m.log.WarnContext(ctx, "the run of migrations is not recorded", "error", err)
	}
}
