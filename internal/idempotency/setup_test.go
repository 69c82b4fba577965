package idempotency_test

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/idempotency"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var epoch = time.Date(2026, 2, 1, 9, 30, 0, 0, time.UTC)

const (
	things  = "/api/things/"
	signals = "/api/signals/"
	secret  = "a secret of sixteen bytes or more"
	timeout = 20 * time.Second // of requests
)

// world is a program with keys: an API on a database of its own, whose POSTs leave rows in a table of effects.
type world struct {
	*idempotency.Keys

	db     *pgtest.Database
	clock  *clock.Fake
	url    string
	client *http.Client
	begun  chan struct{} // a slow handler began
	finish chan struct{} // and may end
}

func newWorld(t *testing.T, patience time.Duration) *world {
	t.Helper()
	w := &world{
		db: pgtest.New(t), clock: clock.NewFake(epoch), client: &http.Client{Timeout: time.Minute},
		begun: make(chan struct{}, 100), finish: make(chan struct{}),
	}
	_, err := w.db.SharedQuery().Exec(t.Context(), "CREATE TABLE public.effects (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
	require.NoError(t, err)
	w.Keys, err = idempotency.New(idempotency.Deps{DB: w.db.DB, Clock: w.clock, SecretKey: secret, Patience: patience})
	require.NoError(t, err)
	w.url = w.serve(t, w.Keys)
	return w
}

// serve is an instance of the program that uses these keys.
func (w *world) serve(t *testing.T, keys *idempotency.Keys) (url string) {
	t.Helper()
	a := api.New(api.Config{
		AllowedHosts: []string{"*"}, Clock: w.clock, Logger: slog.New(slog.DiscardHandler), RequestTimeout: timeout, MaxBody: 64 << 10,
		Idempotency: keys, Programs: town{}, Limiter: limiter{new(atomic.Int64)},
	}, town{}, town{})
	w.register(a)
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

func (w *world) register(a *api.API) {
	for path, access := range map[string]api.Access{
		things: api.SignedIn().OptionalTenant(), "/api/others/{id}/": api.SignedIn(), "/api/staff/": api.Requires("staff.manage"),
		"/api/operators/": api.Superuser(), "/api/open/": api.Public(), "/api/proved/": api.Proof("svix", "A webhook."),
		signals: api.Staff().OrProof("tool", "A tool."),
	} {
		api.Handle(a, api.Route{
			Method: http.MethodPost, Path: path, ID: strings.ReplaceAll(path, "/", "-"), Access: access, Status: http.StatusCreated,
		}, w.make)
	}
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/rare/", ID: "rare", Access: api.SignedIn(), Rate: api.Rate{Limit: 2, Per: time.Hour, By: api.ByUser},
	}, w.make)
}

type makeInput struct {
	api.ClientCredentials
	Body struct {
		Name string `json:"name" minLength:"1"`
		Then string `json:"then,omitempty"`
		Size int    `json:"size,omitempty"`
	}
}

type makeOutput struct {
	Location string `header:"Location"`
	Body     struct {
		Name   string `json:"name"`
		Secret string `json:"secret" doc:"Another one each time"`
		Filler string `json:"filler,omitempty"`
	}
}

// faults are what a handler may end with after it took effect.
var faults = map[string]error{
	"invalid": fault.Field("name", "No."), "missing": fault.Missing("It"), "conflict": fault.New(fault.Conflict, "taken", "Taken."),
	"unauthenticated": fault.New(fault.Unauthenticated, "who", "Who?"), "forbidden": fault.New(fault.Forbidden, "no", "No."),
	"limited": fault.New(fault.RateLimited, "much", "Too much."), "away": fault.New(fault.Unavailable, "away", "Away."),
	"broken": io.ErrNoProgress,
}

func (w *world) make(ctx context.Context, in *makeInput) (*makeOutput, error) {
	if _, err := access.ActorFrom(ctx); err != nil && strings.HasPrefix(in.Body.Then, "tool") && in.ClientSecret != "good" {
		return nil, err
	}
	if _, err := w.db.SharedQuery().Exec(ctx, "INSERT INTO public.effects (name) VALUES ($1)", in.Body.Name); err != nil {
		return nil, err
	}
	switch in.Body.Then {
	case "wait":
		w.begun <- struct{}{}
		select {
		case <-w.finish:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	case "panic":
		panic("a handler's")
	}
	if err := faults[in.Body.Then]; err != nil {
		return nil, err
	}
	out := &makeOutput{Location: "/api/things/" + rand.Text() + "/"}
	out.Body.Name, out.Body.Secret, out.Body.Filler = in.Body.Name, rand.Text(), strings.Repeat("é", in.Body.Size)
	return out, nil
}

// answer is what came back, with its body.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a *answer) replayed() bool { return a.header.Get("Idempotency-Replayed") == "true" }

// post sends a body to a path; headers are name, value, name, value. "Bearer x" is who asks.
func (w *world) post(t *testing.T, path, body string, headers ...string) *answer {
	t.Helper()
	a, err := w.send(t.Context(), w.url+path, body, headers...)
	require.NoError(t, err)
	return a
}

func (w *world) send(ctx context.Context, url, body string, headers ...string) (*answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	got, err := w.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	read, err := io.ReadAll(got.Body)
	return &answer{got.StatusCode, got.Header, string(read)}, err
}

// as are the headers of somebody who sends a key.
func as(who, key string, more ...string) []string {
	return append([]string{"Authorization", "Bearer " + who, "Idempotency-Key", key}, more...)
}

func (w *world) count(t *testing.T, query string) (n int) {
	t.Helper()
	require.NoError(t, w.db.SharedQuery().QueryRow(t.Context(), query).Scan(&n))
	return n
}

func (w *world) effects(t *testing.T) int {
	t.Helper()
	return w.count(t, "SELECT count(*) FROM public.effects")
}

func (w *world) keys(t *testing.T) int {
	t.Helper()
	return w.count(t, "SELECT count(*) FROM public.idempotency_keys")
}

func (w *world) exec(t *testing.T, statement string) {
	t.Helper()
	_, err := w.db.SharedQuery().Exec(t.Context(), statement)
	require.NoError(t, err)
}
