package cache

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// pgSession is a connection of its own that LISTENs. A pool's connection would be taken back.
type pgSession struct{ conn *pgx.Conn }

func listen(ctx context.Context, connect func(context.Context) (*pgx.Conn, error)) (session, error) {
	conn, err := connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("cache: connect to listen: %w", err)
	}
	s := &pgSession{conn: conn}
	if _, err := conn.Exec(ctx, "LISTEN "+notifyChannel); err != nil {
		s.close(ctx)
		return nil, fmt.Errorf("cache: listen: %w", err)
	}
	return s, nil
}

// connector opens connections to the address. It names them, so that pg_stat_activity shows what they are for.
func connector(url string) (func(context.Context) (*pgx.Conn, error), error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("cache: database address: %w", err)
	}
	config.RuntimeParams["application_name"] = "tabletap-listen"
	return func(ctx context.Context) (*pgx.Conn, error) {
		return pgx.ConnectConfig(ctx, config.Copy())
	}, nil
}

func (s *pgSession) receive(ctx context.Context) (string, error) {
	n, err := s.conn.WaitForNotification(ctx)
	if n == nil {
		return "", err
	}
	return n.Payload, nil // an error that came with it comes again
}

func (s *pgSession) send(ctx context.Context, payload string) error {
	_, err := s.conn.Exec(ctx, notifySQL, notifyChannel, []string{payload})
	return err
}

func (s *pgSession) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = s.conn.Close(ctx) // it is given up, whatever the server says
}
