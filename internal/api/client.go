package api

import (
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"
)

// ClientCredentials are what a program says of itself: its client id and secret by HTTP Basic, as RFC 6749, section 2.3.1, has it. Embed
// them in the input of a route whose Access has a proof; all of it is "" when there is no such header. Nobody has checked them.
type ClientCredentials struct {
	ClientID     string `json:"-"`
	ClientSecret string `json:"-"`
	Restaurant   string `json:"-"` // X-Tenant-ID, "" when absent or no text
}

// Resolve is called by huma.
func (c *ClientCredentials) Resolve(ctx huma.Context) []error {
	if name := ctx.Header(tenantHeader); wellFormed(name) {
		c.Restaurant = name
	}
	header := http.Header{"Authorization": {ctx.Header("Authorization")}}
	id, secret, ok := (&http.Request{Header: header}).BasicAuth()
	if !ok || !wellFormed(id) || !wellFormed(secret) {
		return nil
	}
	c.ClientID, c.ClientSecret = formDecoded(id), formDecoded(secret)
	return nil
}

// formDecoded undoes the encoding that RFC 6749 asks clients for. Many leave it out, so what is no encoding is taken as it is.
func formDecoded(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil && wellFormed(decoded) {
		return decoded
	}
	return text
}
