package paystack

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tabletap/console/internal/fault"
)

// What a caller may learn of a failed call. What Paystack said is the cause.
var (
	errAway    = fault.New(fault.Unavailable, "paystack_unavailable", "The payment service cannot be reached right now.")
	errBusy    = fault.New(fault.Unavailable, "paystack_rate_limited", "The payment service asks us to slow down.")
	errKey     = fault.New(fault.Unavailable, "paystack_key_refused", "The payment service refused our key.")
	errUnknown = fault.New(fault.Unavailable, "paystack_outcome_unknown", "The payment service did not say what came of it.")
	errRefused = fault.New(fault.Conflict, "payment_refused", "The payment service refused the request.")
)

// What a caller may learn of a refused webhook.
var (
	errSignatureMissing = fault.New(fault.Invalid, "webhook_headers_missing", "The webhook's signature header is missing.")
	errSignature        = fault.New(fault.Unauthenticated, "webhook_signature_invalid", "The signature is not valid.")
	errPayload          = fault.New(fault.Invalid, "webhook_payload_invalid", "The webhook's payload cannot be read.")
)

// callError is why a try failed. Status is 0 when there was no answer.
type callError struct {
	Status  int
	Code    string // Paystack's own, such as "duplicate_reference"; older endpoints send none
	Message string // Paystack's own, without our secret
	Cause   error

	unknown bool // the request may have been carried out
	refused bool // Paystack said that it did not carry it out
}

func (e *callError) Error() string {
	if e.Cause != nil {
		return "paystack: " + e.Cause.Error()
	}
	return strings.TrimSpace(fmt.Sprintf("paystack: answered %d %s %s", e.Status, e.Code, e.Message))
}

func (e *callError) Unwrap() error { return e.Cause }

// says reports whether Paystack named one of the codes or its message contains one of the phrases, in lower case.
func (e *callError) says(codes, phrases []string) bool {
	message := strings.ToLower(e.Message)
	return slices.Contains(codes, e.Code) ||
		slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(message, p) })
}

// OutcomeUnknown reports whether err leaves open that Paystack did what was asked: the request was sent, and no answer
// of Paystack's own came back. Ask before doing anything again: a transaction by its reference, a refund or a
// subscription in its list.
func OutcomeUnknown(err error) bool {
	e, ok := errors.AsType[*callError](err)
	return ok && e.unknown
}

// Refused gives what Paystack said when it definitely did not do what was asked. The words are Paystack's, in English
// and meant for us: log them, and show them to nobody but an operator.
func Refused(err error) (message string, ok bool) {
	e, ok := errors.AsType[*callError](err)
	if !ok || !e.refused {
		return "", false
	}
	return e.Message, true
}

// DuplicateReference reports whether Paystack refused because the reference was used before: what it was used for
// stands, and Client.Verify tells what came of it.
func DuplicateReference(err error) bool {
	return refusedFor(err, []string{"duplicate_reference"}, []string{"duplicate transaction reference", "duplicate reference"})
}

// AlreadySubscribed reports whether Paystack refused because the customer has an active subscription to the plan.
func AlreadySubscribed(err error) bool {
	return refusedFor(err, []string{"duplicate_subscription"}, []string{"subscription is already in place"})
}

func refusedFor(err error, codes, phrases []string) bool {
	e, ok := errors.AsType[*callError](err)
	return ok && e.refused && e.says(codes, phrases)
}
