package webhooks

import (
	"context"
	"log/slog"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/gather"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Queue takes jobs as part of a transaction; *jobs.Queue is one.
type Queue interface {
	Enqueue(ctx context.Context, tx postgres.Tx, args jobs.Args) error
	EnqueueAll(ctx context.Context, tx postgres.Tx, all []jobs.Args) error
}

// Deps are what an inbox stands on.
type Deps struct {
	DB     *postgres.DB
	Queue  Queue
	Audit  *audit.Log
	Clock  clock.Clock
	Logger *slog.Logger
}

// Inbox stores deliveries and sees to it that each takes effect. It is safe for use by many goroutines once all handlers are
// registered.
type Inbox struct {
	db       *postgres.DB
	queue    Queue
	audit    *audit.Log
	clock    clock.Clock
	log      *slog.Logger
	store    store
	handlers map[kind]Handler
	accepted *gather.Gatherer[Delivery, struct{}]
}

// kind is what a handler is found by.
type kind struct{ source, event string }

// New makes an inbox that handles nothing yet.
func New(d Deps) *Inbox {
	i := &Inbox{
		db: d.DB, queue: d.Queue, audit: d.Audit, clock: d.Clock, log: d.Logger, store: store{shareddb.New()}, handlers: map[kind]Handler{},
	}
	i.accepted = i.newAccepted()
	return i
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
