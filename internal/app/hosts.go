package app

import (
	"context"
	"net"
	"net/url"
	"time"
)

const hostPatience = 2 * time.Second

// platformHosts are the host names that lead to no restaurant.
func (a *App) platformHosts() []string {
	hosts := []string{a.publicHost()}
	for _, host := range a.Config.AllowedHosts {
		if host != "*" && host != "" && host[0] != '.' {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

func (a *App) publicHost() string {
	u, err := url.Parse(a.Config.BaseURL())
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// allowedHosts are the host names that are answered: what ALLOWED_HOSTS says, else this machine's own and PUBLIC_URL's. Health
// checks and proxies on the machine itself name it by address.
func (a *App) allowedHosts() []string {
	own := []string{"localhost", ".localhost", "127.0.0.1", "[::1]", "::1", a.publicHost()}
	if len(a.Config.AllowedHosts) > 0 {
		return append(a.Config.AllowedHosts, own...)
	}
	if host, _, err := net.SplitHostPort(a.Config.Listen); err == nil && host != "" {
		own = append(own, host)
	}
	return own
}

// hostAllowed answers for the restaurants' own domains.
func (a *App) hostAllowed(host string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), hostPatience)
	defer cancel()
	_, err := a.Tenants.ByHost(ctx, host)
	return err == nil
}
