package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

const (
	batchPath        = "/api/analytics/track/batch/"
	eventsInBatch    = 1000
	batchConnections = 4 // more than two of them only wait, on both sides
	batchGoal        = 0.5
)

// measureBatches is figure 13: a thousand events a request. The limit is a COPY of the same rows into the same tables, with their indexes
// and checks, without HTTP, JSON, counts, or anybody to check. With ids of the reporter's own, both store those too.
func measureBatches(ctx context.Context, w *world) (_ []line, err error) {
	if err := w.letToolReport(ctx); err != nil {
		return nil, err
	}
	product, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	opts := w.opts
	opts.connections = batchConnections
	var lines []line
	for _, keyed := range []bool{false, true} {
		m, err := compete(ctx, &opts, w.batchReporters(product.address, keyed), w.copiers(keyed))
		if err != nil {
			return nil, err
		}
		lines = append(lines, m.batchLines(keyed)...)
	}
	return lines, nil
}

// batchLines count events, not requests.
func (m match) batchLines(keyed bool) []line {
	figure := fmt.Sprintf("13 events in batches of %d", eventsInBatch)
	if keyed {
		figure += ", with ids of the tool's own"
	}
	goal, met := m.atLeast(batchGoal)
	return []line{{
		figure: fmt.Sprintf("%s, %d connections", figure, batchConnections),
		ours:   perSecond(median(m.ours) * eventsInBatch), limit: perSecond(median(m.limit) * eventsInBatch),
		ratio: spread(ratios(m.ours, m.limit)), goal: goal, verdict: met,
	}, {
		figure: "13   a batch, p50 and p99",
		ours:   millis(median(m.oursTimes)) + ", " + millis(p99(m.oursTimes)), limit: millis(median(m.limitTimes)) + ", " + millis(p99(m.limitTimes)),
	}}
}

func (w *world) batchReporters(address string, keyed bool) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		return dialAll(ctx, address, batchConnections, func(_ int, k *keepAlive) worker {
			return func(context.Context) error {
				_, err := k.askFor(w.toolRequest(batchPath, batchOf(eventsInBatch, keyed)), created)
				return err
			}
		})
	}
}

// batchOf is the body of a batch. Its ids have not been used before.
func batchOf(events int, keyed bool) []byte {
	now := time.Now().UTC().Format(time.RFC3339Nano)
	body := append(make([]byte, 0, events*256), '[')
	for i := range events {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, '{')
		if keyed {
			body = append(append(append(body, `"id":"`...), eventKey()...), `",`...)
		}
		body = append(append(append(body, `"occurred_at":"`...), now...), `","event_type":"`+eventType+`","data":`+eventData+`}`...)
	}
	return append(body, ']')
}

// eventKey is a UUID that no other event has.
func eventKey() []byte {
	var id [16]byte
	_, _ = rand.Read(id[:])
	text := make([]byte, 0, 36)
	for i, part := range [...][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			text = append(text, '-')
		}
		text = hex.AppendEncode(text, part)
	}
	return text
}

func (w *world) copiers(keyed bool) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		return w.connectAll(ctx, batchConnections, "", func(_ int, conn *pgx.Conn) worker {
			return func(ctx context.Context) error { return copyBatch(ctx, conn, int64(w.kitchen.id), keyed) }
		})
	}
}

// copyBatch stores as many events in one transaction.
func copyBatch(ctx context.Context, conn *pgx.Conn, tenant int64, keyed bool) error {
	now := time.Now()
	events, keys := make([][]any, eventsInBatch), make([][]any, eventsInBatch)
	for i := range events {
		id := rand63()
		events[i] = []any{tenant, now, id, eventType, json.RawMessage(eventData), int64(launchedTool), now}
		if keyed {
			key := pgtype.UUID{Valid: true}
			_, _ = rand.Read(key.Bytes[:])
			keys[i] = []any{tenant, int64(launchedTool), key, now, id}
		}
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		columns := []string{"tenant_id", "occurred_at", "id", "event_type", "data", "tool_id", "received_at"}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"public", "events"}, columns, pgx.CopyFromRows(events))
		if err != nil || !keyed {
			return err
		}
		columns = []string{"tenant_id", "tool_id", "event_key", "occurred_at", "event_id"}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"public", "event_keys"}, columns, pgx.CopyFromRows(keys))
		return err
	})
}

// rand63 is an id that no other event has.
func rand63() int64 {
	var id [8]byte
	_, _ = rand.Read(id[:])
	return int64(binary.BigEndian.Uint64(id[:]) >> 1)
}
