package audit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// entry is one line of the log as it was written.
type entry struct {
	ID         int64
	OccurredAt time.Time
	Actor      actor
	Action     string
	Target     target
	Changes    json.RawMessage
	RequestID  string
	IPAddress  string
	UserAgent  string
	Visit      *int64 // in which it was done; nil for none
}

type actor struct {
	ID    *access.UserID // nil for who is no signed-in person
	Kind  string
	Name  string
	Email string
}

type target struct{ Type, ID, Label string }

func (e *entry) position() api.Position { return api.Position{Time: e.OccurredAt, ID: e.ID} }

var errNotFound = fault.Missing("This entry")

// store reads rows. Writing them is the log's.
type store struct {
	queries *shareddb.Queries
	db      *postgres.DB
}

func (s store) get(ctx context.Context, of scope, id int64) (entry, error) {
	row, err := s.queries.AuditEntry(ctx, s.db.SharedQuery(), id, int64(of))
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return entry{}, errNotFound
	}
	return fromRow(shareddb.AuditBeforeRow(row)), err
}

// before gives at most limit entries, newest first: those before a position, or the newest.
func (s store) before(ctx context.Context, of scope, f *Filter, at *api.Position, limit int) ([]entry, error) {
	query, err := f.before(of, at, limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.queries.AuditBefore(ctx, s.db.SharedQueryUnprepared(), query)
	return fromRows(rows), err
}

// after gives at most limit entries, oldest first: those after a position.
func (s store) after(ctx context.Context, of scope, f *Filter, at api.Position, limit int) ([]entry, error) {
	query, err := f.after(of, at, limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.queries.AuditAfter(ctx, s.db.SharedQueryUnprepared(), query)
	return fromRows(rows), err
}

// moreThan reports whether there are more entries than that.
func (s store) moreThan(ctx context.Context, of scope, f *Filter, count int) (bool, error) {
	query, err := f.before(of, nil, 1)
	if err != nil {
		return false, err
	}
	query.PageOffset = int64(count)
	rows, err := s.queries.AuditBefore(ctx, s.db.SharedQueryUnprepared(), query)
	return len(rows) > 0, err
}

func fromRows[R shareddb.AuditBeforeRow | shareddb.AuditAfterRow](rows []R) []entry {
	list := make([]entry, len(rows))
	for i := range rows {
		list[i] = fromRow(shareddb.AuditBeforeRow(rows[i]))
	}
	return list
}

func fromRow(r shareddb.AuditBeforeRow) entry {
	return entry{
		ID: r.ID, OccurredAt: r.OccurredAt, Action: r.Action, Changes: r.Changes,
		Actor:     actor{ID: (*access.UserID)(r.ActorUserID), Kind: r.ActorKind, Name: r.ActorName, Email: r.ActorEmail},
		Target:    target{r.TargetType, r.TargetID, r.TargetLabel},
		RequestID: r.RequestID, IPAddress: r.IPAddress, UserAgent: r.UserAgent, Visit: r.VisitID,
	}
}
