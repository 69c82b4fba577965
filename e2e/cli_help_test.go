package e2e

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// howToUpdate writes the golden files anew.
const howToUpdate = "go test ./e2e -run 'TestHelp|TestWhoMayCallWhat' -update"

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "when this is meant: %s", howToUpdate)
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for _, command := range []string{
		"", "dev", "serve", "worker", "migrate", "migrate status", "createsuperuser", "setup-initial-data", "tenants", "tenants create",
		"tenants list", "tenants show", "analytics", "analytics rebuild", "billing", "billing reconcile", "keys", "keys list", "keys rotate", "tools", "tools list", "tools add",
		"tools update", "tools credentials", "sandbox", "sandbox advance", "sandbox clock", "webhooks", "webhooks list", "webhooks show",
		"webhooks replay", "check", "openapi", "config", "version",
	} {
		t.Run("tabletap "+command, func(t *testing.T) {
			t.Parallel()
			r := cli(t, nil, append([]string{"help"}, strings.Fields(command)...)...)
			require.Zero(t, r.code, "%s", r.stderr)
			require.Empty(t, r.stderr)
			golden(t, strings.ReplaceAll(strings.TrimSpace("help "+command), " ", "_"), r.stdout)
			flagged := cli(t, nil, append(strings.Fields(command), "--help")...)
			require.Equal(t, r, flagged)
		})
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	r := cli(t, map[string]string{"DB_PORT": "nonsense"}, "version") // needs no settings
	require.Equal(t, result{0, "tabletap " + builtVersion + " " + runtime.GOOS + "/" + runtime.GOARCH + " " + runtime.Version() + "\n", ""}, r)
}
