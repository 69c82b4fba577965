package auth

import (
	"net/http"
	"net/url"
	"strings"
)

// origins are the browser origins that may use Clerk's cookie.
type origins map[string]bool

func newOrigins(allowed []string) origins {
	o := make(origins, len(allowed))
	for _, origin := range allowed {
		o[strings.ToLower(strings.TrimRight(origin, "/"))] = true
	}
	delete(o, "*") // a cookie is never for everybody
	return o
}

// vouches reports whether the browser says that a page of ours, or of an allowed origin, made the request. Browsers attach
// cookies whoever asks, so a cookie without these words proves nothing: a page anywhere could have caused it.
//
// Sec-Fetch-Site cannot be set by a page (https://www.w3.org/TR/fetch-metadata/). Browsers leave it out over plain HTTP, where
// the Origin header has to do.
func (o origins) vouches(r *http.Request) bool {
	origin := strings.ToLower(r.Header.Get("Origin"))
	if o[origin] {
		return true
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin":
		return true
	case "":
		return sameHost(origin, r.Host)
	default:
		return false
	}
}

func sameHost(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, host)
}
