package tooltap

import (
	"context"
	"errors"
	"sync"
	"time"
)

var (
	// ErrQueueFull is a Tracker that holds as many events as it may, because the console takes them slower than they come.
	ErrQueueFull = errors.New("tooltap: the tracker's queue is full")
	// ErrClosed is a Tracker that takes no more events.
	ErrClosed = errors.New("tooltap: the tracker is closed")
)

// TrackerConfig says how a Tracker works. The zero value is good.
type TrackerConfig struct {
	BatchSize  int           // events sent at once; 0: 100, at most 10,000
	FlushEvery time.Duration // how long an event waits for others; 0: a second
	QueueSize  int           // events held at most, waiting and under way; 0: 10,000

	// OnError is told of what goes wrong: with the events that are lost by it, or with none when they will be tried again. It is called
	// by one goroutine at a time, and must not wait for the tracker. nil: only the counts of Stats tell.
	OnError func(err error, lost []Event)
}

// Stats counts what became of events.
type Stats struct {
	Queued     int   // waiting, or under way
	Delivered  int64 // stored by the console
	Duplicates int64 // of these, those that it had already
	Dropped    int64 // lost: refused by the console, or no room, or left when Close gave up
}

// Tracker reports events in batches, in the background. An event is lost only when the console refuses it, when the queue is full, or
// when the program ends before Close: OnError is told, and Stats counts it. While the console is away events wait, and are tried again
// after pauses that grow up to half a minute.
type Tracker struct {
	client *Client
	cfg    TrackerConfig

	mu      sync.Mutex
	queue   []queued
	sending int // taken from queue, and not delivered or lost yet
	stats   Stats
	closed  bool
	idle    chan struct{} // closed when nothing is left, by then or since; nil: nobody waits for it

	wake    chan struct{} // something to look at: an event, a full batch, a flush
	urgent  bool          // send what there is
	closing chan struct{} // closed by Close: no pause is worth waiting for
	cancel  context.CancelFunc
	done    chan struct{}

	telling sync.Mutex
}

type queued struct {
	event   Event
	encoded []byte
}

// NewTracker starts a tracker. Close it, or events that wait are lost when the program ends.
func (c *Client) NewTracker(cfg TrackerConfig) *Tracker {
	if cfg.BatchSize <= 0 {
		cfg.BatchSize = 100
	}
	cfg.BatchSize = min(cfg.BatchSize, mostInBatch)
	if cfg.FlushEvery <= 0 {
		cfg.FlushEvery = time.Second
	}
	if cfg.QueueSize <= 0 {
		cfg.QueueSize = 10_000
	}
	ctx, cancel := context.WithCancel(context.Background()) //nolint:forbidigo // its own life, which Close ends
	t := &Tracker{
		client: c, cfg: cfg, wake: make(chan struct{}, 1), closing: make(chan struct{}), cancel: cancel, done: make(chan struct{}),
	}
	go t.run(ctx)
	return t
}

// Track takes an event and returns at once. It fails with ErrQueueFull, with ErrClosed, and for an event that the console would refuse;
// a caller who has nothing better to do with the failure may ignore it, since it is counted as well.
func (t *Tracker) Track(e Event) error {
	encoded, err := e.encode(t.client.cfg.Now())
	if err == nil {
		err = t.take(queued{e, encoded})
	}
	if err != nil {
		t.lost(err, []queued{{event: e}})
	}
	return err
}

func (t *Tracker) take(q queued) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.closed:
		return ErrClosed
	case len(t.queue)+t.sending >= t.cfg.QueueSize:
		return ErrQueueFull
	}
	t.queue = append(t.queue, q)
	if n := len(t.queue); n == 1 || n%t.cfg.BatchSize == 0 {
		t.nudge()
	}
	return nil
}

// nudge wakes the sender up. It may run with mu held.
func (t *Tracker) nudge() {
	select {
	case t.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Stats counts what became of the events so far.
func (t *Tracker) Stats() Stats {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.stats
	s.Queued = len(t.queue) + t.sending
	return s
}

// Dropped is how many events were lost.
func (t *Tracker) Dropped() int64 { return t.Stats().Dropped }

// Flush sends what waits, without waiting for more, and returns when nothing is left, or when ctx ends. Events that come meanwhile are
// waited for too.
func (t *Tracker) Flush(ctx context.Context) error {
	t.mu.Lock()
	if len(t.queue)+t.sending == 0 {
		t.mu.Unlock()
		return nil
	}
	t.urgent = true
	if t.idle == nil {
		t.idle = make(chan struct{})
	}
	idle := t.idle
	t.mu.Unlock()
	t.nudge()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close takes no more events, sends what waits, and ends the tracker. What could not be delivered by the end of ctx is lost, and told.
// It may be called again.
func (t *Tracker) Close(ctx context.Context) error {
	t.mu.Lock()
	first := !t.closed
	t.closed = true
	t.mu.Unlock()
	if first {
		close(t.closing)
	}
	err := t.Flush(ctx)
	t.cancel()
	<-t.done
	if first {
		t.giveUp(err)
	}
	return err
}

// giveUp counts what is left as lost.
func (t *Tracker) giveUp(why error) {
	t.mu.Lock()
	left := t.queue
	t.queue = nil
	t.mu.Unlock()
	if len(left) > 0 {
		t.lost(errors.Join(ErrClosed, why), left)
	}
}

// lost counts events that are gone, and tells.
func (t *Tracker) lost(err error, gone []queued) {
	t.mu.Lock()
	t.stats.Dropped += int64(len(gone))
	t.mu.Unlock()
	events := make([]Event, len(gone))
	for i := range gone {
		events[i] = gone[i].event
	}
	t.tell(err, events)
}

func (t *Tracker) tell(err error, lost []Event) {
	if t.cfg.OnError == nil {
		return
	}
	t.telling.Lock()
	defer t.telling.Unlock()
	t.cfg.OnError(err, lost)
}
