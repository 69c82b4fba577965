package redistest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

// waitReady waits for an answer that only our server gives: one to our password.
func (s *Server) waitReady(ctx context.Context, port int) error {
	ticker := time.NewTicker(readyPoll)
	defer ticker.Stop()
	for {
		err := s.ping(ctx, port)
		if err == nil {
			return nil
		}
		select {
		case <-s.child.Done():
			return fmt.Errorf("redis-server ended while starting: %s", s.logTail())
		case <-ctx.Done():
			return fmt.Errorf("redis-server was not ready in time (%w): %w", ctx.Err(), err)
		case <-ticker.C:
		}
	}
}

func (s *Server) ping(ctx context.Context, port int) error {
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", address(port))
	if err != nil {
		return fmt.Errorf("dial Redis: %w", err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil { //nolint:forbidigo // a deadline of the kernel's
		return fmt.Errorf("limit the wait for Redis: %w", err)
	}
	if _, err := fmt.Fprintf(conn, "AUTH %s\r\n", s.password); err != nil {
		return fmt.Errorf("greet Redis: %w", err)
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || answer != "+OK\r\n" {
		return fmt.Errorf("greet Redis: answer %q: %w", answer, err)
	}
	return nil
}

// logTail is the last lines that the server wrote, as one.
func (s *Server) logTail() string {
	raw, err := os.ReadFile(s.logFile())
	if err != nil {
		return "it wrote no log"
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	return strings.Join(lines[max(0, len(lines)-4):], " | ")
}
