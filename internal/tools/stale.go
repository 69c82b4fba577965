package tools

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
)

// Topics under which instances tell each other what changed.
const (
	topicTool     = "tool"         // "tenant id:tool id"; cache.AllKeys when the catalogue did
	topicClient   = "tool_client"  // allClients: they are few, and are kept as one
	topicAccess   = "tool_access"  // "tenant id:member id", of members' own grants
	topicRoleTool = "role_tools"   // "tenant id:role id"
	topicSession  = "tool_session" // the hash of a session's token, base64url
)

// allClients is the only key of the cache of clients.
const allClients = "all"

// everyKey is no key: what it is published under empties the caches.
const everyKey = "every"

// stale is the keys, by topic, that a change makes stale. They are published with it, and dropped here once it is committed.
type stale map[string][]string

func (k stale) add(topic string, keys ...string) { k[topic] = append(k[topic], keys...) }

func (s *Service) publish(ctx context.Context, tx postgres.Tx, keys stale) error {
	for topic, list := range keys {
		if err := s.Bus.Publish(ctx, tx, topic, list...); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) drop(ctx context.Context, keys stale) {
	for topic, list := range keys {
		s.Bus.Drop(ctx, topic, list...)
	}
}

// changeTenant runs fn in the restaurant's schema and lets all instances forget what it made stale.
func (s *Service) changeTenant(ctx context.Context, t *access.Tenant, fn func(postgres.Tx, stale) error) error {
	return s.change(ctx, fn, func(run func(postgres.Tx) error) error { return s.DB.Tenant(ctx, t, run) })
}

// changeShared is changeTenant for the shared tables.
func (s *Service) changeShared(ctx context.Context, fn func(postgres.Tx, stale) error) error {
	return s.change(ctx, fn, func(run func(postgres.Tx) error) error { return s.DB.Shared(ctx, run) })
}

func (s *Service) change(ctx context.Context, fn func(postgres.Tx, stale) error, door func(func(postgres.Tx) error) error) error {
	keys := stale{}
	err := door(func(tx postgres.Tx) error {
		if err := fn(tx, keys); err != nil {
			return err
		}
		return s.publish(ctx, tx, keys)
	})
	if err != nil {
		return err
	}
	s.drop(ctx, keys)
	return nil
}
