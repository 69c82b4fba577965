package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Pipeline is statements that travel together: all are sent before the first is answered. The zero Pipeline is empty.
type Pipeline struct {
	statements []statement
	err        error
}

type statement struct {
	sql  string
	args []any
	run  func(Querier) error
}

// Add puts a statement at the end. run calls one method of sqlc's on the Querier that it is given, and is itself called twice: now, to
// learn the statement, and once the answer is there, to read it.
func (p *Pipeline) Add(run func(Querier) error) {
	asked := &question{}
	if err := run(asked); !errors.Is(err, errAsked) && p.err == nil {
		p.err = errors.Join(errors.New("postgres: a pipeline's statement asked for nothing"), err)
	}
	p.statements = append(p.statements, statement{sql: asked.sql, args: asked.args, run: run})
}

// SharedPipelined is Shared in few round trips: the statements of first travel with BEGIN, and those that fn returns with COMMIT. fn can
// use what the first answered. The transaction fails with the first statement that does.
func (db *DB) SharedPipelined(ctx context.Context, first *Pipeline, fn func(Tx) (last *Pipeline, err error)) error {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return Translate(err)
	}
	defer conn.Release()
	tx, err := first.begin(ctx, conn.Conn())
	if err != nil {
		return Translate(err)
	}
	defer rollBack(ctx, tx)
	last, err := fn(tx)
	if err != nil {
		return Translate(err)
	}
	return Translate(last.commit(ctx, tx))
}

// begin sends BEGIN and the statements, and reads their answers.
func (p *Pipeline) begin(ctx context.Context, conn *pgx.Conn) (tx Tx, err error) {
	var batch pgx.Batch
	batch.BeginTx(pgx.TxOptions{})
	results := p.send(ctx, conn, &batch)
	tx = results.Tx()
	if _, err = results.Exec(); err == nil {
		err = p.read(results)
	}
	if closing := results.Close(); err == nil {
		err = closing
	}
	if err != nil {
		rollBack(ctx, tx)
		return nil, err
	}
	return tx, nil
}

// commit sends the statements and COMMIT, and reads their answers. An error that PostgreSQL reports of a statement is one of before the
// commit, which it then has not reached.
func (p *Pipeline) commit(ctx context.Context, tx Tx) error {
	results := p.send(ctx, tx.Conn(), &pgx.Batch{}, "commit")
	err := p.read(results)
	if err == nil {
		var tag pgconn.CommandTag
		if tag, err = results.Exec(); err == nil && tag.String() == "ROLLBACK" {
			err = pgx.ErrTxCommitRollback
		}
	}
	if closing := results.Close(); err == nil {
		err = closing
	}
	return err
}

func (p *Pipeline) send(ctx context.Context, conn *pgx.Conn, batch *pgx.Batch, after ...string) pgx.BatchResults {
	if p.err != nil {
		return pgx.FailedBatchResults(batch, p.err)
	}
	for _, s := range p.statements {
		batch.Queue(s.sql, s.args...)
	}
	for _, sql := range after {
		batch.Queue(sql)
	}
	return conn.SendBatch(ctx, batch)
}

func (p *Pipeline) read(results pgx.BatchResults) error {
	for _, s := range p.statements {
		if err := s.run(answered{results}); err != nil {
			return err
		}
	}
	return nil
}

// rollBack ends a transaction that is still open, also for a caller who has gone away. After a commit it does nothing.
func rollBack(ctx context.Context, tx Tx) {
	if tx == nil || tx.Conn() == nil || tx.Conn().PgConn().TxStatus() == 'I' {
		return
	}
	cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = tx.Rollback(cleanup) // a connection that cannot is closed, and its transaction with it
}

// question notes what it is asked.
type question struct {
	sql  string
	args []any
}

var errAsked = errors.New("postgres: the answer is not there yet")

func (q *question) Exec(_ context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	q.sql, q.args = sql, args
	return pgconn.CommandTag{}, errAsked
}

func (q *question) Query(_ context.Context, sql string, args ...any) (pgx.Rows, error) {
	q.sql, q.args = sql, args
	return nil, errAsked
}

func (q *question) QueryRow(_ context.Context, sql string, args ...any) pgx.Row {
	q.sql, q.args = sql, args
	return singleRow{err: errAsked}
}

// answered gives what the next statement of a pipeline was answered.
type answered struct{ results pgx.BatchResults }

func (a answered) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	return a.results.Exec()
}

func (a answered) Query(context.Context, string, ...any) (pgx.Rows, error) { return a.results.Query() }

func (a answered) QueryRow(context.Context, string, ...any) pgx.Row { return a.results.QueryRow() }
