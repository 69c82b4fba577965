package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tabletap/console/internal/access"
)

// SharedQuery runs single statements over the shared tables, each its own transaction.
func (db *DB) SharedQuery() Querier { return sharedQuerier{db.pool} }

type sharedQuerier struct{ pool *pgxpool.Pool }

func (q sharedQuerier) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	tag, err := q.pool.Exec(ctx, sql, args...)
	return tag, Translate(err)
}

func (q sharedQuerier) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	rows, err := q.pool.Query(ctx, sql, args...)
	return translatedRows{rows}, Translate(err)
}

func (q sharedQuerier) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return translatedRow{q.pool.QueryRow(ctx, sql, args...)}
}

type translatedRows struct{ pgx.Rows }

func (r translatedRows) Err() error { return Translate(r.Rows.Err()) }

type translatedRow struct{ row pgx.Row }

func (r translatedRow) Scan(dest ...any) error { return Translate(r.row.Scan(dest...)) }

// TenantQuery runs single statements over t's tables: the search_path, the statement and the commit travel in one round
// trip. PostgreSQL makes one transaction of everything up to the Sync message, so the search_path set for that transaction
// is gone before the connection can serve anybody else, and a failure leaves nothing to roll back.
// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
//
// Statements are prepared once a connection. PostgreSQL notices that the search_path is another restaurant's and plans
// again; for the same restaurant it keeps the plan.
func (db *DB) TenantQuery(t *access.Tenant) Querier {
	return db.tenantQuerier(t, setSearchPath)
}

// TenantQueryAsync is TenantQuery for a row that may be lost when the database server crashes: it does not wait for the commit to
// be on disk (asynchronous commit). Whoever reads the row sees it at once, and a crash loses at most the last moment's, whole.
// https://www.postgresql.org/docs/current/wal-async-commit.html
func (db *DB) TenantQueryAsync(t *access.Tenant) Querier {
	return db.tenantQuerier(t, setSearchPathAsync)
}

func (db *DB) tenantQuerier(t *access.Tenant, enter string) tenantQuerier {
	return tenantQuerier{pool: db.pool, door: schemaDoor(t, enter)}
}

// door is what a statement goes through: another that travels ahead of it and holds for its transaction.
type door struct {
	enter string // the statement, of one parameter
	key   string // its parameter; "": the door stays shut
}

func schemaDoor(t *access.Tenant, enter string) door {
	if t == nil || t.Schema == "" {
		return door{}
	}
	return door{enter: enter, key: quoteIdent(t.Schema)}
}

type tenantQuerier struct {
	door

	pool       *pgxpool.Pool
	unprepared bool // planned for the values at hand, each time
}

func (q tenantQuerier) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	rows.Close()
	return rows.CommandTag(), rows.Err()
}

func (q tenantQuerier) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if q.key == "" {
		return nil, errNoTenant
	}
	rows, err := q.try(ctx, sql, args)
	if err == nil && rows.stale() {
		// Nothing was done: the transaction ended with the error. The statement is prepared anew.
		return q.try(ctx, sql, args)
	}
	return rows, err
}

func (q tenantQuerier) try(ctx context.Context, sql string, args []any) (*tenantRows, error) {
	conn, err := q.pool.Acquire(ctx)
	if err != nil {
		return nil, Translate(err)
	}
	results, err := q.send(ctx, conn.Conn(), sql, args)
	if err != nil {
		conn.Release()
		return nil, Translate(err)
	}
	return openRows(conn, sql, results), nil //nolint:contextcheck // what Close does may not depend on the caller's patience
}

func (q tenantQuerier) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	rows, err := q.Query(ctx, sql, args...)
	return singleRow{rows: rows, err: err}
}

// send puts what opens the door and the statement into one pipeline.
func (q tenantQuerier) send(ctx context.Context, conn *pgx.Conn, sql string, args []any) (*pgconn.MultiResultReader, error) {
	enter, statement, err := q.prepared(ctx, conn, sql)
	if err != nil {
		return nil, err
	}
	var batch pgconn.Batch
	var params pgx.ExtendedQueryBuilder
	if err := params.Build(conn.TypeMap(), enter, []any{q.key}); err != nil {
		return nil, err
	}
	batch.ExecPrepared(enter.Name, params.ParamValues, params.ParamFormats, params.ResultFormats)
	if err := params.Build(conn.TypeMap(), statement, args); err != nil {
		return nil, err
	}
	if statement == nil {
		batch.ExecParams(sql, params.ParamValues, nil, params.ParamFormats, params.ResultFormats)
	} else {
		batch.ExecPrepared(statement.Name, params.ParamValues, params.ParamFormats, params.ResultFormats)
	}
	return conn.PgConn().ExecBatch(ctx, &batch), nil
}

// tenantRows are the rows of the pipeline's second result. Closing them ends the pipeline and gives the connection back.
type tenantRows struct {
	pgx.Rows
	conn    *pgxpool.Conn
	sql     string
	results *pgconn.MultiResultReader
	closed  bool
	err     error
}

func openRows(conn *pgxpool.Conn, sql string, results *pgconn.MultiResultReader) *tenantRows {
	r := &tenantRows{conn: conn, sql: sql, results: results}
	if results.NextResult() { // of set_config
		_, _ = results.ResultReader().Close() // an error shows again when the pipeline closes
	}
	if results.NextResult() {
		r.Rows = pgx.RowsFromResultReader(conn.Conn().TypeMap(), results.ResultReader())
		return r
	}
	r.Close()
	return r
}

func (r *tenantRows) Next() bool {
	if r.closed {
		return false
	}
	if r.Rows.Next() {
		return true
	}
	r.Close()
	return false
}

func (r *tenantRows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	if r.Rows != nil {
		r.Rows.Close()
		r.err = r.Rows.Err()
	}
	if err := r.results.Close(); r.err == nil {
		r.err = err
	}
	if isStale(r.err) {
		forgetPrepared(r.conn.Conn(), r.sql, r.err)
	}
	r.conn.Release()
}

// stale reports whether the statement failed before it began because it was prepared for a table that has changed since.
func (r *tenantRows) stale() bool { return r.closed && isStale(r.err) }

func (r *tenantRows) Err() error { return Translate(r.err) }

func (r *tenantRows) CommandTag() pgconn.CommandTag {
	if r.Rows == nil {
		return pgconn.CommandTag{}
	}
	return r.Rows.CommandTag()
}

type singleRow struct {
	rows pgx.Rows
	err  error
}

func (r singleRow) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return Translate(pgx.ErrNoRows)
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}
