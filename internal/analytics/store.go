package analytics

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// store knows the rows. Every restaurant's are in one table, so each method is told whose it is about.
type store struct{ queries *shareddb.Queries }

// byKey is the event that a reporter's key stands for.
func (s store) byKey(ctx context.Context, q postgres.Querier, from *reporter, key uuid) (*Event, error) {
	r, err := s.queries.EventByKey(ctx, q, shareddb.EventByKeyParams{
		TenantID: int64(from.tenant), ToolID: from.tool, EventKey: pgtype.UUID{Bytes: key, Valid: true},
	})
	if err != nil {
		return nil, err
	}
	return &Event{
		ID: r.ID, Type: r.EventType, Data: r.Data, User: access.UserID(postgres.OrZero(r.UserID)), Tool: r.ToolID, IP: r.IPAddress,
		Occurred: r.OccurredAt, Received: r.ReceivedAt,
	}, nil
}

// membersAmong are those of the users who work in the restaurant, or did.
func (s store) membersAmong(ctx context.Context, q postgres.Querier, t access.TenantID, users []int64) ([]int64, error) {
	return s.queries.MembersAmong(ctx, q, int64(t), users)
}

// eraseEvents deletes at most so many events of before a moment, the oldest first, and tells how many.
func (s store) eraseEvents(ctx context.Context, q postgres.Querier, t access.TenantID, until time.Time, most int64) (int64, error) {
	return s.queries.EraseEvents(ctx, q, shareddb.EraseEventsParams{TenantID: int64(t), Until: until, Most: most})
}

// eraseKeys does the same with the keys of such events.
func (s store) eraseKeys(ctx context.Context, q postgres.Querier, t access.TenantID, until time.Time, most int64) (int64, error) {
	return s.queries.EraseEventKeys(ctx, q, shareddb.EraseEventKeysParams{TenantID: int64(t), Until: until, Most: most})
}

// eraseCounts deletes what was counted from a day on until another.
func (s store) eraseCounts(ctx context.Context, q postgres.Querier, t access.TenantID, since, until time.Time) error {
	return errors.Join(
		s.queries.EraseHours(ctx, q, shareddb.EraseHoursParams{TenantID: int64(t), Since: since, Until: until}),
		s.queries.EraseDays(ctx, q, shareddb.EraseDaysParams{TenantID: int64(t), Since: since, Until: until}),
		s.queries.EraseUsers(ctx, q, shareddb.EraseUsersParams{TenantID: int64(t), Since: since, Until: until}),
	)
}

// eraseMetrics deletes the metrics of the days before a day.
func (s store) eraseMetrics(ctx context.Context, q postgres.Querier, t access.TenantID, until time.Time) error {
	return s.queries.EraseMetrics(ctx, q, int64(t), until)
}
