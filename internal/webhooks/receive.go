package webhooks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// recordTimeout bounds the writing down of a failure, for which the sender does not have to wait any more.
const recordTimeout = 5 * time.Second

// Receive takes a delivery in. When it returns nil, the delivery is stored for good and the sender may be told so.
//
// Without now, a job processes it: that is all for a sender who wants no answer. With now, it is processed at once, by now, in
// the transaction that stores it, and the result is returned; a repeat gets the stored result, and one that comes meanwhile
// waits for it. Now must do the same as the registered handler, which a job calls when now fails: the delivery is then stored
// as failed and the error returned, so that the sender tries again too. Whoever is first ends it for both.
func (i *Inbox) Receive(
	ctx context.Context, d Delivery, now func(context.Context, postgres.Tx) (Result, error),
) (Result, error) {
	if err := d.validate(); err != nil {
		return Result{}, err
	}
	if now == nil {
		_, err := i.accepted.Do(ctx, d)
		return Result{}, err
	}
	result, err := i.processNow(ctx, d, now)
	if err != nil {
		return i.keepFailed(ctx, d, err)
	}
	return result, nil
}

func (i *Inbox) processNow(
	ctx context.Context, d Delivery, now func(context.Context, postgres.Tx) (Result, error),
) (result Result, err error) {
	err = i.db.Shared(ctx, func(tx postgres.Tx) error {
		row, err := i.store.take(ctx, tx, d, i.clock.Now())
		if err != nil {
			return err
		}
		if row.done() {
			result = row.result
			return nil
		}
		result, err = i.run(ctx, tx, row, func(ctx context.Context, tx postgres.Tx, _ Event) (Result, error) { return now(ctx, tx) })
		return err
	})
	if err == nil && result.After != nil {
		result.After(ctx)
	}
	return result, err
}

// run calls the handler and marks the row as processed, in one transaction.
func (i *Inbox) run(ctx context.Context, tx postgres.Tx, row *row, h Handler) (Result, error) {
	result, err := i.guarded(ctx, tx, row.event, h)
	if err != nil {
		return Result{}, err
	}
	return result, i.store.finish(ctx, tx, row.event.ID, result, i.clock.Now())
}

// keepFailed stores a delivery whose processing was rolled back, with a job that tries again. If somebody else processed it
// meanwhile, that is the answer.
func (i *Inbox) keepFailed(ctx context.Context, d Delivery, cause error) (Result, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	var elsewhere *Result
	err := i.db.Shared(ctx, func(tx postgres.Tx) error {
		row, err := i.store.take(ctx, tx, d, i.clock.Now())
		if err != nil {
			return err
		}
		if row.done() {
			elsewhere = &row.result
			return nil
		}
		return i.fail(ctx, tx, row, cause)
	})
	if err != nil {
		return Result{}, errors.Join(cause, fmt.Errorf("webhooks: store the failure: %w", err))
	}
	if elsewhere != nil {
		return *elsewhere, nil
	}
	return Result{}, cause
}

// fail records why. Only a new row needs a job: an older one has its own, or was parked.
func (i *Inbox) fail(ctx context.Context, tx postgres.Tx, row *row, cause error) error {
	status := StatusFailed
	if hopeless(cause) {
		status = StatusParked
	}
	if err := i.store.fail(ctx, tx, row.event.ID, status, cause); err != nil {
		return err
	}
	if !row.fresh || status == StatusParked {
		return nil
	}
	return i.queue.Enqueue(ctx, tx, ProcessArgs{ID: row.event.ID})
}

// hopeless reports an error that the same payload will cause again.
func hopeless(err error) bool { return fault.Is(err, fault.Invalid) }
