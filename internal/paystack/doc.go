// Package paystack is this service's side of Paystack, which takes the payments: it calls the API, checks and reads
// webhooks, and knows what Paystack believes about money and periods. It knows no database and no feature. What
// Paystack sends is parsed tolerantly, because its types drift between endpoints and events, except for what money
// depends on: a reference, amount, currency or status that cannot be read is an error, never a zero.
//
// Paystack has no idempotency keys. What takes the place of one is the reference of a transaction, which it accepts
// once for ever: store the reference, then call, and when OutcomeUnknown reports that nobody knows what came of the
// call, ask with Client.Verify. For that reason no POST is ever sent twice.
package paystack
