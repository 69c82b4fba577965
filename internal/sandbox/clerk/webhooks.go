package clerk

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	svix "github.com/svix/svix-webhooks/go"

	"github.com/tabletap/console/internal/clock"
)

// The states of a Delivery.
const (
	DeliveryPending   = "pending"   // waits for its first or its next attempt
	DeliveryDelivered = "delivered" // answered 2xx
	DeliveryFailed    = "failed"    // no attempts are left, or the receiver asked to stop
	DeliveryDropped   = "dropped"   // lost on purpose, or there is no address to send to
)

// Delivery is one webhook and what became of it.
type Delivery struct {
	ID       string          `json:"id"` // the svix-id
	Type     string          `json:"type"`
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
	abort  bool      // the receiver wants no more attempts
}

// Webhooks sends events to the product and remembers the latest of them. The methods let a test stand between.
type Webhooks struct {
	clock   clock.Clock
	client  *http.Client
	config  *Config
	signer  *svix.Webhook
	stopped sync.WaitGroup

	mu      sync.Mutex
	url     string
	byID    map[string]*Delivery
	order   []string // ids, oldest first
	ready   []string // ids whose attempt is due, in order
	timers  map[string]*time.Timer
	pending int
	held    bool
	drop    int
	changed chan struct{} // closed and replaced whenever something above changes
	cancel  context.CancelFunc
	closed  bool
}

func newWebhooks(config *Config, secret string) (*Webhooks, error) {
	signer, err := newSigner(secret)
	if err != nil {
		return nil, err
	}
	client := *config.HTTPClient
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // 3xx is a failure
	return &Webhooks{
		clock: config.Clock, client: &client, config: config, signer: signer, url: config.WebhookURL,
		byID: map[string]*Delivery{}, timers: map[string]*time.Timer{}, changed: make(chan struct{}),
	}, nil
}

// room fails when n more webhooks would not fit in the queue.
func (w *Webhooks) room(n int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pending+n <= w.config.QueueSize {
		return nil
	}
	return refuse(http.StatusServiceUnavailable, "maintenance_mode", "webhook queue full",
		fmt.Sprintf("%d webhooks wait for delivery; no more changes until the receiver answers.", w.pending))
}

func (w *Webhooks) add(deliveries []Delivery) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range deliveries {
		d.State = DeliveryPending
		w.byID[d.ID] = &d
		w.order = append(w.order, d.ID)
		w.pending++
		w.dispatch(&d)
	}
	w.forget()
	w.announce()
}

// dispatch decides what happens to a new delivery. The lock is held.
func (w *Webhooks) dispatch(d *Delivery) {
	switch {
	case w.drop > 0:
		w.drop--
		w.settle(d, DeliveryDropped)
	case w.url == "":
		w.settle(d, DeliveryDropped)
	default:
		w.ready = append(w.ready, d.ID)
	}
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

// forget removes the oldest settled deliveries once there are more than the queue may hold. The lock is held.
func (w *Webhooks) forget() {
	for len(w.order) > w.config.QueueSize {
		i := slices.IndexFunc(w.order, func(id string) bool { return w.byID[id].State != DeliveryPending })
		if i < 0 {
			return
		}
		delete(w.byID, w.order[i])
		w.order = slices.Delete(w.order, i, i+1)
	}
}

func (w *Webhooks) announce() {
	close(w.changed)
	w.changed = make(chan struct{})
}
