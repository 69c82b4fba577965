package audit

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

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
	ByNobody  = "anonymous" // somebody who did not prove who they are
)

// Kinds of actors who are: the actor of the context.
const (
	byUser      = "user"
	bySuperuser = "superuser"
)

// Entry is one change.
type Entry struct {
	Tenant     access.TenantID // 0: none
	By         string          // one of the kinds above; "": the actor of the context
	ByName     string          // what an actor is called who is no person, such as a tool
	Action     string          // a stable word, such as "tenant.created"
	TargetType string          // what Describe declared
	TargetID   int64
	TargetKey  string // of a target that has no number
	Label      string // what people call the target
	Changes    Changes
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
		e.Changes = Changes{}
	}
	changes, err := json.Marshal(e.Changes)
	if err != nil {
		return shareddb.InsertAuditParams{}, fmt.Errorf("audit %s: %w", e.Action, err)
	}
	request := access.RequestFrom(ctx)
	row := shareddb.InsertAuditParams{
		OccurredAt: l.clock.Now(), ActorKind: e.By, ActorName: e.ByName, Action: e.Action,
		TargetType: e.TargetType, TargetID: e.TargetKey, TargetLabel: e.Label,
		Changes: changes, RequestID: request.ID, IPAddress: request.IP, UserAgent: request.UserAgent,
	}
	if e.Tenant != 0 {
		row.TenantID = new(int64(e.Tenant))
	}
	if v := access.VisitFrom(ctx); v != nil {
		row.VisitID = &v.ID
	}
	if e.TargetID != 0 {
		row.TargetID = strconv.FormatInt(e.TargetID, 10)
	}
	return withActor(ctx, row), nil
}

func withActor(ctx context.Context, row shareddb.InsertAuditParams) shareddb.InsertAuditParams {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		row.ActorKind = cmp.Or(row.ActorKind, BySystem)
		return row
	}
	kind := byUser
	if actor.Superuser {
		kind = bySuperuser
	}
	row.ActorKind = cmp.Or(row.ActorKind, kind)
	row.ActorUserID, row.ActorEmail = new(int64(actor.UserID)), actor.Email
	row.ActorName = cmp.Or(row.ActorName, strings.TrimSpace(actor.FirstName+" "+actor.LastName), actor.Username)
	return row
}
