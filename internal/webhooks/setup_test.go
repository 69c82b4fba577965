package webhooks_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/webhooks"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var (
	epoch    = time.Date(2026, 2, 1, 9, 30, 0, 0, time.UTC)
	delivery = webhooks.Delivery{Source: "clerk", ExternalID: "msg_1", Type: "thing.made", Payload: []byte(`{"a":  1}`)}
	errBoom  = errors.New("boom")
)

// bench is an inbox on a database of its own, with a table in which handlers leave their effects.
type bench struct {
	*webhooks.Inbox

	db    *pgtest.Database
	queue *jobs.Queue
}

func newBench(t *testing.T) *bench {
	t.Helper()
	db := pgtest.New(t)
	log := slog.New(slog.DiscardHandler)
	queue, err := jobs.New(db.DB, jobs.Config{Logger: log})
	require.NoError(t, err)
	inbox := webhooks.New(webhooks.Deps{DB: db.DB, Queue: queue, Audit: audit.New(clock.NewFake(epoch)), Clock: clock.NewFake(epoch), Logger: log})
	inbox.RegisterJobs(queue)
	_, err = db.SharedQuery().Exec(t.Context(), "CREATE TABLE public.effects (what text)")
	require.NoError(t, err)
	return &bench{Inbox: inbox, db: db, queue: queue}
}

// leave is what a handler does: an effect in tx, and an answer.
func leave(ctx context.Context, tx postgres.Tx, what string) (webhooks.Result, error) {
	if _, err := tx.Exec(ctx, "INSERT INTO public.effects (what) VALUES ($1)", what); err != nil {
		return webhooks.Result{}, err
	}
	return webhooks.Answer(7, map[string]string{"made": what})
}

func made(ctx context.Context, tx postgres.Tx) (webhooks.Result, error) {
	return leave(ctx, tx, "made")
}

func madeByJob(ctx context.Context, tx postgres.Tx, _ webhooks.Event) (webhooks.Result, error) {
	return leave(ctx, tx, "made")
}

// broken leaves its effect and fails after.
func broken(ctx context.Context, tx postgres.Tx) (webhooks.Result, error) {
	_, err := leave(ctx, tx, "half")
	return webhooks.Result{}, errors.Join(err, errBoom)
}

func (b *bench) effects(t *testing.T) (n int) {
	t.Helper()
	require.NoError(t, b.db.SharedQuery().QueryRow(t.Context(), "SELECT count(*) FROM public.effects").Scan(&n))
	return n
}

// jobs is how many deliveries have a job, alone or with others.
func (b *bench) jobs(t *testing.T) (n int) {
	t.Helper()
	const count = `SELECT coalesce(sum(coalesce(jsonb_array_length(args -> 'ids'), 1)), 0) FROM river.river_job
WHERE kind IN ('webhook_process', 'webhook_process_many')`
	require.NoError(t, b.db.SharedQuery().QueryRow(t.Context(), count).Scan(&n))
	return n
}

type stored struct {
	id              int64
	status, failure string
	attempts        int
	payload         []byte
	tenant          *int64
}

func (b *bench) stored(t *testing.T, externalID string) (s stored) {
	t.Helper()
	const find = `SELECT id, status, last_error, attempts, payload, tenant_id FROM public.webhook_inbox
WHERE source = 'clerk' AND external_id = $1`
	err := b.db.SharedQuery().QueryRow(t.Context(), find, externalID).
		Scan(&s.id, &s.status, &s.failure, &s.attempts, &s.payload, &s.tenant)
	require.NoError(t, err)
	return s
}
