package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
)

// keepAlive is one HTTP connection that costs the machine next to nothing, so that what is measured is the server. It knows what
// our servers answer: a status, headers, and a body of a stated length.
type keepAlive struct {
	conn net.Conn
	in   *bufio.Reader
	body []byte
}

func dial(ctx context.Context, address string) (*keepAlive, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("connect to the server: %w", err)
	}
	return &keepAlive{conn: conn, in: bufio.NewReaderSize(conn, 16<<10)}, nil
}

func (k *keepAlive) close() { _ = k.conn.Close() }

// request is the bytes of a request as a browser's fetch would send it, for the kitchen.
func request(method, path, token string, body []byte) []byte {
	return requestTo(kitchenSlug, method, path, token, body)
}

// requestTo is request for a restaurant of another slug.
func requestTo(slug, method, path, token string, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n", method, path)
	if token != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\nX-Tenant-ID: %s\r\n", token, slug)
	}
	if body != nil {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

var errNoLength = errors.New("an answer without Content-Length")

const created = http.StatusCreated

// basic is the value of HTTP Basic.
func basic(id, secret string) string {
	return base64.StdEncoding.EncodeToString([]byte(id + ":" + secret))
}

// ask sends a request and gives the body of its answer, which stays valid until the next. Anything but 200 is an error.
func (k *keepAlive) ask(request []byte) ([]byte, error) { return k.askFor(request, http.StatusOK) }

// askFor is ask for another status.
func (k *keepAlive) askFor(request []byte, want int) ([]byte, error) {
	status, body, err := k.exchange(request)
	if err == nil && status != want {
		err = fmt.Errorf("answered %d: %s", status, body)
	}
	return body, err
}

// exchange sends a request and gives the status and the body of its answer.
func (k *keepAlive) exchange(request []byte) (int, []byte, error) {
	if _, err := k.conn.Write(request); err != nil {
		return 0, nil, fmt.Errorf("send: %w", err)
	}
	status, length, err := k.head()
	if err != nil {
		return 0, nil, fmt.Errorf("read the answer: %w", err)
	}
	if length < 0 {
		return 0, nil, errNoLength
	}
	if cap(k.body) < length {
		k.body = make([]byte, length)
	}
	k.body = k.body[:length]
	if _, err := io.ReadFull(k.in, k.body); err != nil {
		return 0, nil, fmt.Errorf("read the answer: %w", err)
	}
	return status, k.body, nil
}

var lengthHeader = []byte("Content-Length: ")

// head reads the status and the headers. The length is -1 when none is stated.
func (k *keepAlive) head() (status, length int, err error) {
	row, err := k.in.ReadSlice('\n')
	if err != nil || len(row) < len("HTTP/1.1 200") {
		return 0, 0, errors.Join(err, errors.New("no status"))
	}
	if status, err = strconv.Atoi(string(row[9:12])); err != nil {
		return 0, 0, err
	}
	for length = -1; ; {
		if row, err = k.in.ReadSlice('\n'); err != nil {
			return 0, 0, err
		}
		row = bytes.TrimRight(row, "\r\n")
		if len(row) == 0 {
			return status, length, nil
		}
		if value, ok := bytes.CutPrefix(row, lengthHeader); ok {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, 0, err
			}
		}
	}
}
