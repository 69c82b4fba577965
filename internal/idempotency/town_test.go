package idempotency_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

// town is the people, restaurants and tools that the tests know. Ama manages both restaurants, Kofi only looks at the first.
type town struct{}

var actors = map[string]*access.Actor{"ama": {UserID: 1}, "kofi": {UserID: 2}, "operator": {UserID: 3, Superuser: true}}

var restaurants = map[string]*access.Tenant{"one": {ID: 1, Schema: "one", Active: true}, "two": {ID: 2, Schema: "two", Active: true}}

func (town) Authenticate(_ context.Context, r *http.Request) (*access.Actor, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, nil //nolint:nilnil // the seam's way to say nobody
	}
	if actor := actors[token]; actor != nil {
		return actor, nil
	}
	return nil, fault.New(fault.Unauthenticated, "token_not_valid", "The token is not valid.")
}

func (town) Resolve(_ context.Context, actor *access.Actor, hint api.TenantHint) (*access.Tenant, *access.Member, error) {
	t := restaurants[hint.Header]
	if t == nil {
		return nil, nil, fault.Missing("Restaurant")
	}
	return t, &access.Member{ID: 1, Active: true, Permissions: access.Permissions{"*": actor.UserID == 1}}, nil
}

func (town) ResolveID(context.Context, *access.Actor, access.TenantID) (*access.Tenant, *access.Member, error) {
	return nil, nil, fault.Missing("Restaurant")
}

// Program knows every tool, by the secret "good".
func (town) Program(_ context.Context, c api.ClientCredentials) (string, access.TenantID, error) {
	if c.ClientSecret != "good" {
		return "", 0, fault.New(fault.Unauthenticated, "invalid_client", "The tool did not prove who it is.")
	}
	t := restaurants[c.Restaurant]
	if t == nil {
		return "", 0, fault.Missing("Restaurant")
	}
	return "tool:" + c.ClientID, t.ID, nil
}

// limiter allows what the first limit requests are.
type limiter struct{ seen *atomic.Int64 }

func (l limiter) Allow(_ context.Context, _ string, limit int, _ time.Duration) (bool, time.Duration, error) {
	return l.seen.Add(1) <= int64(limit), time.Minute, nil
}
