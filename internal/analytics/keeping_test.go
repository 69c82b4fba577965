package analytics_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/pgtest"
)

func (f *fixture) one(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

func (f *fixture) partitions(t *testing.T) []string {
	t.Helper()
	rows, err := f.db.SharedQuery().Query(t.Context(),
		"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'public.events'::regclass ORDER BY 1")
	require.NoError(t, err)
	return texts(t, rows)
}

// What waits for the default partition while its month gets one of its own goes there.
func TestAPartitionIsMadeWhereAnEventGoes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	tx, err := f.db.Pool().Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	for _, sql := range []string{
		"LOCK TABLE public.events_default IN ACCESS EXCLUSIVE MODE",
		"CREATE TABLE public.events_2026_02 (LIKE public.events INCLUDING ALL)",
		"SELECT public.keep_rows_apart('public.events_2026_02')",
		"ALTER TABLE public.events ATTACH PARTITION public.events_2026_02 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
	} {
		_, err := tx.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	body := `{"id": "0197f3c0-0000-7000-8000-000000000001", "event_type": "order", "data": {"total": 1}, "occurred_at": "2026-02-10T10:00:00Z"}`
	answered := make(chan int)
	go func() { answered <- f.ask(t, pos("one"), http.MethodPost, track, body).Code }()
	pgtest.AwaitBlocked(t, f.db.DB, 1)
	require.NoError(t, tx.Commit(t.Context()))
	require.Equal(t, http.StatusCreated, <-answered)
	require.Equal(t, 1, f.one(t, "SELECT count(*) FROM public.events_2026_02"))
	require.Equal(t, 1, f.one(t, "SELECT sum(events) FROM public.event_hours"))
}

// Partitions are made ahead; what came before there was one is moved into it, and nothing is lost that comes meanwhile.
func TestPartitionsAreMade(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	send := func(month, day int) {
		w := f.ask(t, pos("one"), http.MethodPost, track, fmt.Sprintf(`{"event_type": "order", "data": {"total": 1}, "occurred_at": "2026-%02d-%02dT10:00:00Z"}`, month, day))
		require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	}
	for day := range 20 {
		send(2, day+1)
		send(1, day+1)
	}
	require.Equal(t, 40, f.one(t, "SELECT count(*) FROM public.events_default"))
	var group sync.WaitGroup
	for day := range 20 {
		group.Go(func() { send(2, day+1) })
	}
	group.Go(func() { require.NoError(t, f.Partition(t.Context())) })
	group.Go(func() { require.NoError(t, f.Partition(t.Context()), "another instance, at the same time") })
	group.Wait()
	require.NoError(t, f.Partition(t.Context()))
	require.Equal(t, []string{
		"public.events_2026_01", "public.events_2026_02", "public.events_2026_03", "public.events_2026_04", "public.events_2026_05",
		"public.events_2026_06", "public.events_default",
	}, f.partitions(t))
	require.Zero(t, f.one(t, "SELECT count(*) FROM public.events_default"))
	require.Equal(t, 20, f.one(t, "SELECT count(*) FROM public.events_2026_01"))
	require.Equal(t, 40, f.one(t, "SELECT count(*) FROM public.events_2026_02"))
	send(3, 1)
	require.Equal(t, 1, f.one(t, "SELECT count(*) FROM public.events_2026_03"))
	f.clock.Advance(45 * 24 * time.Hour)
	require.NoError(t, f.Partition(t.Context()))
	require.Contains(t, f.partitions(t), "public.events_2026_07")
	require.Equal(t, 61, f.stored(t))
}

// A statement that waits while events are moved to a partition of their own sees them there.
func TestWhatIsReadWhileAPartitionIsMade(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	f.post(t, pos("one"), track, `{"event_type": "order", "occurred_at": "2026-02-10T10:00:00Z"}`)
	// It keeps others from changing partitions, and nobody from reading.
	tx, err := f.db.Pool().Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), "LOCK TABLE ONLY public.events IN SHARE UPDATE EXCLUSIVE MODE")
	require.NoError(t, err)
	made, read := make(chan error), make(chan int)
	go func() { made <- f.Partition(t.Context()) }()
	pgtest.AwaitBlocked(t, f.db.DB, 1)
	go func() {
		var n int
		if err := f.db.SharedQuery().QueryRow(t.Context(), "SELECT count(*) FROM public.events").Scan(&n); err != nil {
			n = -1
		}
		read <- n
	}()
	pgtest.AwaitBlocked(t, f.db.DB, 2)
	require.NoError(t, tx.Commit(t.Context()))
	require.NoError(t, <-made)
	require.Equal(t, 1, <-read)
}

