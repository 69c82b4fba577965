package api

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type running struct {
	*bench
	url  string
	stop context.CancelFunc
	done chan error
}

// start serves b on a free port. The host check is off: the port is part of nobody's configuration.
func start(t *testing.T, drain time.Duration, change func(*bench)) *running {
	t.Helper()
	b := newBench(func(c *Config) { c.AllowedHosts = []string{"127.0.0.1"} })
	change(b)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	r := &running{bench: b, url: "http://" + l.Addr().String(), stop: stop, done: make(chan error, 1)}
	go func() { r.done <- b.Serve(ctx, l, drain) }()
	t.Cleanup(stop)
	return r
}

func TestDrainAnswersWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	r := start(t, time.Minute, func(b *bench) {
		Handle(b.API, Route{Method: "GET", Path: "/api/slow/", ID: "slow", Access: Public()},
			func(ctx context.Context, in *nothing) (*greeting, error) {
				close(entered)
				<-release
				if err := ctx.Err(); err != nil {
					return nil, err
				}
				return hello(ctx, in)
			})
	})
	type outcome struct {
		res *http.Response
		err error
	}
	got := make(chan outcome, 1)
	client := &http.Client{Transport: &http.Transport{}}
	go func() {
		res, err := client.Get(r.url + "/api/slow/")
		got <- outcome{res, err}
	}()
	<-entered
	r.stop()
	awaitRefusal(t, r.url)
	close(release)
	o := <-got
	require.NoError(t, o.err)
	defer func() { _ = o.res.Body.Close() }()
	body, err := io.ReadAll(o.res.Body)
	require.NoError(t, err)
	require.JSONEq(t, `{"hello":"world"}`, string(body))
	require.True(t, o.res.Close, "the answer closes its connection")
	require.NoError(t, <-r.done)
}

// awaitRefusal returns once nothing listens any more.
func awaitRefusal(t *testing.T, url string) {
	t.Helper()
	for {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			return
		}
		require.NoError(t, conn.Close())
		require.NoError(t, t.Context().Err())
	}
}

// A request was accepted when it came on a connection that the server had taken, or when its handler began. Connections
// that only the kernel had taken by the time the listener closed were not: those callers could not get in.
func TestDrainUnderLoadFailsNoRequest(t *testing.T) {
	t.Parallel()
	var entered, answered atomic.Int64
	r := start(t, time.Minute, func(b *bench) {
		Handle(b.API, Route{Method: "POST", Path: "/api/x/", ID: "x", Access: Public()},
			func(ctx context.Context, in *nothing) (*greeting, error) {
				entered.Add(1)
				return hello(ctx, in)
			})
	})
	const clients = 16
	enough := make(chan struct{})
	refusals := make(chan refusal, clients)
	for range clients {
		go func() {
			refusals <- hammer(r.url+"/api/x/", func() {
				if answered.Add(1) == 500 {
					close(enough)
				}
			})
		}()
	}
	<-enough
	r.stop()
	for range clients {
		last := <-refusals
		require.Error(t, last.err)
		require.False(t, last.reused, "a kept connection was cut: %v", last.err)
		require.NotErrorIs(t, last.err, errBroken)
	}
	require.NoError(t, <-r.done)
	require.Equal(t, entered.Load(), answered.Load())
}

var errBroken = errors.New("a broken answer")

// refusal is how a client's last request failed, and whether an earlier one had used the connection.
type refusal struct {
	err    error
	reused bool
}

// hammer posts on one kept connection until it fails. POST, because the transport repeats a GET by itself.
func hammer(url string, answered func()) refusal {
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	var last refusal
	trace := &httptrace.ClientTrace{GotConn: func(c httptrace.GotConnInfo) { last.reused = c.Reused }}
	for {
		last.reused = false
		r, err := http.NewRequestWithContext(httptrace.WithClientTrace(context.Background(), trace), http.MethodPost, url, strings.NewReader("{}"))
		if err != nil {
			return refusal{err: errors.Join(errBroken, err)}
		}
		res, err := client.Do(r)
		if err != nil {
			last.err = err
			return last
		}
		_, err = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			return refusal{err: errors.Join(errBroken, err)}
		}
		answered()
	}
}

func TestDrainIsBounded(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{})
	r := start(t, 20*time.Millisecond, func(b *bench) {
		Handle(b.API, Route{Method: "GET", Path: "/api/stuck/", ID: "stuck", Access: Public()},
			func(ctx context.Context, _ *nothing) (*greeting, error) {
				close(entered)
				<-ctx.Done()
				return nil, ctx.Err()
			})
	})
	failed := make(chan error, 1)
	go func() {
		res, err := http.Get(r.url + "/api/stuck/")
		if err == nil {
			_ = res.Body.Close()
		}
		failed <- err
	}()
	<-entered
	r.stop()
	require.ErrorIs(t, <-r.done, context.DeadlineExceeded)
	require.Error(t, <-failed)
}

func TestIdleConnectionsDoNotHoldTheDrainUp(t *testing.T) {
	t.Parallel()
	r := start(t, time.Minute, func(b *bench) {
		Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: Public()}, hello)
	})
	client := &http.Client{Transport: &http.Transport{}}
	res, err := client.Get(r.url + "/api/x/")
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	r.stop()
	require.NoError(t, <-r.done)
}

func TestServeSaysWhyItCannot(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.ErrorIs(t, b.Serve(t.Context(), l, time.Second), net.ErrClosed)
}
