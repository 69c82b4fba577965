package tooltap

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	sendFirstPause   = 250 * time.Millisecond
	sendLongestPause = 30 * time.Second
)

// run sends batches until its context ends.
func (t *Tracker) run(ctx context.Context) {
	defer close(t.done)
	for t.awaitBatch(ctx) {
		batch := t.nextBatch()
		if len(batch) > 0 {
			t.deliver(ctx, batch)
		}
	}
}

// awaitBatch waits until there is a batch to send: a full one, or one that has waited long enough, or one that somebody is in a hurry
// with. It is false when the tracker is over.
func (t *Tracker) awaitBatch(ctx context.Context) bool {
	timer := time.NewTimer(t.cfg.FlushEvery)
	defer timer.Stop()
	for waited := false; ; {
		waiting, ready := t.look()
		if ready {
			return ctx.Err() == nil
		}
		if waiting && !waited {
			timer.Reset(t.cfg.FlushEvery)
			waited = true
		}
		select {
		case <-t.wake:
		case <-timer.C:
			if waited {
				return true
			}
		case <-ctx.Done():
			return false
		}
	}
}

// look says whether something waits, and whether it should go out now. When nothing is left it tells those who wait for that.
func (t *Tracker) look() (waiting, ready bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) == 0 {
		t.urgent = false
		if t.idle != nil {
			close(t.idle)
			t.idle = nil
		}
		return false, false
	}
	return true, t.urgent || t.closed || len(t.queue) >= t.cfg.BatchSize
}

// nextBatch takes the events of one restaurant from the queue, that of the oldest event: a request is for one restaurant.
func (t *Tracker) nextBatch() []queued {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) == 0 {
		return nil
	}
	tenant, size := t.queue[0].event.Tenant, 0
	batch, rest := make([]queued, 0, min(len(t.queue), t.cfg.BatchSize)), make([]queued, 0, len(t.queue))
	for _, q := range t.queue {
		fits := q.event.Tenant == tenant && len(batch) < t.cfg.BatchSize && size+len(q.encoded) < mostInBody
		if !fits {
			rest = append(rest, q)
			continue
		}
		batch, size = append(batch, q), size+len(q.encoded)+1
	}
	t.queue, t.sending = rest, len(batch)
	return batch
}

// deliver sends a batch until it is stored or refused. What is under way when the tracker ends goes back to the queue, for Close to
// count.
func (t *Tracker) deliver(ctx context.Context, batch []queued) {
	for try := 0; len(batch) > 0; try++ {
		err := t.send(ctx, batch)
		if err == nil {
			return
		}
		if !temporary(err) {
			batch = t.withoutRefused(ctx, batch, err)
			try = -1
			continue
		}
		t.tell(err, nil)
		if !t.pause(ctx, try, err) {
			t.putBack(batch)
			return
		}
	}
}

// send is one attempt.
func (t *Tracker) send(ctx context.Context, batch []queued) error {
	encoded := make([][]byte, len(batch))
	for i := range batch {
		encoded[i] = batch[i].encoded
	}
	var r receipt
	k := batchCall(batch[0].event.Tenant, encoded)
	if err := t.client.doOnce(ctx, k, &r); err != nil {
		return err
	}
	gone, why := r.refused(batch)
	t.mu.Lock()
	t.sending -= len(batch) - len(gone)
	t.stats.Delivered += int64(len(batch) - len(gone))
	t.stats.Duplicates += r.Duplicates
	t.mu.Unlock()
	if len(gone) > 0 {
		t.drop(why, gone)
	}
	return nil
}

// receipt is what the console answers to a batch.
type receipt struct {
	Duplicates int64 `json:"duplicates"`
	Results    []struct {
		Status string              `json:"status"`
		Errors map[string][]string `json:"errors"`
	} `json:"results"` // as many as events, but for a console that takes all of a batch or nothing, which gives none
}

// refused are the events of a batch that the console has not stored, and why, in the words of a batch of which it stores nothing.
func (r *receipt) refused(batch []queued) (gone []queued, why error) {
	fields := map[string][]string{}
	for i, result := range r.Results {
		if result.Status != "refused" || i >= len(batch) {
			continue
		}
		gone = append(gone, batch[i])
		for field, said := range result.Errors {
			fields["events["+strconv.Itoa(i)+"]."+field] = said
		}
	}
	return gone, &APIError{Status: http.StatusBadRequest, Code: "invalid", Fields: fields}
}

// temporary reports failures that may go away: the console away or busy, or the tool's credentials being replaced just now.
func temporary(err error) bool {
	refused, answered := errors.AsType[*APIError](err)
	return !answered || refused.temporary() || refused.Status == http.StatusUnauthorized
}

// withoutRefused drops the events that the console refuses, and gives those that it may still take, of a batch of which it has stored
// nothing: where it says what is wrong, only that is dropped; where it does not, the halves are tried by themselves.
func (t *Tracker) withoutRefused(ctx context.Context, batch []queued, err error) []queued {
	refused, _ := errors.AsType[*APIError](err)
	wrong := refused.refusedEvents(len(batch))
	switch {
	case len(wrong) > 0:
		var gone, left []queued
		for i, q := range batch {
			if wrong[i] {
				gone = append(gone, q)
			} else {
				left = append(left, q)
			}
		}
		t.drop(err, gone)
		return left
	case len(batch) > 1 && (refused.Status == http.StatusBadRequest || refused.Status == http.StatusRequestEntityTooLarge):
		half := len(batch) / 2
		t.deliver(ctx, batch[:half])
		return batch[half:]
	default: // not this restaurant, not this tool, not this event
		t.drop(err, batch)
		return nil
	}
}

func (t *Tracker) drop(err error, gone []queued) {
	t.mu.Lock()
	t.sending -= len(gone)
	t.mu.Unlock()
	t.lost(err, gone)
}

// putBack returns events that are neither delivered nor lost.
func (t *Tracker) putBack(batch []queued) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sending -= len(batch)
	t.queue = slices.Concat(batch, t.queue)
}

// refusedEvents are the numbers of the events that a 400 says something about: its fields are named events[3].data.
func (e *APIError) refusedEvents(count int) map[int]bool {
	wrong := map[int]bool{}
	for field := range e.Fields {
		rest, ok := strings.CutPrefix(field, "events[")
		number, _, closed := strings.Cut(rest, "]")
		if n, err := strconv.Atoi(number); ok && closed && err == nil && n >= 0 && n < count {
			wrong[n] = true
		}
	}
	return wrong
}

// pause waits before the next try, as long as the console asks or longer from try to try. It is false when the tracker is over. Closing
// cuts it short once: whoever closes has set a time for all of it.
func (t *Tracker) pause(ctx context.Context, try int, err error) bool {
	length := jitter(min(sendFirstPause<<min(try, 10), sendLongestPause))
	if refused, ok := errors.AsType[*APIError](err); ok {
		length = max(length, refused.RetryAfter)
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	closing := t.closing
	if t.isClosed() {
		closing = nil
	}
	select {
	case <-timer.C:
	case <-closing:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

func (t *Tracker) isClosed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.closed
}
