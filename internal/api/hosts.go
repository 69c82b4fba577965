package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/tabletap/console/internal/fault"
)

var errHost = fault.New(fault.Invalid, "disallowed_host", "Invalid Host header.")

// hostList is ALLOWED_HOSTS as Django reads it.
type hostList struct {
	any      bool
	exact    []string
	suffixes []string // ".example.com": the domain and everything under it
	ask      func(host string) bool
}

func newHostList(cfg Config) hostList {
	allowed := cfg.AllowedHosts
	if len(allowed) == 0 && cfg.Debug {
		allowed = []string{".localhost", "127.0.0.1", "[::1]"}
	}
	l := hostList{ask: cfg.HostAllowed}
	for _, host := range allowed {
		switch host = strings.ToLower(strings.TrimSpace(host)); {
		case host == "*":
			l.any = true
		case strings.HasPrefix(host, "."):
			l.suffixes = append(l.suffixes, host)
		case host != "":
			l.exact = append(l.exact, host)
		}
	}
	return l
}

func (l hostList) allows(host string) bool {
	if l.any || slices.Contains(l.exact, host) {
		return true
	}
	under := func(suffix string) bool { return host == suffix[1:] || strings.HasSuffix(host, suffix) }
	return slices.ContainsFunc(l.suffixes, under) || l.ask != nil && host != "" && l.ask(host)
}

// checkHost refuses requests under a name that is not ours: links made from it would lead elsewhere.
func (a *API) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := requestFrom(r.Context())
		if !a.hosts.allows(req.peer.host()) {
			req.refuse(w, errHost, false)
			return
		}
		next.ServeHTTP(w, r)
	})
}
