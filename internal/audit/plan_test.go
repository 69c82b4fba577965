package audit

import (
	"bytes"
	"context"
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// planned answers each query with nothing and keeps its plan.
type planned struct {
	postgres.Querier

	t    *testing.T
	plan string
}

func (p *planned) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	p.t.Helper()
	rows, err := p.Querier.Query(ctx, "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) "+sql, args...)
	require.NoError(p.t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(p.t, err)
	p.plan = strings.Join(lines, "\n")
	return noRows{}, nil
}

type noRows struct{ pgx.Rows }

func (noRows) Close()     {}
func (noRows) Err() error { return nil }
func (noRows) Next() bool { return false }

// Every page of a long log is found through an index, whichever filters there are, on the first page and on later ones, forth and
// back, for restaurants and for the platform: what is read has to do with the length of the page, not of the log.
func TestEveryPageComesFromAnIndex(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	fillLog(t, db, 50_000)
	ask := &planned{Querier: db.SharedQueryUnprepared(), t: t}
	positions := []api.Position{
		{Time: time.Date(2026, 2, 20, 0, 0, 0, 0, time.UTC), ID: 40_000}, {Time: time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), ID: 2000},
	}
	filters := []Filter{
		{},
		{Action: "action7"},
		{Action: "rare"},
		{Action: "no such"},
		{Actor: 7},
		{Actor: 999_999},
		{TargetType: "type3"},
		{TargetType: "rare"},
		{TargetType: "no such"},
		{TargetID: "500"},
		{TargetType: "type3", TargetID: "500"},
		{Start: "2026-01-10", End: "2026-01-12"},
		{Start: "2026-01-10T12:00:00Z"},
		{End: "2026-01-02"},
		{Start: "2026-01-01", End: "2026-02-28"},
		{Action: "rare", Actor: 7, TargetType: "type3", TargetID: "500", Start: "2026-01-10", End: "2026-02-12"},
	}
	for _, of := range []scope{platform, 1, 2, 999} {
		for _, f := range filters {
			first, err := f.before(of, nil, 21)
			require.NoError(t, err)
			for range 7 { // more often than PostgreSQL plans anew by itself
				_, err = shareddb.New().AuditBefore(t.Context(), ask, first)
				require.NoError(t, err)
			}
			requireIndexed(t, ask.plan, f)
			for _, at := range positions {
				later, err := f.before(of, &at, 21)
				require.NoError(t, err)
				_, err = shareddb.New().AuditBefore(t.Context(), ask, later)
				require.NoError(t, err)
				requireIndexed(t, ask.plan, f)
				back, err := f.after(of, at, 21)
				require.NoError(t, err)
				_, err = shareddb.New().AuditAfter(t.Context(), ask, back)
				require.NoError(t, err)
				requireIndexed(t, ask.plan, f)
			}
		}
	}
}

func requireIndexed(t *testing.T, plan string, f Filter) {
	t.Helper()
	require.Contains(t, plan, "Index Scan", "%+v\n%s", f, plan)
	require.NotContains(t, plan, "Seq Scan", "%+v\n%s", f, plan)
	require.LessOrEqual(t, blocksRead(t, plan), mostBlocks, "%+v\n%s", f, plan)
}

// mostBlocks is a block an entry of the page, and as many again for rows that another filter drops and for the way through the
// index. The log has more than a thousand.
const mostBlocks = 100

var blocks = regexp.MustCompile(`(?:hit|read)=(\d+)`)

// blocksRead is what the topmost node of a plan says.
func blocksRead(t *testing.T, plan string) (sum int) {
	t.Helper()
	_, rest, _ := strings.Cut(plan, "Buffers: shared ")
	line, _, _ := strings.Cut(rest, "\n")
	for _, found := range blocks.FindAllStringSubmatch(line, -1) {
		n, err := strconv.Atoi(found[1])
		require.NoError(t, err)
		sum += n
	}
	require.Positive(t, sum, plan)
	return sum
}

// fillLog writes entries of two months: half of them a busy restaurant's, the others those of 40 and of none.
func fillLog(t *testing.T, db *pgtest.Database, count int) {
	t.Helper()
	const insert = `INSERT INTO public.audit_log
    (occurred_at, tenant_id, actor_user_id, actor_kind, action, target_type, target_id)
SELECT timestamptz '2026-01-01' + n * interval '2 months' / $1::integer, CASE n % 4 WHEN 0 THEN 2 + n / 4 % 40 WHEN 1 THEN NULL ELSE 1 END,
    n % 100, 'user', CASE WHEN n % 5000 = 0 THEN 'rare' ELSE 'action' || n / 4 % 20 END,
    CASE WHEN n % 5000 = 0 THEN 'rare' ELSE 'type' || n / 4 % 8 END, n / 4 % 2000
FROM generate_series(1, $1::integer) n`
	_, err := db.Pool().Exec(t.Context(), insert, count)
	require.NoError(t, err)
	_, err = db.Pool().Exec(t.Context(), "ANALYZE public.audit_log")
	require.NoError(t, err)
}

// A filter that was not asked for must not spoil the plan of one that was.
func TestPreparedOnceWouldNotDo(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	store := store{shareddb.New(), db.DB}
	f := Filter{Actor: access.UserID(7), Action: "x"}
	for range 10 {
		_, err := store.before(t.Context(), 1, &f, nil, 5)
		require.NoError(t, err)
	}
	var prepared int
	const query = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE $1"
	require.NoError(t, db.Pool().QueryRow(t.Context(), query, "%AuditBefore%").Scan(&prepared))
	require.Zero(t, prepared)
}

// A file has more entries than are read at a time, and its bound is told before anything is sent.
func TestALongFile(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	fillLog(t, db, 7200)
	r := NewReader(db.DB)
	r.most = 3600
	download, err := r.export(t.Context(), 1, &Filter{}, "x.csv")
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, download.Write(t.Context(), &out))
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 3601)
	ids := map[string]bool{}
	for i, row := range rows[1:] {
		require.False(t, ids[row[0]])
		ids[row[0]] = true
		require.LessOrEqual(t, row[1], rows[max(i, 1)][1], "newest first")
	}

	r.most = 3599
	_, err = r.export(t.Context(), 1, &Filter{}, "x.csv")
	require.True(t, fault.Is(err, fault.Invalid))
	require.ErrorContains(t, err, "More than 3599 entries match")
}
