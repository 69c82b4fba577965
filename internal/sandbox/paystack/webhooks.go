package paystack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/tabletap/console/internal/clock"
)

// The states of a Delivery.
const (
	DeliveryPending   = "pending"   // waits for its first or its next attempt
	DeliveryDelivered = "delivered" // answered 200
	DeliveryFailed    = "failed"    // no attempts are left
	DeliveryDropped   = "dropped"   // lost on purpose, or there is no address to send to
)

// Delivery is one webhook and what became of it. Its ID is the stand-in's own: Paystack's webhooks carry none.
type Delivery struct {
	ID       string          `json:"id"`
	Type     string          `json:"type"`
	At       time.Time       `json:"at"` // when what it tells of happened
	Body     json.RawMessage `json:"body"`
	State    string          `json:"state"`
	Attempts []Attempt       `json:"attempts"`
}

// Attempt is one request that carried a Delivery. Status is 0 when no answer came; Error says why.
type Attempt struct {
	At     time.Time `json:"at"`
	Status int       `json:"status"`
	Body   string    `json:"body"` // the first 4 KiB of the answer
	Error  string    `json:"error"`
}

// Webhooks sends events to the product and remembers the latest of them. The methods let a test stand between.
type Webhooks struct {
	clock   clock.Clock
	client  *http.Client
	config  *Config
	stopped sync.WaitGroup

	mu      sync.Mutex
	url     string
	byID    map[string]*Delivery
	order   []string // ids, oldest first
	ready   []string // ids whose attempt is due, in order
	late    []string // ids that wait for the next one to pass them
	timers  map[string]*time.Timer
	pending int
	held    bool
	drop    int
	repeat  int
	chaos   *chaos        // nil without
	changed chan struct{} // closed and replaced whenever something above changes
	cancel  context.CancelFunc
	closed  bool
}

func newWebhooks(config *Config) *Webhooks {
	client := *config.HTTPClient
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // 3xx is a failure
	return &Webhooks{
		clock: config.Clock, client: &client, config: config, url: config.WebhookURL,
		byID: map[string]*Delivery{}, timers: map[string]*time.Timer{}, changed: make(chan struct{}),
	}
}

// room fails when n more webhooks would not fit in the queue.
func (w *Webhooks) room(n int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n == 0 || w.pending+n <= w.config.QueueSize {
		return nil
	}
	return refuse(http.StatusServiceUnavailable, "queue_full",
		fmt.Sprintf("%d webhooks wait for delivery; no more changes until the receiver answers", w.pending))
}

func (w *Webhooks) add(deliveries []Delivery) {
	if len(deliveries) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range deliveries {
		w.enqueue(d)
		if w.repeat > 0 || w.chaos.strikes("repeat", d.Type, w.chaos.rate().Repeat) {
			w.repeat = max(w.repeat-1, 0)
			d.ID += "-again"
			w.enqueue(d)
		}
	}
	w.forget()
	w.announce()
}

// enqueue takes a new delivery up and decides what happens to it. The lock is held.
func (w *Webhooks) enqueue(d Delivery) {
	d.State = DeliveryPending
	w.byID[d.ID] = &d
	w.order = append(w.order, d.ID)
	w.pending++
	switch {
	case w.url == "":
		w.settle(&d, DeliveryDropped)
	case w.drop > 0:
		w.drop--
		w.settle(&d, DeliveryDropped)
	case w.chaos.strikes("lose", d.Type, w.chaos.rate().Lose):
		w.settle(&d, DeliveryDropped)
	case w.chaos.strikes("late", d.Type, w.chaos.rate().Late):
		w.late = append(w.late, d.ID)
	default:
		w.ready = append(w.ready, d.ID)
		w.letLateOnesGo()
	}
}

// letLateOnesGo ends the waiting of those that were to be passed. The lock is held.
func (w *Webhooks) letLateOnesGo() {
	w.ready = append(w.ready, w.late...)
	w.late = nil
}

func (w *Webhooks) settle(d *Delivery, state string) {
	if d.State == DeliveryPending {
		w.pending--
	}
	d.State = state
	if timer, ok := w.timers[d.ID]; ok {
		timer.Stop()
		delete(w.timers, d.ID)
	}
}

// forget removes the oldest settled deliveries once there are more than Config.History of them. The lock is held.
func (w *Webhooks) forget() {
	for len(w.order)-w.pending > w.config.History {
		i := slices.IndexFunc(w.order, func(id string) bool { return w.byID[id].State != DeliveryPending })
		delete(w.byID, w.order[i])
		if i == 0 {
			w.order = w.order[1:] // what is common need not move the rest
			continue
		}
		w.order = slices.Delete(w.order, i, i+1)
	}
}

func (w *Webhooks) announce() {
	close(w.changed)
	w.changed = make(chan struct{})
}
