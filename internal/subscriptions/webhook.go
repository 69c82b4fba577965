package subscriptions

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

// source is Paystack in the inbox.
const source = "paystack"

// unreadable is the type of a delivery that Paystack signed and nobody can read: it waits for an operator.
const unreadable = "unreadable"

func (s *Service) registerWebhookRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: "/api/subscriptions/webhook/paystack/", ID: "webhook-paystack", Tag: tag,
		Access:  api.Proof("paystack", "Paystack, by X-Paystack-Signature: the HMAC-SHA512 of the body under the secret key."),
		MaxBody: paystack.MaxEventBytes,
		Summary: "What Paystack has to say", Description: "Stored once, answered at once, and worked on by a job.",
	}, s.handleWebhook)
}

type webhookInput struct {
	Signature string `header:"X-Paystack-Signature"`
	RawBody   []byte `contentType:"application/json"`
}

type webhookOutput struct {
	Body struct {
		Status string `json:"status" enum:"processed"`
	}
}

func (s *Service) handleWebhook(ctx context.Context, in *webhookInput) (*webhookOutput, error) {
	if s.Signed == nil {
		return nil, errNotConfigured
	}
	if err := s.Signed.Check(http.Header{paystack.SignatureHeader: {in.Signature}}, in.RawBody); err != nil {
		return nil, fault.New(fault.Unauthenticated, "webhook_signature_invalid", "The signature of this webhook is not valid.").Because(err)
	}
	if _, err := s.Inbox.Receive(ctx, delivery(in.RawBody), nil); err != nil {
		return nil, err
	}
	out := &webhookOutput{}
	out.Body.Status = "processed"
	return out, nil
}

// delivery is a webhook as the inbox keeps it, once: Paystack gives its events no id, so it is made of what they say.
func delivery(body []byte) webhooks.Delivery {
	event, err := paystack.ParseEvent(body)
	if err != nil {
		sum := sha256.Sum256(body)
		return webhooks.Delivery{Source: source, ExternalID: hex.EncodeToString(sum[:]), Type: unreadable, Payload: body}
	}
	return webhooks.Delivery{Source: source, ExternalID: event.Key, Type: event.Type, Payload: body}
}

// handleEvents says who does what about Paystack's events. None is believed: each only makes us ask.
func (s *Service) handleEvents(inbox *webhooks.Inbox) {
	handle := func(eventType string, h func(context.Context, postgres.Tx, paystack.Event) error) {
		inbox.Handle(source, eventType, func(ctx context.Context, tx postgres.Tx, e webhooks.Event) (webhooks.Result, error) {
			event, err := paystack.ParseEvent(e.Payload)
			if err != nil {
				return webhooks.Result{}, err
			}
			return webhooks.Result{}, h(ctx, tx, event)
		})
	}
	handle(unreadable, func(context.Context, postgres.Tx, paystack.Event) error { return nil })
	handle(paystack.EventChargeSuccess, s.onCharge)
	handle(paystack.EventInvoicePaymentFailed, s.onInvoiceFailed)
	handle(paystack.EventSubscriptionNotRenew, s.onSubscriptionOver)
	handle(paystack.EventSubscriptionDisable, s.onSubscriptionOver)
	handle(paystack.EventExpiringCards, s.onExpiringCards)
	for _, refund := range []string{
		paystack.EventRefundPending, paystack.EventRefundProcessing, paystack.EventRefundProcessed, paystack.EventRefundFailed,
		paystack.EventRefundNeedsAttention,
	} {
		handle(refund, s.onRefund)
	}
	for _, dispute := range []string{paystack.EventDisputeCreate, paystack.EventDisputeRemind, paystack.EventDisputeResolve} {
		handle(dispute, s.onDispute)
	}
}

func (s *Service) onRefund(ctx context.Context, tx postgres.Tx, e paystack.Event) error {
	said, err := e.Refund()
	if err != nil {
		return err
	}
	return s.Queue.Enqueue(ctx, tx, RefundsArgs{Reference: said.TransactionReference})
}

func (s *Service) onDispute(ctx context.Context, tx postgres.Tx, e paystack.Event) error {
	said, err := e.Dispute()
	if err != nil {
		return err
	}
	return s.Queue.Enqueue(ctx, tx, DisputeArgs{Dispute: said.ID})
}

func (s *Service) onCharge(ctx context.Context, tx postgres.Tx, e paystack.Event) error {
	said, err := e.Transaction()
	if err != nil {
		return err
	}
	return s.Queue.Enqueue(ctx, tx, SettleArgs{Reference: said.Reference})
}

func (s *Service) onInvoiceFailed(ctx context.Context, tx postgres.Tx, e paystack.Event) error {
	invoice, err := e.Invoice()
	if err != nil {
		return err
	}
	return s.lookAt(ctx, tx, invoice.Subscription.Code)
}

func (s *Service) onSubscriptionOver(ctx context.Context, tx postgres.Tx, e paystack.Event) error {
	said, err := e.Subscription()
	if err != nil {
		return err
	}
	return s.lookAt(ctx, tx, said.Code)
}

// lookAt has a job look at the subscription that Paystack has under a code, if it is one of ours.
func (s *Service) lookAt(ctx context.Context, tx postgres.Tx, code string) error {
	row, err := s.store.queries.SubscriptionByPaystackCode(ctx, tx, code)
	if err = postgres.Missing(err, errNoSubscription); fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Queue.Enqueue(ctx, tx, LookArgs{Subscription: row.ID})
}

func (s *Service) onExpiringCards(ctx context.Context, tx postgres.Tx, e paystack.Event) error {
	cards, err := e.ExpiringCards()
	if err != nil {
		return err
	}
	for i := range cards {
		if err := s.noticeCard(ctx, tx, cards[i].SubscriptionCode); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) noticeCard(ctx context.Context, tx postgres.Tx, code string) error {
	row, err := s.store.queries.SubscriptionByPaystackCode(ctx, tx, code)
	if err = postgres.Missing(err, errNoSubscription); fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	sub, err := s.store.one(ctx, tx, row.ID, nil)
	if err != nil || sub.Payer.CardExpires == nil {
		return err
	}
	return s.store.notice(ctx, tx, sub.Tenant, NoticeCardExpires, *sub.Payer.CardExpires, s.Clock.Now())
}
