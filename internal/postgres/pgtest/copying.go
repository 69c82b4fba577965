package pgtest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/stdlib"
)

// driverName is pgx for pgtestdb, copying templates as files.
const driverName = "pgx copying files"

var register = sync.OnceFunc(func() { sql.Register(driverName, copying{stdlib.GetDefaultDriver()}) })

// copying makes databases from templates by copying their files. By default PostgreSQL 15 writes each page of the copy to its log,
// which for the tests' ten megabytes takes five times as long; pgtestdb has no setting for it.
type copying struct{ driver.Driver }

// Open opens a connection.
func (c copying) Open(name string) (driver.Conn, error) {
	conn, err := c.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	pgxConn, ok := conn.(*stdlib.Conn)
	if !ok {
		return nil, errors.New("the driver is not pgx's")
	}
	return copyingConn{pgxConn}, nil
}

type copyingConn struct{ *stdlib.Conn }

// ExecContext runs a statement.
func (c copyingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if strings.HasPrefix(query, "CREATE DATABASE ") && strings.Contains(query, " WITH TEMPLATE ") {
		query += " STRATEGY file_copy"
	}
	return c.Conn.ExecContext(ctx, query, args)
}
