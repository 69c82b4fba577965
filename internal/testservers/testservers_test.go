package testservers

import (
	"context"
	"errors"
	"net/url"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

func TestPostgresURL(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), PostgresURL(t))
	require.NoError(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	var super bool
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT usesuper FROM pg_user WHERE usename = current_user").Scan(&super))
	require.True(t, super)
	address := PostgresURL(t)
	require.Equal(t, address, PostgresURL(t), "one for all who ask")
}

func TestOnlyItsPasswordOpensAServer(t *testing.T) {
	t.Parallel()
	config, err := pgx.ParseConfig(PostgresURL(t))
	require.NoError(t, err)
	config.Password += "x"
	_, err = pgx.ConnectConfig(t.Context(), config)
	require.ErrorContains(t, err, "password authentication failed")
}

func TestRedisURL(t *testing.T) {
	t.Parallel()
	address, err := url.Parse(RedisURL(t))
	require.NoError(t, err)
	require.Equal(t, "redis", address.Scheme)
	require.Equal(t, address.String(), RedisURL(t), "one for all who ask")
}

func TestSharedStartsOnceAndStops(t *testing.T) {
	t.Parallel()
	starts, stops := 0, 0
	s := shared{env: "TESTSERVERS_TEST_UNSET", start: func(context.Context) (string, func() error, error) {
		starts++
		return "url", func() error { stops++; return nil }, nil
	}}
	s.stop() // nobody asked: nothing to stop
	require.Equal(t, "url", s.address(t))
	require.Equal(t, "url", s.address(t))
	s.stop()
	require.Equal(t, []int{1, 1}, []int{starts, stops})
}

func TestTheEnvironmentComesFirst(t *testing.T) {
	const name = "TESTSERVERS_TEST_SET"
	t.Setenv(name, "postgres://elsewhere/")
	s := shared{env: name, start: func(context.Context) (string, func() error, error) {
		return "", nil, errors.New("must not be started")
	}}
	require.Equal(t, "postgres://elsewhere/", s.address(t))
	s.stop()
}
