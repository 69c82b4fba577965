package embedded

import (
	"net"
	"net/url"
	"strconv"
)

// URL is a connection URL of the application's role for a database that EnsureDatabase made, over TCP on 127.0.0.1. It holds the
// password.
func (s *Server) URL(database string) string {
	return s.overTCP(url.UserPassword(application, s.applicationPassword), database)
}

// SuperuserURL is a connection URL of the superuser for any database, over TCP on 127.0.0.1: for operators and tests. It holds the
// password.
func (s *Server) SuperuserURL(database string) string {
	return s.overTCP(url.UserPassword(superuser, s.password), database)
}

// SocketURL is as SuperuserURL, over the Unix socket, which only the server's user and we may enter.
func (s *Server) SocketURL(database string) string {
	address := url.URL{Scheme: "postgres", User: url.UserPassword(superuser, s.password), Path: "/" + database}
	address.RawQuery = url.Values{"host": {s.run().sockets}, "port": {strconv.Itoa(s.Port())}}.Encode()
	return address.String()
}

func (s *Server) overTCP(user *url.Userinfo, database string) string {
	address := url.URL{
		Scheme: "postgres", User: user, Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port())), Path: "/" + database,
		RawQuery: "sslmode=disable",
	}
	return address.String()
}

// Port is the TCP port on 127.0.0.1.
func (s *Server) Port() int { return s.run().port }

// Version is that of the server.
func (s *Server) Version() Version { return s.installation.version }

// DataDir is the folder in use. It is not always the one asked for: see the package's comment.
func (s *Server) DataDir() string { return s.folder.path }

// PID is the postmaster's process id.
func (s *Server) PID() int { return s.run().child.PID() }
