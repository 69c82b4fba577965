package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/tabletap/console/internal/postgres"
)

// startTracing sends traces to the endpoint until the returned function is called, which flushes what is left.
func startTracing(ctx context.Context, endpoint, version string) (func(context.Context) error, error) {
	if endpoint == "" {
		return func(context.Context) error { return nil }, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(endpoint))
	if err != nil {
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT: %w", err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter), trace.WithResource(resource.NewSchemaless(
		attribute.String("service.name", "tabletap"), attribute.String("service.version", version),
	)))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	return provider.Shutdown, nil
}

func newMetrics(db *postgres.DB) *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), poolMetrics(db))
	return registry
}

// poolMetrics reads the pool's numbers when somebody collects them.
func poolMetrics(db *postgres.DB) prometheus.Collector {
	return poolCollector{
		db:    db,
		inUse: prometheus.NewDesc("tabletap_db_connections_in_use", "Database connections at work.", nil, nil),
		open:  prometheus.NewDesc("tabletap_db_connections_open", "Database connections open.", nil, nil),
		waits: prometheus.NewDesc("tabletap_db_waits_total", "Times a request had to wait for a connection.", nil, nil),
	}
}

type poolCollector struct {
	db                 *postgres.DB
	inUse, open, waits *prometheus.Desc
}

func (c poolCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.inUse
	ch <- c.open
	ch <- c.waits
}

func (c poolCollector) Collect(ch chan<- prometheus.Metric) {
	stat := c.db.Pool().Stat()
	ch <- prometheus.MustNewConstMetric(c.inUse, prometheus.GaugeValue, float64(stat.AcquiredConns()))
	ch <- prometheus.MustNewConstMetric(c.open, prometheus.GaugeValue, float64(stat.TotalConns()))
	ch <- prometheus.MustNewConstMetric(c.waits, prometheus.CounterValue, float64(stat.EmptyAcquireCount()))
}

// serveMetrics answers Prometheus on a listener of its own until ctx ends.
func serveMetrics(ctx context.Context, address string, registry *prometheus.Registry) error {
	l, err := Listen(ctx, address)
	if err != nil {
		return fmt.Errorf("METRICS_LISTEN: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// Listen opens an address, with an error that says what to do when somebody else has it.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err == nil {
		return l, nil
	}
	if isInUse(err) {
		return nil, fmt.Errorf("%s is in use by another program: stop it, or choose another address with --listen", address)
	}
	return nil, fmt.Errorf("listen on %s: %w", address, err)
}
