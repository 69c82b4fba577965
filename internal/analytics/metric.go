package analytics

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Metric is a number a day of a restaurant.
type Metric struct {
	ID   int64
	Name string
	Type string // counter, gauge or amount
	Day  time.Time
	Tool int64 // whose it is; 0: the platform's own

	value quantity
}

// MetricReport is a metric as a tool reports it.
type MetricReport struct {
	Name  string
	Type  string          // "": gauge
	Value json.RawMessage // a number, or a decimal in a string
	Day   string          // "": today
}

// mostMetricsADay is how many names a tool may use of a day, so that one that makes up names does not fill the table.
const mostMetricsADay = 100

var errMostMetrics = fault.Field("name", fmt.Sprintf("A tool may report %d metrics a day. Use one of their names.", mostMetricsADay))

// ReportMetric keeps what a tool says a number was on a day. Saying it again replaces it.
func (s *Service) ReportMetric(ctx context.Context, p Proof, report *MetricReport) (*Metric, error) {
	from, err := s.reporter(ctx, p)
	if err != nil {
		return nil, err
	}
	m, err := report.read(dayOf(s.now(), zoneOf(from.place)))
	if err != nil {
		return nil, err
	}
	m.Tool = from.tool
	err = s.store.putMetric(ctx, s.DB.SharedQuery(), from, m, s.now())
	return m, err
}

// read is the metric that r says, on a day that is today in the restaurant.
func (r *MetricReport) read(today time.Time) (*Metric, error) {
	var problems fault.Fields
	m := &Metric{Name: r.Name, Type: r.Type, Day: today}
	problems.Check(isTypeName(r.Name), "name", badTypeName)
	if m.Type == "" {
		m.Type = "gauge"
	}
	amount, wrong := parseAmount(r.Value)
	problems.Check(wrong == "", "value", wrong)
	m.value = quantityOf(amount)
	if r.Day != "" {
		m.Day = readDay("date", r.Day, problems.Add)
	}
	if !m.Day.IsZero() {
		problems.Check(!m.Day.After(today), "date", "This day has not begun in the restaurant.")
		problems.Check(!m.Day.Before(today.AddDate(0, 0, -mostDays)), "date", "This is too long ago.")
	}
	return m, problems.Err()
}

func (s store) putMetric(ctx context.Context, q postgres.Querier, from *reporter, m *Metric, now time.Time) (err error) {
	m.ID, err = s.queries.PutMetric(ctx, q, shareddb.PutMetricParams{
		TenantID: int64(from.tenant), Day: m.Day, Name: m.Name, ToolID: m.Tool, MetricType: m.Type, Value: amountText(m.value), Now: now,
		Most: mostMetricsADay,
	})
	return postgres.Missing(err, errMostMetrics)
}
