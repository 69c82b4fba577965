package main

import (
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
	var env []string
	for _, server := range needed {
		if os.Getenv(server.env) != "" {
			continue
		}
		url, stop, err := server.start(ctx)
		if err != nil {
			return fail(codeServers, err.Error())
		}
		defer func() {
			if err := stop(); err != nil {
				code = max(code, fail(codeServers, err.Error()))
			}
		}()
		env = append(env, server.env+"="+url)
	}
	select {
	case sig := <-signals:
		return signalled(sig)
	default:
		return use(env)
	}
}
