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
	*c = credentials(ctx.Header(tenantHeader), ctx.Header("Authorization"))
	return nil
}

func credentials(restaurant, authorization string) (c ClientCredentials) {
	if wellFormed(restaurant) {
		c.Restaurant = restaurant
	}
	c.ClientID, c.ClientSecret = BasicCredentials(authorization)
	return c
}

// BasicCredentials reads a client id and secret out of an Authorization header; both are "" for what is no HTTP Basic or cannot be read.
func BasicCredentials(authorization string) (id, secret string) {
	header := http.Header{"Authorization": {authorization}}
	id, secret, ok := (&http.Request{Header: header}).BasicAuth()
	if !ok || !wellFormed(id) || !wellFormed(secret) {
		return "", ""
	}
	return formDecoded(id), formDecoded(secret)
}

// formDecoded undoes the encoding that RFC 6749 asks clients for. Many leave it out, so what is no encoding is taken as it is.
func formDecoded(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil && wellFormed(decoded) {
		return decoded
	}
	return text
}
