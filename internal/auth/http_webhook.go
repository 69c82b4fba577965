package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

// webhookLimit is more than Clerk ever sends: its metadata alone is bounded by 8 KiB.
const webhookLimit = 1 << 20

func (s *Service) registerWebhook(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/auth/webhook/clerk/", ID: "auth-webhook-clerk", Tag: "Webhooks", MaxBody: webhookLimit,
		Access:  api.Proof("svix", "Clerk, by a Svix signature over the body."),
		Summary: "What happened at Clerk",
		Description: "`user.created` makes the user and their restaurant before it is answered; other events are stored and " +
			"processed after. A repeat gets the first answer.",
	}, s.handleClerkWebhook)
}

// webhookInput takes the signature in both of its spellings, Svix's and Standard Webhooks'.
type webhookInput struct {
	SvixID           string `header:"Svix-Id"`
	SvixTimestamp    string `header:"Svix-Timestamp"`
	SvixSignature    string `header:"Svix-Signature"`
	WebhookID        string `header:"Webhook-Id"`
	WebhookTimestamp string `header:"Webhook-Timestamp"`
	WebhookSignature string `header:"Webhook-Signature"`
	RawBody          []byte `contentType:"application/json"`
}

func (in *webhookInput) headers() http.Header {
	h := http.Header{}
	for name, value := range map[string]string{
		"Svix-Id": in.SvixID, "Svix-Timestamp": in.SvixTimestamp, "Svix-Signature": in.SvixSignature,
		"Webhook-Id": in.WebhookID, "Webhook-Timestamp": in.WebhookTimestamp, "Webhook-Signature": in.WebhookSignature,
	} {
		if value != "" {
			h.Set(name, value)
		}
	}
	return h
}

type webhookOutput struct{ Body answer }

func (s *Service) handleClerkWebhook(ctx context.Context, in *webhookInput) (*webhookOutput, error) {
	envelope, err := s.webhooks.Verify(in.headers(), in.RawBody)
	if err != nil {
		return nil, err
	}
	delivery := webhooks.Delivery{Source: source, ExternalID: envelope.ID, Type: envelope.Type, Payload: in.RawBody}
	var now func(context.Context, postgres.Tx) (webhooks.Result, error)
	if envelope.Type == userCreated {
		now = func(ctx context.Context, tx postgres.Tx) (webhooks.Result, error) {
			return s.onUserCreated(ctx, tx, event{Event: webhooks.Event{Delivery: delivery, ReceivedAt: s.clock.Now()}, data: envelope.Data})
		}
	}
	result, err := s.inbox.Receive(ctx, delivery, now)
	if err != nil {
		return nil, err
	}
	return answered(result)
}

// answered is the answer that was stored, or that the delivery is in good hands.
func answered(result webhooks.Result) (*webhookOutput, error) {
	out := &webhookOutput{answer{Status: statusProcessed}}
	if result.Body == nil {
		return out, nil
	}
	if err := json.Unmarshal(result.Body, &out.Body); err != nil {
		return nil, fmt.Errorf("auth: stored answer: %w", err)
	}
	return out, nil
}
