package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// SharedQueryUnprepared is SharedQuery for statements with filters that may be absent: each is planned for the values at hand.
// A prepared one is after some runs planned for any values, and then an absent filter keeps a present one's index from being used.
func (db *DB) SharedQueryUnprepared() Querier { return unprepared{db.SharedQuery()} }

type unprepared struct{ q Querier }

func (u unprepared) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return u.q.Exec(ctx, sql, unpreparedArgs(args)...)
}

func (u unprepared) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return u.q.Query(ctx, sql, unpreparedArgs(args)...)
}

func (u unprepared) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return u.q.QueryRow(ctx, sql, unpreparedArgs(args)...)
}

func unpreparedArgs(args []any) []any { return append([]any{pgx.QueryExecModeExec}, args...) }
