package cli_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/cli"
)

func runCheck(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = cli.Main(append([]string{"check"}, args...), strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestCheckSaysWhatToDoAndExitsWithOne(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	code, out, errs := runCheck("--url", server.URL)
	require.Equal(t, 1, code)
	require.Contains(t, out, "refuses connections  → is it running? start it with make run, or pass --url")
	require.Empty(t, errs, "everything has been said")
}

func TestCheckRefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	code, out, errs := runCheck("--url", "localhost:3001")
	require.Equal(t, 1, code)
	require.Empty(t, out)
	require.Equal(t, "tabletap: --url: must be an address such as http://localhost:3001\n", errs)
}
