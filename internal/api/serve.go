package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Limits of the server. A request's body has to arrive within readTimeout, which is longer than any handler may take: a
// read deadline that passes while a handler works would cancel it.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 60 * time.Second
	writeTimeout      = 90 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 64 << 10
	lingerTime        = 250 * time.Millisecond // how long a draining server lets idle connections be
)

// Server is an http.Server for the API with every limit set. Most callers want Serve.
func (a *API) Server() *http.Server {
	return &http.Server{
		Handler: a.Handler(), ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(a.cfg.Logger.Handler(), slog.LevelWarn),
	}
}

// Serve answers requests on l until ctx ends, and then drains: it accepts no more connections, answers every request that
// arrived on the ones it has, closes each after its answer, and returns nil when all are gone. What is not answered
// within drain is cut off, and Serve says so.
func (a *API) Serve(ctx context.Context, l net.Listener, drain time.Duration) error {
	conns := newConnections()
	srv := a.Server()
	srv.ConnState = conns.track
	srv.BaseContext = func(net.Listener) context.Context { return context.WithoutCancel(ctx) }
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("api: serve: %w", err)
	case <-ctx.Done():
	}
	a.draining.Store(true)
	a.stop()      // streams would not end by themselves
	_ = l.Close() // its only error is that it is closed already
	return drainWithin(context.WithoutCancel(ctx), srv, conns, drain)
}

// drainWithin first lets busy connections end by themselves: Shutdown alone would close an idle one just as its next request
// arrives. Only then does it close those that stay silent.
func drainWithin(ctx context.Context, srv *http.Server, conns *connections, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	linger := time.NewTimer(min(lingerTime, within))
	defer linger.Stop()
	select {
	case <-conns.gone():
	case <-linger.C:
	}
	err := srv.Shutdown(ctx)
	if err == nil || errors.Is(err, net.ErrClosed) { // we closed the listener ourselves
		return nil
	}
	return errors.Join(fmt.Errorf("api: drain: requests were cut off after %s: %w", within, err), srv.Close())
}

// connections counts the open ones.
type connections struct {
	mu    sync.Mutex
	open  map[net.Conn]struct{}
	empty chan struct{} // closed once somebody waits and none is open
	wait  bool
}

func newConnections() *connections {
	return &connections{open: map[net.Conn]struct{}{}, empty: make(chan struct{})}
}

func (c *connections) track(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.open[conn] = struct{}{}
	case http.StateClosed, http.StateHijacked:
		delete(c.open, conn)
		c.settle()
	default: // busy or idle, it is open
	}
}

func (c *connections) gone() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wait = true
	c.settle()
	return c.empty
}

func (c *connections) settle() {
	if c.wait && len(c.open) == 0 {
		c.wait = false
		close(c.empty)
	}
}
