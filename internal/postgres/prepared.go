package postgres

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// statements is what one connection has prepared, by SQL. It is used by whoever holds the connection. It needs no bound: SQL is
// written by us, not made at run time.
type statements struct {
	bySQL map[string]*pgconn.StatementDescription
	made  int // names are never used twice
}

const (
	statementsKey = "tabletap.statements"
	errStalePlan  = "0A000" // cached plan must not change result type
	errNoPrepared = "26000" // a pooler gave us another server's connection
)

func statementsOf(conn *pgx.Conn) *statements {
	data := conn.PgConn().CustomData()
	if s, ok := data[statementsKey].(*statements); ok {
		return s
	}
	s := &statements{bySQL: map[string]*pgconn.StatementDescription{}}
	data[statementsKey] = s
	return s
}

// prepared gives the statement that opens the door and the one of sql, preparing what the connection has not seen; nil for one that is not
// to be prepared.
func (q tenantQuerier) prepared(ctx context.Context, conn *pgx.Conn, sql string) (enter, statement *pgconn.StatementDescription, err error) {
	known := statementsOf(conn)
	if enter = known.bySQL[q.enter]; enter == nil {
		if enter, err = conn.PgConn().Prepare(ctx, known.name(), q.enter, nil); err != nil {
			return nil, nil, err
		}
		known.bySQL[q.enter] = enter
	}
	if q.unprepared {
		return enter, nil, nil
	}
	if statement = known.bySQL[sql]; statement == nil {
		if statement, err = q.prepare(ctx, conn, known.name(), sql, enter.Name); err != nil {
			return nil, nil, err
		}
		known.bySQL[sql] = statement
	}
	return enter, statement, nil
}

func (s *statements) name() string {
	s.made++
	return "tabletap_" + strconv.Itoa(s.made)
}

// prepare resolves sql's names behind the door: what opens it and the Parse message travel in one transaction.
func (q tenantQuerier) prepare(ctx context.Context, conn *pgx.Conn, name, sql, enter string) (*pgconn.StatementDescription, error) {
	pipeline := conn.PgConn().StartPipeline(ctx)
	pipeline.SendQueryPrepared(enter, [][]byte{[]byte(q.key)}, nil, nil)
	pipeline.SendPrepare(name, sql, nil)
	if err := pipeline.Sync(); err != nil {
		return nil, errors.Join(err, pipeline.Close())
	}
	var statement *pgconn.StatementDescription
	for {
		results, err := pipeline.GetResults()
		if err != nil {
			return nil, closeAfter(pipeline, err)
		}
		switch got := results.(type) {
		case *pgconn.ResultReader:
			_, _ = got.Close() // an error comes again with the next result
		case *pgconn.StatementDescription:
			statement = got
			statement.Name, statement.SQL = name, sql
		case *pgconn.PipelineSync:
			return statement, pipeline.Close()
		}
	}
}

// closeAfter gives err, which closing repeats.
func closeAfter(pipeline *pgconn.Pipeline, err error) error {
	_ = pipeline.Close()
	return err
}

func isStale(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == errStalePlan || pg.Code == errNoPrepared)
}

// forgetPrepared gives up what failed: the one statement whose table changed, or all of them when the server does not know them.
func forgetPrepared(conn *pgx.Conn, sql string, err error) {
	known := statementsOf(conn)
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == errNoPrepared {
		clear(known.bySQL)
		return
	}
	statement := known.bySQL[sql]
	if statement == nil {
		return
	}
	delete(known.bySQL, sql)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) //nolint:forbidigo // the call may be over
	defer cancel()
	_ = conn.PgConn().Deallocate(ctx, statement.Name) // on failure the connection ends, and the statement with it
}
