package api

import (
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// otherTenants is the label of the restaurants beyond Config.MetricTenants.
const otherTenants = "other"

// tenantNumbers counts by restaurant and status class, with a label of its own for the first so many that are seen.
type tenantNumbers struct {
	requests *prometheus.CounterVec // tenant, class
	most     int64
	seen     atomic.Int64
	named    sync.Map // schema → struct{}
	counters kept[tenantKey, prometheus.Counter]
}

type tenantKey struct {
	label string
	class int
}

func newTenantNumbers(most int) *tenantNumbers {
	return &tenantNumbers{most: int64(most), requests: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "http_tenant_requests_total",
		Help: `Requests answered for a restaurant, by status class. The restaurants beyond the bound are "other".`,
	}, []string{"tenant", "class"})}
}

func (t *tenantNumbers) count(schema string, status int) {
	if t.most <= 0 {
		return
	}
	key := tenantKey{t.label(schema), status / 100}
	t.counters.get(key, func() prometheus.Counter {
		return t.requests.WithLabelValues(key.label, strconv.Itoa(key.class)+"xx")
	}).Inc()
}

func (t *tenantNumbers) label(schema string) string {
	if _, ok := t.named.Load(schema); ok {
		return schema
	}
	if t.seen.Load() >= t.most || t.seen.Add(1) > t.most {
		return otherTenants
	}
	if _, twice := t.named.LoadOrStore(schema, struct{}{}); twice {
		t.seen.Add(-1)
	}
	return schema
}
