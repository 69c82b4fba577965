package api

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tabletap/console/internal/clock"
)

// The two are to be compared: the same answer from a bare ServeMux, and from the whole chain with a signed-in member of
// staff, log line and metrics included.

type memberRow struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

var rows = []memberRow{{1, "Ama Mensah", "ama@example.com"}, {2, "Kofi Boateng", "kofi@example.com"}}

func bareHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/staff/members/{id}/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(rows)
	})
	return mux
}

func wholeChain() http.Handler {
	dir := newDirectory()
	a := New(Config{
		AllowedHosts: []string{"*"}, AllowedOrigins: []string{origin}, Clock: clock.System{}, SchemaVersion: 3,
		Logger:  slog.New(slog.NewJSONHandler(io.Discard, nil)), //nolint:sloglint // the formatting is to be measured
		Metrics: prometheus.NewRegistry(),
	}, dir, dir)
	Handle(a, Route{Method: "GET", Path: "/api/staff/members/{id}/", ID: "m", Access: Staff()},
		func(context.Context, *PathID) (*struct{ Body []memberRow }, error) {
			return &struct{ Body []memberRow }{rows}, nil
		})
	return a.Handler()
}

func BenchmarkHandlerBare(b *testing.B)  { benchHandler(b, bareHandler()) }
func BenchmarkHandlerChain(b *testing.B) { benchHandler(b, wholeChain()) }
func BenchmarkServerBare(b *testing.B)   { benchServer(b, bareHandler()) }
func BenchmarkServerChain(b *testing.B)  { benchServer(b, wholeChain()) }

type sink struct{ h http.Header }

func (s *sink) Header() http.Header         { return s.h }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(int)             {}

func benchHandler(b *testing.B, h http.Handler) {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, "/api/staff/members/5/", http.NoBody)
	r.Header.Set("Authorization", "Bearer owner")
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(&sink{h: http.Header{}}, r)
	}
}

func benchServer(b *testing.B, h http.Handler) {
	b.Helper()
	srv := httptest.NewServer(h)
	defer srv.Close()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		client := &http.Client{Transport: &http.Transport{}}
		for pb.Next() {
			r, _ := http.NewRequestWithContext(b.Context(), http.MethodGet, srv.URL+"/api/staff/members/5/", http.NoBody)
			r.Header.Set("Authorization", "Bearer owner")
			res, err := client.Do(r)
			if err != nil || res.StatusCode != http.StatusOK {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
	})
}
