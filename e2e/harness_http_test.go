package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// browser does not follow redirects: they would hide what the server answered.
var browser = &http.Client{
	Timeout:       patience,
	Transport:     &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// call is a request. Body is sent as it is when it is []byte or string, as JSON otherwise, and not at all when nil.
type call struct {
	Method, URL string
	Token       string
	Tenant      string // X-Tenant-ID
	Host        string // instead of the URL's
	Body        any
	Header      map[string]string
}

// response is an answer, read to its end.
type response struct {
	Status int
	Header http.Header
	Body   []byte
}

// send is do for goroutines, which may not fail a test by themselves.
func send(ctx context.Context, c call) (*response, error) {
	request, err := c.request(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := browser.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := readBody(answer)
	if err != nil {
		return nil, err
	}
	return &response{answer.StatusCode, answer.Header, body}, nil
}

// readBody reads all of it; of server-sent events, which have no end, the first.
func readBody(answer *http.Response) ([]byte, error) {
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") {
		return io.ReadAll(answer.Body)
	}
	var first []byte
	for lines := bufio.NewReader(answer.Body); !bytes.HasSuffix(first, []byte("\n\n")); {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return nil, err
		}
		first = append(first, line...)
	}
	return first, nil
}

func (c call) request(ctx context.Context) (*http.Request, error) {
	body, err := encode(c.Body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, c.Method, c.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if c.Body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.Tenant != "" {
		request.Header.Set("X-Tenant-ID", c.Tenant)
	}
	for name, value := range c.Header {
		request.Header.Set(name, value)
	}
	request.Host = c.Host
	return request, nil
}

func encode(body any) ([]byte, error) {
	switch body := body.(type) {
	case nil:
		return nil, nil
	case []byte:
		return body, nil
	case string:
		return []byte(body), nil
	default:
		return json.Marshal(body)
	}
}

func do(t *testing.T, c call) *response {
	t.Helper()
	r, err := send(t.Context(), c)
	require.NoError(t, err)
	return r
}

// do sends a call whose URL is a path of the server's.
func (s *server) do(t *testing.T, c call) *response {
	t.Helper()
	c.URL = s.URL + c.URL
	return do(t, c)
}

// request gives the status and the body as a JSON object, nil when it is none.
func (s *server) request(t *testing.T, method, path, token string, body any) (status int, object map[string]any) {
	t.Helper()
	r := s.do(t, call{Method: method, URL: path, Token: token, Body: body})
	return r.Status, r.object()
}

// object is the body as a JSON object, nil when it is none.
func (r *response) object() map[string]any {
	var object map[string]any
	if json.Unmarshal(r.Body, &object) != nil {
		return nil
	}
	return object
}

// read decodes the body of an answer that must have the status.
func (r *response) read(t *testing.T, status int, into any) {
	t.Helper()
	require.Equal(t, status, r.Status, "%s", r)
	require.NoError(t, json.Unmarshal(r.Body, into), "%s", r)
}

// String is for messages of failed tests.
func (r *response) String() string {
	const most = 600
	body := r.Body
	if len(body) > most {
		body = body[:most]
	}
	return fmt.Sprintf("%d %s", r.Status, body)
}

// results is the list in a page of the API.
func results[T any](t *testing.T, r *response) []T {
	t.Helper()
	var page struct {
		Results []T `json:"results"`
	}
	r.read(t, http.StatusOK, &page)
	return page.Results
}
