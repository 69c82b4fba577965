package tooltap

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	mostTries    = 3
	firstPause   = 100 * time.Millisecond
	longestPause = 2 * time.Second // of a request that somebody waits for
	longestBody  = 1 << 20
	formType     = "application/x-www-form-urlencoded"
	jsonType     = "application/json"
)

// repeatable says when a request may be sent again.
type repeatable int

const (
	never  repeatable = iota // unless it certainly has not arrived
	always                   // doing it twice is doing it once
)

// call is a request to the console.
type call struct {
	method, path string
	kind         string // Content-Type
	body         []byte
	tenant       string // X-Tenant-ID
	anonymous    bool   // without the tool's credentials
	repeat       repeatable
}

// answer is what came back, read to its end.
type answer struct {
	header http.Header
	body   []byte
}

// do sends a call, again where that is safe and may help, and decodes the answer into out unless that is nil. It fails with an
// *APIError for what the console refused and with ErrUnavailable when there was no answer.
func (c *Client) do(ctx context.Context, k call, out any) error {
	got, err := c.ask(ctx, k)
	return k.decode(got, err, out)
}

// doOnce is do without a second try, for callers who have a patience of their own.
func (c *Client) doOnce(ctx context.Context, k call, out any) error {
	got, err := c.once(ctx, k)
	return k.decode(got, err, out)
}

func (k call) decode(got *answer, err error, out any) error {
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(got.body, out); err != nil {
		return fmt.Errorf("%w: %s %s: its answer is not what it should be: %w", ErrUnavailable, k.method, k.path, err)
	}
	return nil
}

func (c *Client) ask(ctx context.Context, k call) (*answer, error) {
	for try := 1; ; try++ {
		got, err := c.once(ctx, k)
		if err == nil {
			return got, nil
		}
		pause, again := k.again(err, try)
		if !again || !wait(ctx, pause) {
			return nil, err
		}
	}
}

// again decides whether to send a call once more, and after which pause.
func (k call) again(err error, try int) (pause time.Duration, ok bool) {
	if try >= mostTries {
		return 0, false
	}
	pause = jitter(firstPause << (try - 1))
	refused, answered := errors.AsType[*APIError](err)
	switch {
	case answered && refused.Status == http.StatusTooManyRequests, answered && refused.temporary() && k.repeat == always:
		pause = max(pause, refused.RetryAfter)
		return pause, pause <= longestPause
	case answered:
		return 0, false
	default:
		return pause, k.repeat == always || neverArrived(err)
	}
}

// neverArrived reports failures to connect: nothing of the request was sent.
func neverArrived(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// jitter is a random pause of up to d, so that many who failed together do not come back together.
func jitter(d time.Duration) time.Duration { return d/4 + rand.N(d-d/4) }

// wait pauses, and is false when ctx ends first.
func wait(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (c *Client) once(ctx context.Context, k call) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, k.method, c.cfg.BaseURL+k.path, bytes.NewReader(k.body))
	if err != nil {
		return nil, fmt.Errorf("tooltap: %w", err)
	}
	c.setHeaders(request, k)
	response, err := c.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, longestBody))
	if err != nil {
		return nil, fmt.Errorf("%w: %s %s: %w", ErrUnavailable, k.method, k.path, err)
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, readFailure(response.StatusCode, response.Header, body)
	}
	return &answer{response.Header, body}, nil
}

func (c *Client) setHeaders(request *http.Request, k call) {
	request.Header.Set("Accept", jsonType)
	if k.kind != "" {
		request.Header.Set("Content-Type", k.kind)
	}
	if k.tenant != "" {
		request.Header.Set("X-Tenant-Id", k.tenant)
	}
	if c.cfg.ClientID != "" && !k.anonymous {
		// As RFC 6749, section 2.3.1, asks: encoded like a form's fields, which changes nothing in ours.
		request.SetBasicAuth(url.QueryEscape(c.cfg.ClientID), url.QueryEscape(c.cfg.ClientSecret))
	}
}
