package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// streams is a route whose events run sends, with times that tests can wait for.
func streams(b *bench, run func(context.Context, *Events) error) {
	b.streaming = streaming{look: 5 * time.Millisecond, life: time.Minute, write: time.Minute}
	HandleStream(b.API, Route{Method: "GET", Path: "/api/stream/", ID: "stream", Access: Staff(), Timeout: time.Millisecond},
		func(context.Context, *nothing) (*Stream, error) { return &Stream{Run: run}, nil })
}

// untilTheEnd sends an event and waits.
func untilTheEnd(ctx context.Context, to *Events) error {
	if err := errors.Join(to.Add("hello", "1-2", map[string]string{"text": "two\nlines"}), to.Flush()); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// listen opens the stream over a real connection, with deadlines that pass at once for whoever does not lift them.
func listen(t *testing.T, b *bench) *http.Response {
	t.Helper()
	server := httptest.NewUnstartedServer(b.Handler())
	server.Config.ReadTimeout, server.Config.WriteTimeout = 30*time.Millisecond, 30*time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/stream/", http.NoBody)
	require.NoError(t, err)
	request.Host = "example.com"
	request.Header.Set("Accept-Encoding", "gzip")
	request.Header.Set("Authorization", "Bearer waiter")
	response, err := server.Client().Do(request)
	require.NoError(t, err)
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

func TestAStream(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	more := make(chan struct{})
	streams(b, func(ctx context.Context, to *Events) error {
		if err := errors.Join(to.Add("hello", "1-2", map[string]string{"text": "two\nlines"}), to.Flush()); err != nil {
			return err
		}
		<-more
		return errors.Join(to.Beat(), to.Add("again", "", 1), to.Flush())
	})
	response := listen(t, b)
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Equal(t, "text/event-stream", response.Header.Get("Content-Type"))
	require.Equal(t, "no-store", response.Header.Get("Cache-Control"))
	require.Empty(t, response.Header.Get("Content-Encoding"), "a compressor would hold events back")
	require.Empty(t, response.Header.Get("No-Gzip-Compression"))
	lines := bufio.NewReader(response.Body)
	for _, want := range []string{"id: 1-2\n", "event: hello\n", `data: {"text":"two\nlines"}` + "\n", "\n"} {
		line, err := lines.ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, want, line)
	}
	close(more)
	rest, err := io.ReadAll(lines)
	require.NoError(t, err)
	require.Equal(t, ":\n\nevent: again\ndata: 1\n\n", string(rest))
}

// It outlasts the route's timeout and the server's deadlines, and says in the end that it is time to ask again.
func TestAStreamLastsUntilItsTime(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	streams(b, untilTheEnd)
	b.streaming.life = 200 * time.Millisecond
	requireEnd(t, listen(t, b), EndTime)
}

func requireEnd(t *testing.T, response *http.Response, why StreamEnd) {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(body), "id: 1-2\nevent: hello\n"), string(body))
	require.True(t, strings.HasSuffix(string(body), "event: end\ndata: {\"reason\":\""+string(why)+"\"}\n\n"), string(body))
}

// leaving is a directory in which everybody's place can go.
type leaving struct {
	*directory

	err atomic.Pointer[error]
}

func (l *leaving) ResolveID(ctx context.Context, actor *access.Actor, id access.TenantID) (*access.Tenant, *access.Member, error) {
	if err := l.err.Load(); err != nil {
		return nil, nil, *err
	}
	return l.directory.ResolveID(ctx, actor, id)
}

func (l *leaving) Resolve(ctx context.Context, actor *access.Actor, _ TenantHint) (*access.Tenant, *access.Member, error) {
	return l.ResolveID(ctx, actor, 7)
}

func TestAStreamEndsWithTheRightToIt(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	places := &leaving{directory: b.dir}
	b.API = New(b.cfg, b.dir, places)
	streams(b, untilTheEnd)
	response := listen(t, b)
	away := error(fault.New(fault.Unavailable, "database_unavailable", "Away."))
	places.err.Store(&away) // takes nothing from anybody
	requireNotOver(t, b)
	gone := error(fault.Missing("The restaurant"))
	places.err.Store(&gone)
	requireEnd(t, response, EndAccess)
}

