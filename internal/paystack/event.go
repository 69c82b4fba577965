package paystack

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	// MaxEventBytes is the longest webhook that is read. Paystack's are a few thousand bytes.
	MaxEventBytes = 1 << 20

	maxTypeBytes = 100
)

// The types of events that this program knows. There are more, and new ones come.
const (
	EventChargeSuccess        = "charge.success"
	EventDisputeCreate        = "charge.dispute.create"
	EventDisputeRemind        = "charge.dispute.remind"
	EventDisputeResolve       = "charge.dispute.resolve"
	EventInvoiceCreate        = "invoice.create"
	EventInvoiceUpdate        = "invoice.update"
	EventInvoicePaymentFailed = "invoice.payment_failed"
	EventRefundPending        = "refund.pending"
	EventRefundProcessing     = "refund.processing"
	EventRefundProcessed      = "refund.processed"
	EventRefundFailed         = "refund.failed"
	EventRefundNeedsAttention = "refund.needs-attention"
	EventSubscriptionCreate   = "subscription.create"
	EventSubscriptionDisable  = "subscription.disable"
	EventSubscriptionNotRenew = "subscription.not_renew"
	EventExpiringCards        = "subscription.expiring_cards"
)

// Event is what a webhook says. Its order is no order of events, and it may come many times.
type Event struct {
	Type   string // such as EventChargeSuccess; never ""
	Key    string // the same for every delivery of the same fact, and for no other: what to store it once by
	Domain string // "test" or "live", "" when it does not say

	data any
}

// ParseEvent reads a webhook's body, whatever its type. It fails with Invalid, webhook_payload_invalid, for what is longer
// than MaxEventBytes, is not UTF-8, is no JSON object or nested too deep, has no event, or has a key twice in one object:
// Paystack's encoder makes none of these, and whoever reads them would have to guess. Half of a surrogate pair, which its
// encoder does make, is read as U+FFFD.
func ParseEvent(raw []byte) (Event, error) { return payload(parseEvent(raw)) }

func parseEvent(raw []byte) (Event, error) {
	if len(raw) > MaxEventBytes {
		return Event{}, errors.New("paystack: event: it is too long")
	}
	if !utf8.Valid(raw) {
		return Event{}, errors.New("paystack: event: it is not UTF-8")
	}
	v, err := decode(raw)
	if err != nil {
		return Event{}, fmt.Errorf("paystack: event: %w", err)
	}
	body, _ := v.(map[string]any)
	kind, _ := body["event"].(string)
	if kind == "" || len(kind) > maxTypeBytes || !printable(kind) {
		return Event{}, errors.New("paystack: event: its type is missing or malformed")
	}
	e := Event{Type: kind, data: body["data"]}
	e.Domain = e.object().text("domain")
	e.Key = e.key(body)
	return e, nil
}

// Transaction reads the data of charge.success. It fails with Invalid, webhook_payload_invalid, for another type and for
// what lacks something essential; so do the others below.
func (e Event) Transaction() (Transaction, error) {
	return typed(e, e.isCharge(), parseTransaction)
}

// Subscription reads the data of subscription.create, .disable and .not_renew.
func (e Event) Subscription() (Subscription, error) {
	return typed(e, e.isSubscription(), parseSubscription)
}

// Invoice reads the data of invoice.create, .update and .payment_failed.
func (e Event) Invoice() (Invoice, error) {
	return typed(e, strings.HasPrefix(e.Type, "invoice."), parseInvoice)
}

// Refund reads the data of refund.pending, .processing, .processed, .failed and .needs-attention.
func (e Event) Refund() (Refund, error) {
	return typed(e, strings.HasPrefix(e.Type, "refund."), parseRefund)
}

// Dispute reads the data of charge.dispute.create, .remind and .resolve.
func (e Event) Dispute() (Dispute, error) {
	return typed(e, e.isDispute(), parseDispute)
}

// ExpiringCards reads the data of subscription.expiring_cards, the cards that expire in the month that begins. A card
// whose subscription is not named is left out.
func (e Event) ExpiringCards() ([]ExpiringCard, error) {
	rows, ok := e.data.([]any)
	if e.Type != EventExpiringCards || !ok {
		return nil, errPayload.Because(fmt.Errorf("paystack: %s: no list of expiring cards", e.Type))
	}
	return parseExpiringCards(rows), nil
}

func (e Event) isDispute() bool { return strings.HasPrefix(e.Type, "charge.dispute.") }

func (e Event) isCharge() bool { return strings.HasPrefix(e.Type, "charge.") && !e.isDispute() }

func (e Event) isSubscription() bool {
	return strings.HasPrefix(e.Type, "subscription.") && e.Type != EventExpiringCards
}

// object is the data, nil when it is no object.
func (e Event) object() object {
	o, _ := e.data.(map[string]any)
	return o
}

// typed reads the data with parse. Only events of its kind: a transfer has all that a transaction has, and is none.
func typed[T any](e Event, kind bool, parse func(object) (T, error)) (T, error) {
	if !kind {
		return *new(T), errPayload.Because(fmt.Errorf("paystack: %s is about something else", e.Type))
	}
	return payload(parse(e.object()))
}
