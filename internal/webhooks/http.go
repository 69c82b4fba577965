package webhooks

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

// RegisterRoutes adds the routes by which operators see and replay deliveries.
func (i *Inbox) RegisterRoutes(a *api.API) {
	const tag, path = "Webhooks", "/api/admin/webhooks/"
	who := api.Superuser()
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: path, ID: "admin-webhooks-list", Tag: tag, Access: who, Summary: "What was sent to us, and what became of it",
		Description: "Newest first, without what they say. The list is not counted: follow next, which is null on the last page. A filter finds " +
			"what is exactly the same.",
	}, i.handleList)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: path + "{id}/", ID: "admin-webhooks-get", Tag: tag, Access: who, Summary: "One delivery, with its payload",
	}, i.handleGet)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: path + "{id}/replay/", ID: "admin-webhooks-replay", Tag: tag, Access: who, Summary: "Try a delivery again",
		Description: "For one that is parked, failed or ignored: it is pending then, and a job tries it. 409 webhook_not_replayable for one that " +
			"was processed or is pending.",
	}, i.handleReplay)
}

// DeliveryBody is a delivery without its payload.
type DeliveryBody struct {
	ID         int64            `json:"id"`
	Source     string           `json:"source" doc:"Who sent it"`
	ExternalID string           `json:"external_id" doc:"What its sender knows it by"`
	Type       string           `json:"event_type"`
	Status     string           `json:"status" enum:"pending,processed,ignored,failed,parked"`
	Attempts   int              `json:"attempts"`
	LastError  string           `json:"last_error" doc:"Empty once it was processed"`
	Tenant     *access.TenantID `json:"tenant_id" nullable:"true" doc:"The restaurant that it turned out to be about"`
	Received   time.Time        `json:"received_at"`
	Processed  *time.Time       `json:"processed_at" nullable:"true"`
}

type wholeBody struct {
	DeliveryBody
	Format  string          `json:"payload_format" enum:"json,text,base64" doc:"How payload is shown"`
	Payload json.RawMessage `json:"payload" doc:"JSON as it is; text, and in base64 what is no text, as a string"`
	Result  json.RawMessage `json:"result" doc:"What repeats are answered with; null for nothing"`
}

func bodyOf(s *Stored) DeliveryBody {
	return DeliveryBody{
		ID: s.ID, Source: s.Source, ExternalID: s.ExternalID, Type: s.Type, Status: s.Status, Attempts: s.Attempts, LastError: s.LastError,
		Tenant: s.Tenant, Received: s.Received, Processed: s.Processed,
	}
}

type (
	listInput struct {
		Filter
		api.CursorParams
	}
	pathInput  struct{ api.PathID }
	listOutput struct {
		Body api.CursorPage[DeliveryBody]
	}
	wholeOutput  struct{ Body wholeBody }
	replayOutput struct {
		Body struct {
			Status string `json:"status"`
		}
	}
)

func (i *Inbox) handleList(ctx context.Context, in *listInput) (*listOutput, error) {
	at, back := in.Position()
	list, err := i.List(ctx, in.Filter, at, back, in.Limit()+1)
	if err != nil {
		return nil, err
	}
	rows := make([]DeliveryBody, len(list))
	for n := range list {
		rows[n] = bodyOf(&list[n])
	}
	position := func(row *DeliveryBody) api.Position { return api.Position{Time: row.Received, ID: row.ID} }
	return &listOutput{api.NewCursorPage(in.CursorParams, rows, position)}, nil
}

func (i *Inbox) handleGet(ctx context.Context, in *pathInput) (*wholeOutput, error) {
	s, err := i.Find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &wholeOutput{wholeBody{DeliveryBody: bodyOf(s), Result: s.Result}}
	out.Body.Payload, out.Body.Format = s.ShowPayload()
	return out, nil
}

func (i *Inbox) handleReplay(ctx context.Context, in *pathInput) (*replayOutput, error) {
	if err := i.Replay(ctx, in.ID); err != nil {
		return nil, err
	}
	out := &replayOutput{}
	out.Body.Status = "replayed"
	return out, nil
}
