// Package webhooks is the inbox of what Clerk and Paystack send: every delivery whose signature was checked is stored once, by
// the id that its sender gave it, and takes effect once, however often, however late and however concurrently it comes.
//
// What was answered with a success is stored and either processed in the same transaction or has a job that will, so neither a
// crash of the program nor a restart of PostgreSQL loses it. A delivery ends as processed, as ignored (nobody handles its
// type), or as parked: tried often enough, and waiting for a person and Replay.
//
// Senders promise no order. Newer tells a handler whether what it is about to do was overtaken.
package webhooks
