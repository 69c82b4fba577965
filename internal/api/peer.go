package api

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// mostHops bounds how much of X-Forwarded-For is read.
const mostHops = 20

// peer is who is at the other end, as far as the connection and the trusted proxies tell.
type peer struct {
	ip        netip.Addr
	authority string // host and port as the caller wrote them, for URLs
	secure    bool
}

// peerOf believes X-Forwarded-* only when the connection comes from a trusted proxy: anybody can send those headers.
func (a *API) peerOf(r *http.Request) peer {
	p := peer{ip: remoteIP(r.RemoteAddr), authority: r.Host, secure: r.TLS != nil}
	if !a.trusts(p.ip) {
		return p
	}
	p.ip = a.client(p.ip, r.Header.Values("X-Forwarded-For"))
	if host := first(r.Header.Get("X-Forwarded-Host")); host != "" {
		p.authority = host
	}
	if scheme := first(r.Header.Get("X-Forwarded-Proto")); scheme != "" {
		p.secure = strings.EqualFold(scheme, "https")
	}
	return p
}

func (a *API) trusts(ip netip.Addr) bool {
	return slices.ContainsFunc(a.cfg.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// client walks X-Forwarded-For from the nearest hop outwards and stops at the first that no trusted proxy vouches for.
func (a *API) client(nearest netip.Addr, headers []string) netip.Addr {
	hops := strings.Split(strings.Join(headers, ","), ",")
	if len(hops) > mostHops {
		hops = hops[len(hops)-mostHops:]
	}
	for _, hop := range slices.Backward(hops) {
		ip, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return nearest
		}
		if nearest = ip.Unmap(); !a.trusts(nearest) {
			return nearest
		}
	}
	return nearest
}

func remoteIP(address string) netip.Addr {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

func first(list string) string {
	head, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(head)
}

// base is the scheme and authority that URLs in answers start with.
func (p peer) base() string {
	if p.secure {
		return "https://" + p.authority
	}
	return "http://" + p.authority
}

// host is the authority in lower case without its port and without a final dot.
func (p peer) host() string {
	h := p.authority
	if colon := strings.LastIndexByte(h, ':'); colon > strings.LastIndexByte(h, ']') {
		h = h[:colon]
	}
	return strings.ToLower(strings.TrimSuffix(h, "."))
}
