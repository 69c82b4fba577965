package check

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const (
	healthPath      = "/api/health/"
	requestIDHeader = "X-Request-ID"
)

// ask sends a request of nobody in particular.
func (r *run) ask(ctx context.Context, method, path string, body any, header map[string]string) (*answer, error) {
	return r.http.do(ctx, request{method: method, url: r.base + path, body: body, header: header})
}

// reachable is content with any answer at all.
func (r *run) reachable(ctx context.Context) (string, error) {
	if _, err := r.ask(ctx, http.MethodGet, healthPath, nil, nil); err != nil {
		return "", err
	}
	return "it answers", nil
}

func (r *run) health(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodGet, healthPath, nil, nil)
	if err != nil {
		return "", err
	}
	if a.status == http.StatusServiceUnavailable {
		return "", unhealthy(a)
	}
	body, err := read[struct {
		Status  string `json:"status"`
		Version string `json:"version"`
	}](a, http.StatusOK, healthFields...)
	if err != nil {
		return "", err
	}
	if body.Status != "healthy" || body.Version == "" {
		return "", a.fail(adviceContract, "answered status %q, version %q", body.Status, body.Version)
	}
	return "healthy, version " + body.Version, nil
}

func unhealthy(a *answer) error {
	const advice = "start what is missing, PostgreSQL first; the server's log says why"
	body, err := read[struct{ Message string }](a, http.StatusServiceUnavailable, "status", "message")
	if err != nil {
		return fail(advice, "unhealthy: %s", a.reason())
	}
	return fail(advice, "unhealthy: %s", body.Message)
}

func (r *run) openAPI(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodGet, "/api/openapi.json", nil, nil)
	if err != nil {
		return "", err
	}
	document, err := read[struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
	}](a, http.StatusOK, "openapi", "paths")
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(document.OpenAPI, "3.1") {
		return "", a.fail(adviceContract, "is OpenAPI %q, expected 3.1", document.OpenAPI)
	}
	if missing := undocumented(document.Paths); len(missing) > 0 {
		return "", a.fail(adviceContract, "does not list %s", strings.Join(missing, ", "))
	}
	return fmt.Sprintf("OpenAPI %s, lists all %d endpoints of the contract", document.OpenAPI, len(endpoints)), nil
}

func undocumented(paths map[string]map[string]any) (missing []string) {
	var listed []string
	for path, operations := range paths {
		for method := range operations {
			listed = append(listed, strings.ToUpper(method)+anyParameter(path))
		}
	}
	for _, endpoint := range endpoints {
		if !slices.Contains(listed, anyParameter(endpoint)) {
			method, path := split(endpoint)
			missing = append(missing, method+" "+path)
		}
	}
	return missing
}

func (r *run) docs(ctx context.Context) (string, error) {
	a, err := r.ask(ctx, http.MethodGet, "/api/docs/", nil, nil)
	if err != nil {
		return "", err
	}
	if err := a.want(http.StatusOK); err != nil {
		return "", err
	}
	kind := a.header.Get("Content-Type")
	if !strings.HasPrefix(kind, "text/html") || len(a.body) == 0 {
		return "", a.fail(adviceContract, "answered %d bytes of %q, expected a page of HTML", len(a.body), kind)
	}
	return "a page of HTML", nil
}
