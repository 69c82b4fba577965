package paystack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

const maxAnswerBytes = 8 << 20

// call is one request to the API. Only a GET is ever sent twice.
type call struct {
	method string
	path   []string
	query  url.Values
	body   any // sent as JSON unless nil
}

func get(path ...string) call { return call{method: http.MethodGet, path: path} }

func post(body any, path ...string) call {
	return call{method: http.MethodPost, path: path, body: body}
}

func (in call) reads() bool { return in.method == http.MethodGet }

// away is a failure without an answer of Paystack's own: for what changes something, nobody knows what came of it.
func (in call) away(cause *callError) error {
	if in.reads() {
		return errAway.Because(cause)
	}
	cause.unknown = true
	return errUnknown.Because(cause)
}

// do sends a call, again if it may, and gives Paystack's answer.
func (c *Client) do(ctx context.Context, in call) (answer, error) {
	var body []byte
	if in.body != nil {
		var err error
		if body, err = json.Marshal(in.body); err != nil {
			return answer{}, fmt.Errorf("paystack: %s: %w", in.path[0], err)
		}
	}
	for try := 1; ; try++ {
		out, err := c.send(ctx, in, body)
		if err == nil {
			return out, nil
		}
		pause, again := c.retry(try, in, err)
		if !again {
			return answer{}, err
		}
		if c.wait(ctx, pause) != nil {
			return answer{}, err
		}
	}
}

// send tries a call once.
func (c *Client) send(ctx context.Context, in call, body []byte) (answer, error) {
	if err := ctx.Err(); err != nil {
		return answer{}, errAway.Because(&callError{Cause: err}) // nothing was sent
	}
	req, err := c.request(ctx, in, body)
	if err != nil {
		return answer{}, fmt.Errorf("paystack: %s: %w", in.path[0], err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, in.noAnswer(err)
	}
	defer resp.Body.Close()
	text, err := readBounded(resp.Body, maxAnswerBytes)
	if err != nil {
		return answer{}, in.away(&callError{Cause: err})
	}
	return c.read(in, resp, text)
}

// noAnswer makes a fault of an error of net/http, whose address is left out: it may hold somebody's email address.
func (in call) noAnswer(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	cause := &callError{Cause: err}
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "dial" {
		return errAway.Because(cause) // there was no connection, so nothing was sent
	}
	return in.away(cause)
}

func (c *Client) request(ctx context.Context, in call, body []byte) (*http.Request, error) {
	u := c.base.JoinPath(in.path...)
	u.RawQuery = in.query.Encode()
	req, err := http.NewRequestWithContext(ctx, in.method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.secret)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "tabletap-console")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}
