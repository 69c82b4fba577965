package cache

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/embedded"
)

var (
	pg     *embedded.Server
	serial atomic.Int64
)

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	ctx := context.Background()
	folder, err := os.MkdirTemp("/tmp", "tabletap-cache-")
	if err == nil {
		defer func() { _ = os.RemoveAll(folder) }()
		err = os.Chmod(folder, 0o711) // the server's user has to pass
	}
	if err == nil {
		pg, err = embedded.Start(ctx, embedded.Config{DataDir: folder + "/pg", Disposable: true})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cache: the tests need PostgreSQL:", err)
		return 1
	}
	defer func() { _ = pg.Stop(ctx) }()
	return m.Run()
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// newDatabase is one of the test's own, so that no notification of another test arrives.
func newDatabase(t *testing.T) string {
	t.Helper()
	name := fmt.Sprintf("cache_%d", serial.Add(1))
	require.NoError(t, pg.EnsureDatabase(within(t), name))
	return pg.URL(name)
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(within(t), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(context.WithoutCancel(t.Context()))) })
	return conn
}

// instance makes a started System, as one process has.
func instance(t *testing.T, cfg Config) *System {
	t.Helper()
	s, err := New(within(t), cfg)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	s.Start(t.Context())
	return s
}

func ready(t *testing.T, systems ...*System) {
	t.Helper()
	for _, s := range systems {
		require.NoError(t, s.Bus.Ready(within(t)))
	}
}

// drops signals each key that is dropped under the topic, after caches that were bound before.
func drops(s *System, topic string) <-chan string {
	dropped := make(chan string, 10_000)
	s.Bus.Subscribe(topic, func(key string) { dropped <- key })
	return dropped
}

func next(t *testing.T, dropped <-chan string) string {
	t.Helper()
	select {
	case key := <-dropped:
		return key
	case <-within(t).Done():
		require.Fail(t, "no drop arrived")
		return ""
	}
}

// logbook collects log lines.
type logbook struct {
	slog.Handler
	mu      sync.Mutex
	lines   []string
	written chan struct{} // closed, and replaced, at every line
}

func newLogbook() *logbook {
	return &logbook{Handler: slog.DiscardHandler, written: make(chan struct{})}
}

func (l *logbook) Enabled(context.Context, slog.Level) bool { return true }

func (l *logbook) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, r.Message)
	close(l.written)
	l.written = make(chan struct{})
	return nil
}

func (l *logbook) count(part string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if strings.Contains(line, part) {
			n++
		}
	}
	return n
}

func (l *logbook) logger() *slog.Logger { return slog.New(l) }

// wait waits until a part was in so many lines: a line may come after that of which it tells.
func (l *logbook) wait(t *testing.T, part string, lines int) {
	t.Helper()
	limit := within(t).Done()
	for {
		l.mu.Lock()
		written := l.written
		l.mu.Unlock()
		if l.count(part) >= lines {
			return
		}
		select {
		case <-written:
		case <-limit:
			require.Fail(t, "not logged: "+part)
			return
		}
	}
}
