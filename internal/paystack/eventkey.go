package paystack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
)

const (
	keyHashBytes  = 12 // 96 bits beside the names: no two facts about one thing will meet
	maxNameInKey  = 50
	absentFromKey = "-"
)

// key makes the key of a fact: the event's type, what it is about and in which state, for people to read, and a hash of
// everything that it says. What is about nothing that we know gets the whole SHA-256. Paystack gives its webhooks no id.
//
// The hash is of the body with its keys in order and without white space, and of every digit of its numbers, so a
// delivery that is only written differently has the same key. Everything counts, since leaving out what seems not to
// matter might make one of two facts: the same fact told in other words is handled twice, which handlers have to bear.
func (e Event) key(body map[string]any) string {
	canonical, err := json.Marshal(body)
	if err != nil {
		return "" // cannot be: it was made of JSON
	}
	sum := sha256.Sum256(canonical)
	names := e.names()
	if names == nil {
		return nameInKey(e.Type) + ":" + hex.EncodeToString(sum[:])
	}
	parts := []string{nameInKey(e.Type)}
	for _, name := range names {
		parts = append(parts, nameInKey(name))
	}
	return strings.Join(append(parts, hex.EncodeToString(sum[:keyHashBytes])), ":")
}

// names is what the event is about and in which state, nil when that is not known.
func (e Event) names() []string {
	o := e.object()
	switch {
	case o == nil:
		return nil
	case e.isDispute():
		return []string{o.text("id"), o.text("status")}
	case e.isCharge():
		return []string{o.text("id", "reference")}
	case e.isSubscription():
		return []string{o.text("subscription_code"), o.text("status"), o.text("next_payment_date")}
	case strings.HasPrefix(e.Type, "invoice."):
		return []string{o.text("invoice_code"), o.text("status"), paidWord(o)}
	case strings.HasPrefix(e.Type, "refund."):
		return []string{o.text("refund_reference", "transaction_reference"), o.text("amount"), o.text("status")}
	default:
		return nil
	}
}

func paidWord(o object) string {
	if paid, _ := o.flag("paid"); paid {
		return "paid"
	}
	return "unpaid"
}

// nameInKey makes text fit to stand in a key, where the hash tells apart what this makes alike.
func nameInKey(text string) string {
	if text == "" || !printable(text) {
		return absentFromKey
	}
	return strings.ReplaceAll(text[:min(len(text), maxNameInKey)], ":", ".")
}
