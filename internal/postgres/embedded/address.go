package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// URL is a connection URL of the superuser for a database, over TCP on 127.0.0.1. It holds the password.
func (s *Server) URL(database string) string {
	address := s.url(database)
	address.Host = net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port()))
	address.RawQuery = url.Values{"sslmode": {"disable"}}.Encode()
	return address.String()
}

// SocketURL is as URL, over the Unix socket, which only the server's user and we may enter.
func (s *Server) SocketURL(database string) string {
	address := s.url(database)
	address.RawQuery = url.Values{"host": {s.run().sockets}, "port": {strconv.Itoa(s.Port())}}.Encode()
	return address.String()
}

func (s *Server) url(database string) *url.URL {
	return &url.URL{Scheme: "postgres", User: url.UserPassword(superuser, s.password), Path: "/" + database}
}

// Port is the TCP port on 127.0.0.1.
func (s *Server) Port() int { return s.run().port }

// Version is that of the server.
func (s *Server) Version() Version { return s.installation.version }

// DataDir is the folder in use. It is not always the one asked for: see the package's comment.
func (s *Server) DataDir() string { return s.folder.path }

// PID is the postmaster's process id.
func (s *Server) PID() int { return s.run().child.PID() }

// EnsureDatabase creates a database unless it is there.
func (s *Server) EnsureDatabase(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	const duplicateDatabase = "42P04"
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok && refused.Code == duplicateDatabase {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}
