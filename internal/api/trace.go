package api

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// traced opens a span for every request when tracing is on.
func (a *API) traced(next http.Handler) http.Handler {
	if !a.cfg.Tracing {
		return next
	}
	opts := []otelhttp.Option{otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
		return method(r.Method) // the route's name follows when it is known
	})}
	if a.cfg.Tracer != nil {
		opts = append(opts, otelhttp.WithTracerProvider(a.cfg.Tracer))
	}
	return otelhttp.NewHandler(next, "http", opts...)
}

// trace names the span after the route, and says which restaurant it was for.
func (rt *route) trace(req *request) {
	if !rt.api.cfg.Tracing {
		return
	}
	span := trace.SpanFromContext(req)
	span.SetName(rt.Method + " " + rt.Path)
	span.SetAttributes(attribute.String("http.route", rt.Path), attribute.String("request.id", req.id))
	if req.tenant != nil {
		span.SetAttributes(attribute.String("tenant.schema", req.tenant.Schema))
	}
}
