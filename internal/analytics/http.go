package analytics

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
)

const (
	tag           = "Analytics"
	trackMaxBody  = 48 << 10 // an event's data and what is around it
	batchMaxBody  = 1 << 20
	toolProof     = "tool"
	toolProofText = "Or a tool: its client id and secret by HTTP Basic, and X-Tenant-ID naming a restaurant that has it installed."
	limits        = "event_type is 1 to 100 of a-z 0-9 _ . : -, data an object of at most 32 KB. user is whose doing it was: for staff " +
		"themselves, for a tool anybody on the staff. What is answered 201 is stored durably."
)

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/analytics/track/", ID: "analytics-track", Tag: tag, Status: http.StatusCreated,
		Access: api.Staff().OrProof(toolProof, toolProofText), MaxBody: trackMaxBody, Summary: "Report an event", Description: limits,
	}, s.handleTrack)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/analytics/track/batch/", ID: "analytics-track-batch", Tag: tag, Status: http.StatusCreated,
		Access: api.Staff().OrProof(toolProof, toolProofText), MaxBody: batchMaxBody, Summary: "Report up to 1000 events",
		Description: "All are stored, or none: 400 names what is wrong as events[3].data. An event may carry an id of yours, a UUID: sending it " +
			"again changes nothing and counts as a duplicate, so a batch that got no answer can be repeated. occurred_at is when it " +
			"happened, at most 90 days ago. " + limits,
	}, s.handleBatch)
	s.registerMetrics(a)
}

type trackInput struct {
	api.ClientCredentials
	Body struct {
		Type string          `json:"event_type"`
		Data json.RawMessage `json:"data,omitempty" doc:"An object"`
		User *int64          `json:"user,omitempty" nullable:"true" doc:"The user's id"`
	}
}

type trackOutput struct{ Body eventBody }

func proofOf(c api.ClientCredentials) Proof {
	return Proof{ClientID: c.ClientID, Secret: c.ClientSecret, Restaurant: c.Restaurant}
}

func (s *Service) handleTrack(ctx context.Context, in *trackInput) (*trackOutput, error) {
	e, err := s.Track(ctx, proofOf(in.ClientCredentials), Report{Type: in.Body.Type, Data: in.Body.Data, User: in.Body.User})
	if err != nil {
		return nil, err
	}
	return &trackOutput{writeEvent(e)}, nil
}

type reportBody struct {
	ID       string          `json:"id,omitempty" doc:"Your own id of it, a UUID"`
	Type     string          `json:"event_type"`
	Data     json.RawMessage `json:"data,omitempty" doc:"An object"`
	User     *int64          `json:"user,omitempty" nullable:"true" doc:"The user's id"`
	Occurred *time.Time      `json:"occurred_at,omitempty" nullable:"true" doc:"When it happened; now when absent"`
}

type batchInput struct {
	api.ClientCredentials
	Body struct {
		Events []reportBody `json:"events" nullable:"false"`
	}
}

type batchOutput struct {
	Body struct {
		Accepted   int `json:"accepted" doc:"How many are new"`
		Duplicates int `json:"duplicates" doc:"How many were stored before"`
	}
}

func (s *Service) handleBatch(ctx context.Context, in *batchInput) (*batchOutput, error) {
	reports := make([]Report, len(in.Body.Events))
	for i := range in.Body.Events {
		b := &in.Body.Events[i]
		reports[i] = Report{Key: b.ID, Type: b.Type, Data: b.Data, User: b.User, Occurred: b.Occurred}
	}
	receipt, err := s.TrackBatch(ctx, proofOf(in.ClientCredentials), reports)
	if err != nil {
		return nil, err
	}
	out := &batchOutput{}
	out.Body.Accepted, out.Body.Duplicates = receipt.Accepted, receipt.Duplicates
	return out, nil
}
