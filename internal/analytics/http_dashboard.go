package analytics

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
)

type countBody struct {
	Type  string `json:"event_type"`
	Count int64  `json:"count"`
}

type metricBody struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Value string `json:"value" doc:"A decimal such as 42.50"`
	Type  string `json:"metric_type" enum:"counter,gauge,amount"`
	Date  string `json:"date" format:"date" doc:"The day of the restaurant's calendar that it is of"`
	Tool  *int64 `json:"tool_id" nullable:"true" doc:"The tool that reported it; null for the platform's own"`
}

func writeMetric(m *Metric) metricBody {
	b := metricBody{ID: m.ID, Name: m.Name, Value: amountText(m.value), Type: m.Type, Date: m.Day.Format(time.DateOnly)}
	if m.Tool != 0 {
		b.Tool = &m.Tool
	}
	return b
}

type dashboardOutput struct {
	Body struct {
		Summary struct {
			Today int64 `json:"today_events"`
			Week  int64 `json:"week_events" doc:"Of the last 7 days, today included"`
			Month int64 `json:"month_events" doc:"Of the last 30 days, today included"`
		} `json:"summary"`
		Breakdown []countBody  `json:"event_breakdown" nullable:"false" doc:"Of the last 30 days"`
		Metrics   []metricBody `json:"recent_metrics" nullable:"false" doc:"The newest 20. The platform's own are orders, revenue, active_staff and menu_views"`
		Zone      string       `json:"timezone" doc:"Whose days they are"`
	}
}

func (r *Reader) handleDashboard(ctx context.Context, _ *struct{}) (*dashboardOutput, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	d, err := r.dashboard(ctx, t)
	if err != nil {
		return nil, err
	}
	out := &dashboardOutput{}
	body := &out.Body
	body.Zone = zoneOf(t).String()
	body.Breakdown, body.Metrics = make([]countBody, len(d.types)), make([]metricBody, len(d.metrics))
	for i, c := range d.types {
		body.Summary.Today += c.today
		body.Summary.Week += c.week
		body.Summary.Month += c.month
		body.Breakdown[i] = countBody{c.kind, c.month}
	}
	for i := range d.metrics {
		body.Metrics[i] = writeMetric(&d.metrics[i])
	}
	return out, nil
}
