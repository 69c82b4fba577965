package check

import (
	"context"
	"net/http"
	"strings"
)

func (r *run) slash(ctx context.Context) (string, error) {
	for _, path := range []string{healthPath, strings.TrimSuffix(healthPath, "/")} {
		a, err := r.ask(ctx, http.MethodGet, path, nil, nil)
		if err != nil {
			return "", err
		}
		if a.status != http.StatusOK {
			return "", a.fail(a.advice(), "answered %d: %s", a.status, a.reason())
		}
	}
	return "a path is served with its last slash and without", nil
}

func (r *run) notFound(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodGet, "/api/no-such-thing/", nil, nil)
	if err != nil {
		return "", err
	}
	return "404 with detail and code", a.problem(http.StatusNotFound)
}

func (r *run) wrongMethod(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodDelete, healthPath, nil, nil)
	if err != nil {
		return "", err
	}
	return "405 with detail and code", a.problem(http.StatusMethodNotAllowed)
}

// malformed uses the one endpoint that reads a body of anybody.
func (r *run) malformed(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodPost, verifyPath, rawJSON(`{"token": `), nil)
	if err != nil {
		return "", err
	}
	if err := a.problem(http.StatusBadRequest); err != nil {
		return "", err
	}
	_, err = read[struct{ Error string }](a, http.StatusBadRequest, "error")
	return "400 with error, detail and code", err
}

func (r *run) securityHeaders(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodGet, healthPath, nil, nil)
	if err != nil {
		return "", err
	}
	if got := a.header.Get("X-Content-Type-Options"); got != "nosniff" {
		return "", a.fail(adviceProxy, "answered X-Content-Type-Options %q, expected nosniff", got)
	}
	names := []string{"Referrer-Policy", "X-Frame-Options", "Content-Security-Policy"}
	if strings.HasPrefix(r.base, "https://") {
		names = append(names, "Strict-Transport-Security")
	}
	for _, name := range names {
		if a.header.Get(name) == "" {
			return "", a.fail(adviceProxy, "answered without %s", name)
		}
	}
	return "X-Content-Type-Options, " + strings.Join(names, ", "), nil
}

func (r *run) requestID(ctx context.Context) (string, error) {
	const id = "tabletap-check"
	a, err := r.ask(ctx, http.MethodGet, healthPath, nil, map[string]string{requestIDHeader: id})
	if err != nil {
		return "", err
	}
	if got := a.header.Get(requestIDHeader); got != id {
		return "", a.fail(adviceProxy, "answered X-Request-ID %q, expected the one sent, %q", got, id)
	}
	return "X-Request-ID comes back", nil
}
