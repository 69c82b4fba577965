package paystack

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"time"
)

const (
	attemptTimeout = 30 * time.Second // Paystack's
	answerLimit    = 4 << 10
)

func (w *Webhooks) start(ctx context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel != nil || w.closed {
		return
	}
	ctx, w.cancel = context.WithCancel(ctx)
	for range w.config.Workers {
		w.stopped.Go(func() { w.work(ctx) })
	}
}

func (w *Webhooks) stop() {
	w.mu.Lock()
	w.closed = true
	if w.cancel != nil {
		w.cancel()
	}
	for id, timer := range w.timers {
		timer.Stop()
		delete(w.timers, id)
	}
	w.mu.Unlock()
	w.stopped.Wait()
}

func (w *Webhooks) work(ctx context.Context) {
	for {
		d, ok := w.next(ctx)
		if !ok {
			return
		}
		attempt := w.attempt(ctx, d)
		if ctx.Err() != nil {
			return // it stays pending: whether it arrived is not known
		}
		w.record(d.ID, attempt)
	}
}

// next waits for a delivery that is due.
func (w *Webhooks) next(ctx context.Context) (Delivery, bool) {
	for {
		d, changed := w.take()
		if d != nil {
			return *d, true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Delivery{}, false
		}
	}
}

func (w *Webhooks) take() (*Delivery, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for !w.held && len(w.ready) > 0 {
		d := w.byID[w.ready[0]]
		w.ready = w.ready[1:]
		if d != nil && d.State == DeliveryPending {
			found := *d
			return &found, w.changed
		}
	}
	return nil, w.changed
}

func (w *Webhooks) attempt(ctx context.Context, d Delivery) Attempt {
	at := w.clock.Now()
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	response, err := w.post(ctx, d)
	if err != nil {
		return Attempt{At: at, Error: err.Error()}
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	if err != nil {
		return Attempt{At: at, Error: err.Error()}
	}
	return Attempt{At: at, Status: response.StatusCode, Body: string(answer)}
}

func (w *Webhooks) post(ctx context.Context, d Delivery) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.address(), bytes.NewReader(d.Body))
	if err != nil {
		return nil, err
	}
	request.Header = signedHeader(w.config.SecretKey, d.Body)
	return w.client.Do(request)
}

func (w *Webhooks) address() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.url
}

// delivered reports whether the receiver took it: Paystack counts nothing but 200.
func (a Attempt) delivered() bool { return a.Status == http.StatusOK }

// record notes an attempt and settles the delivery or plans the next attempt.
func (w *Webhooks) record(id string, a Attempt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.announce()
	defer w.forget()
	d, ok := w.byID[id]
	if !ok {
		return
	}
	d.Attempts = append(slices.Clone(d.Attempts), a)
	w.log(d, a)
	switch {
	case a.delivered():
		w.settle(d, DeliveryDelivered)
	case d.State != DeliveryPending:
		return
	case len(d.Attempts) >= w.config.MaxAttempts:
		w.settle(d, DeliveryFailed)
	default:
		w.retryLater(d)
	}
}

func (w *Webhooks) log(d *Delivery, a Attempt) {
	logger := w.config.Logger.With("id", d.ID, "type", d.Type, "attempt", len(d.Attempts), "status", a.Status)
	if a.delivered() {
		logger.Debug("paystack sandbox: webhook delivered")
		return
	}
	logger.Warn("paystack sandbox: webhook not delivered", "error", a.Error)
}

// retryLater makes d due again after the backoff. The lock is held.
func (w *Webhooks) retryLater(d *Delivery) {
	if _, planned := w.timers[d.ID]; planned || w.closed || slices.Contains(w.ready, d.ID) {
		return
	}
	id := d.ID
	w.timers[id] = time.AfterFunc(w.config.Backoff(len(d.Attempts)+1), func() { w.due(id) })
}

func (w *Webhooks) due(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, planned := w.timers[id]; !planned {
		return
	}
	delete(w.timers, id)
	w.ready = append(w.ready, id)
	w.announce()
}
