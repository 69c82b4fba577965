package api

import (
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// numbers are the Prometheus metrics of the HTTP side. A restaurant is a label of one counter only, and of a bounded number
// of its series: ten thousand restaurants times routes times statuses would be more than Prometheus could hold.
type numbers struct {
	requests  *prometheus.CounterVec   // method, route, status
	durations *prometheus.HistogramVec // method, route
	inFlight  prometheus.Gauge
	tenants   *tenantNumbers
	unmatched *routeNumbers
}

// newNumbers registers the metrics; counting without a registerer costs little and is simpler than not counting.
func newNumbers(cfg Config) *numbers {
	n := &numbers{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total", Help: "Requests answered, by method, route and status.",
		}, []string{"method", "route", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "Time to answer a request, by method and route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"method", "route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_requests_in_flight", Help: "Requests being answered.",
		}),
		tenants: newTenantNumbers(cfg.MetricTenants),
	}
	n.unmatched = n.of(unmatchedRoute)
	if cfg.Metrics != nil {
		cfg.Metrics.MustRegister(n.requests, n.durations, n.inFlight, n.tenants.requests)
	}
	return n
}

func (n *numbers) begin() { n.inFlight.Inc() }

func (n *numbers) end(req *request, took time.Duration) {
	n.inFlight.Dec()
	req.numbers.count(method(req.http.Method), req.rec.status, took)
	if req.tenant != nil {
		n.tenants.count(req.tenant.Schema, req.rec.status)
	}
}

// routeNumbers keeps a route's series at hand: to look one up by its labels costs more than to count.
type routeNumbers struct {
	all      *numbers
	route    string
	counters kept[countKey, prometheus.Counter]
	times    kept[string, prometheus.Observer] // by method
}

type countKey struct {
	method string
	status int
}

func (n *numbers) of(route string) *routeNumbers { return &routeNumbers{all: n, route: route} }

func (r *routeNumbers) count(method string, status int, took time.Duration) {
	r.counters.get(countKey{method, status}, func() prometheus.Counter {
		return r.all.requests.WithLabelValues(method, r.route, strconv.Itoa(status))
	}).Inc()
	r.times.get(method, func() prometheus.Observer {
		return r.all.durations.WithLabelValues(method, r.route)
	}).Observe(took.Seconds())
}

// kept is a map that many read and few write. It holds as many entries as there are label values, which are bounded.
type kept[K comparable, V any] struct{ m sync.Map }

func (k *kept[K, V]) get(key K, create func() V) V {
	found, ok := k.m.Load(key)
	if !ok {
		found, _ = k.m.LoadOrStore(key, create())
	}
	v, _ := found.(V) // nothing else is stored
	return v
}
