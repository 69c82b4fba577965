package e2e

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/pgtest"
)

// refused fails unless the command ended with 1 and exactly these lines for people, in any order. Lines of the log are JSON.
func refused(t *testing.T, r result, want ...string) {
	t.Helper()
	require.Equal(t, 1, r.code, "%s%s", r.stdout, r.stderr)
	require.Empty(t, r.stdout)
	require.NotContains(t, r.stderr, "goroutine ")
	var lines []string
	for line := range strings.Lines(r.stderr) {
		if !strings.HasPrefix(line, "{") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	require.Len(t, lines, len(want), "%s", r.stderr)
	for _, pattern := range want {
		require.Regexp(t, "(?m)^tabletap: "+pattern+"$", r.stderr)
	}
}

// production is a complete configuration of nothing that exists.
func production() map[string]string {
	return map[string]string{
		"DATABASE_URL": "postgres://tabletap:topsecret@127.0.0.1:1/tabletap", "SECRET_KEY": secretKey, "LISTEN": anyPort,
		"CLERK_SECRET_KEY": "sk_live_topsecret", "CLERK_PUBLISHABLE_KEY": "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k",
		"CLERK_WEBHOOK_SECRET": "whsec_dG9wc2VjcmV0",
	}
}

func TestABadSettingStopsTheStartWithOneLine(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t).URL
	for name, c := range map[string]struct {
		set  map[string]string
		want []string
	}{
		"no secret key":       {map[string]string{"SECRET_KEY": ""}, []string{"SECRET_KEY: must have at least 32 characters"}},
		"short secret key":    {map[string]string{"SECRET_KEY": "short"}, []string{"SECRET_KEY: must have at least 32 characters"}},
		"another database":    {map[string]string{"DATABASE_URL": "mysql://127.0.0.1/x"}, []string{"DATABASE_URL: .*postgres://.*"}},
		"no URL":              {map[string]string{"DATABASE_URL": "127.0.0.1:5432"}, []string{"DATABASE_URL: .*postgres://.*"}},
		"two databases":       {map[string]string{"DB_HOST": "127.0.0.1"}, []string{"DATABASE_URL: set this or DB_HOST, not both"}},
		"the stand-in's key":  {map[string]string{"CLERK_SECRET_KEY": clerkKey}, []string{"CLERK_SECRET_KEY: .*DEBUG=True.*"}},
		"the stand-in itself": {map[string]string{"CLERK_API_URL": "http://localhost:3001/sandbox/clerk"}, []string{"CLERK_SECRET_KEY: .*DEBUG=True.*"}},
		"no webhook secret":   {map[string]string{"CLERK_WEBHOOK_SECRET": ""}, []string{"CLERK_WEBHOOK_SECRET: is required.*"}},
		"no issuer":           {map[string]string{"CLERK_PUBLISHABLE_KEY": ""}, []string{"CLERK_PUBLISHABLE_KEY: .*CLERK_ISSUER.*"}},
		"publishable key":     {map[string]string{"CLERK_PUBLISHABLE_KEY": "pk_live_!"}, []string{"CLERK_PUBLISHABLE_KEY: .*"}},
		"public key":          {map[string]string{"CLERK_JWT_KEY": "no key"}, []string{"CLERK_JWT_KEY: .*"}},
		"log level":           {map[string]string{"LOG_LEVEL": "loud"}, []string{`LOG_LEVEL: "loud" is none of debug, info, warn, error`}},
		"address":             {map[string]string{"LISTEN": "3001"}, []string{`LISTEN: "3001" is no address.*`}},
		"number":              {map[string]string{"DB_PORT": "many"}, []string{"DB_PORT: .*"}},
		"truth":               {map[string]string{"DEBUG": "perhaps"}, []string{"DEBUG: .*"}},
		"origin":              {map[string]string{"CORS_ALLOWED_ORIGINS": "example.com"}, []string{"CORS_ALLOWED_ORIGINS: .*"}},
		"proxies":             {map[string]string{"TRUSTED_PROXIES": "10.0.0.0"}, []string{"TRUSTED_PROXIES: .*"}},
		"three at once": {
			map[string]string{"SECRET_KEY": "", "LOG_LEVEL": "loud", "REDIS_URL": "http://x"}, []string{"LOG_LEVEL: .*", "REDIS_URL: .*", "SECRET_KEY: .*"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := production()
			env["DATABASE_URL"] = url
			maps.Copy(env, c.set)
			refused(t, cli(t, env, "serve"), c.want...)
		})
	}
}

