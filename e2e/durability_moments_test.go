package e2e

import (
	"bufio"
	"context"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
)

// moments picks n numbers of acknowledged webhooks out of all, at random but spread over the whole load, so that each finds a
// server at work.
func moments(t *testing.T, all, n int) []int {
	t.Helper()
	part := all / n
	chosen := make([]int, n)
	for i := range chosen {
		chosen[i] = 1 + i*part + rand.N(3*part/4)
	}
	t.Logf("of %d webhooks, after %v", all, chosen)
	return chosen
}

// awaitClosed waits for something that another goroutine closes.
func awaitClosed(t *testing.T, what string, closed <-chan struct{}) {
	t.Helper()
	select {
	case <-closed:
	case <-time.After(patience):
		require.FailNow(t, "waited too long", what)
	}
}

// freeAddress is one that a server can be started on again and again, however much clients dial it in between.
func freeAddress(t *testing.T) string {
	t.Helper()
	port, err := process.FreePort(0)
	require.NoError(t, err)
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
}

// look opens the database to look at what is in it.
func look(t *testing.T, databaseURL string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), databaseURL)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// asIfLater makes the time pass that the queue waits for: five minutes until it takes up a job whose process was killed at
// it, and a quarter of one until it believes that a killed leader is dead. Nothing may be at work.
func asIfLater(t *testing.T, db *pgxpool.Pool) {
	t.Helper()
	_, err := db.Exec(t.Context(), "UPDATE river.river_job SET attempted_at = now() - interval '1 hour' WHERE state = 'running'")
	require.NoError(t, err)
	_, err = db.Exec(t.Context(), "DELETE FROM river.river_leader")
	require.NoError(t, err)
}

// settle waits until every webhook was dealt with. Jobs that pause before their next try, for up to hours, need not.
func settle(t *testing.T, db *pgxpool.Pool) {
	t.Helper()
	defer logOpenWebhooks(t, db)
	await(t, patience, "that all webhooks are processed", func() bool {
		_, err := db.Exec(t.Context(), "UPDATE river.river_job SET state = 'available', scheduled_at = now() WHERE state = 'retryable'")
		require.NoError(t, err)
		return openWebhooks(t.Context(), t, db) == 0
	})
}

func openWebhooks(ctx context.Context, t *testing.T, db *pgxpool.Pool) (open int) {
	t.Helper()
	err := db.QueryRow(ctx, "SELECT count(*) FROM public.webhook_inbox WHERE status NOT IN ('processed', 'ignored')").Scan(&open)
	require.NoError(t, err)
	return open
}

// logOpenWebhooks says, if the test failed, what was not dealt with and why.
func logOpenWebhooks(t *testing.T, db *pgxpool.Pool) {
	t.Helper()
	if !t.Failed() {
		return
	}
	rows, err := db.Query(t.Context(), `SELECT format('%s %s, %s: %s', count(*), status, event_type, last_error)
		FROM public.webhook_inbox WHERE status NOT IN ('processed', 'ignored') GROUP BY status, event_type, last_error`)
	if err != nil {
		t.Log(err)
		return
	}
	open, err := pgx.CollectRows(rows, pgx.RowTo[string])
	t.Log(strings.Join(open, "\n"), err)
}

// logFollower reads what a server logs, each line once.
type logFollower struct {
	lines *bufio.Reader
	begun string // a line that is not whole yet
}

func followLog(t *testing.T, s *server) *logFollower {
	t.Helper()
	file, err := os.Open(s.stderr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	return &logFollower{lines: bufio.NewReader(file)}
}

// await reads on until a line with the message.
func (f *logFollower) await(t *testing.T, message string) {
	t.Helper()
	await(t, recovery, "the log to say: "+message, func() bool {
		for {
			text, err := f.lines.ReadString('\n')
			if f.begun += text; err != nil {
				return false
			}
			line := f.begun
			if f.begun = ""; strings.Contains(line, message) {
				return true
			}
		}
	})
}
