package analytics_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/tabletap/console/internal/postgres"
)

// thrown is an answer that nobody keeps. It looks at how much memory is in use now and then.
type thrown struct {
	header http.Header
	bytes  int
	peak   uint64
}

func (w *thrown) Header() http.Header { return w.header }
func (w *thrown) WriteHeader(int)     {}

func (w *thrown) Write(b []byte) (int, error) {
	if before := w.bytes >> 22; (w.bytes+len(b))>>22 != before {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		w.peak = max(w.peak, stats.HeapInuse)
	}
	w.bytes += len(b)
	return len(b), nil
}

// Files of events beside the COPY of the same rows by the same role, which is the limit.
func BenchmarkExport(b *testing.B) {
	const events = 200_000
	f := exporting(b)
	one := f.restaurant(b, "one")
	f.hire(b, one, "ama", viewer)
	f.fill(b, one, events, 100)
	_, err := f.db.Pool().Exec(b.Context(), "VACUUM ANALYZE public.events")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("COPY", func(b *testing.B) {
		for b.Loop() {
			err := f.db.TenantShared(b.Context(), one, func(tx postgres.Tx) error {
				_, err := tx.Conn().PgConn().CopyTo(b.Context(), io.Discard, `COPY (SELECT id, event_type, user_id, data, ip_address, occurred_at, received_at,
    tool_id, amount FROM public.events ORDER BY occurred_at, id) TO STDOUT (FORMAT csv)`)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(events*b.N)/b.Elapsed().Seconds(), "events/s")
	})
	for _, format := range []string{"csv", "ndjson", "parquet"} {
		b.Run(format, func(b *testing.B) {
			w := &thrown{header: http.Header{}}
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, exportPath+"?format="+format, http.NoBody)
				r.Header.Set("Authorization", "Bearer ama")
				r.Header.Set("X-Tenant-ID", "one")
				f.handler.ServeHTTP(w, r)
			}
			b.ReportMetric(float64(events*b.N)/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric(float64(w.peak)/(1<<20), "peak-MB")
		})
	}
}