func TestADatabaseOutOfReach(t *testing.T) {
	t.Parallel()
	url := pgtest.Empty(t).URL
	for name, c := range map[string]struct{ url, want string }{
		"nobody listens":   {"postgres://tabletap:topsecret@127.0.0.1:1/tabletap", ".*127.0.0.1:1.*"},
		"wrong password":   {strings.Replace(url, "pgtdbpass", "topsecret", 1), ".*password.*"},
		"no such database": {strings.Replace(url, "/testdb", "/no_such", 1), ".*no_such.*does not exist.*"},
	} {
		for _, command := range [][]string{{"serve"}, {"migrate"}, {"tenants", "list"}} {
			t.Run(name+"/"+command[0], func(t *testing.T) {
				t.Parallel()
				env := production()
				env["DATABASE_URL"] = c.url
				r := cli(t, env, command...)
				refused(t, r, c.want)
				require.NotContains(t, r.stderr, "topsecret")
			})
		}
	}
}

func TestAWrongCommandLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"command":  {[]string{"serv"}, `unknown command "serv" for "tabletap".*`},
		"of many":  {[]string{"tenants", "creat"}, `unknown command "creat" for "tabletap tenants".*`},
		"flag":     {[]string{"serve", "--port", "1"}, "unknown flag: --port"},
		"argument": {[]string{"serve", "now"}, `unknown command "now" for "tabletap serve"`},
		"missing":  {[]string{"tenants", "show"}, "accepts 1 arg.*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := cli(t, nil, c.args...)
			require.Equal(t, 1, r.code)
			require.Regexp(t, "^tabletap: "+c.want, r.stderr)
		})
	}
}

func TestASettingsFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".env"), []byte("LOG_LEVEL=loud\nSECRET_KEY=short\n"), 0o600))
	p := launchIn(t, dir, map[string]string{"SECRET_KEY": secretKey}, "", "config")
	require.Equal(t, 1, p.wait(t))
	require.Equal(t, "tabletap: LOG_LEVEL: \"loud\" is none of debug, info, warn, error\n", p.errors(), "the environment wins")
}

func TestConfigHidesSecrets(t *testing.T) {
	t.Parallel()
	env := production()
	env["PAYSTACK_SECRET_KEY"], env["DB_PASSWORD"], env["REDIS_URL"] = "sk_paystack_topsecret", "topsecret", "redis://:topsecret@127.0.0.1:6379/0"
	r := cli(t, env, "config")
	require.Zero(t, r.code, "%s", r.stderr)
	for _, hidden := range []string{"topsecret", secretKey, "whsec_dG9wc2VjcmV0"} {
		require.NotContains(t, r.stdout+r.stderr, hidden)
	}
	require.Regexp(t, `(?m)^DATABASE_URL +postgres://tabletap:xxxxx@127.0.0.1:1/tabletap `, r.stdout)
	require.Regexp(t, `(?m)^CLERK_PUBLISHABLE_KEY +pk_live_Y2xlcmsuZXhhbXBsZS5jb20k `, r.stdout)
	for _, variable := range []string{"SECRET_KEY", "LISTEN", "TRIAL_DAYS", "CLERK_JWT_KEY", "OTEL_EXPORTER_OTLP_ENDPOINT"} {
		require.Regexp(t, "(?m)^"+variable+" ", r.stdout)
	}
}
