package testservers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/cache/redistest"
	"github.com/tabletap/console/internal/postgres/embedded"
	"github.com/tabletap/console/internal/process"
)

// The variables that name servers which somebody else started.
const (
	PostgresEnv = "TABLETAP_TEST_DATABASE_URL"
	RedisEnv    = "TABLETAP_TEST_REDIS_URL"
)

const (
	startTimeout   = time.Minute
	maxConnections = 300 // packages test side by side, each with pools of its own
)

// Main runs a package's tests and then stops the servers they used. Its result is for os.Exit.
func Main(m *testing.M) int {
	defer postgres.stop()
	defer redis.stop()
	return m.Run()
}

// PostgresURL is a superuser's connection URL for the database "postgres" of a server whose data may be lost (fsync is
// off). A package whose tests use it calls Main.
func PostgresURL(tb testing.TB) string {
	tb.Helper()
	return postgres.address(tb)
}

// RedisURL is the URL of a Redis that other tests use at the same time. A package whose tests use it calls Main. To kill
// one, start it with redistest.New.
func RedisURL(tb testing.TB) string {
	tb.Helper()
	return redis.address(tb)
}

var (
	postgres = shared{env: PostgresEnv, start: StartPostgres}
	redis    = shared{env: RedisEnv, start: StartRedis}
)

// Starter starts a server. The function it returns stops it and removes its files.
type Starter func(ctx context.Context) (url string, stop func() error, err error)

// shared is one server a test program, started by the first test that asks.
type shared struct {
	env   string
	start Starter

	once sync.Once
	url  string
	halt func() error
	err  error
}

func (s *shared) address(tb testing.TB) string {
	tb.Helper()
	s.once.Do(func() { s.begin(tb.Context()) })
	require.NoError(tb, s.err)
	return s.url
}

func (s *shared) begin(ctx context.Context) {
	if s.url = os.Getenv(s.env); s.url != "" { //nolint:forbidigo // for tests only, so not among the settings
		return
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	s.url, s.halt, s.err = s.start(ctx)
}

func (s *shared) stop() {
	if s.halt == nil {
		return
	}
	if err := s.halt(); err != nil {
		fmt.Fprintln(os.Stderr, "stop a test server:", err)
	}
}

// StartPostgres starts a PostgreSQL of its own in a temporary folder, for test programs that are not tests.
func StartPostgres(ctx context.Context) (url string, stop func() error, err error) {
	scratch, err := process.NewScratch()
	if err != nil {
		return "", nil, err
	}
	server, err := embedded.Start(ctx, embedded.Config{
		DataDir: scratch.Path + "/postgres", Disposable: true, MaxConnections: maxConnections,
	})
	if err != nil {
		_ = scratch.Remove()
		return "", nil, err
	}
	address := server.SuperuserURL("postgres")
	if err := easeConnecting(ctx, address); err != nil {
		return "", nil, errors.Join(err, server.Stop(ctx), scratch.Remove())
	}
	stop = func() error {
		ended, cancel := context.WithCancel(ctx)
		cancel() // data that is thrown away needs no checkpoint: be quick
		if err := server.Stop(ended); err != nil {
			return err
		}
		return scratch.Remove()
	}
	return address, stop, nil
}

// easeConnecting does so for the superuser, as whom databases of tests are made and dropped.
func easeConnecting(ctx context.Context, address string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("connect to a test server: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return EaseConnecting(ctx, conn, conn.Config().User, conn.Config().Password)
}

// StartRedis starts a Redis of its own.
func StartRedis(ctx context.Context) (url string, stop func() error, err error) {
	server, err := redistest.Start(ctx)
	if err != nil {
		return "", nil, err
	}
	return server.URL(), server.Stop, nil
}
