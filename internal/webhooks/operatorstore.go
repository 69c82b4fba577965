package webhooks

import (
	"context"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

func (s store) before(ctx context.Context, q postgres.Querier, f Filter, at *api.Position, limit int) ([]Stored, error) {
	query := shareddb.WebhooksBeforeParams{
		Status: given(f.Status), Source: given(f.Source), EventType: given(f.Type), Tenant: given(int64(f.Tenant)), PageLimit: int64(limit),
	}
	if at != nil {
		query.BeforeID = &at.ID
	}
	rows, err := s.queries.WebhooksBefore(ctx, q, query)
	return fromRows(rows), err
}

func (s store) after(ctx context.Context, q postgres.Querier, f Filter, id int64, limit int) ([]Stored, error) {
	rows, err := s.queries.WebhooksAfter(ctx, q, shareddb.WebhooksAfterParams{
		Status: given(f.Status), Source: given(f.Source), EventType: given(f.Type), Tenant: given(int64(f.Tenant)), AfterID: id,
		PageLimit: int64(limit),
	})
	return fromRows(rows), err
}

func (s store) lockDelivery(ctx context.Context, tx postgres.Tx, id int64) (Stored, error) {
	row, err := s.queries.LockDelivery(ctx, tx, id)
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return Stored{}, errNotStored
	}
	return fromListed(shareddb.WebhooksBeforeRow(row)), err
}

func fromRows[R shareddb.WebhooksBeforeRow | shareddb.WebhooksAfterRow](rows []R) []Stored {
	list := make([]Stored, len(rows))
	for i := range rows {
		list[i] = fromListed(shareddb.WebhooksBeforeRow(rows[i]))
	}
	return list
}

func given[T comparable](value T) *T {
	var nothing T
	if value == nothing {
		return nil
	}
	return &value
}
