package redistest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
)

// ask sends a command after signing in, and returns the answer's first line.
func ask(t *testing.T, s *Server, command string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", s.Addr(), 5*time.Second)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = fmt.Fprintf(conn, "AUTH %s\r\n%s\r\n", s.password, command)
	require.NoError(t, err)
	answers := bufio.NewReader(conn)
	_, err = answers.ReadString('\n')
	require.NoError(t, err)
	answer, err := answers.ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(answer)
}

func TestItComesBackEmptyOnTheSamePort(t *testing.T) {
	t.Parallel()
	s := New(t)
	url := s.URL()
	require.Equal(t, "+OK", ask(t, s, "SET key value"))
	require.NoError(t, s.Kill())
	require.NoError(t, s.Kill(), "twice")
	_, err := net.DialTimeout("tcp", s.Addr(), time.Second)
	require.Error(t, err)
	require.NoError(t, s.Restart(t.Context()))
	require.Equal(t, url, s.URL())
	require.Equal(t, "$-1", ask(t, s, "GET key"))
	require.NoError(t, s.Restart(t.Context()), "also while it runs")
	require.Equal(t, "+PONG", ask(t, s, "PING"))
}

func TestStrangersAreRefused(t *testing.T) {
	t.Parallel()
	s := New(t)
	require.Contains(t, s.URL(), s.password)
	require.NotContains(t, process.CommandLine(s.child.PID()), s.password)
	stranger := &Server{password: "wrong", port: s.port}
	require.ErrorContains(t, stranger.ping(t.Context(), s.port), "WRONGPASS")
}

func TestStopLeavesNothing(t *testing.T) {
	t.Parallel()
	s, err := Start(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.Stop())
	require.NoError(t, s.Stop(), "twice")
	require.Empty(t, process.CommandLine(s.child.PID()))
	require.NoDirExists(t, s.scratch.Path)
}

func TestATakenPort(t *testing.T) {
	t.Parallel()
	s := New(t)
	require.NoError(t, s.Kill())
	listener, err := net.Listen("tcp", s.Addr())
	require.NoError(t, err)
	defer listener.Close()
	err = s.Restart(t.Context())
	require.ErrorContains(t, err, "Address already in use")
	require.NoError(t, listener.Close())
	require.NoError(t, s.Restart(t.Context()))
}

func TestACancelledStartLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Start(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

func TestNoRedisSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", "/nowhere")
	_, err := Start(t.Context())
	require.ErrorContains(t, err, "apt-get install redis-server")
}
