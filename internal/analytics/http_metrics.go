package analytics

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerMetrics(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/analytics/metrics/", ID: "analytics-metrics-report", Tag: tag, Status: http.StatusCreated,
		Access:  api.Proof(toolProof, "A tool: its client id and secret by HTTP Basic, and X-Tenant-ID naming a restaurant that has it installed."),
		Summary: "Report a number of a day",
		Description: "The dashboard shows it. Reporting it again replaces it; each tool has names of its own, a hundred a day. value is a number, or a " +
			"decimal in a string, with at most 4 decimals.",
	}, s.handleMetric)
}

type metricInput struct {
	api.ClientCredentials

	Body struct {
		Name  string          `json:"name" doc:"1 to 100 of a-z 0-9 _ . : -"`
		Value json.RawMessage `json:"value"`
		Type  string          `json:"metric_type,omitempty" enum:"counter,gauge,amount" doc:"gauge when nothing is said"`
		Date  string          `json:"date,omitempty" doc:"A day of the restaurant's calendar; today when nothing is said"`
	}
}

type metricOutput struct{ Body metricBody }

func (s *Service) handleMetric(ctx context.Context, in *metricInput) (*metricOutput, error) {
	m, err := s.ReportMetric(ctx, proofOf(in.ClientCredentials), &MetricReport{
		Name: in.Body.Name, Type: in.Body.Type, Value: in.Body.Value, Day: in.Body.Date,
	})
	if err != nil {
		return nil, err
	}
	return &metricOutput{writeMetric(m)}, nil
}
