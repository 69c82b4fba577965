package e2e

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// connect opens a connection to the database of a test.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

// execute runs statements in the database behind the program's back.
func execute(t *testing.T, url, statements string) {
	t.Helper()
	conn := connect(t, url)
	_, err := conn.Exec(t.Context(), statements)
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
}

// number is the only value of a query.
func number(t *testing.T, url, query string, args ...any) int {
	t.Helper()
	conn := connect(t, url)
	var n int
	require.NoError(t, conn.QueryRow(t.Context(), query, args...).Scan(&n))
	require.NoError(t, conn.Close(t.Context()))
	return n
}
