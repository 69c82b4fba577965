package paystack

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
)

// ErrNoDelivery says that there is no webhook of that id, or not any more.
var ErrNoDelivery = errors.New("sandbox paystack: no such webhook")

// SetURL changes where webhooks go. With "", new ones are recorded and not sent.
func (w *Webhooks) SetURL(address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.url = address
	w.announce()
}

// Hold stops sending. New webhooks and retries pile up until Release; Deliver still sends, in whatever order it is called.
func (w *Webhooks) Hold() { w.setHeld(true) }

// Release ends Hold: what piled up is sent, oldest first.
func (w *Webhooks) Release() { w.setHeld(false) }

func (w *Webhooks) setHeld(held bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = held
	w.announce()
}

// DropNext loses the next n webhooks that are emitted. Deliver can still send them, late.
func (w *Webhooks) DropNext(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drop = n
}

// RepeatNext has the next n webhooks delivered twice, the second as a Delivery of its own.
func (w *Webhooks) RepeatNext(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.repeat = n
}

// Shuffle puts what waits to be sent into an order that seed decides. It is of use while Hold lasts.
func (w *Webhooks) Shuffle(seed uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	random := rand.New(rand.NewPCG(seed, seed))
	random.Shuffle(len(w.ready), func(i, j int) { w.ready[i], w.ready[j] = w.ready[j], w.ready[i] })
}

// clear ends what was asked of webhooks: those that were held or late go out.
func (w *Webhooks) clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held, w.drop, w.repeat, w.chaos = false, 0, 0, nil
	w.letLateOnesGo()
	w.announce()
}

// Drop loses a pending webhook.
func (w *Webhooks) Drop(id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	d, ok := w.byID[id]
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoDelivery, id)
	}
	if d.State == DeliveryPending {
		w.settle(d, DeliveryDropped)
	}
	w.announce()
	return nil
}

// Deliver sends a webhook at once, whatever its state and even before Start: again when it was delivered already, early
// when it is held, late when it was lost. The body and so the signature are the same. It returns what the
// receiver answered; an answer that is not 200 is no error.
func (w *Webhooks) Deliver(ctx context.Context, id string) (Attempt, error) {
	d, ok := w.Find(id)
	if !ok {
		return Attempt{}, fmt.Errorf("%w: %s", ErrNoDelivery, id)
	}
	attempt := w.attempt(ctx, d)
	w.record(id, attempt)
	if attempt.Status == 0 {
		return attempt, fmt.Errorf("sandbox paystack: webhook %s: %s", id, attempt.Error)
	}
	return attempt, nil
}

// Find gives a webhook by its id.
func (w *Webhooks) Find(id string) (Delivery, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	d, ok := w.byID[id]
	if !ok {
		return Delivery{}, false
	}
	return *d, true
}

// Pending lists the webhooks that were neither delivered nor given up, oldest first.
func (w *Webhooks) Pending() []Delivery {
	return slices.DeleteFunc(w.All(), func(d Delivery) bool { return d.State != DeliveryPending })
}

// All lists the webhooks that are remembered, oldest first; of the types that are given, or of every type.
func (w *Webhooks) All(types ...string) []Delivery {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []Delivery
	for _, id := range w.order {
		if d := w.byID[id]; len(types) == 0 || slices.Contains(types, d.Type) {
			all = append(all, *d)
		}
	}
	return all
}

// releaseLate sends what still waits for a later webhook to pass it.
func (w *Webhooks) releaseLate() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.late) > 0 {
		w.letLateOnesGo()
		w.announce()
	}
}

// Wait blocks until every webhook was delivered or given up, or ctx ends. While Hold lasts, held ones keep it waiting.
// What was to be passed by a later one waits no longer.
func (w *Webhooks) Wait(ctx context.Context) error {
	for {
		w.releaseLate()
		w.mu.Lock()
		pending, changed := w.pending, w.changed
		w.mu.Unlock()
		if pending == 0 {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("sandbox paystack: %d webhooks not settled: %w", pending, ctx.Err())
		}
	}
}

// Emit queues an event of any type with any data, such as one that the product does not know.
func (s *Server) Emit(kind string, data any) error {
	return s.change(func(c *change) error {
		c.emit(kind, data)
		return nil
	})
}
