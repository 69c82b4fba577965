package api

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/tabletap/console/internal/access"
)

func TestOneLineARequest(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "GET", Path: "/api/x/{id}/", ID: "x", Access: Staff()}, hello)
	b.ask("GET", "/api/x/5/?q=hush", "", append(as("owner"), "X-Request-ID", "r1")...)
	b.ask("GET", "/api/x/5/", "", append(as("forged"), "X-Request-ID", "r2")...)
	b.ask("BREW", "/api/hush/", "", "X-Request-ID", "r3")
	lines := b.log.lines(t)
	require.Len(t, lines, 3)
	for _, line := range lines {
		delete(line, "time")
	}
	require.Equal(t, map[string]any{
		"level": "INFO", "msg": "request", "method": "GET", "route": "/api/x/{id}/", "status": 200.0, "duration_us": 0.0,
		"bytes": 17.0, "request_id": "r1", "ip": "192.0.2.1", "tenant": "seven", "user_id": 4.0,
	}, lines[0])
	require.Equal(t, "token_not_valid", lines[1]["code"])
	require.Equal(t, "OTHER", lines[2]["method"])
	require.Equal(t, "unmatched", lines[2]["route"])
	require.NotContains(t, b.log.text(), "hush")
	require.NotContains(t, b.log.text(), "forged")
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewRegistry()
	b := newBench(func(c *Config) { c.Metrics, c.MetricTenants = reg, 2 })
	Handle(b.API, Route{Method: "GET", Path: "/api/x/", ID: "x", Access: Staff()}, hello)
	Handle(b.API, Route{Method: "GET", Path: "/api/in-flight/", ID: "f", Access: Public()},
		func(context.Context, *nothing) (*greeting, error) {
			if testutil.ToFloat64(b.numbers.inFlight) != 1 {
				return nil, errors.New("not counted")
			}
			return &greeting{}, nil
		})
	for range 3 {
		b.ask("GET", "/api/x/", "", as("owner")...)
	}
	b.ask("GET", "/api/x/", "")
	b.ask("GET", "/api/nowhere/1/", "")
	b.ask("GET", "/api/nowhere/2/", "")
	require.Equal(t, 200, b.ask("GET", "/api/in-flight/", "").Code)
	for _, schema := range []string{"eight", "nine", "ten", "eight"} {
		b.dir.tenant.Schema = schema
		b.ask("GET", "/api/x/", "", as("owner")...)
	}
	require.NoError(t, testutil.GatherAndCompare(reg, strings.NewReader(`
# HELP http_requests_in_flight Requests being answered.
# TYPE http_requests_in_flight gauge
http_requests_in_flight 0
# HELP http_requests_total Requests answered, by method, route and status.
# TYPE http_requests_total counter
http_requests_total{method="GET",route="/api/in-flight/",status="200"} 1
http_requests_total{method="GET",route="/api/x/",status="200"} 7
http_requests_total{method="GET",route="/api/x/",status="401"} 1
http_requests_total{method="GET",route="unmatched",status="404"} 2
# HELP http_tenant_requests_total Requests answered for a restaurant, by status class. The restaurants beyond the bound are "other".
# TYPE http_tenant_requests_total counter
http_tenant_requests_total{class="2xx",tenant="eight"} 2
http_tenant_requests_total{class="2xx",tenant="other"} 2
http_tenant_requests_total{class="2xx",tenant="seven"} 3
`), "http_requests_in_flight", "http_requests_total", "http_tenant_requests_total"))
	n, err := testutil.GatherAndCount(reg, "http_request_duration_seconds")
	require.NoError(t, err)
	require.Equal(t, 3, n, "one histogram a method and route")
}

func TestSpansCarryRouteAndRestaurant(t *testing.T) {
	t.Parallel()
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	b := newBench(func(c *Config) { c.Tracing, c.Tracer = true, provider })
	Handle(b.API, Route{Method: "GET", Path: "/api/x/{id}/", ID: "x", Access: Staff()},
		func(ctx context.Context, _ *nothing) (*greeting, error) {
			_, err := access.TenantFrom(ctx)
			_, inner := provider.Tracer("t").Start(ctx, "inner")
			inner.End()
			return &greeting{}, err
		})
	b.ask("GET", "/api/x/5/", "", as("owner")...)
	got := spans.GetSpans()
	require.Len(t, got, 2)
	require.Equal(t, got[1].SpanContext.SpanID(), got[0].Parent.SpanID(), "a handler's spans hang below the request's")
	require.Equal(t, "GET /api/x/{id}/", got[1].Name)
	said := map[string]string{}
	for _, a := range got[1].Attributes {
		said[string(a.Key)] = a.Value.String()
	}
	require.Equal(t, "/api/x/{id}/", said["http.route"])
	require.Equal(t, "seven", said["tenant.schema"])
	require.Equal(t, "200", said["http.response.status_code"])
}
