package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"sync"
)

// tap stands between a program and PostgreSQL and writes down every query that passes, so that "one query" is what was sent and
// not what somebody believes was sent.
type tap struct {
	listener net.Listener
	server   string

	mu      sync.Mutex
	queries []string
}

func startTap(ctx context.Context, port int) (*tap, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	t := &tap{listener: l, server: net.JoinHostPort("127.0.0.1", strconv.Itoa(port))}
	go t.serve(ctx)
	return t, nil
}

func (t *tap) close() { _ = t.listener.Close() }

// url is the database's, by way of the tap.
func (t *tap) url(database string) (string, error) {
	u, err := url.Parse(database)
	if err != nil {
		return "", fmt.Errorf("database: %w", err)
	}
	u.Host = t.listener.Addr().String()
	return u.String(), nil
}

func (t *tap) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.queries = nil
}

// asked is what was executed since the reset. The empty statement that a pool tries a new connection with asks nothing.
func (t *tap) asked() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var list []string
	for _, query := range t.queries {
		if query != "-- ping" {
			list = append(list, query)
		}
	}
	return list
}

func (t *tap) serve(ctx context.Context) {
	for {
		client, err := t.listener.Accept()
		if err != nil {
			return // closed
		}
		server, err := new(net.Dialer).DialContext(ctx, "tcp", t.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		go func() {
			defer func() { _ = client.Close() }()
			_, _ = io.Copy(client, server)
		}()
		go func() {
			defer func() { _ = server.Close() }()
			t.listen(bufio.NewReader(io.TeeReader(client, server)))
		}()
	}
}

// listen reads what a client says: a message without a type, then messages of type, length and content.
// https://www.postgresql.org/docs/current/protocol-message-formats.html
func (t *tap) listen(r *bufio.Reader) {
	if _, err := readMessage(r); err != nil {
		return
	}
	for {
		kind, err := r.ReadByte()
		if err != nil {
			return
		}
		content, err := readMessage(r)
		if err != nil {
			return
		}
		switch kind {
		case 'Q': // a simple query, its text ends with a zero
			t.note(string(bytes.TrimRight(content, "\x00")))
		case 'E': // Execute, of what was parsed and bound before
			t.note("")
		}
	}
}

func readMessage(r *bufio.Reader) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	content := make([]byte, max(int(binary.BigEndian.Uint32(length[:]))-len(length), 0))
	_, err := io.ReadFull(r, content)
	return content, err
}

func (t *tap) note(query string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.queries = append(t.queries, query)
}
