package webhooks

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/gather"
	"github.com/tabletap/console/internal/postgres"
)

// The bounds of what is stored together and of what may wait for it, in bytes.
const (
	acceptedTogether = 1 << 20
	acceptedWaiting  = 16 << 20
	acceptTimeout    = 10 * time.Second
	besideThePayload = 1 << 10 // what a delivery counts for beside its payload
)

// newAccepted makes what stores deliveries that a job will process: those that come while a transaction is under way share the next, with
// its commit and its way through the queue. One is under way at a time: the more share it, the less each costs.
func (i *Inbox) newAccepted() *gather.Gatherer[Delivery, struct{}] {
	return gather.New(gather.Config[Delivery]{
		Size:     func(d Delivery) int { return len(d.Payload) + besideThePayload },
		MaxBatch: acceptedTogether, MaxWaiting: acceptedWaiting, Calls: 1, Timeout: acceptTimeout,
		Apart: func(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) },
	}, i.accept)
}

// accept stores deliveries with the jobs that process them. One that nobody handles needs no job, and a repeat has one.
func (i *Inbox) accept(ctx context.Context, all []Delivery) ([]struct{}, error) {
	return make([]struct{}, len(all)), i.db.Shared(ctx, func(tx postgres.Tx) error {
		pending, err := i.store.insertAll(ctx, tx, inOrder(all), i.handled, i.clock.Now())
		if err != nil {
			return err
		}
		return i.queue.EnqueueAll(ctx, tx, processing(pending))
	})
}

func (i *Inbox) handled(d Delivery) bool { return i.handlers[kind{d.Source, d.Type}] != nil }

// inOrder sorts deliveries by what they are known by: two transactions that store the same ones wait for each other and not crosswise.
func inOrder(all []Delivery) []Delivery {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b Delivery) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ExternalID, b.ExternalID))
	})
	return sorted
}
