package e2e

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/pgtest"
)

// published are the ids of the keys that tools may verify with.
func published(t *testing.T, s *server) []string {
	t.Helper()
	var set struct {
		Keys []struct {
			ID      string `json:"kid"`
			Private string `json:"d"`
		} `json:"keys"`
	}
	s.do(t, call{Method: http.MethodGet, URL: "/.well-known/jwks.json"}).read(t, http.StatusOK, &set)
	ids := make([]string, len(set.Keys))
	for i, key := range set.Keys {
		require.Empty(t, key.Private)
		ids[i] = key.ID
	}
	return ids
}

func TestSetupInitialDataTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	counts := func() [2]int {
		url := w.Env["DATABASE_URL"]
		return [2]int{number(t, url, "SELECT count(*)::int FROM public.tools"), number(t, url, "SELECT count(*)::int FROM public.signing_keys")}
	}
	first := w.cli(t, "setup-initial-data")
	require.Zero(t, first.code, "%s", first.stderr)
	require.Equal(t, "The initial data is there.\n", first.stdout)
	once := counts()
	require.Equal(t, [2]int{3, 1}, once)
	require.Equal(t, first, w.cli(t, "setup-initial-data"))
	require.Equal(t, once, counts())
}

func TestKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.Zero(t, w.cli(t, "setup-initial-data").code)
	s := w.serve(t, nil)
	before := published(t, s)
	require.Len(t, before, 1)
	r := w.cli(t, "keys", "rotate")
	require.Zero(t, r.code, "%s", r.stderr)
	made := regexp.MustCompile(`^New signing key (\S+) for launch tokens\.\nNew signing key \S+ for OpenID Connect\.\n$`).FindStringSubmatch(r.stdout)
	require.NotNil(t, made, r.stdout)
	list := w.cli(t, "keys", "list")
	require.Zero(t, list.code)
	lines := strings.Split(strings.TrimSpace(list.stdout), "\n")
	require.Regexp(t, `^KID +ALGORITHM +STATE +SIGNS FROM +VERIFIES UNTIL$`, lines[0])
	require.Len(t, lines, 4, "and one for OpenID Connect")
	for _, kid := range []string{before[0], made[1]} {
		require.True(t, slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, kid+" ") }), list.stdout)
	}
	await(t, patience, "the running server publishes the new key", func() bool { return slices.Contains(published(t, s), made[1]) })
	require.Contains(t, published(t, s), before[0], "tokens that it signed still have to verify")
	require.Zero(t, w.cli(t, "keys", "rotate", "--now").code)
}

// The keys are sealed under SECRET_KEY: without it none are made, and with another one the program says so.
func TestKeysAndTheSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.Zero(t, w.cli(t, "setup-initial-data").code)
	bare := map[string]string{"DATABASE_URL": w.Env["DATABASE_URL"]}
	refused(t, cli(t, bare, "keys", "rotate"), "SECRET_KEY: is required.*")
	refused(t, cli(t, bare, "setup-initial-data"), "SECRET_KEY: is required.*")
	require.Equal(t, 1, number(t, bare["DATABASE_URL"], "SELECT count(*)::int FROM public.signing_keys"))

	other := w.env(map[string]string{"SECRET_KEY": strings.Repeat("another-key-", 4)})
	s := w.serve(t, other)
	p := signUp(t, s, "owner@example.com")
	r := s.as(t, p, http.MethodPost, "/api/tools/sso/generate/", map[string]any{"tool_id": 1})
	require.Equal(t, http.StatusInternalServerError, r.Status, "%s", r)
	require.Contains(t, s.errors(), "SECRET_KEY", "the log says which setting")
}

// What a command does not need may be unset: these only need the database.
func TestCommandsNeedTheDatabaseAlone(t *testing.T) {
	t.Parallel()
	env := map[string]string{"DATABASE_URL": pgtest.New(t).URL}
	requireMade(t, cli(t, env, "tenants", "create", "--name", "X", "--email", "x@example.com"))
	for _, command := range [][]string{{"tenants", "list"}, {"tenants", "show", "x"}, {"keys", "list"}, {"migrate"}, {"migrate", "status"}, {"config"}} {
		r := cli(t, env, command...)
		require.Zero(t, r.code, "%s: %s", command, r.stderr)
		require.Empty(t, r.stderr)
	}
	require.Zero(t, cliWithInput(t, env, firstPassword, "createsuperuser", "--email", operator).code)
}

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	r := cli(t, nil, "openapi")
	require.Zero(t, r.code, "%s", r.stderr)
	require.Empty(t, r.stderr)
	var printed, served map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.stdout), &printed))
	require.Equal(t, "3.1.0", printed["openapi"])
	s := startServe(t, nil)
	s.do(t, call{Method: http.MethodGet, URL: "/api/openapi.json"}).read(t, http.StatusOK, &served)
	require.Equal(t, printed["paths"], served["paths"])
}
