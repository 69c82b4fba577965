package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Kinds of actors who are no signed-in person.
const (
	ByWebhook = "webhook"
	BySystem  = "system"
	ByCLI     = "cli"
	ByTool    = "tool"
)

// Entry is one change.
type Entry struct {
	Tenant     access.TenantID // 0: none
	By         string          // ByWebhook, BySystem, ByCLI or ByTool; "": the actor of the context
	Action     string          // a stable word, such as "tenant.created"
	TargetType string
	TargetID   int64
	Changes    map[string]Change
}

// Change is one field before and after. Secrets do not belong here.
type Change struct {
	Before any `json:"before,omitempty"`
	After  any `json:"after,omitempty"`
}

// Log writes entries.
type Log struct {
	clock   clock.Clock
	queries *shareddb.Queries
}

// New makes a log that dates its entries by c.
func New(c clock.Clock) *Log { return &Log{clock: c, queries: shareddb.New()} }

// Record writes e within tx. It works behind both doors.
func (l *Log) Record(ctx context.Context, tx postgres.Tx, e Entry) error {
	row, err := l.row(ctx, e)
	if err != nil {
		return err
	}
	if err := l.queries.InsertAudit(ctx, tx, row); err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	return nil
}

func (l *Log) row(ctx context.Context, e Entry) (shareddb.InsertAuditParams, error) {
	if e.Changes == nil {
		e.Changes = map[string]Change{}
	}
	changes, err := json.Marshal(e.Changes)
	if err != nil {
		return shareddb.InsertAuditParams{}, fmt.Errorf("audit %s: %w", e.Action, err)
	}
	request := access.RequestFrom(ctx)
	row := shareddb.InsertAuditParams{
		OccurredAt: l.clock.Now(), ActorKind: e.By, Action: e.Action, TargetType: e.TargetType, Changes: changes,
		RequestID: request.ID, IPAddress: request.IP,
	}
	if e.Tenant != 0 {
		row.TenantID = new(int64(e.Tenant))
	}
	if e.TargetID != 0 {
		row.TargetID = strconv.FormatInt(e.TargetID, 10)
	}
	return withActor(ctx, row), nil
}

func withActor(ctx context.Context, row shareddb.InsertAuditParams) shareddb.InsertAuditParams {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		if row.ActorKind == "" {
			row.ActorKind = BySystem
		}
		return row
	}
	row.ActorUserID = new(int64(actor.UserID))
	if row.ActorKind == "" && actor.Superuser {
		row.ActorKind = "superuser"
	} else if row.ActorKind == "" {
		row.ActorKind = "user"
	}
	return row
}
