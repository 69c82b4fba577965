package check

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// tokenAge is how old a session token may become before another is asked for. It lives for a minute.
const tokenAge = 30 * time.Second

// person is somebody who is signed in.
type person struct {
	email, clerkID string
	session        string // at the stand-in; "" when the token was given
	token          string
	minted         time.Time
	tenant         string // X-Tenant-ID of every request; "" for none

	profile    profileView
	restaurant tenantView
	checkout   checkout
}

// as sends a request of p, with a session token that is still good.
func (r *run) as(ctx context.Context, p *person, method, path string, body any) (*answer, error) {
	return r.asIn(ctx, p, p.tenant, method, path, body)
}

// asIn is as for a restaurant that p asks for by name.
func (r *run) asIn(ctx context.Context, p *person, tenant, method, path string, body any) (*answer, error) {
	if err := r.refresh(ctx, p); err != nil {
		return nil, err
	}
	q := request{method: method, url: r.base + path, token: p.token, body: body}
	if tenant != "" {
		q.header = map[string]string{"X-Tenant-ID": tenant}
	}
	return r.http.do(ctx, q)
}

func (r *run) refresh(ctx context.Context, p *person) error {
	now := r.cfg.Clock.Now()
	if p.session == "" || (p.token != "" && now.Sub(p.minted) < tokenAge) {
		return nil
	}
	token, err := r.standIn.sessionToken(ctx, p.session)
	p.token, p.minted = token, now
	r.compareClocks(token, now)
	return err
}

// compareClocks reads from a token that was made just now what the stand-in's clock says: dev lets months pass in a moment.
func (r *run) compareClocks(token string, now time.Time) {
	var claims struct {
		IssuedAt int64 `json:"iat"`
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 || !decodePart(parts[1], &claims) || claims.IssuedAt == 0 {
		return
	}
	if r.ahead = time.Unix(claims.IssuedAt, 0).Sub(now); r.ahead.Abs() < longestLaunch {
		r.ahead = 0
	}
}

// now is the time at the server.
func (r *run) now() time.Time { return r.cfg.Clock.Now().Add(r.ahead) }

// get asks as the owner.
func (r *run) get(ctx context.Context, path string) (*answer, error) {
	return r.as(ctx, r.owner, http.MethodGet, path, nil)
}
