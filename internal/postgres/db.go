package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tabletap/console/internal/access"
)

// Tx is a transaction that a door opened. Whoever receives one must not commit it or roll it back: the door does.
type Tx = pgx.Tx

// Querier is what sqlc's generated code runs on.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Config says which database and how many connections.
type Config struct {
	URL      string // libpq URL
	MaxConns int32  // 0: 16
	MinConns int32
	// MaxConnLifetime bounds the memory of a backend, which keeps about 0.28 MB for each restaurant it ever visited and
	// never gives it back. 0: five minutes.
	MaxConnLifetime time.Duration
	Tracing         bool
}

// DB is the database behind its doors. It is safe for use by many goroutines.
type DB struct{ pool *pgxpool.Pool }

// Open makes the pool and proves that the database answers.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	pc, err := poolConfig(cfg)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, fmt.Errorf("postgres: open pool: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("postgres: connect: %w", Translate(err))
	}
	return &DB{pool: pool}, nil
}

func poolConfig(cfg Config) (*pgxpool.Config, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("postgres: database URL: %w", err)
	}
	pc.MaxConns = orDefault(cfg.MaxConns, 16)
	pc.MinConns = cfg.MinConns
	pc.MaxConnLifetime = orDefault(cfg.MaxConnLifetime, 5*time.Minute)
	pc.MaxConnLifetimeJitter = pc.MaxConnLifetime / 4
	pc.ConnConfig.ConnectTimeout = 5 * time.Second
	pc.ConnConfig.RuntimeParams["search_path"] = ""
	pc.ConnConfig.RuntimeParams["application_name"] = "tabletap"
	pc.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "60000"
	pc.ConnConfig.RuntimeParams["timezone"] = "UTC"
	pc.AfterConnect = readTimesAsUTC
	if cfg.Tracing {
		pc.ConnConfig.Tracer = otelpgx.NewTracer()
	}
	return pc, nil
}

// readTimesAsUTC keeps the machine's own time zone out of answers.
func readTimesAsUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

func orDefault[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}

// Close ends all connections. It waits for those in use.
func (db *DB) Close() { db.pool.Close() }

// Pool is for parts that bring their own SQL with qualified names: the job queue and the migrator.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Ping asks the database whether it is there.
func (db *DB) Ping(ctx context.Context) error { return Translate(db.pool.Ping(ctx)) }

// Shared runs fn in one transaction over the shared tables. It commits when fn returns nil and rolls back otherwise. Errors
// of PostgreSQL come back as faults.
func (db *DB) Shared(ctx context.Context, fn func(Tx) error) error {
	return Translate(pgx.BeginFunc(ctx, db.pool, fn))
}

// Tenant runs fn in one transaction in which unqualified names are t's tables and no other restaurant's can be reached.
// BEGIN and the search_path travel together.
func (db *DB) Tenant(ctx context.Context, t *access.Tenant, fn func(Tx) error) error {
	return db.within(ctx, schemaDoor(t, setSearchPath), fn)
}

// within runs fn in one transaction behind a door.
func (db *DB) within(ctx context.Context, d door, fn func(Tx) error) error {
	if d.key == "" {
		return errNoTenant
	}
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return Translate(err)
	}
	defer conn.Release()
	tx, err := beginBehind(ctx, conn.Conn(), d)
	if err != nil {
		return Translate(err)
	}
	return Translate(finish(ctx, tx, fn))
}

var errNoTenant = errors.New("postgres: the tenant door was opened without a tenant")

// setSearchPath is a function call, not SET, because its value can be a parameter; true makes it end with the transaction.
const (
	setSearchPath      = "SELECT pg_catalog.set_config('search_path', $1, true)"
	setSearchPathAsync = "SELECT pg_catalog.set_config('search_path', $1, true), pg_catalog.set_config('synchronous_commit', 'off', true)"
)

func beginBehind(ctx context.Context, conn *pgx.Conn, d door) (Tx, error) {
	var batch pgx.Batch
	batch.BeginTx(pgx.TxOptions{})
	batch.Queue(d.enter, d.key)
	results := conn.SendBatch(ctx, &batch)
	tx := results.Tx()
	if err := results.Close(); err != nil {
		rollBack(ctx, tx) // the error that matters is the first
		return nil, err
	}
	return tx, nil
}

func finish(ctx context.Context, tx Tx, fn func(Tx) error) error {
	defer rollBack(ctx, tx) // also after a panic
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// IsSuperuser reports whether the role that we connect as may do anything.
func (db *DB) IsSuperuser(ctx context.Context) (super bool, err error) {
	err = db.pool.QueryRow(ctx, "SELECT pg_catalog.current_setting('is_superuser')::boolean").Scan(&super)
	return super, Translate(err)
}

func quoteIdent(name string) string { return pgx.Identifier{name}.Sanitize() }

// InSchema runs fn with the search_path on schema inside a transaction that is open already, and takes it back after.
func InSchema(ctx context.Context, tx Tx, schema string, fn func() error) error {
	if _, err := tx.Exec(ctx, setSearchPath, quoteIdent(schema)); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, setSearchPath, "")
	return err
}

// Savepoint runs fn inside tx such that its failure undoes fn only and leaves tx usable.
func Savepoint(ctx context.Context, tx Tx, fn func(Tx) error) error {
	return pgx.BeginFunc(ctx, tx, fn)
}
