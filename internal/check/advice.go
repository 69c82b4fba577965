package check

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
)

// What to do, where several steps say the same.
const (
	adviceContract = "the server does not keep the contract: is it this release? compare `tabletap version`"
	adviceSeed     = "new restaurants lack something: stop the server, run `tabletap setup-initial-data`, start it, and check again"
	adviceLog      = "look into the server's log"
	adviceProxy    = "if a proxy stands in front of the server, let this header through"
)

// advice says what to do about a status that was not expected.
func (a *answer) advice() string {
	switch {
	case a.code() == "disallowed_host":
		return "add the host of --url to ALLOWED_HOSTS"
	case a.code() == "tenant_required":
		return "say which restaurant with --tenant"
	case a.status >= 300 && a.status < 400:
		return "pass the final address with --url: this one leads to " + a.header.Get("Location")
	}
	switch a.status {
	case http.StatusUnauthorized:
		return "the session token was refused: CLERK_ISSUER or CLERK_JWT_KEY must be those of the Clerk that signed it, and its minute not over"
	case http.StatusForbidden:
		return "the role of this user does not allow it, or the restaurant is switched off: see `tabletap tenants show`"
	case http.StatusNotFound:
		return "is --url the console, and of this release? compare `tabletap version`"
	case http.StatusTooManyRequests:
		return "wait " + cmp.Or(a.header.Get("Retry-After"), "60") + " seconds and run the check again"
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return "the proxy in front does not reach the server: is the server running?"
	case http.StatusServiceUnavailable:
		return "something that the server needs is away: see /api/health/ and the server's log"
	}
	return a.adviceByLog()
}

func (a *answer) adviceByLog() string {
	id := a.header.Get(requestIDHeader)
	if a.status < http.StatusInternalServerError || id == "" {
		return adviceContract
	}
	return adviceLog + ", request id " + shorten(id, longestSaid)
}

// unreachable turns a request without an answer into a finding.
func unreachable(q request, err error) error {
	var dns *net.DNSError
	var timeout net.Error
	what := q.method + " " + q.path()
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return fail("is it running? start it with make run, or pass --url", "%s refuses connections", origin(q.url))
	case errors.As(err, &dns):
		return fail("check the host name in --url", "%s has no address: %s", dns.Name, dns.Err)
	case errors.Is(err, context.Canceled):
		return fail("run the check again", "%s was interrupted", what)
	case errors.As(err, &timeout) && timeout.Timeout():
		return fail("the server is stuck or far away: "+adviceLog, "%s was not answered in time", what)
	case isTLS(err):
		return fail("check the certificate, and whether --url says https where it should", "%s: %v", what, cause(err))
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return fail("did the server stop just now? "+adviceLog, "%s: the connection was cut", what)
	}
	return fail("check --url and the network", "%s: %v", what, cause(err))
}

func isTLS(err error) bool {
	var record tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	return errors.As(err, &record) || errors.As(err, &certificate) || errors.As(err, &unknown) ||
		strings.Contains(err.Error(), "HTTP response to HTTPS client")
}

// cause is the innermost reason: the outer ones repeat the URL.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// origin is scheme://host of an address.
func origin(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}
