package embedded

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func itoa(n int) string { return strconv.Itoa(n) }

// writer inserts a row at a time, with a new connection whenever one breaks.
type writer struct {
	stop         chan struct{}
	progress     chan struct{} // an insert was acknowledged
	done         chan struct{}
	acknowledged int // read after done
}

func startWriter(t *testing.T, url string) *writer {
	t.Helper()
	w := &writer{stop: make(chan struct{}), progress: make(chan struct{}, 1), done: make(chan struct{})}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	go func() {
		defer close(w.done)
		defer cancel()
		for id := 0; !isClosed(w.stop) && ctx.Err() == nil; {
			id = w.insertFrom(ctx, url, id)
		}
	}()
	return w
}

// insertFrom writes until its connection breaks, and returns the next id to try.
func (w *writer) insertFrom(ctx context.Context, url string, id int) int {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return id
	}
	defer conn.Close(ctx)
	for ; !isClosed(w.stop); id++ {
		if _, err := conn.Exec(ctx, "INSERT INTO committed VALUES ($1)", id); err != nil {
			return id + 1
		}
		w.acknowledged++
		select {
		case w.progress <- struct{}{}:
		default:
		}
	}
	return id
}

// waitForInserts waits until it gets on with its work.
func (w *writer) waitForInserts(t *testing.T) {
	t.Helper()
	for range 20 {
		select {
		case <-w.progress:
		case <-within(t).Done():
			require.Fail(t, "no insert was acknowledged")
		}
	}
}

func (w *writer) finish() int {
	close(w.stop)
	<-w.done
	return w.acknowledged
}

func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

func requireOpen(t *testing.T, done <-chan struct{}, why string) {
	t.Helper()
	require.False(t, isClosed(done), why)
}

func requireClosed(t *testing.T, done <-chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-within(t).Done():
		require.Fail(t, "still open")
	}
}
