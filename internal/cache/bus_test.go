package cache

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func numbers(s *System) (*Cache[int, int64], *counting) {
	return Bind[int, int64](s.Bus, "number", strconv.Atoi, Options{}), &counting{}
}

func TestDropReachesTheOtherInstance(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	a, b := instance(t, Config{DatabaseURL: url}), instance(t, Config{DatabaseURL: url})
	cache, l := numbers(b)
	dropped := drops(b, "number")
	ready(t, a, b)
	require.Equal(t, AllKeys, next(t, dropped), "everything goes when the path opens")
	require.EqualValues(t, 1, get(t, cache, 7, l.load))
	require.EqualValues(t, 2, get(t, cache, 8, l.load))
	require.EqualValues(t, 1, get(t, cache, 7, l.load), "it is kept")

	require.NoError(t, pgx.BeginFunc(t.Context(), connect(t, url), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE SCHEMA tenant; SET LOCAL search_path = tenant`)
		require.NoError(t, err)
		require.NoError(t, a.Bus.Publish(t.Context(), tx, "number", "7"))
		require.EqualValues(t, 1, get(t, cache, 7, l.load), "nothing changed yet")
		return nil
	}))
	require.Equal(t, "7", next(t, dropped))
	require.EqualValues(t, 3, get(t, cache, 7, l.load))
	require.EqualValues(t, 2, get(t, cache, 8, l.load))
}

func TestRollbackSendsNothing(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	a, b := instance(t, Config{DatabaseURL: url}), instance(t, Config{DatabaseURL: url})
	dropped := drops(b, "number")
	ready(t, b)
	require.Equal(t, AllKeys, next(t, dropped), "everything goes when the path opens")
	conn := connect(t, url)
	require.ErrorIs(t, pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
		require.NoError(t, a.Bus.Publish(t.Context(), tx, "number", "7"))
		return errDown
	}), errDown)
	require.NoError(t, a.Bus.Publish(t.Context(), conn, "number", "8"))
	require.Equal(t, "8", next(t, dropped), "the first to arrive is the one that was committed")
}

func TestOwnDropsAreImmediate(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	a := instance(t, Config{DatabaseURL: url})
	cache, l := numbers(a)
	ready(t, a)
	require.EqualValues(t, 1, get(t, cache, 7, l.load))
	a.Bus.Drop(t.Context(), "number", "7")
	require.EqualValues(t, 2, get(t, cache, 7, l.load))
}

func TestManyKeysTravelInOneStatement(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	a := instance(t, Config{DatabaseURL: url})
	dropped := drops(a, "long")
	ready(t, a)
	require.Equal(t, AllKeys, next(t, dropped))
	var keys []string
	for i := range 1_000 {
		keys = append(keys, strings.Repeat("ключ<&>\"\\\n", 10)+strconv.Itoa(i))
	}
	require.NoError(t, a.Bus.Publish(t.Context(), connect(t, url), "long", keys...))
	for _, key := range keys {
		require.Equal(t, key, next(t, dropped))
	}
}

func TestKeysThatWouldNotArriveAreRefused(t *testing.T) {
	t.Parallel()
	a, err := New(t.Context(), Config{DisableListen: true})
	require.NoError(t, err)
	for _, key := range []string{"", "a\x00b", "\xff", strings.Repeat("x", 3_000), strings.Repeat("<", 1_000)} {
		require.ErrorIs(t, a.Bus.Publish(t.Context(), nil, "number", "7", key), errBadName)
		require.ErrorIs(t, a.Bus.Publish(t.Context(), nil, key, "7"), errBadName)
	}
	require.NoError(t, a.Bus.Publish(t.Context(), nil, "number"), "no keys, nothing to say")
}

func TestUnreadableMessagesDropEverything(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	a := instance(t, Config{DatabaseURL: url})
	cache, l := numbers(a)
	dropped := drops(a, "number")
	ready(t, a)
	require.Equal(t, AllKeys, next(t, dropped))
	conn := connect(t, url)
	for i, payload := range []string{`["number","seven"]`, `["number","*"]`, `nonsense`, `{}`, `["number"]`, `[1]`} {
		require.EqualValues(t, i+1, get(t, cache, 7, l.load), payload)
		_, err := conn.Exec(t.Context(), "SELECT pg_notify($1, $2)", notifyChannel, payload)
		require.NoError(t, err)
		next(t, dropped)
	}
	require.EqualValues(t, 7, get(t, cache, 7, l.load))
}

func TestCachesAreBypassedWithoutAPath(t *testing.T) {
	t.Parallel()
	a := instance(t, Config{DisableListen: true})
	cache, l := numbers(a)
	require.False(t, a.Bus.Live())
	require.EqualValues(t, 1, get(t, cache, 7, l.load))
	require.EqualValues(t, 2, get(t, cache, 7, l.load))
	require.Zero(t, cache.Len())
}

func TestEverythingIsForgottenWhenTheListenerDies(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	logs := newLogbook()
	gate, refused := make(chan struct{}, 1), make(chan string, 1_000) // a connection is opened for each token
	connector, err := connector(url)
	require.NoError(t, err)
	a := instance(t, Config{Logger: logs.logger(), Connect: func(ctx context.Context) (*pgx.Conn, error) {
		select {
		case <-gate:
			return connector(ctx)
		default:
			refused <- "refused"
			return nil, errDown
		}
	}})
	cache, l := numbers(a)
	next(t, refused)
	require.False(t, a.Bus.Live())
	require.EqualValues(t, 1, get(t, cache, 7, l.load))
	gate <- struct{}{}
	ready(t, a)
	require.EqualValues(t, 2, get(t, cache, 7, l.load))
	require.EqualValues(t, 2, get(t, cache, 7, l.load))

	_, err = connect(t, url).Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE application_name = 'tabletap-listen' AND datname = current_database()`)
	require.NoError(t, err)
	require.NoError(t, a.Bus.await(within(t), false))
	require.EqualValues(t, 3, get(t, cache, 7, l.load))
	require.EqualValues(t, 4, get(t, cache, 7, l.load), "bypassed: a drop could be missed now")
	require.Zero(t, cache.Len())

	gate <- struct{}{}
	ready(t, a)
	require.EqualValues(t, 5, get(t, cache, 7, l.load), "nothing from before is left")
	require.EqualValues(t, 5, get(t, cache, 7, l.load))
	require.Equal(t, 2, logs.count("path is down"), "once a loss, not once an attempt")
	logs.wait(t, "path open", 2)
	require.Equal(t, 2, logs.count("path open"))
}

func TestLoadThatOutlivesTheListenerIsNotKept(t *testing.T) {
	t.Parallel()
	bus := newBus(nil, "", false)
	c := Bind[int, int64](bus, "number", strconv.Atoi, Options{})
	for name, events := range map[string][]bool{"down": {false}, "down and up": {false, true}} {
		bus.turn(true)
		_, err := c.Get(t.Context(), 7, func(context.Context, int) (int64, error) {
			for _, up := range events {
				bus.turn(up)
			}
			return 1, nil
		})
		require.NoError(t, err)
		require.Zero(t, c.Len(), name)
	}
}

func TestStopsAndRefuses(t *testing.T) {
	t.Parallel()
	_, err := New(t.Context(), Config{})
	require.ErrorIs(t, err, errNoPath)
	_, err = New(t.Context(), Config{DatabaseURL: "postgres://%zz"})
	require.Error(t, err)
	_, err = New(t.Context(), Config{DisableListen: true, RedisURL: "redis://:hush@[bad"})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "hush")

	a := instance(t, Config{DatabaseURL: newDatabase(t)})
	a.Start(t.Context())
	ready(t, a)
	a.Close()
	a.Close()
	a.Start(t.Context())
	require.False(t, a.Bus.Live())
	require.ErrorIs(t, a.Bus.Ready(cancelled(t)), context.Canceled)
}

func cancelled(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
