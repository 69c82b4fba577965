package paystack

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// newHTTPClient makes a client that gives up after timeout and follows no redirect: a redirect would carry our secret
// wherever it points, and Paystack's API sends none.
func newHTTPClient(transport http.RoundTripper, timeout time.Duration) *http.Client {
	if transport == nil {
		transport = newTransport()
	}
	return &http.Client{
		Transport:     transport,
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:errcheck,forcetypeassert // documented to be one
	t.MaxIdleConnsPerHost = 8
	t.MaxConnsPerHost = 32
	t.MaxResponseHeaderBytes = 64 << 10
	return t
}

// readBounded reads all of r, and fails rather than cut an answer longer than limit bytes.
func readBounded(r io.Reader, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > limit {
		return nil, fmt.Errorf("answer longer than %d bytes", limit)
	}
	return body, nil
}
