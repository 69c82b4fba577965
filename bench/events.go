package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

const (
	trackPath        = "/api/analytics/track/"
	eventType        = "order"
	eventData        = `{"table": 4, "total": "42.50", "items": [{"dish": "Jollof rice", "count": 2}, {"dish": "Waakye", "count": 1}]}`
	benchClientID    = "bench-pos"
	eventConnections = 64
	eventGoal        = 0.4 // of a handler that does nothing
	eventTimes       = 5   // one INSERT a request
)

// measureEvents is figure 9: events from a tool, one a request. The limit is plain net/http that reads the same body and answers 201
// with nothing stored; the second, what everybody writes first: one INSERT a request, over a pool as large as the product's.
func measureEvents(ctx context.Context, w *world) (_ []line, err error) {
	if err := w.letToolReport(ctx); err != nil {
		return nil, err
	}
	product, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	opts := w.opts
	opts.connections = eventConnections
	nothing, err := w.competeWithBareEvents(ctx, &opts, product, false)
	if err != nil {
		return nil, err
	}
	insert, err := w.competeWithBareEvents(ctx, &opts, product, true)
	if err != nil {
		return nil, err
	}
	lines := nothing.lines("9 POST "+trackPath, "an event", eventConnections)
	lines[0].goal, lines[0].verdict = nothing.atLeast(eventGoal)
	second := insert.lines("9   beside one INSERT a request", "an event", eventConnections)[0]
	second.goal, second.verdict = insert.atLeast(eventTimes)
	return append(lines, second), nil
}

func (w *world) competeWithBareEvents(ctx context.Context, o *options, product *child, insert bool) (m match, err error) {
	bare, err := w.serveBareEvents(ctx, insert)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, bare.stop(ctx)) }()
	return compete(ctx, o, w.reporters(o, product.address), w.reporters(o, bare.address))
}

// letToolReport gives the catalogue's first tool credentials, unless it has them.
func (w *world) letToolReport(ctx context.Context) error {
	if w.secret != "" {
		return nil
	}
	conn, err := w.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	secret := rand.Text()
	hash := sha256.Sum256([]byte(secret))
	if _, err := conn.Exec(ctx, "UPDATE public.tools SET client_id = $1 WHERE id = $2", benchClientID, launchedTool); err != nil {
		return fmt.Errorf("a tool's credentials: %w", err)
	}
	const give = "INSERT INTO public.tool_secrets (tool_id, secret_hash, hint, created_at) VALUES ($1, $2, 'bench', now())"
	if _, err := conn.Exec(ctx, give, launchedTool, hash[:]); err != nil {
		return fmt.Errorf("a tool's credentials: %w", err)
	}
	w.secret = secret
	return nil
}

func oneEvent() []byte {
	return []byte(`{"event_type": "` + eventType + `", "data": ` + eventData + `}`)
}

// reporters report as a tool's backend does, over HTTP with its credentials.
func (w *world) reporters(o *options, address string) side {
	ask := w.toolRequest(trackPath, oneEvent())
	return func(ctx context.Context) ([]worker, func(), error) {
		return dialAll(ctx, address, o.connections, func(_ int, k *keepAlive) worker {
			return func(context.Context) error {
				_, err := k.askFor(ask, created)
				return err
			}
		})
	}
}

// toolRequest is the bytes of a request of the tool's about the kitchen.
func (w *world) toolRequest(path string, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %s\r\nX-Tenant-ID: %s\r\n", path, basic(benchClientID, w.secret), kitchenSlug)
	fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body))
	b.Write(body)
	return b.Bytes()
}
