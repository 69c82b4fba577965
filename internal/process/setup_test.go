package process

import (
	"context"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// parentEnv turns the test binary into a program that starts a child and waits to be killed.
const parentEnv = "PROCESS_TEST_PARENT"

func TestMain(m *testing.M) {
	if os.Getenv(parentEnv) != "" {
		os.Exit(parent())
	}
	os.Exit(m.Run())
}

// parent starts a child, as nobody when it can, and prints its id.
func parent() int {
	user := (*User)(nil)
	if os.Geteuid() == 0 {
		user = &User{UID: 65534, GID: 65534}
	}
	child, err := Start(Spec{Path: "/bin/sleep", Args: []string{"600"}, User: user, OnOurDeath: syscall.SIGINT})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(child.PID())
	_, _ = os.Stdin.Read(make([]byte, 1))
	return 0
}

const (
	long = 30 * time.Second
	poll = 10 * time.Millisecond
)

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), long)
	t.Cleanup(cancel)
	return ctx
}

// shell starts a script that prints a line when it is ready, and waits for that.
func shell(t *testing.T, script string, args ...string) *Child {
	t.Helper()
	out, in, err := os.Pipe()
	require.NoError(t, err)
	defer out.Close()
	child, err := Start(Spec{Path: "/bin/sh", Args: append([]string{"-c", script, "sh"}, args...), Stdout: in})
	require.NoError(t, in.Close())
	require.NoError(t, err)
	t.Cleanup(func() { _ = child.SignalGroup(syscall.SIGKILL); <-child.Done() })
	require.NoError(t, out.SetReadDeadline(time.Now().Add(long)))
	_, err = out.Read(make([]byte, 1))
	require.NoError(t, err)
	return child
}

func requireGone(t *testing.T, pid int) {
	t.Helper()
	require.Eventually(t, func() bool { return CommandLine(pid) == "" }, long, poll)
}
