package e2e

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestTools(t *testing.T) {
	t.Parallel()
	env := map[string]string{"DATABASE_URL": pgtest.New(t).URL}
	added := cli(t, env, "tools", "add", "--slug", "loyalty", "--name", "Loyalty", "--url", "https://loyalty.example.com",
		"--redirect-uri", "https://loyalty.example.com/a", "--redirect-uri", "https://loyalty.example.com/b")
	require.Equal(t, result{0, "New tool loyalty with the id 4.\n", ""}, added)
	list := cli(t, env, "tools", "list")
	require.Zero(t, list.code, "%s", list.stderr)
	require.Regexp(t, `(?m)^4\s+loyalty\s+Loyalty\s+https://loyalty\.example\.com\s+true\s+false\s+false\s+-$`, list.stdout)

	refused := cli(t, env, "tools", "add", "--slug", "A b", "--url", "http://example.com")
	require.Equal(t, 1, refused.code)
	require.Equal(t, "tabletap: name: This field may not be blank.\n"+
		"tabletap: slug: Use lower case letters, digits and single hyphens between them, 50 at most.\n"+
		"tabletap: url: Enter an absolute https address without a fragment; http is for this machine only.\n", refused.stderr)
	require.Equal(t, result{1, "", "tabletap: slug: There is a tool with this slug already.\n"},
		cli(t, env, "tools", "add", "--slug", "pos", "--name", "POS", "--url", "https://pos.example.com"))
	require.Equal(t, result{1, "", "tabletap: slug: There is no tool with this slug.\n"}, cli(t, env, "tools", "credentials", "--slug", "nothing"))
	require.Equal(t, 1, cli(t, env, "tools", "credentials", "--slug", "pos", "--overlap", "-1h").code)
}

// A tool of the browser's is made and changed without a word of SQL.
func TestPublicTools(t *testing.T) {
	t.Parallel()
	env := map[string]string{"DATABASE_URL": pgtest.New(t).URL}
	added := cli(t, env, "tools", "add", "--slug", "kiosk", "--name", "Kiosk", "--url", "https://kiosk.example.com", "--public")
	require.Regexp(t, `^New tool kiosk with the id 4\.\nclient_id: ttc_[a-z2-7]{20}\n$`, added.stdout)
	_, client, _ := strings.Cut(strings.TrimSpace(added.stdout), "client_id: ")
	changed := cli(t, env, "tools", "update", "--slug", "kiosk", "--url", "https://kiosk.example.com/v2", "--redirect-uri", "https://kiosk.example.com/a")
	require.Equal(t, result{0, "Changed tool kiosk.\nclient_id: " + client + "\n", ""}, changed)
	require.Regexp(t, `(?m)^4\s+kiosk\s+Kiosk\s+https://kiosk\.example\.com/v2\s+true\s+false\s+true\s+`+client+`$`,
		cli(t, env, "tools", "list").stdout, "what is not said stays")
	require.Equal(t, changed, cli(t, env, "tools", "update", "--slug", "kiosk", "--public=false"), "the client id stays")
	require.Regexp(t, `(?m)^4\s.*\sfalse\s+`+client+`$`, cli(t, env, "tools", "list").stdout)
	require.Equal(t, result{0, "Changed tool menu.\n", ""}, cli(t, env, "tools", "update", "--slug", "menu", "--url", "https://menu.example.com"))

	require.Equal(t, result{1, "", "tabletap: slug: There is no tool with this slug.\n"}, cli(t, env, "tools", "update", "--slug", "nothing"))
	require.Equal(t, 1, cli(t, env, "tools", "update", "--slug", "kiosk", "--redirect-uri", "http://example.com").code)
}

var printedCredentials = regexp.MustCompile(`^client_id: (ttc_[a-z2-7]{20})\nclient_secret: (tsk_[A-Za-z0-9_-]{43})\n$`)

// A command beside the server: what it makes counts there at once, and what it ends is over there.
func TestCredentialsFromTheCommandLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	credentials := func(arguments ...string) (authorization, said string) {
		t.Helper()
		r := w.cli(t, append([]string{"tools", "credentials", "--slug", "pos"}, arguments...)...)
		require.Zero(t, r.code, "%s", r.stderr)
		found := printedCredentials.FindStringSubmatch(r.stdout)
		require.NotNil(t, found, "%q", r.stdout)
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(found[1]+":"+found[2])), r.stderr
	}
	introspect := func(authorization string) int {
		t.Helper()
		return s.do(t, call{
			Method: http.MethodPost, URL: "/api/tools/sso/introspect/", Body: map[string]any{"token": "x"},
			Header: map[string]string{"Authorization": authorization},
		}).Status
	}
	first, said := credentials()
	require.Empty(t, said)
	await(t, patience, "the server hears of it", func() bool { return introspect(first) == http.StatusOK })
	second, said := credentials("--overlap", "1h")
	require.Contains(t, said, "The secrets before this one end at ")
	await(t, patience, "the server hears of it", func() bool { return introspect(second) == http.StatusOK })
	require.Equal(t, http.StatusOK, introspect(first))
	third, _ := credentials("--overlap", "0")
	await(t, patience, "the server hears of it", func() bool {
		return introspect(second) == http.StatusUnauthorized && introspect(first) == http.StatusUnauthorized
	})
	require.Equal(t, http.StatusOK, introspect(third))
}
