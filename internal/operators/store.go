package operators

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

type store struct{ queries *shareddb.Queries }

func visitFrom(r shareddb.Visit) *Visit {
	return &Visit{
		ID: r.ID, Tenant: access.TenantID(r.TenantID), User: access.UserID(r.UserID), Reason: r.Reason, Started: r.StartedAt, Expires: r.ExpiresAt,
		Ended: r.EndedAt,
	}
}

// insertVisit adds a visit and sets its id.
func (s store) insertVisit(ctx context.Context, tx postgres.Tx, v *Visit) (err error) {
	v.ID, err = s.queries.InsertVisit(ctx, tx, shareddb.InsertVisitParams{
		TenantID: int64(v.Tenant), UserID: int64(v.User), Reason: v.Reason, StartedAt: v.Started, ExpiresAt: v.Expires,
	})
	return err
}

func (s store) lockVisit(ctx context.Context, tx postgres.Tx, id int64) (*Visit, error) {
	row, err := s.queries.LockVisit(ctx, tx, id)
	if err != nil {
		return nil, postgres.Missing(err, errNoVisit)
	}
	return visitFrom(row), nil
}

func (s store) endVisit(ctx context.Context, tx postgres.Tx, id int64, at time.Time) error {
	return s.queries.EndVisit(ctx, tx, at, id)
}

func (s store) expiredVisits(ctx context.Context, q postgres.Querier, now time.Time) ([]int64, error) {
	return s.queries.ExpiredVisits(ctx, q, now, expiredBatch)
}

func (s store) visitUnderWay(
	ctx context.Context, q postgres.Querier, id int64, user access.UserID, tenant access.TenantID, now time.Time,
) (*Visit, error) {
	row, err := s.queries.VisitUnderWay(ctx, q, shareddb.VisitUnderWayParams{ID: id, TenantID: int64(tenant), UserID: int64(user), Now: now})
	if err != nil {
		return nil, postgres.Missing(err, errNoVisit)
	}
	return visitFrom(row), nil
}

func (s store) visits(ctx context.Context, q postgres.Querier, tenant access.TenantID, limit, offset int) (list []Listed, count int64, err error) {
	rows, err := s.queries.ListVisits(ctx, q, shareddb.ListVisitsParams{
		TenantID: postgres.OrNull(int64(tenant)), PageLimit: int64(limit), PageOffset: int64(offset),
	})
	list = make([]Listed, len(rows))
	for i, r := range rows {
		name := strings.TrimSpace(postgres.OrZero(r.FirstName) + " " + postgres.OrZero(r.LastName))
		list[i] = Listed{
			Visit: *visitFrom(shareddb.Visit{
				ID: r.ID, TenantID: r.TenantID, UserID: r.UserID, Reason: r.Reason, StartedAt: r.StartedAt, ExpiresAt: r.ExpiresAt, EndedAt: r.EndedAt,
			}),
			Restaurant: postgres.OrZero(r.TenantName), Email: postgres.OrZero(r.Email), Name: cmp.Or(name, postgres.OrZero(r.Username)),
		}
		count = r.Total
	}
	return list, count, err
}

func (s store) latestRun(ctx context.Context, q postgres.Querier) (*Run, error) {
	r, err := s.queries.LatestMigrationRun(ctx, q)
	if err != nil {
		return nil, postgres.Translate(err)
	}
	return &Run{
		ID: r.ID, State: r.State, Version: int(r.Version), Total: int(r.Total), Done: int(r.Done), Failed: int(r.Failed), Error: r.Error,
		Started: r.StartedAt, Finished: r.FinishedAt,
	}, nil
}

func (s store) insertRun(ctx context.Context, tx postgres.Tx, r *Run) (int64, error) {
	id, err := s.queries.InsertMigrationRun(ctx, tx, int32(r.Version), int32(r.Total))
	return id, postgres.Missing(err, errMigrationRunning)
}

// stuck gives the latest restaurants that could not be brought up, and the number of all.
func (s store) stuck(ctx context.Context, q postgres.Querier, newest, limit int) (list []Stuck, count int, err error) {
	rows, err := s.queries.FailedMigrations(ctx, q, int32(newest), int64(limit))
	list = make([]Stuck, len(rows))
	for i, r := range rows {
		list[i] = Stuck{access.TenantID(r.TenantID), r.Name, r.SchemaName, int(r.Version), r.Error, r.FailedAt}
		count = int(r.Total)
	}
	return list, count, err
}

// behind is how many restaurants are below a version.
func (s store) behind(ctx context.Context, q postgres.Querier, newest int) (int64, error) {
	return s.queries.CountBehind(ctx, q, int32(newest))
}
