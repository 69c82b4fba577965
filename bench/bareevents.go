package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// bareEvents are the limits of figure 9, in a process of its own. It takes everything for an event and answers as the product does.
type bareEvents struct {
	Listen      string `json:"listen"`
	Database    string `json:"database"`
	Connections int    `json:"connections"`
	Tenant      int64  `json:"tenant"`
	Insert      bool   `json:"insert"` // before it answers
}

func (w *world) serveBareEvents(ctx context.Context, insert bool) (*child, error) {
	return w.serveAs(ctx, roleEvents, func(address string) any {
		return bareEvents{
			Listen: address, Database: w.url, Connections: w.opts.connections, Tenant: int64(w.kitchen.id), Insert: insert,
		}
	}, request("GET", "/", "", nil))
}

func (b *bareEvents) run(ctx context.Context) error {
	pool, err := openPool(ctx, b.Database, b.Connections, nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	mux := http.NewServeMux()
	mux.Handle("POST "+trackPath, b.take(pool))
	mux.HandleFunc("GET /", func(http.ResponseWriter, *http.Request) {})
	return serveMux(ctx, b.Listen, mux)
}

func (b *bareEvents) take(pool *pgxpool.Pool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		now := time.Now()
		if b.Insert {
			_, err = pool.Exec(r.Context(), `INSERT INTO public.events (tenant_id, occurred_at, id, event_type, tool_id, amount, data, received_at)
VALUES ($1, $2, $3, $4, $5, 42.5, $6, $2)`, b.Tenant, now, rand63(), eventType, launchedTool, body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		const form = `{"id":1,"event_type":"order","data":%s,"user":null,"tool":1,"ip_address":null,"timestamp":"2026-03-01T12:00:00Z"}`
		answer := fmt.Appendf(nil, form, eventData)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write(answer)
	})
}
