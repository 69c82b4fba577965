package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
)

const (
	requestIDHeader = "X-Request-Id" // as net/http spells it: another spelling costs an allocation
	longestID       = 64
	longestAgent    = 512 // bytes of a User-Agent that are kept; some are kilobytes
)

type requestKey struct{}

// request is what this package knows about one request. It is the request's context as well, so that finding it from any
// context below costs no allocation of its own.
type request struct {
	context.Context //nolint:containedctx // it is the request's context

	api     *API
	http    *http.Request
	rec     recorder
	id      string
	idValue [1]string // the header's value, without an allocation of its own
	peer    peer
	start   time.Time
	route   string // the pattern, "unmatched" until one matched
	tool    bool   // the route answers its failures as the tools read them
	numbers *routeNumbers
	actor   *access.Actor
	tenant  *access.Tenant
	began   bool // the handler was called
	failed  failure
}

// failure is why a request failed, for its line in the log.
type failure struct {
	code  string
	err   error  // nil when the caller is to blame
	stack []byte // of a panic
}

// Value finds the request itself, and whatever the context below it carries.
func (r *request) Value(key any) any {
	if key == (requestKey{}) || key == (access.RequestKey{}) {
		return r
	}
	return r.Context.Value(key)
}

func requestFrom(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

// RequestInfo says which request ctx belongs to: its id, the caller's address and user agent, for the audit log. Outside
// of a request they are zero.
func RequestInfo(ctx context.Context) (id string, ip netip.Addr, userAgent string) {
	r := requestFrom(ctx)
	if r == nil {
		return "", netip.Addr{}, ""
	}
	return r.id, r.peer.ip, agent(r.http)
}

// Describe is RequestInfo for those who know package access alone.
func (r *request) Describe() access.Request {
	return access.Request{ID: r.id, IP: r.peer.ip.String(), UserAgent: agent(r.http)}
}

func agent(r *http.Request) string {
	name := r.UserAgent()
	if len(name) > longestAgent {
		name = name[:longestAgent]
	}
	return strings.ToValidUTF8(name, "")
}

// requestID takes the caller's id when it is harmless in a log, and makes one otherwise.
func requestID(r *http.Request) string {
	id := r.Header.Get(requestIDHeader) //nolint:canonicalheader // see the constant
	if id == "" || len(id) > longestID || strings.ContainsFunc(id, notInID) {
		return rand.Text()
	}
	return id
}

func notInID(c rune) bool {
	letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	return !letter && (c < '0' || c > '9') && c != '_' && c != '-'
}
