package jobs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/postgres"
)

// ManyAttempts is from how many tries on a job that waits for another one is trouble.
const ManyAttempts = 5

// mostCounted bounds what is counted of jobs that wait.
const mostCounted = 10_000

// Trouble is what is wrong with the queue.
type Trouble struct {
	Discarded      int // jobs that were given up, and are kept for some days
	DiscardedSince *time.Time
	Retrying       int // jobs that failed ManyAttempts times, and are tried again
	RetryingSince  *time.Time
	Waiting        int           // jobs that could be at work, up to 10,000
	WaitingFor     time.Duration // how long the first of them has
	WaitingSince   *time.Time
}

// trouble takes the index of what is to be fetched for the oldest of each priority: there may be any number of the others.
const trouble = `SELECT
    (SELECT count(*) FROM river.river_job WHERE state = 'discarded' AND finalized_at IS NOT NULL),
    (SELECT min(finalized_at) FROM river.river_job WHERE state = 'discarded' AND finalized_at IS NOT NULL),
    retrying.jobs, retrying.since,
    (SELECT count(*) FROM (SELECT FROM river.river_job WHERE state = 'available' AND queue = 'default' LIMIT $2) j),
    waiting.since, coalesce(extract(epoch FROM now() - waiting.since), 0)::float8
FROM (SELECT count(*) AS jobs, min(attempted_at) AS since FROM river.river_job WHERE state = 'retryable' AND attempt >= $1) retrying,
    (
        SELECT min(j.scheduled_at) AS since
        FROM generate_series(1, 4) p,
            LATERAL (
                SELECT scheduled_at FROM river.river_job
                WHERE state = 'available' AND queue = 'default' AND priority = p
                ORDER BY scheduled_at
                LIMIT 1
            ) j
    ) waiting`

// Trouble looks for what is wrong with the queue, by the database's clock.
func (q *Queue) Trouble(ctx context.Context) (Trouble, error) {
	var t Trouble
	var seconds float64
	row := q.db.Pool().QueryRow(ctx, trouble, pgx.QueryExecModeExec, ManyAttempts, mostCounted)
	err := row.Scan(&t.Discarded, &t.DiscardedSince, &t.Retrying, &t.RetryingSince, &t.Waiting, &t.WaitingSince, &seconds)
	t.WaitingFor = time.Duration(seconds * float64(time.Second))
	return t, postgres.Translate(err)
}