// Months of which no plan keeps anything are dropped; in the others, each restaurant's events as its plan says.
func TestEventsAreKeptAsLongAsThePlanSays(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	f.move(t, one.ID, "Asia/Kathmandu")
	one.Timezone = "Asia/Kathmandu"
	f.world.days = 730
	f.post(t, pos("one"), track, `{"id": "`+key(1)+`", "event_type": "order", "occurred_at": "2024-03-02T00:00:00Z"}`)
	f.post(t, pos("one"), track, `{"id": "`+key(2)+`", "event_type": "order", "occurred_at": "2025-11-28T12:00:00Z"}`)
	f.post(t, pos("one"), track, `{"id": "`+key(3)+`", "event_type": "order", "occurred_at": "2026-02-28T12:00:00Z"}`)
	require.NoError(t, f.Partition(t.Context()))
	require.Contains(t, f.partitions(t), "public.events_2024_03")
	require.NoError(t, f.Expire(t.Context()))
	require.Equal(t, 3, f.stored(t))

	f.world.days = 90
	require.NoError(t, f.Expire(t.Context()))
	require.Equal(t, 1, f.stored(t))
	require.Equal(t, 1, f.one(t, "SELECT count(*) FROM public.event_keys"))
	require.Equal(t, f.recounted(t, one.ID), f.counts(t, one.ID))
	w := f.ask(t, pos("one"), http.MethodPost, track, `{"id": "`+key(2)+`", "event_type": "order", "occurred_at": "2025-11-28T12:00:00Z"}`)
	require.JSONEq(t, `{"occurred_at": ["This is too long ago: events are kept for 90 days."]}`, w.Body.String())

	f.clock.Advance(32 * 24 * time.Hour)
	require.NoError(t, f.Partition(t.Context()))
	require.NotContains(t, f.partitions(t), "public.events_2024_03")
	require.Contains(t, f.partitions(t), "public.events_2025_11")
}

// A restaurant that is gone leaves nothing in any table.
func TestNothingIsLeftOfARestaurant(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one"), f.restaurant(t, "two")
	for _, restaurant := range []string{"one", "two"} {
		f.post(t, pos(restaurant), batch, batchOf(t, 1, 2, 3))
		user := f.hire(t, f.world.tenants[restaurant], "of-"+restaurant, nil)
		f.post(t, pos(restaurant), track, fmt.Sprintf(`{"event_type": "order", "user": %d}`, user))
		_, err := f.db.SharedQuery().Exec(t.Context(), `INSERT INTO public.metrics (tenant_id, day, name, metric_type, value, updated_at)
VALUES ($1, '2026-02-28', 'orders', 'counter', 3, now())`, f.world.tenants[restaurant].ID)
		require.NoError(t, err)
	}
	require.NoError(t, f.Erase(t.Context(), one.ID))
	require.NoError(t, f.Erase(t.Context(), one.ID), "and again")
	for _, table := range []string{"events", "event_keys", "event_hours", "event_days", "event_users", "metrics"} {
		require.Zero(t, f.one(t, "SELECT count(*) FROM public."+table+" WHERE tenant_id = $1", one.ID), table)
		require.NotZero(t, f.one(t, "SELECT count(*) FROM public."+table+" WHERE tenant_id = $1", two.ID), table)
	}
}
