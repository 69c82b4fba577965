// Package idempotency remembers, for a day, what requests with an Idempotency-Key were answered, so that one that is sent again takes
// effect once and is answered the same. Package api says which requests take a key, and calls this one.
//
// A key is claimed by one statement before the handler runs and answered by another after; no connection is held in between. A claim
// has a lease, longer than a handler may take: when its process dies, the next attempt after the lease runs anew. What the handler
// committed before that death it may commit twice, which is the one case that a key does not cover.
//
// Answers may hold what is shown only once, such as a tool's secret, so all of them are sealed under SECRET_KEY.
package idempotency
