package webhooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
)

// What becomes of a delivery.
const (
	StatusPending   = "pending"   // stored; a job will process it
	StatusProcessed = "processed" // took effect
	StatusIgnored   = "ignored"   // nobody handles its type, or it changed nothing
	StatusFailed    = "failed"    // a handler failed; a job tries again
	StatusParked    = "parked"    // given up, until somebody calls Replay
)

// Delivery is a webhook as it came in, once its proof was checked.
type Delivery struct {
	Source     string // "clerk", "paystack"
	ExternalID string // what the sender knows it by, the same for every retry
	Type       string // such as "user.created"
	Payload    []byte // the bytes as they came
}

var errIncomplete = errors.New("webhooks: a delivery needs a source, an id and a type")

func (d Delivery) validate() error {
	if d.Source == "" || d.ExternalID == "" || d.Type == "" {
		return errIncomplete
	}
	return nil
}

// Event is a stored delivery as its handler gets it.
type Event struct {
	Delivery

	ID         int64
	ReceivedAt time.Time
	Attempt    int // 1 for the first
}

// Result is what a handler made of an event.
type Result struct {
	Tenant  access.TenantID // the restaurant that it was about; 0: none
	Body    json.RawMessage // what every repeat is answered with, as JSON; nil: nothing
	Ignored bool            // it was understood and changed nothing

	// After is called once the transaction has committed. It is lost when the process dies before, so it is only for what
	// makes things prompt, such as dropping what is cached. May be nil.
	After func(context.Context)
}

// Answer makes a result whose repeats are answered with v.
func Answer(tenant access.TenantID, v any) (Result, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return Result{}, fmt.Errorf("webhooks: answer: %w", err)
	}
	return Result{Tenant: tenant, Body: body}, nil
}

// Handler does what an event calls for inside tx, which also marks the event as processed. It opens no other transaction and
// calls nobody outside. An error undoes all of it and the event is tried again; a fault of kind Invalid says that trying again
// is of no use.
type Handler func(ctx context.Context, tx postgres.Tx, event Event) (Result, error)
