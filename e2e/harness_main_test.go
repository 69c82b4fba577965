package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
	"github.com/tabletap/console/internal/testservers"
)

// binary is the program under test.
var binary string

// builtVersion is what the binary under test says that it is.
const builtVersion = "0.0.0-e2e"

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	folder, err := process.NewScratch()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = folder.Remove() }()
	binary = filepath.Join(folder.Path, "tabletap")
	if out, err := build(binary); err != nil {
		fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
		return 1
	}
	return testservers.Main(m)
}

func build(path string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	flags := "-X github.com/tabletap/console/internal/cli.version=" + builtVersion
	return exec.CommandContext(ctx, "go", "build", "-ldflags", flags, "-o", path, "../cmd/tabletap").CombinedOutput()
}

// scratch is an empty folder that PostgreSQL's own user can enter, and that ends with the test.
func scratch(t *testing.T) string {
	t.Helper()
	folder, err := process.NewScratch()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, folder.Remove()) })
	return folder.Path
}

// await polls until done, and fails the test when that takes longer than patience.
func await(t *testing.T, patience time.Duration, what string, done func() bool) {
	t.Helper()
	awaitEvery(t, 5*time.Millisecond, patience, what, done)
}

// awaitEvery is await for what it costs much to ask.
func awaitEvery(t *testing.T, pause, patience time.Duration, what string, done func() bool) {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-limit.C:
			require.FailNow(t, "waited too long", "%s: not within %s", what, patience)
		}
	}
}

// now is the time of day, which the program reads from the same clock.
func now() time.Time { return time.Now() }
