package redistest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
)

// Server is a running redis-server. Its methods may be called from many goroutines.
type Server struct {
	program  string
	password string
	scratch  *process.Scratch

	mu    sync.Mutex // guards what follows; held while the server is started or ended
	child *process.Child
	port  int
}

const (
	startTries   = 20
	readyPoll    = 10 * time.Millisecond
	readyTimeout = 15 * time.Second
)

// New starts a server that ends with the test.
func New(tb testing.TB) *Server {
	tb.Helper()
	s, err := Start(tb.Context())
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, s.Stop()) })
	return s
}

// Start runs redis-server from PATH on a free port of 127.0.0.1 and returns when it answers.
func Start(ctx context.Context) (*Server, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, fmt.Errorf("no redis-server on this machine: install it "+
			"(Debian: `apt-get install redis-server`, macOS: `brew install redis`): %w", err)
	}
	scratch, err := process.NewScratch()
	if err != nil {
		return nil, err
	}
	s := &Server{program: program, password: rand.Text(), scratch: scratch}
	if err := s.Restart(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// URL is a connection URL with the password.
func (s *Server) URL() string {
	address := url.URL{Scheme: "redis", User: url.UserPassword("default", s.password), Host: s.Addr(), Path: "/0"}
	return address.String()
}

// Addr is 127.0.0.1 and the port.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return address(s.port)
}

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// Kill ends the server as a crash would. Its data is gone, its port stays ours for Restart. Twice is no error.
func (s *Server) Kill() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kill()
}

func (s *Server) kill() error {
	if s.child == nil {
		return nil
	}
	return s.child.Kill()
}

// Restart kills the server if it runs, and starts it, empty, on the same port.
func (s *Server) Restart(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.kill(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	var err error
	for range startTries {
		if err = s.attempt(ctx); err == nil || ctx.Err() != nil || s.port != 0 {
			return err
		}
	}
	return err
}

// Stop kills the server for good and removes its files. Twice is no error.
func (s *Server) Stop() error {
	return errors.Join(s.Kill(), s.scratch.Remove())
}

// attempt keeps the port once a server has answered on it.
func (s *Server) attempt(ctx context.Context) (err error) {
	port := s.port
	if port == 0 {
		if port, err = process.FreePort(0); err != nil {
			return err
		}
	}
	if s.child, err = s.spawn(port); err != nil {
		return err
	}
	if err := s.waitReady(ctx, port); err != nil {
		_ = s.kill()
		return err
	}
	s.port = port
	return nil
}

// spawn hands over the password in a file: other users may read command lines, and a Redis that is open to them would
// write files for them as us.
func (s *Server) spawn(port int) (*process.Child, error) {
	config := fmt.Sprintf("bind 127.0.0.1\nport %d\nrequirepass %s\nsave \"\"\nappendonly no\ndaemonize no\ndir %s\n",
		port, s.password, s.scratch.Path)
	file := filepath.Join(s.scratch.Path, "redis.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		return nil, fmt.Errorf("write Redis's configuration: %w", err)
	}
	log, err := os.Create(s.logFile())
	if err != nil {
		return nil, fmt.Errorf("open Redis's log: %w", err)
	}
	defer log.Close()
	return process.Start(process.Spec{
		Path: s.program, Args: []string{file}, Dir: s.scratch.Path, Stdout: log, Stderr: log, OnOurDeath: syscall.SIGKILL,
	})
}

func (s *Server) logFile() string { return filepath.Join(s.scratch.Path, "redis.log") }
