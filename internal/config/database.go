package config

import (
	"net"
	"net/url"
	"strconv"
)

// Database is the URL of the database that was named, by DATABASE_URL or by DB_HOST and its companions, or "" when none was
// and the program is to run its own.
func (c *Config) Database() string {
	if c.DatabaseURL != "" || c.DBHost == "" {
		return c.DatabaseURL
	}
	u := url.URL{
		Scheme: "postgres",
		User:   url.UserPassword(c.DBUser, c.DBPassword),
		Host:   net.JoinHostPort(c.DBHost, strconv.Itoa(int(c.DBPort))),
		Path:   "/" + c.DBName,
	}
	return u.String()
}

// BaseURL is where the service says that it is: PUBLIC_URL, or http:// and the address it listens on. It has no slash at its end.
func (c *Config) BaseURL() string {
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err == nil {
			u.Path = ""
			return u.String()
		}
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "http://" + c.Listen
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && (ip.IsUnspecified() || ip.IsLoopback())) {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
