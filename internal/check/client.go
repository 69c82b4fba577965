package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const biggestAnswer = 8 << 20 // bytes; the OpenAPI document is the largest by far

// client sends requests with a time limit each. It follows no redirect: the contract has none.
type client struct{ http *http.Client }

func newClient(patience time.Duration) *client {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute}
	return &client{&http.Client{
		Timeout: patience, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// request is what is sent. Body is marshalled unless it is a rawJSON or a form; nil sends none.
type request struct {
	method, url string
	token       string // for Authorization: Bearer
	header      map[string]string
	body        any
}

// rawJSON is a body that is sent as it is.
type rawJSON string

// form is a body as a page's form sends it.
type form url.Values

type answer struct {
	request request
	status  int
	header  http.Header
	body    []byte
}

func (c *client) do(ctx context.Context, q request) (*answer, error) {
	r, err := q.build(ctx)
	if err != nil {
		return nil, err
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, unreachable(q, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, biggestAnswer+1))
	if err != nil {
		return nil, unreachable(q, err)
	}
	if len(body) > biggestAnswer {
		return nil, fail("is --url the console?", "%s %s answered more than %d MB", q.method, q.path(), biggestAnswer>>20)
	}
	return &answer{request: q, status: res.StatusCode, header: res.Header, body: body}, nil
}

func (q request) build(ctx context.Context) (*http.Request, error) {
	body, err := q.encode()
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, q.method, q.url, body)
	if err != nil {
		return nil, fail("check --url", "%s is no address", q.path())
	}
	r.Header.Set("User-Agent", "tabletap-check")
	switch q.body.(type) {
	case nil:
	case form:
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	default:
		r.Header.Set("Content-Type", "application/json")
	}
	if q.token != "" {
		r.Header.Set("Authorization", "Bearer "+q.token)
	}
	for name, value := range q.header {
		r.Header.Set(name, value)
	}
	return r, nil
}

func (q request) encode() (io.Reader, error) {
	switch body := q.body.(type) {
	case nil:
		return http.NoBody, nil
	case rawJSON:
		return strings.NewReader(string(body)), nil
	case form:
		return strings.NewReader(url.Values(body).Encode()), nil
	}
	raw, err := json.Marshal(q.body)
	if err != nil {
		return nil, fmt.Errorf("encode the body of %s %s: %w", q.method, q.path(), err)
	}
	return bytes.NewReader(raw), nil
}

// path is the URL without scheme and host, as the lines show it.
func (q request) path() string {
	_, rest, _ := strings.Cut(q.url, "://")
	if slash := strings.IndexByte(rest, '/'); slash >= 0 {
		return rest[slash:]
	}
	return "/"
}

// read gives the answer's body as T. The status must be the one expected, and the body a JSON object with at least these fields.
func read[T any](a *answer, status int, fields ...string) (T, error) {
	var v T
	if err := a.want(status); err != nil {
		return v, err
	}
	err := a.decode(a.body, &v, fields)
	return v, err
}

func (a *answer) decode(raw []byte, into any, fields []string) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return a.fail(adviceContract, "answered no JSON object: %s", shorten(string(raw), longestSaid))
	}
	for _, name := range fields {
		if _, ok := object[name]; !ok {
			return a.fail(adviceContract, "answered without the field %q", name)
		}
	}
	if err := json.Unmarshal(raw, into); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return a.fail(adviceContract, "answered %s in the field %q", wrong.Value, wrong.Field)
		}
		return a.fail(adviceContract, "answered what is not in the contract's shape: %v", err)
	}
	return nil
}

// readPage gives the results of a list in the contract's shape. Each must have at least these fields.
func readPage[T any](a *answer, fields ...string) ([]T, error) {
	page, err := read[struct {
		Count   int64             `json:"count"`
		Results []json.RawMessage `json:"results"`
	}](a, http.StatusOK, "count", "next", "previous", "results")
	if err != nil {
		return nil, err
	}
	list := make([]T, len(page.Results))
	for i, raw := range page.Results {
		if err := a.decode(raw, &list[i], fields); err != nil {
			return nil, err
		}
	}
	if page.Count < int64(len(list)) {
		return nil, a.fail(adviceContract, "counted %d and listed %d", page.Count, len(list))
	}
	return list, nil
}
