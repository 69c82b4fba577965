package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	trackPath     = "/api/analytics/track/"
	batchPath     = "/api/analytics/track/batch/"
	eventType     = "order"
	eventData     = `{"table": 4, "total": "42.50", "items": [{"dish": "Jollof rice", "count": 2}, {"dish": "Waakye", "count": 1}]}`
	eventsInBatch = 100
	benchClientID = "bench-pos"
)

// measureEvents is figure 9: events from a tool, one a request and a hundred a request. The limit of the first is the product's own
// INSERT, of the second a COPY of the same hundred rows into the same table, prepared, without HTTP and without anybody to check.
func measureEvents(ctx context.Context, w *world) (_ []line, err error) {
	secret, err := w.toolSecret(ctx)
	if err != nil {
		return nil, err
	}
	product, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	one, err := compete(ctx, &w.opts, w.reporters(product.address, secret, singleEvent), w.bareReporters(insertOne))
	if err != nil {
		return nil, err
	}
	many, err := compete(ctx, &w.opts, w.reporters(product.address, secret, batchOfEvents), w.bareReporters(copyBatch))
	if err != nil {
		return nil, err
	}
	return append(one.lines("9 POST "+trackPath, "an event", w.opts.connections), many.batchLines(w.opts.connections)...), nil
}

// batchLines count events, not requests.
func (m match) batchLines(connections int) []line {
	list := ratios(m.ours, m.limit)
	return []line{{
		figure: fmt.Sprintf("9 events in batches of %d, %d connections", eventsInBatch, connections),
		ours:   perSecond(median(m.ours) * eventsInBatch), limit: perSecond(median(m.limit) * eventsInBatch),
		ratio: spread(list),
	}, {
		figure: "9   a batch, p50 and p99",
		ours:   millis(median(m.oursTimes)) + ", " + millis(p99(m.oursTimes)), limit: millis(median(m.limitTimes)) + ", " + millis(p99(m.limitTimes)),
	}}
}

// toolSecret gives the catalogue's first tool credentials.
func (w *world) toolSecret(ctx context.Context) (secret string, err error) {
	conn, err := w.connect(ctx)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	secret = rand.Text()
	hash := sha256.Sum256([]byte(secret))
	if _, err := conn.Exec(ctx, "UPDATE public.tools SET client_id = $1 WHERE id = $2", benchClientID, launchedTool); err != nil {
		return "", fmt.Errorf("a tool's credentials: %w", err)
	}
	_, err = conn.Exec(ctx, "INSERT INTO public.tool_secrets (tool_id, secret_hash, hint, created_at) VALUES ($1, $2, 'bench', now())",
		launchedTool, hash[:])
	return secret, err
}

func singleEvent() (path string, body []byte) {
	return trackPath, []byte(`{"event_type": "` + eventType + `", "data": ` + eventData + `}`)
}

// batchOfEvents has ids of its own each time, as those have that come for the first time.
func batchOfEvents() (path string, body []byte) {
	type event struct {
		ID   string          `json:"id"`
		Type string          `json:"event_type"`
		Data json.RawMessage `json:"data"`
		When time.Time       `json:"occurred_at"`
	}
	events, now := make([]event, eventsInBatch), time.Now()
	for i := range events {
		events[i] = event{eventKey(), eventType, json.RawMessage(eventData), now}
	}
	body, err := json.Marshal(map[string]any{"events": events})
	if err != nil {
		panic(err) // it is made of text
	}
	return batchPath, body
}

func eventKey() string {
	var id [16]byte
	_, _ = rand.Read(id[:])
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// reporters report as a tool's backend does, over HTTP with its credentials.
func (w *world) reporters(address, secret string, next func() (string, []byte)) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		return dialAll(ctx, address, w.opts.connections, func(_ int, k *keepAlive) worker {
			return func(context.Context) error {
				path, body := next()
				_, err := k.askFor(toolRequest(path, secret, body), created)
				return err
			}
		})
	}
}

func toolRequest(path, secret string, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %s\r\nX-Tenant-ID: %s\r\n", path, basic(benchClientID, secret), kitchenSlug)
	fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body))
	b.Write(body)
	return b.Bytes()
}

type bareReport func(ctx context.Context, conn *pgx.Conn, tenant int64) error

func (w *world) bareReporters(report bareReport) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		var open []*pgx.Conn
		closeAll := func() {
			for _, conn := range open {
				_ = conn.Close(context.WithoutCancel(ctx))
			}
		}
		var workers []worker
		for range w.opts.connections {
			conn, err := w.connect(ctx)
			if err != nil {
				closeAll()
				return nil, nil, err
			}
			open = append(open, conn)
			workers = append(workers, func(ctx context.Context) error { return report(ctx, conn, int64(w.kitchen.id)) })
		}
		return workers, closeAll, nil
	}
}

func insertOne(ctx context.Context, conn *pgx.Conn, tenant int64) error {
	now := time.Now()
	_, err := conn.Exec(ctx, `INSERT INTO public.events (tenant_id, occurred_at, id, event_type, tool_id, amount, data, received_at)
VALUES ($1, $2, $3, $4, $5, 42.5, $6, $2)`, tenant, now, rand63(), eventType, launchedTool, eventData)
	return err
}

func copyBatch(ctx context.Context, conn *pgx.Conn, tenant int64) error {
	now := time.Now()
	rows := make([][]any, eventsInBatch)
	for i := range rows {
		rows[i] = []any{tenant, now, rand63(), eventType, json.RawMessage(eventData), int64(launchedTool), now}
	}
	columns := []string{"tenant_id", "occurred_at", "id", "event_type", "data", "tool_id", "received_at"}
	n, err := conn.CopyFrom(ctx, pgx.Identifier{"public", "events"}, columns, pgx.CopyFromRows(rows))
	if err == nil && n != eventsInBatch {
		err = fmt.Errorf("copied %d rows", n)
	}
	return err
}

// rand63 is an id that no other event has.
func rand63() int64 {
	var id [8]byte
	_, _ = rand.Read(id[:])
	return int64(binary.BigEndian.Uint64(id[:]) >> 1)
}
