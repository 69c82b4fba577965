package api

import (
	"net/http"
	"strings"

	"github.com/tabletap/console/internal/fault"
)

var methods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
}

// unmatched answers what no route does: 405 for a path that exists under other methods, the list of them for OPTIONS, 404
// for the rest.
func (a *API) unmatched(w http.ResponseWriter, r *http.Request) {
	req := requestFrom(r.Context())
	allowed := a.allowed(r)
	if len(allowed) == 0 {
		req.refuse(w, errNotFound, false)
		return
	}
	w.Header().Set("Allow", strings.Join(append(allowed, http.MethodOptions), ", "))
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	req.refuse(w, fault.Newf(fault.MethodNotAllowed, "method_not_allowed", "Method %q not allowed.", method(r.Method)), false)
}

// allowed asks the mux about every method. Only patterns with a method are typed routes.
func (a *API) allowed(r *http.Request) []string {
	var found []string
	probe := *r
	for _, m := range methods {
		probe.Method = m
		if _, pattern := a.mux.Handler(&probe); strings.Contains(pattern, " ") {
			found = append(found, m)
		}
	}
	return found
}
