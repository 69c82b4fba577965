package analytics

import (
	"context"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// types are those that the tools registered, in order.
func (s store) types(ctx context.Context, q postgres.Querier, tools ...int64) ([]EventType, error) {
	rows, err := s.queries.EventTypes(ctx, q, tools)
	types := make([]EventType, len(rows))
	for i, r := range rows {
		types[i] = EventType{
			Tool: r.ToolID, Name: r.Name, Description: r.Description, Schema: r.DataSchema, AmountField: postgres.OrZero(r.AmountField),
			Created: r.CreatedAt, Updated: r.UpdatedAt,
		}
	}
	return types, err
}

func (s store) toolsWithTypes(ctx context.Context, q postgres.Querier) ([]int64, error) {
	return s.queries.ToolsWithEventTypes(ctx, q)
}

func (s store) lockTypes(ctx context.Context, tx postgres.Tx, tool int64) error {
	return s.queries.LockEventTypes(ctx, tx, tool)
}

func (s store) putType(ctx context.Context, tx postgres.Tx, t *EventType) error {
	return s.queries.PutEventType(ctx, tx, shareddb.PutEventTypeParams{
		ToolID: t.Tool, Name: t.Name, Description: t.Description, DataSchema: t.Schema, AmountField: postgres.OrNull(t.AmountField),
		CreatedAt: t.Created, UpdatedAt: t.Updated,
	})
}

func (s store) deleteType(ctx context.Context, tx postgres.Tx, tool int64, name string) error {
	return s.queries.DeleteEventType(ctx, tx, tool, name)
}
