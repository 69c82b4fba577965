package cli_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/cli"
)

func runSandbox(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = cli.Main(append([]string{"sandbox"}, args...), strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// standIn answers as the stand-in for Paystack does at its clock.
func standIn(t *testing.T, status int, body string) (url string, asked *string) {
	t.Helper()
	asked = new(string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Advance string `json:"advance"`
		}
		_ = json.NewDecoder(r.Body).Decode(&in)
		*asked = r.Method + " " + r.URL.Path + " " + r.Header.Get("Authorization") + " " + in.Advance
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func TestTimeIsLetPass(t *testing.T) {
	t.Parallel()
	url, asked := standIn(t, http.StatusOK, `{"now":"2026-12-28T09:30:00Z"}`)
	code, out, errs := runSandbox("advance", "31d", "--url", url+"/")
	require.Zero(t, code, errs)
	require.Equal(t, "It is now Monday, 28 December 2026 09:30:00 UTC, 31d later. What was due by then has happened.\n", out)
	require.Equal(t, "POST /sandbox/paystack/sandbox/clock Bearer sk_test_sandbox 31d", *asked)

	code, out, errs = runSandbox("clock", "--url", url)
	require.Zero(t, code, errs)
	require.Equal(t, "Monday, 28 December 2026 09:30:00 UTC\n", out)
	require.Equal(t, "GET /sandbox/paystack/sandbox/clock Bearer sk_test_sandbox ", *asked)
}

func TestTimeThatDoesNotPassSaysWhy(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	answer := func(status int, body string) string {
		url, _ := standIn(t, status, body)
		return url
	}
	for want, url := range map[string]string{
		"nothing runs at http://127":                                           closed.URL,
		"has no stand-in for Paystack: only `tabletap dev` has one":            answer(http.StatusNotFound, `{"detail":"Not found."}`),
		"set PAYSTACK_SECRET_KEY to the one that it was started with":          answer(http.StatusUnauthorized, `{"status":false,"message":"Invalid key"}`),
		"tabletap: advance must be a duration above 0\n":                       answer(http.StatusBadRequest, `{"status":false,"message":"advance must be a duration above 0"}`),
		"tabletap: --url: must be an address such as http://localhost:3001\n":  "localhost:3001",
		"has no stand-in for Paystack: only `tabletap dev` has one, and time ": answer(http.StatusOK, `<!doctype html>`),
	} {
		code, out, errs := runSandbox("advance", "31x", "--url", url)
		require.Equal(t, 1, code)
		require.Empty(t, out)
		require.Contains(t, errs, want)
	}
}
