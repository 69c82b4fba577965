package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"
)

// API is the program's HTTP side: register routes with Handle and Mount, then serve Handler.
type API struct {
	cfg      Config
	auth     Authenticator
	tenants  TenantResolver
	mux      *http.ServeMux
	huma     huma.API
	csrf     *http.CrossOriginProtection
	hosts    hostList
	numbers  *numbers
	routes   map[string]*route // by "METHOD /path"
	mounted  map[string]bool
	open     map[string]bool // mounted paths that pages of any origin may call
	document func() (document, error)

	sealed    atomic.Bool   // no more routes
	draining  atomic.Bool   // answers ask for another connection
	stopping  chan struct{} // closed when draining begins
	stop      func()
	streaming streaming
	chain     func() http.Handler
}

// New makes an API whose only routes are the OpenAPI document and its readable form. It panics when an allowed origin is
// not one.
func New(cfg Config, auth Authenticator, tenants TenantResolver) *API {
	cfg.setDefaults()
	a := &API{
		cfg: cfg, auth: auth, tenants: tenants, mux: http.NewServeMux(), hosts: newHostList(cfg),
		numbers: newNumbers(cfg), routes: map[string]*route{}, mounted: map[string]bool{}, open: map[string]bool{},
		stopping: make(chan struct{}), streaming: defaultStreaming,
	}
	a.stop = sync.OnceFunc(func() { close(a.stopping) })
	a.csrf = newCSRF(cfg.AllowedOrigins)
	a.huma = huma.NewAPI(humaConfig(cfg), adapter{a})
	a.document = sync.OnceValues(a.writeDocument)
	a.chain = sync.OnceValue(a.build)
	a.serveDocument()
	return a
}

// Handler is the whole chain. No route may be added after the first call.
func (a *API) Handler() http.Handler { return a.chain() }

func (a *API) build() http.Handler {
	a.sealed.Store(true)
	for _, prefix := range []string{"/", "/api/"} {
		if !a.mounted[prefix] {
			a.mux.HandleFunc(prefix, a.unmatched)
		}
	}
	var h http.Handler = a.mux
	h = a.guard(h)
	h = compress(h)
	h = a.cors(h)
	h = a.checkHost(h)
	h = a.observe(h)
	return a.traced(h)
}

// Mount serves h under prefix, outside of the typed routes: request id, log, metrics, security headers, host check, body
// limit, time limit and compression apply; authentication, error bodies and the OpenAPI document do not. The prefix is a
// ServeMux pattern: "/sandbox/clerk/" with everything under it, "/.well-known/jwks.json" alone.
func (a *API) Mount(prefix string, h http.Handler) {
	if a.sealed.Load() {
		panic(fmt.Errorf("api: %s was mounted after the handler was made", prefix))
	}
	a.mounted[prefix] = true
	counts := a.numbers.of(prefix)
	a.mux.HandleFunc(prefix, func(w http.ResponseWriter, r *http.Request) {
		req := requestFrom(r.Context())
		req.route, req.numbers = prefix, counts
		if !strings.HasPrefix(prefix, "/api/") {
			w.Header()["Content-Security-Policy"] = pageCSP
		}
		r.Body = http.MaxBytesReader(w, r.Body, a.cfg.MaxBody)
		ctx, cancel := context.WithTimeout(r.Context(), a.cfg.RequestTimeout)
		defer cancel()
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Refuse answers a request to a mounted handler as a typed one would that failed with err.
func (a *API) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	requestFrom(r.Context()).refuse(w, err, false)
}

// MountOpen is Mount for one path that pages of any origin may call, and never with a cookie: what proves a right there is in
// the request itself, as at an OAuth token endpoint.
func (a *API) MountOpen(path string, h http.Handler) {
	a.Mount(path, h)
	a.open[path] = true
}

// raw registers a handler of our own, outside of huma.
func (a *API) raw(path string, h http.HandlerFunc) {
	for _, pattern := range spellings(path) {
		a.mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) {
			requestFrom(r.Context()).route = path
			h(w, r)
		})
	}
}
