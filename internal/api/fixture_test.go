package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

const origin = "http://localhost:3000"

var epoch = time.Date(2026, 2, 1, 9, 30, 0, 0, time.UTC)

// people are the callers that the tests know, by their bearer token.
var people = map[string]*access.Actor{
	"stranger":  {UserID: 1},
	"waiter":    {UserID: 2},
	"manager":   {UserID: 3},
	"owner":     {UserID: 4},
	"superuser": {UserID: 5, Superuser: true},
}

var staffOfSeven = map[access.UserID]*access.Member{
	2: {ID: 12, Active: true, Permissions: access.Permissions{}},
	3: {ID: 13, Active: true, Permissions: access.Permissions{"staff.view": true}},
	4: {ID: 14, Active: true, Owner: true, Permissions: access.Permissions{"*": true}},
}

// directory is an Authenticator and a TenantResolver with one restaurant, number 7.
type directory struct{ tenant access.Tenant }

func newDirectory() *directory {
	return &directory{tenant: access.Tenant{ID: 7, Schema: "seven", Slug: "seven", Active: true, OwnerID: 4, SchemaVersion: 3}}
}

func (d *directory) Authenticate(_ context.Context, r *http.Request) (*access.Actor, error) {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if c, err := r.Cookie("__session"); token == "" && err == nil {
		token = c.Value
	}
	if token == "" {
		return nil, nil //nolint:nilnil // the seam's way to say nobody
	}
	if actor, ok := people[token]; ok {
		return actor, nil
	}
	return nil, fault.New(fault.Unauthenticated, "token_not_valid", "The token is not valid.")
}

func (d *directory) Resolve(ctx context.Context, actor *access.Actor, hint TenantHint) (*access.Tenant, *access.Member, error) {
	if hint.Header == "" && hint.Host != "seven.localhost" && actor != nil && actor.Superuser {
		return nil, nil, fault.New(fault.Invalid, "tenant_required", "Say which restaurant with the X-Tenant-ID header.")
	}
	if hint.Header != "" && hint.Header != "seven" {
		return nil, nil, errNoSuchTenant
	}
	return d.ResolveID(ctx, actor, 7)
}

func (d *directory) ResolveID(_ context.Context, actor *access.Actor, id access.TenantID) (*access.Tenant, *access.Member, error) {
	if id != 7 || actor == nil {
		return nil, nil, fault.Missing("The thing")
	}
	m := staffOfSeven[actor.UserID]
	if m == nil && !actor.Superuser {
		return nil, nil, fault.Missing("The thing")
	}
	return &d.tenant, m, nil
}

// journal collects the log.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(b)
}

func (j *journal) lines(t *testing.T) []map[string]any {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	var all []map[string]any
	dec := json.NewDecoder(bytes.NewReader(j.buf.Bytes()))
	for dec.More() {
		var line map[string]any
		require.NoError(t, dec.Decode(&line))
		all = append(all, line)
	}
	return all
}

func (j *journal) text() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

type bench struct {
	*API
	dir *directory
	log *journal
}

// newBench makes an API with the directory; change adjusts its configuration.
func newBench(change func(*Config)) *bench {
	b := &bench{dir: newDirectory(), log: &journal{}}
	cfg := Config{
		Version: "1.2.3", AllowedHosts: []string{"example.com", ".localhost"}, AllowedOrigins: []string{origin},
		Clock: clock.NewFake(epoch), Logger: slog.New(slog.NewJSONHandler(b.log, nil)), SchemaVersion: 3,
	}
	if change != nil {
		change(&cfg)
	}
	b.API = New(cfg, b.dir, b.dir)
	return b
}

type nothing struct{}

type greeting struct {
	Body struct {
		Hello string `json:"hello"`
	}
}

func hello(context.Context, *nothing) (*greeting, error) {
	out := &greeting{}
	out.Body.Hello = "world"
	return out, nil
}

// ask sends one request; headers are name, value, name, value.
func (b *bench) ask(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, target, reader)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	return b.serve(r)
}

func (b *bench) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w
}

func as(who string) []string {
	if who == "" {
		return nil
	}
	return []string{"Authorization", "Bearer " + who}
}
