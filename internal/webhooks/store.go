package webhooks

import (
	"context"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// longestError is how much of an error is kept, in bytes.
const longestError = 2000

type store struct{ queries *shareddb.Queries }

// row is a delivery as it is stored, locked by the transaction that read it.
type row struct {
	event  Event
	status string
	result Result
	fresh  bool // stored by this transaction
}

func (r *row) done() bool { return r.status == StatusProcessed || r.status == StatusIgnored }

// insert stores a delivery unless it is there.
func (s store) insert(ctx context.Context, tx postgres.Tx, d Delivery, now time.Time) (id int64, fresh bool, err error) {
	id, err = s.queries.InsertWebhook(ctx, tx, shareddb.InsertWebhookParams{
		Source: d.Source, ExternalID: d.ExternalID, EventType: d.Type, Payload: d.Payload, ReceivedAt: now,
	})
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return 0, false, nil
	}
	return id, err == nil, err
}

// insertAll stores those deliveries that are not there, and gives the ids of those of them that are to be processed. The others are done with.
func (s store) insertAll(ctx context.Context, tx postgres.Tx, all []Delivery, handled func(Delivery) bool, now time.Time) ([]int64, error) {
	p := shareddb.InsertWebhooksParams{ReceivedAt: now}
	for _, d := range all {
		p.Sources, p.ExternalIds = append(p.Sources, d.Source), append(p.ExternalIds, d.ExternalID)
		p.EventTypes, p.Payloads = append(p.EventTypes, d.Type), append(p.Payloads, d.Payload)
		p.Ignored = append(p.Ignored, !handled(d))
	}
	return s.queries.InsertWebhooks(ctx, tx, p)
}

// take stores a delivery, or locks what is stored of it.
func (s store) take(ctx context.Context, tx postgres.Tx, d Delivery, now time.Time) (*row, error) {
	id, fresh, err := s.insert(ctx, tx, d, now)
	if err != nil {
		return nil, err
	}
	if fresh {
		return &row{event: Event{ID: id, Delivery: d, ReceivedAt: now, Attempt: 1}, status: StatusPending, fresh: true}, nil
	}
	found, err := s.queries.LockWebhookByExternalID(ctx, tx, d.Source, d.ExternalID)
	return fromRow(found), postgres.Translate(err)
}

// lock reports false for a row that does not exist.
func (s store) lock(ctx context.Context, tx postgres.Tx, id int64) (locked *row, found bool, err error) {
	stored, err := s.queries.LockWebhook(ctx, tx, id)
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	return fromRow(stored), err == nil, err
}

func fromRow(r shareddb.WebhookInbox) *row {
	out := &row{
		event: Event{
			ID: r.ID, ReceivedAt: r.ReceivedAt, Attempt: int(r.Attempts) + 1,
			Delivery: Delivery{Source: r.Source, ExternalID: r.ExternalID, Type: r.EventType, Payload: r.Payload},
		},
		status: r.Status,
		result: Result{Body: r.Result, Ignored: r.Status == StatusIgnored},
	}
	if r.TenantID != nil {
		out.result.Tenant = access.TenantID(*r.TenantID)
	}
	return out
}

func (s store) finish(ctx context.Context, tx postgres.Tx, id int64, result Result, now time.Time) error {
	finished := shareddb.FinishWebhookParams{Status: StatusProcessed, Result: result.Body, ProcessedAt: now, ID: id}
	if result.Ignored {
		finished.Status = StatusIgnored
	}
	if result.Tenant != 0 {
		finished.TenantID = new(int64(result.Tenant))
	}
	return s.queries.FinishWebhook(ctx, tx, finished)
}

func (s store) fail(ctx context.Context, tx postgres.Tx, id int64, status string, cause error) error {
	return s.queries.FailWebhook(ctx, tx, shareddb.FailWebhookParams{Status: status, LastError: storable(cause), ID: id})
}

// storable is an error's text as PostgreSQL can hold it.
func storable(err error) string {
	text := strings.ReplaceAll(err.Error(), "\x00", "")
	return strings.ToValidUTF8(text[:min(len(text), longestError)], "")
}

func (s store) reopen(ctx context.Context, tx postgres.Tx, id int64) error {
	return s.queries.ReopenWebhook(ctx, tx, id)
}
