// Package paystack is a stand-in for Paystack (https://paystack.com), the service that takes payments. It speaks Paystack's wire
// formats, so the product reaches it over HTTP exactly as it would reach Paystack: the API in the shapes of Paystack's OpenAPI
// document of 2025-10 and of its published samples, the checkout page, the page where a customer manages a subscription, and
// webhooks signed with HMAC-SHA512.
//
// It is a library for tests (package paystacktest starts one in a line) and a server for development.
//
// In process:
//
//	New, Server.Handler, Start, Close    as http.Server has them; APIURL is what a client's base address is
//	Server.Pay(reference, card)          a customer pays an initialized transaction
//	Server.Bill(ctx)                     everything that is due by the clock: renewals, invoices, ends, refunds
//	Server.SetCard(card, outcome)        what comes of further charges of an authorization or a test card
//	Server.Transactions, Transaction, Refunds    the ledger
//	Server.OpenDispute, RemindOfDispute, TellExpiringCards, Emit    webhooks that nothing else causes
//	Server.Webhooks()                    Hold, Release, Shuffle, DropNext, RepeatNext, Deliver, SetURL, Wait, All, Find, Pending, Drop
//	Server.FailNext, Hang, Cut, TamperNext, FailRefunds, Chaos, ClearFaults    faults of the API; Cards, NextPayment, Sign    for tests
//
// Over HTTP, with the secret key as for the API:
//
//	POST   /sandbox/clock {"advance":"31d"}    moves the clock by a duration (also "744h", "2w", "1d12h") and bills; answers {"now"}
//	GET    /sandbox/clock
//	POST   /sandbox/bill                       Bill; answers {"charges"}
//	POST   /sandbox/pay {"reference","number"} Pay
//	POST   /sandbox/card {"card","outcome"}    SetCard: success, declined, declined_later, insufficient_funds, token_not_generated,
//	                                           error, timeout, expired, or "" for the card's own
//	POST   /sandbox/faults                     arms faults, see below; DELETE takes all back
//	POST   /sandbox/disputes {"reference"}     OpenDispute; answers {"id"}; POST /sandbox/disputes/{id}/remind
//	POST   /sandbox/expiring                   TellExpiringCards; answers {"cards"}
//	GET    /sandbox/webhooks                   the deliveries; ?type= and ?state= choose
//	POST   /sandbox/webhooks/{id}/deliver      Deliver; answers with the attempt
//
// The body of POST /sandbox/faults has any of these, and what it does not name stays as it was:
//
//	{
//	  "fail":   {"path": "POST /transaction/*", "times": 2, "status": 503},
//	  "hang":   {"path": "/transaction/initialize", "times": 1, "after": true},
//	  "cut":    {"path": "*", "times": 1},
//	  "tamper": {"amount": 100},
//	  "refund": {"fail": 1},
//	  "webhooks": {"hold": true, "shuffle": 7, "drop": 1, "repeat": 1},
//	  "chaos":  {"seed": 1, "rates": {"fail": 0.01, "cut": 0.01, "hang": 0, "lose": 0.02, "repeat": 0.05, "late": 0.05}}
//	}
//
// A path is that of path.Match, with a method before it or none; "times" is 1 and "status" 500 when not said. "fail" changes
// nothing; "hang" waits until the caller gives up, before or after taking effect; "cut" takes effect and ends the connection.
//
// Where it differs from Paystack:
//   - only the test cards of Cards can pay, and any month that is not over is right;
//   - the lowest amounts of each currency are not enforced, and every currency is enabled;
//   - the customer who pays for a plan they subscribed to already gets no second subscription; one that was cancelled and is
//     paid for still stands in the way of another;
//   - a subscription bills at the time of day it began, to the second;
//   - an unknown reference is answered with 400, as people report, though the OpenAPI document says 404;
//   - subscription.expiring_cards comes on demand, not at the start of the month;
//   - resolving a dispute moves no money, nothing is paid out, and no email is sent;
//   - parameters it does not know are ignored.
package paystack
