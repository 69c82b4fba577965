package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tabletap/console/internal/paystack"
)

const (
	intakePath  = "/api/subscriptions/webhook/paystack/"
	intakeGoal  = 0.5
	paystackKey = "sk_test_bench"
)

// measureIntake is figure 11: Paystack's webhooks, each of which is checked, stored for good and answered, with the job that will work
// on it. The limit is plain net/http that checks the same signature and makes one durable INSERT. Jobs are left to a worker on both
// sides.
func measureIntake(ctx context.Context, w *world) (_ []line, err error) {
	product, err := w.serve(ctx, "--no-worker")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	bare, err := w.serveBareIntake(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, bare.stop(ctx)) }()
	m, err := compete(ctx, &w.opts, w.senders(product.address), w.senders(bare.address))
	if err != nil {
		return nil, err
	}
	lines := m.lines("11 a webhook of Paystack's", "a webhook", w.opts.connections)
	lines[0].goal, lines[0].verdict = m.atLeast(intakeGoal)
	return lines, nil
}

// senders send webhooks that nobody has sent before.
func (w *world) senders(address string) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		return dialAll(ctx, address, w.opts.connections, func(_ int, k *keepAlive) worker {
			return func(context.Context) error {
				_, err := k.ask(webhook())
				return err
			}
		})
	}
}

func webhook() []byte {
	reference := rand.Text()
	body := fmt.Appendf(nil, `{"event":"charge.success","data":{"id":%d,"domain":"test","status":"success","reference":%q,"amount":5000,`+
		`"message":null,"gateway_response":"Successful","paid_at":"2026-03-01T12:00:00.000Z","created_at":"2026-03-01T11:59:00.000Z",`+
		`"channel":"card","currency":"GHS","ip_address":"127.0.0.1","metadata":0,"fees":98,"customer":{"id":1,"email":"ama@example.com",`+
		`"customer_code":"CUS_bench"},"authorization":{"authorization_code":"AUTH_bench","bin":"408408","last4":"4081","exp_month":"12",`+
		`"exp_year":"2030","channel":"card","card_type":"visa","bank":"TEST BANK","country_code":"GH","brand":"visa","reusable":true},"plan":{}}}`,
		time.Now().UnixNano(), reference)
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s: %s\r\nContent-Length: %d\r\n\r\n",
		intakePath, paystack.SignatureHeader, paystack.Sign(paystackKey, body), len(body))
	b.Write(body)
	return b.Bytes()
}

// bareIntake is the limit of figure 11, in a process of its own.
type bareIntake struct {
	Listen      string `json:"listen"`
	Database    string `json:"database"`
	Connections int    `json:"connections"`
}

func (w *world) serveBareIntake(ctx context.Context) (*child, error) {
	conn, err := w.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	const table = "CREATE TABLE IF NOT EXISTS public.bench_intake (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea NOT NULL)"
	if _, err := conn.Exec(ctx, table); err != nil {
		return nil, fmt.Errorf("a table for webhooks: %w", err)
	}
	return w.serveAs(ctx, roleIntake, func(address string) any {
		return bareIntake{Listen: address, Database: w.url, Connections: w.opts.connections}
	}, webhook())
}

func (b *bareIntake) run(ctx context.Context) error {
	pool, err := openPool(ctx, b.Database, b.Connections, nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	mux := http.NewServeMux()
	mux.Handle("POST "+intakePath, b.take(pool))
	return serveMux(ctx, b.Listen, mux)
}

func (b *bareIntake) take(pool *pgxpool.Pool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		mac := hmac.New(sha512.New, []byte(paystackKey))
		mac.Write(body)
		given, err := hex.DecodeString(r.Header.Get(paystack.SignatureHeader))
		if err != nil || !hmac.Equal(given, mac.Sum(nil)) {
			http.Error(w, "signature", http.StatusUnauthorized)
			return
		}
		if _, err := pool.Exec(r.Context(), "INSERT INTO public.bench_intake (body) VALUES ($1)", body); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answer := []byte(`{"status":"processed"}`)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		_, _ = w.Write(answer)
	})
}
