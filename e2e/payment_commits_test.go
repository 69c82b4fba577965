package e2e

import (
	"bufio"
	"bytes"
	bigendian "encoding/binary"
	"io"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// proxyCommits stands between the program and PostgreSQL, and takes each commit that has to do with money for a step. Its address is
// the database's URL.
func proxyCommits(t *testing.T, databaseURL string, s *steps) (string, *ports) {
	t.Helper()
	u, err := url.Parse(databaseURL)
	require.NoError(t, err)
	upstream, opened := u.Host, &ports{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go relay(client, upstream, s, opened)
		}
	}()
	u.Host = l.Addr().String()
	return u.String(), opened
}

// ports are those from which the proxy has connected to PostgreSQL, as pg_stat_activity shows them.
type ports struct {
	mu  sync.Mutex
	all []int32
}

func (p *ports) add(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at, ok := conn.LocalAddr().(*net.TCPAddr); ok {
		p.all = append(p.all, int32(at.Port))
	}
}

func (p *ports) list() []int32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.all)
}

func relay(client net.Conn, upstream string, s *steps, opened *ports) {
	defer client.Close()
	server, err := net.Dial("tcp", upstream)
	if err != nil {
		return
	}
	defer server.Close()
	opened.add(server)
	c := &pgConversation{steps: s, statements: map[string]statement{}, dies: make(chan struct{}, 1)}
	done := make(chan struct{}, 2)
	go func() {
		_ = c.forward(server, bufio.NewReader(client))
		done <- struct{}{}
	}()
	go func() {
		_ = c.back(client, server)
		done <- struct{}{}
	}()
	<-done
}

// pgConversation follows what one connection says (postgresql.org/docs/current/protocol-message-formats.html).
type pgConversation struct {
	steps      *steps
	statements map[string]statement // those that are prepared, by name
	inside     bool                 // between begin and commit
	touched    []string             // tables of money that were written since begin, or since the last Sync
	dies       chan struct{}        // the program is to die when the server answers
}

// statement is what there is to know of a statement.
type statement struct {
	money  string // the table of money that it writes, "" for none
	begins bool   // a transaction
}

// understood are statements by their text: each server that is started in place of a killed one sends the same.
var understood sync.Map

func understand(sql string) statement {
	if known, ok := understood.Load(sql); ok {
		return known.(statement)
	}
	s := statement{begins: strings.HasPrefix(strings.ToLower(strings.TrimSpace(sql)), "begin")}
	if found := money.FindStringSubmatch(sql); found != nil {
		s.money = found[1]
	}
	understood.Store(sql, s)
	return s
}

var money = regexp.MustCompile(`(?i)(?:INSERT INTO|UPDATE)\s+public\.(payments|ledger_entries|subscriptions|webhook_inbox)\b`)

// forward passes on what the program says, message by message.
func (c *pgConversation) forward(to io.Writer, from *bufio.Reader) error {
	if err := copyStartup(to, from); err != nil {
		return err
	}
	for {
		kind, message, err := readMessage(from)
		if err != nil {
			return err
		}
		if what := c.hear(kind, message[5:]); what != "" {
			happens, killAfter := c.steps.comes(what)
			if !happens {
				return io.EOF
			}
			if killAfter {
				c.dies <- struct{}{}
			}
		}
		if _, err := to.Write(message); err != nil {
			return err
		}
	}
}

// copyStartup passes on the first message, which has no kind. The proxy is asked for no encryption.
func copyStartup(to io.Writer, from *bufio.Reader) error {
	head, err := from.Peek(4)
	if err != nil {
		return err
	}
	_, err = io.CopyN(to, from, int64(bigendian.BigEndian.Uint32(head)))
	return err
}

func readMessage(from *bufio.Reader) (kind byte, message []byte, err error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(from, head); err != nil {
		return 0, nil, err
	}
	message = make([]byte, 1+bigendian.BigEndian.Uint32(head[1:]))
	copy(message, head)
	_, err = io.ReadFull(from, message[5:])
	return head[0], message, err
}

// hear follows a message, and names the commit that it is, "" for none.
func (c *pgConversation) hear(kind byte, body []byte) string {
	switch kind {
	case 'P': // Parse
		name, rest := text(body)
		sql, _ := text(rest)
		c.statements[name] = understand(sql)
		if table := c.statements[name].money; table != "" && name == "" {
			c.touched = append(c.touched, table)
		}
	case 'B': // Bind
		_, rest := text(body)
		if name, _ := text(rest); name != "" {
			c.runs(c.statements[name])
		}
	case 'Q': // Query
		sql, _ := text(body)
		return c.says(sql)
	case 'S': // Sync ends the transaction of what stands in none
		if !c.inside {
			return c.commit()
		}
	}
	return ""
}

func (c *pgConversation) runs(s statement) {
	if s.money != "" {
		c.touched = append(c.touched, s.money)
	}
	if s.begins {
		c.inside = true
	}
}

func (c *pgConversation) says(sql string) string {
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(sql)), " ")
	switch strings.TrimSuffix(word, ";") {
	case "begin":
		c.inside, c.touched = true, nil
	case "rollback":
		c.inside, c.touched = false, nil
	case "commit":
		c.inside = false
		return c.commit()
	}
	return ""
}

// commit names what is committed: the last table of money that was written, "" when none was.
func (c *pgConversation) commit() string {
	written := c.touched
	c.touched = nil
	if len(written) == 0 {
		return ""
	}
	return "commit " + written[len(written)-1]
}

// back passes on what PostgreSQL says. When the program is to die after a commit, the answer to it is not passed on.
func (c *pgConversation) back(to io.Writer, from io.Reader) error {
	chunk := make([]byte, 32<<10)
	for {
		n, err := from.Read(chunk)
		if n > 0 {
			select {
			case <-c.dies:
				c.steps.die()
				return io.EOF
			default:
			}
			if _, err := to.Write(chunk[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// text reads a text that ends with a zero.
func text(body []byte) (string, []byte) {
	found, rest, _ := bytes.Cut(body, []byte{0})
	return string(found), rest
}
