package paystack_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

// TestAnotherAuthorsClient has a published client library for Node.js tell whether the stand-in is like Paystack.
func TestAnotherAuthorsClient(t *testing.T) {
	t.Parallel()
	installClient(t)
	s := paystacktest.New(t)
	story := exec.CommandContext(t.Context(), "node", "testdata/client/story.mjs", s.APIURL(), paystacktest.SecretKey)
	output, err := story.CombinedOutput()
	require.NoError(t, err, string(output))
	require.Equal(t, []string{"customer", "plan", "payment", "saved", "card", "subscription", "refund", "refusals"},
		strings.Fields(string(output)))
}

// installClient fetches the library when `make test` has not.
func installClient(t *testing.T) {
	t.Helper()
	_, err := os.Stat("testdata/client/node_modules/paystack-sdk/package.json")
	if !errors.Is(err, fs.ErrNotExist) {
		require.NoError(t, err)
		return
	}
	install := exec.CommandContext(t.Context(), "npm", "ci", "--prefer-offline", "--no-progress", "--loglevel=error")
	install.Dir = "testdata/client"
	output, err := install.CombinedOutput()
	require.NoError(t, err, string(output))
}
