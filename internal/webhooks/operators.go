package webhooks

import (
	"context"
	"slices"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// Filter says which deliveries, as query parameters. What is empty keeps all.
type Filter struct {
	Status string          `query:"status" enum:"pending,processed,ignored,failed,parked" doc:"What became of it"`
	Source string          `query:"source" maxLength:"100" doc:"Who sent it, such as clerk"`
	Type   string          `query:"event_type" maxLength:"200" doc:"Such as user.created"`
	Tenant access.TenantID `query:"tenant" minimum:"1" doc:"Id of the restaurant that it turned out to be about"`
}

var (
	errNotStored       = fault.Missing("This delivery")
	errNothingToReplay = fault.New(fault.Conflict, "webhook_not_replayable", "This delivery was processed, or is about to be.")
	errStatus          = fault.Field("status", "One of pending, processed, ignored, failed, parked.")
)

var statuses = []string{StatusPending, StatusProcessed, StatusIgnored, StatusFailed, StatusParked}

func (f *Filter) validate() error {
	if f.Status != "" && !slices.Contains(statuses, f.Status) {
		return errStatus
	}
	return nil
}

// List gives at most limit deliveries, without payload and result: newest first those before a position, or the newest when it is nil;
// with back oldest first those after it.
func (i *Inbox) List(ctx context.Context, f Filter, at *api.Position, back bool, limit int) ([]Stored, error) {
	if err := f.validate(); err != nil {
		return nil, err
	}
	q := i.db.SharedQueryUnprepared()
	if back {
		return i.store.after(ctx, q, f, at.ID, limit)
	}
	return i.store.before(ctx, q, f, at, limit)
}

// Find gives a delivery with its payload and result.
func (i *Inbox) Find(ctx context.Context, id int64) (*Stored, error) {
	row, err := i.store.queries.Webhook(ctx, i.db.SharedQuery(), id)
	if fault.Is(err, fault.NotFound) {
		return nil, errNotStored
	}
	return new(fromWhole(row)), err
}

// Replay gives a parked, failed or ignored delivery another round of tries, with a line in the audit log. It fails with NotFound for none,
// and with Conflict, webhook_not_replayable, when it was processed or is pending already.
func (i *Inbox) Replay(ctx context.Context, id int64) error {
	return i.db.Shared(ctx, func(tx postgres.Tx) error {
		before, err := i.store.lockDelivery(ctx, tx, id)
		if err != nil {
			return err
		}
		if !before.replayable() {
			return errNothingToReplay
		}
		if err := i.store.reopen(ctx, tx, id); err != nil {
			return err
		}
		if err := i.recordReplay(ctx, tx, before); err != nil {
			return err
		}
		return i.queue.Enqueue(ctx, tx, ProcessArgs{ID: id})
	})
}

// recordReplay belongs to no restaurant: it is the platform's doing, whatever the delivery is about.
func (i *Inbox) recordReplay(ctx context.Context, tx postgres.Tx, before Stored) error {
	after := before
	after.Status = StatusPending
	entry := auditedDelivery.Entry("webhook.replayed", before.ID, before.Source+" "+before.Type)
	entry.Changes = auditedDelivery.Diff(&before, &after)
	if _, err := access.ActorFrom(ctx); err != nil {
		entry.By = audit.ByCLI
	}
	return i.audit.Record(ctx, tx, entry)
}
