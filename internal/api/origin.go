package api

import (
	"fmt"
	"net/http"

	"github.com/klauspost/compress/gzhttp"
	"github.com/rs/cors"
)

const (
	preflightSeconds = 7200 // as long as browsers keep one at most
	smallestGzip     = 2048 // bytes; below, the processor time costs more than the bytes
)

func newCORS(origins []string) *cors.Cors {
	opts := cors.Options{
		AllowedOrigins: origins, AllowCredentials: true, MaxAge: preflightSeconds,
		AllowedMethods: []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"},
		AllowedHeaders: []string{"X-Tenant-ID", "X-Visit-ID", "Authorization", "Content-Type", "Idempotency-Key", "X-Request-ID"},
		ExposedHeaders: []string{"X-Request-ID", "Retry-After", "Content-Disposition", replayedHeader},
	}
	if len(origins) == 0 { // to the library, no origins are all of them
		opts.AllowOriginFunc = func(string) bool { return false }
	}
	return cors.New(opts)
}

// newOpenCORS lets every origin read, without credentials.
func newOpenCORS() *cors.Cors {
	return cors.New(cors.Options{
		AllowedOrigins: []string{"*"}, MaxAge: preflightSeconds, AllowedMethods: []string{"GET", "HEAD", "POST"},
		AllowedHeaders: []string{"Authorization", "Content-Type"}, ExposedHeaders: []string{"X-Request-ID", "Retry-After", "WWW-Authenticate"},
	})
}

// cors answers browsers that ask what a page of another origin may do: at open paths anything, elsewhere what is allowed.
func (a *API) cors(next http.Handler) http.Handler {
	usual, open := newCORS(a.cfg.AllowedOrigins).Handler(next), newOpenCORS().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.open[r.URL.Path] {
			open.ServeHTTP(w, r)
			return
		}
		usual.ServeHTTP(w, r)
	})
}

// newCSRF trusts the same origins that CORS does, but never all of them.
func newCSRF(origins []string) *http.CrossOriginProtection {
	p := http.NewCrossOriginProtection()
	for _, origin := range origins {
		if origin == "*" {
			continue
		}
		if err := p.AddTrustedOrigin(origin); err != nil {
			panic(fmt.Errorf("api: allowed origin %q: %w", origin, err))
		}
	}
	return p
}

// compress answers with gzip where it pays.
func compress(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(smallestGzip), gzhttp.EnableZstd(false))
	if err != nil {
		panic(fmt.Errorf("api: gzip: %w", err)) // the options are constants
	}
	return wrap(next)
}
