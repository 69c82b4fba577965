package main

import (
	"cmp"
	"context"
	"os"

	"github.com/tabletap/console/internal/testservers"
)

// needed are the servers, and the variable that names each.
var needed = []struct {
	env   string
	start testservers.Starter
}{
	{testservers.PostgresEnv, testservers.StartPostgres},
	{testservers.RedisEnv, testservers.StartRedis},
}

// withServers starts what the environment does not name yet, calls use with the variables to add, and stops everything
// again, also when only a part could be started or a signal came in between.
func withServers(ctx context.Context, signals <-chan os.Signal, use func(env []string) int) (code int) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	var running servers
	defer func() { code = running.stop(code) }()
	if err := running.start(ctx); err != nil {
		return fail(codeServers, err.Error())
	}
	select {
	case sig := <-signals:
		return signalled(sig)
	default:
		return use(running.env)
	}
}

// servers are those that we run, and the variables that name them.
type servers struct {
	env   []string
	stops []func() error
}

func (s *servers) start(ctx context.Context) error {
	for _, server := range needed {
		if os.Getenv(server.env) != "" {
			continue
		}
		url, stop, err := server.start(ctx)
		if err != nil {
			return err
		}
		s.env, s.stops = append(s.env, server.env+"="+url), append(s.stops, stop)
	}
	return nil
}

// stop gives the command's code, unless that was success and a server could not be stopped.
func (s *servers) stop(code int) int {
	for _, stop := range s.stops {
		if err := stop(); err != nil {
			failed := fail(codeServers, err.Error())
			code = cmp.Or(code, failed)
		}
	}
	return code
}
