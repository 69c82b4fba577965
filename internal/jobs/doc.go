// Package jobs is the queue of work that is done after the answer: a job is enqueued inside the caller's transaction, so it
// exists exactly when the change it follows from does, and survives crashes until it is done. It stands on River, whose
// tables have a schema of their own.
package jobs
