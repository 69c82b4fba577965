package analytics

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (r *Reader) registerEvents(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/analytics/events/", ID: "analytics-events-list", Tag: tag, Access: api.Requires(access.AnalyticsView),
		Summary: "What happened, the newest first",
		Description: "start_date and end_date include what they name: a date is a day of the restaurant's own calendar, a time is exact. " +
			"next and previous hold a cursor, with which events that are added meanwhile shift nothing.",
	}, r.handleEvents)
}

type eventBody struct {
	ID       int64           `json:"id"`
	Type     string          `json:"event_type"`
	User     *int64          `json:"user" nullable:"true" doc:"The user's id"`
	Data     json.RawMessage `json:"data" doc:"An object"`
	IP       *string         `json:"ip_address" nullable:"true" doc:"Where a member of staff reported it from; null for tools"`
	Created  time.Time       `json:"created_at" doc:"When it happened"`
	Received time.Time       `json:"received_at" doc:"When it was reported"`
	Tool     *int64          `json:"tool_id" nullable:"true" doc:"The tool that reported it; null for staff"`
}

func writeEvent(e *Event) eventBody {
	b := eventBody{ID: e.ID, Type: e.Type, Data: e.Data, Created: e.Occurred, Received: e.Received}
	if e.User != 0 {
		b.User = new(int64(e.User))
	}
	if e.Tool != 0 {
		b.Tool = &e.Tool
	}
	if e.IP != nil {
		b.IP = new(e.IP.String())
	}
	return b
}

type listInput struct {
	api.CountedParams

	Type  string `query:"event_type" doc:"Only events of this type"`
	Start string `query:"start_date" doc:"A date or a time"`
	End   string `query:"end_date" doc:"A date or a time"`
}

type listOutput struct{ Body api.CountedPage[eventBody] }

func (r *Reader) handleEvents(ctx context.Context, in *listInput) (*listOutput, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := ParseFilter(in.Type, in.Start, in.End, zoneOf(t))
	if err != nil {
		return nil, err
	}
	events, count, err := r.events(ctx, t, filter, &in.CountedParams)
	if err != nil {
		return nil, err
	}
	rows := make([]eventBody, len(events))
	for i := range events {
		rows[i] = writeEvent(&events[i])
	}
	position := func(row *eventBody) api.Position { return api.Position{Time: row.Created, ID: row.ID} }
	return &listOutput{api.NewCountedPage(in.CountedParams, count, rows, position)}, nil
}
