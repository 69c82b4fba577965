package clerk

import (
	"context"
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const (
	// KeyFetchTimeout bounds one request for keys, its answer's body included.
	KeyFetchTimeout = 3 * time.Second
	maxJWKSBytes    = 256 << 10
)

type keyFetcher struct {
	url    string
	secret string
	http   *http.Client
}

func newKeyFetcher(c KeySetConfig) *keyFetcher {
	return &keyFetcher{url: c.URL, secret: c.Secret, http: newHTTPClient(c.Transport, KeyFetchTimeout)}
}

func (f *keyFetcher) fetch(ctx context.Context) (map[string]*rsa.PublicKey, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("clerk: key set: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	if f.secret != "" {
		req.Header.Set("Authorization", "Bearer "+f.secret)
	}
	resp, err := f.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("clerk: key set: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("clerk: key set: answered %s", resp.Status)
	}
	body, err := readBounded(resp.Body, maxJWKSBytes)
	if err != nil {
		return nil, fmt.Errorf("clerk: key set: %w", err)
	}
	return parseJWKS(body)
}

func isWeb(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}
