package check

import (
	"context"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
)

const (
	allowOrigin      = "Access-Control-Allow-Origin"
	allowCredentials = "Access-Control-Allow-Credentials"
	allowHeaders     = "Access-Control-Allow-Headers"
	foreign          = "https://foreign.example"
	adviceOrigins    = "add the origin to CORS_ALLOWED_ORIGINS, or name one that is allowed with --origin"
)

// sentByBrowsers are the headers that the console's requests carry.
var sentByBrowsers = []string{"Authorization", "X-Tenant-ID", "Content-Type", "Idempotency-Key"}

// preflightFrom asks as a browser does before it sends a request with such headers: in lower case, in order.
func (r *run) preflightFrom(ctx context.Context, from string) (*answer, error) {
	names := make([]string, len(sentByBrowsers))
	for i, name := range sentByBrowsers {
		names[i] = strings.ToLower(name)
	}
	slices.Sort(names)
	return r.ask(ctx, http.MethodOptions, "/api/tenants/", nil, map[string]string{
		"Origin": from, "Access-Control-Request-Method": http.MethodPost,
		"Access-Control-Request-Headers": strings.Join(names, ","),
	})
}

func (r *run) preflight(ctx context.Context) (string, error) {
	a, err := r.preflightFrom(ctx, r.cfg.Origin)
	if err != nil {
		return "", err
	}
	if a.status != http.StatusOK && a.status != http.StatusNoContent {
		return "", a.want(http.StatusNoContent)
	}
	if err := a.admits(r.cfg.Origin); err != nil {
		return "", err
	}
	allowed := tokens(a.header.Values(allowHeaders))
	for _, name := range sentByBrowsers {
		if !slices.Contains(allowed, strings.ToLower(name)) {
			return "", a.fail(adviceContract, "allows the headers %s, not %s", listed(allowed), name)
		}
	}
	return r.cfg.Origin + " may send " + strings.Join(sentByBrowsers, ", "), nil
}

// admits fails unless a page of the origin may read the answer and send credentials.
func (a *answer) admits(origin string) error {
	if got := a.header.Get(allowOrigin); got != origin {
		return a.fail(adviceOrigins, "allows the origin %q, not %s", got, origin)
	}
	if a.header.Get(allowCredentials) != "true" {
		return a.fail(adviceContract, "does not allow %s to send credentials", origin)
	}
	return nil
}

// tokens splits a list in headers into lower-case words.
func tokens(values []string) (words []string) {
	for word := range strings.SplitSeq(strings.Join(values, ","), ",") {
		if word = strings.ToLower(textproto.TrimString(word)); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func (r *run) cors(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodGet, healthPath, nil, map[string]string{"Origin": r.cfg.Origin})
	if err != nil {
		return "", err
	}
	if err := a.want(http.StatusOK); err != nil {
		return "", err
	}
	return r.cfg.Origin + " may read answers, with credentials", a.admits(r.cfg.Origin)
}

func (r *run) foreignOrigin(ctx context.Context) (string, error) {
	before, err := r.preflightFrom(ctx, foreign)
	if err != nil {
		return "", err
	}
	plain, err := r.ask(ctx, http.MethodGet, healthPath, nil, map[string]string{"Origin": foreign})
	if err != nil {
		return "", err
	}
	for _, a := range []*answer{before, plain} {
		if got := a.header.Get(allowOrigin); got != "" {
			return "", a.fail("take it out of CORS_ALLOWED_ORIGINS, or of the proxy in front", "lets %s in for %s", got, foreign)
		}
	}
	return "another origin is not let in", nil
}
