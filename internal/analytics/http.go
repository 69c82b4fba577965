package analytics

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
)

const (
	tag           = "Analytics"
	trackMaxBody  = 48 << 10 // an event's data and what is around it
	batchMaxBody  = 8 << 20  // unpacked
	intakeRoom    = 48 << 20 // that all requests with events take together
	reportCost    = 512      // bytes that a report takes, besides what its body does
	toolProof     = "tool"
	toolProofText = "Or a tool: its client id and secret by HTTP Basic, and X-Tenant-ID naming a restaurant that has it installed."
	limits        = "event_type is one of the platform's (order, customer, menu, system, pos_transaction, menu_view, cms_update, user_login, " +
		"staff_action) or one that the tool has registered; data is an object of at most 32 KB. user is whose doing it was: for staff " +
		"themselves, for a tool anybody on the staff. An event may carry an id of yours, a UUID: sending it again changes nothing, so what got " +
		"no answer can be repeated. occurred_at is when it happened: at most 5 minutes ahead, and no longer ago than the plan keeps events. " +
		"What is answered 201 is stored durably. 429 overloaded: nothing was stored; come back after Retry-After."
)

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	room := api.NewRoom(intakeRoom)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/analytics/track/", ID: "analytics-track", Tag: tag, Status: http.StatusCreated,
		Access: api.Staff().OrProof(toolProof, toolProofText), MaxBody: trackMaxBody, Room: room, Reads: map[string]any{jsonType: reportBody{}},
		Summary: "Report an event", Description: "An id that was reported before is answered with the event as it is stored. " + limits,
	}, s.handleTrack)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/analytics/track/batch/", ID: "analytics-track-batch", Tag: tag, Status: http.StatusCreated,
		Access: api.Staff().OrProof(toolProof, toolProofText), MaxBody: batchMaxBody, Room: room,
		Reads:   map[string]any{jsonType: batchBody{}, ndjsonType: reportBody{}},
		Summary: "Report up to 10,000 events",
		Description: "As a list, as an object with the list under events, or an event a line; packed with gzip or not, 8 MB unpacked. Each event is " +
			"accepted, a duplicate or refused by itself, and results say which, in order. When all are refused, the answer is 400 and names what is " +
			"wrong as events[3].data. " + limits,
	}, s.handleBatch)
	s.registerTypeRoutes(a)
	s.registerMetrics(a)
}

func proofOf(c api.ClientCredentials) Proof {
	return Proof{ClientID: c.ClientID, Secret: c.ClientSecret, Restaurant: c.Restaurant}
}

// reportBody is an event as clients write it. It is read by reportOf.
type reportBody struct {
	ID       string          `json:"id,omitempty" doc:"Your own id of it, a UUID"`
	Type     string          `json:"event_type"`
	Data     json.RawMessage `json:"data,omitempty" doc:"An object"`
	User     *int64          `json:"user,omitempty" nullable:"true" doc:"The user's id"`
	Occurred *time.Time      `json:"occurred_at,omitempty" nullable:"true" doc:"When it happened; now when absent"`
}

type trackInput struct {
	api.ClientCredentials
	api.Bytes
}

type trackOutput struct{ Body eventBody }

func (s *Service) handleTrack(ctx context.Context, in *trackInput) (*trackOutput, error) {
	from, err := s.reporter(ctx, proofOf(in.ClientCredentials))
	if err != nil {
		return nil, err
	}
	body, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	if in.MediaType() != jsonType {
		return nil, errMediaType
	}
	if err := parses(body); err != nil {
		return nil, err
	}
	e, err := s.track(ctx, from, reportOf(bytes.TrimSpace(body)))
	if err != nil {
		return nil, err
	}
	return &trackOutput{writeEvent(e)}, nil
}

type batchBody struct {
	Events []reportBody `json:"events" nullable:"false"`
}

type batchInput struct {
	api.ClientCredentials
	api.Bytes
}

// The words for what became of an event.
const (
	statusAccepted  = "accepted"
	statusDuplicate = "duplicate"
	statusRefused   = "refused"
)

type resultBody struct {
	Status string              `json:"status" enum:"accepted,duplicate,refused"`
	ID     int64               `json:"id,omitempty" doc:"The id of an event that was accepted"`
	Errors map[string][]string `json:"errors,omitempty" doc:"What is wrong with an event that was refused, by field"`
}

type batchOutput struct {
	Body struct {
		Accepted   int          `json:"accepted" doc:"How many are new"`
		Duplicates int          `json:"duplicates" doc:"How many were stored before"`
		Refused    int          `json:"refused" doc:"How many were not stored"`
		Results    []resultBody `json:"results" doc:"What became of each, in the order in which they came"`
	}
}

func (s *Service) handleBatch(ctx context.Context, in *batchInput) (*batchOutput, error) {
	from, err := s.reporter(ctx, proofOf(in.ClientCredentials))
	if err != nil {
		return nil, err
	}
	body, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	events, err := batchIn(in.MediaType(), body)
	if err != nil {
		return nil, err
	}
	n := atMost(events, MaxBatch)
	if n == 0 || n > MaxBatch {
		return nil, errBatchSize
	}
	if err := in.Reserve(int64(n) * reportCost); err != nil {
		return nil, err
	}
	reports, read := make([]Report, 0, n), reportOf
	if isNDJSON(in.MediaType()) {
		read = lineOf
	}
	for event := range events {
		reports = append(reports, read(event))
	}
	if err := s.trackBatch(ctx, from, reports); err != nil {
		return nil, err
	}
	return writeResults(reports), nil
}

func writeResults(reports []Report) *batchOutput {
	out := &batchOutput{}
	b := &out.Body
	b.Results = make([]resultBody, len(reports))
	for i := range reports {
		switch r := &reports[i]; {
		case r.refused():
			b.Refused++
			b.Results[i] = resultBody{Status: statusRefused, Errors: r.errors()}
		case r.duplicate:
			b.Duplicates++
			b.Results[i].Status = statusDuplicate
		default:
			b.Accepted++
			b.Results[i] = resultBody{Status: statusAccepted, ID: r.id}
		}
	}
	return out
}

func (r *Report) errors() map[string][]string {
	said := map[string][]string{}
	for _, p := range r.problems {
		said[p.field] = append(said[p.field], p.message)
	}
	return said
}
