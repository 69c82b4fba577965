package tenants

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/postgres"
)

// Topics under which instances tell each other what changed.
const (
	// TopicTenant has the id of a restaurant whose row, subscription included, changed. Others may remember by it what they conclude
	// from the row.
	TopicTenant     = "tenant"
	topicName       = "tenant_name" // see the keys below
	topicMembership = "membership"  // "tenant id:user id", published by whoever changes the staff
)

// Keys of the cache of names.
func keyName(name string) string   { return "n:" + name }
func keyDomain(host string) string { return "d:" + host }
func keyOrg(id string) string      { return "o:" + id }

func parseName(key string) (string, error) { return key, nil }

func parseID(key string) (access.TenantID, error) {
	id, err := strconv.ParseInt(key, 10, 64)
	return access.TenantID(id), err
}

func parseMember(key string) (access.UserID, error) {
	_, user, found := strings.Cut(key, ":")
	if !found {
		return 0, fmt.Errorf("tenants: membership key %q", key)
	}
	id, err := strconv.ParseInt(user, 10, 64)
	return access.UserID(id), err
}

func idKey(id access.TenantID) string { return strconv.FormatInt(int64(id), 10) }

// announce tells all instances, when tx commits, to forget the restaurant's row and every name. Names change rarely, so all
// of them go rather than those that somebody remembered to list.
func (s *Service) announce(ctx context.Context, tx postgres.Tx, id access.TenantID) error {
	if err := s.Bus.Publish(ctx, tx, TopicTenant, idKey(id)); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, tx, topicName, cache.AllKeys)
}

// forget is announce for this instance, after the commit.
func (s *Service) forget(ctx context.Context, id access.TenantID) {
	s.Bus.Drop(ctx, TopicTenant, idKey(id))
	s.Bus.Drop(ctx, topicName, cache.AllKeys)
}

// memberKey is what the owner's list of restaurants is dropped by when a new one is made. Names and rows need no dropping
// then: what was not found is not remembered.
func memberKey(t *access.Tenant, user access.UserID) string {
	return idKey(t.ID) + ":" + strconv.FormatInt(int64(user), 10)
}

func (s *Service) recordUpdate(ctx context.Context, tx postgres.Tx, before, after *Tenant) error {
	e := tenantEntry("tenant.updated", before, after)
	if len(e.Changes) == 0 {
		return nil
	}
	if err := s.announce(ctx, tx, before.ID); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, e)
}