// requireNotOver waits for several looks.
func requireNotOver(t *testing.T, b *bench) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*b.streaming.look)
	defer cancel()
	<-ctx.Done()
	require.NotContains(t, b.log.text(), "/api/stream/")
}

func TestAStreamEndsWithWhoListens(t *testing.T) {
	t.Parallel()
	var banned atomic.Bool
	b := newBench(func(c *Config) {
		c.Standing = func(_ context.Context, actor *access.Actor) error {
			if actor.UserID == people["waiter"].UserID && banned.Load() {
				return fault.New(fault.Unauthenticated, "user_inactive", "No.")
			}
			return nil
		}
	})
	streams(b, untilTheEnd)
	response := listen(t, b)
	banned.Store(true)
	requireEnd(t, response, EndAccess)
}

func TestStreamsEndWhenTheProgramStops(t *testing.T) {
	t.Parallel()
	r := start(t, time.Minute, func(b *bench) { streams(b, untilTheEnd) })
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"/api/stream/", http.NoBody)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer waiter")
	response, err := (&http.Client{Transport: &http.Transport{}}).Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	r.stop()
	requireEnd(t, response, EndShutdown)
	require.NoError(t, <-r.done)
}

func TestAStreamThatFailsAtOnceIsAnOrdinaryFailure(t *testing.T) {
	t.Parallel()
	for status, err := range map[int]error{
		http.StatusTooManyRequests: fault.New(fault.RateLimited, "too_many_listeners", "Later."), http.StatusInternalServerError: errors.New("secret"),
	} {
		b := newBench(nil)
		streams(b, func(context.Context, *Events) error { return err })
		w := b.ask("GET", "/api/stream/", "", as("waiter")...)
		require.Equal(t, status, w.Code)
		require.Contains(t, w.Header()["Content-Type"], jsonType)
		require.NotContains(t, w.Body.String(), "secret")
	}
	require.Equal(t, http.StatusUnauthorized, func() int {
		b := newBench(nil)
		streams(b, untilTheEnd)
		return b.ask("GET", "/api/stream/", "").Code
	}())
}

func TestAStreamThatFailsLaterSaysSo(t *testing.T) {
	t.Parallel()
	for why, err := range map[StreamEnd]error{EndFailure: errors.New("the database went away"), EndSlow: Ended(EndSlow)} {
		b := newBench(nil)
		streams(b, func(_ context.Context, to *Events) error {
			return errors.Join(to.Add("hello", "1-2", 1), to.Flush(), err)
		})
		requireEnd(t, listen(t, b), why)
		require.Equal(t, why == EndFailure, strings.Contains(b.log.text(), "the database went away"))
	}
}

// Whoever does not read is given up: a full buffer holds nobody's goroutine.
func TestAListenerWhoDoesNotRead(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	ended := make(chan error, 1)
	streams(b, func(_ context.Context, to *Events) (err error) {
		for err == nil {
			err = errors.Join(to.Add("much", "", strings.Repeat("x", 1<<20)), to.Flush())
		}
		ended <- err
		return err
	})
	b.streaming.write = 50 * time.Millisecond
	listen(t, b)
	require.ErrorContains(t, <-ended, "timeout")
}

func TestAListenerWhoLeaves(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	left := make(chan error, 1)
	streams(b, func(ctx context.Context, to *Events) error {
		err := untilTheEnd(ctx, to)
		left <- context.Cause(ctx)
		return err
	})
	response := listen(t, b)
	require.NoError(t, response.Body.Close())
	require.ErrorIs(t, <-left, context.Canceled)
	require.NotContains(t, b.log.text(), `"level":"ERROR"`)
}

func TestTheDocumentSaysThatItIsAStream(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	streams(b, untilTheEnd)
	answer := at(t, documentOf(t, b), "paths", "/api/stream/", "get", "responses", "200")
	require.Equal(t, map[string]any{"text/event-stream": map[string]any{"schema": map[string]any{"type": "string"}}}, at(t, answer, "content"))
}
