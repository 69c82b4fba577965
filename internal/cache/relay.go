package cache

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/redis/rueidis"
)

// redisSession is a subscription on a connection of its own, so that losing it is noticed and not mended silently: what was
// published in between is gone.
type redisSession struct {
	client  rueidis.DedicatedClient
	release func()
	channel string
	arrived chan string
	gone    <-chan error
	left    chan struct{}
	leave   func()
}

func (d *redisDoor) subscribe(ctx context.Context, channel string) (session, error) {
	if !d.up.Load() {
		return nil, errRedisAway
	}
	s := &redisSession{channel: channel, arrived: make(chan string, 256), left: make(chan struct{})}
	s.leave = sync.OnceFunc(func() { close(s.left) })
	s.client, s.release = (*d.client.Load()).Dedicate()
	s.gone = s.client.SetPubSubHooks(rueidis.PubSubHooks{OnMessage: s.arrive})
	if err := s.client.Do(ctx, s.client.B().Subscribe().Channel(channel).Build()).Error(); err != nil {
		s.close(ctx)
		return nil, fmt.Errorf("cache: subscribe: %w", err)
	}
	return s, nil
}

// arrive runs on the connection's reader. A full buffer makes it wait, which loses nothing.
func (s *redisSession) arrive(m rueidis.PubSubMessage) {
	select {
	case s.arrived <- m.Message:
	case <-s.left:
	}
}

func (s *redisSession) receive(ctx context.Context) (string, error) {
	select {
	case payload := <-s.arrived:
		return payload, nil
	case err := <-s.gone:
		return "", errors.Join(errRedisAway, err)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (s *redisSession) send(ctx context.Context, payload string) error {
	return s.client.Do(ctx, s.client.B().Publish().Channel(s.channel).Message(payload).Build()).Error()
}

func (s *redisSession) close(context.Context) {
	s.leave()
	s.client.Close()
	s.release()
}
