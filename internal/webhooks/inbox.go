package webhooks

import (
	"context"
	"log/slog"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Queue takes jobs as part of a transaction; *jobs.Queue is one.
type Queue interface {
	Enqueue(ctx context.Context, tx postgres.Tx, args jobs.Args) error
}

// Deps are what an inbox stands on.
type Deps struct {
	DB     *postgres.DB
	Queue  Queue
	Clock  clock.Clock
	Logger *slog.Logger
}

// Inbox stores deliveries and sees to it that each takes effect. It is safe for use by many goroutines once all handlers are
// registered.
type Inbox struct {
	db       *postgres.DB
	queue    Queue
	clock    clock.Clock
	log      *slog.Logger
	store    store
	handlers map[kind]Handler
}

// kind is what a handler is found by.
type kind struct{ source, event string }

// New makes an inbox that handles nothing yet.
func New(d Deps) *Inbox {
	return &Inbox{
		db: d.DB, queue: d.Queue, clock: d.Clock, log: d.Logger, store: store{shareddb.New()}, handlers: map[kind]Handler{},
	}
}

// Handle names who handles the events of a source and a type. Call it before the first Receive and before jobs are worked off.
// It panics when there is a handler already: one of the two would never be called.
func (i *Inbox) Handle(source, eventType string, h Handler) {
	k := kind{source, eventType}
	if i.handlers[k] != nil {
		panic("webhooks: two handlers for " + source + " " + eventType)
	}
	i.handlers[k] = h
}

// Replay gives a parked, failed or ignored delivery another round of tries. It fails with Conflict when the delivery was
// processed, is pending already, or does not exist.
func (i *Inbox) Replay(ctx context.Context, id int64) error {
	return i.db.Shared(ctx, func(tx postgres.Tx) error {
		reopened, err := i.store.reopen(ctx, tx, id)
		if err != nil {
			return err
		}
		if !reopened {
			return errNothingToReplay
		}
		return i.queue.Enqueue(ctx, tx, ProcessArgs{ID: id})
	})
}

var errNothingToReplay = fault.New(fault.Conflict, "webhook_not_replayable", "This delivery was processed, or is about to be.")
