package tools

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
)

const (
	missingKept = time.Minute
	toolsKept   = 50_000
	grantsKept  = 50_000
)

// placeKey is something of one restaurant: a tool, a member or a role.
type placeKey struct {
	tenant access.TenantID
	id     int64
}

// String is the key as it is published.
func (k placeKey) String() string {
	return strconv.FormatInt(int64(k.tenant), 10) + ":" + strconv.FormatInt(k.id, 10)
}

func parsePlaceKey(key string) (placeKey, error) {
	tenant, id, _ := strings.Cut(key, ":")
	t, err := strconv.ParseInt(tenant, 10, 64)
	if err != nil {
		return placeKey{}, fmt.Errorf("tools: key %q: %w", key, err)
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return placeKey{}, fmt.Errorf("tools: key %q: %w", key, err)
	}
	return placeKey{access.TenantID(t), n}, nil
}

// known is what this instance remembers, so that asking whether a session still stands asks no database.
type known struct {
	tools     *cache.Cache[placeKey, *InstalledTool]
	clients   *cache.Cache[string, *clients]
	grants    *cache.Cache[placeKey, map[int64]bool] // by member: what was granted (true) and refused (false) by tool
	roleTools *cache.Cache[placeKey, map[int64]bool] // by role
	sessions  *cache.Cache[hash, *toolSession]
}

func newKnown(bus *cache.Bus, c clock.Clock) known {
	one := func(string) (string, error) { return allClients, nil }
	of := func(size int) cache.Options { return cache.Options{Size: size, Clock: c} }
	sessions := of(sessionsKept)
	sessions.MissingTTL = missingKept // a token is asked about after it was made, never before
	return known{
		tools:     cache.Bind[placeKey, *InstalledTool](bus, topicTool, parsePlaceKey, of(toolsKept)),
		clients:   cache.Bind[string, *clients](bus, topicClient, one, of(1)),
		grants:    cache.Bind[placeKey, map[int64]bool](bus, topicAccess, parsePlaceKey, of(grantsKept)),
		roleTools: cache.Bind[placeKey, map[int64]bool](bus, topicRoleTool, parsePlaceKey, of(grantsKept)),
		sessions:  cache.Bind[hash, *toolSession](bus, topicSession, parseSessionKey, sessions),
	}
}

// tool is a tool as the restaurant has it.
func (s *Service) knownTool(ctx context.Context, t *access.Tenant, id int64) (*Tool, error) {
	tool, err := s.known.tools.Get(ctx, placeKey{t.ID, id}, func(ctx context.Context, _ placeKey) (*InstalledTool, error) {
		tool, err := s.store.tool(ctx, s.DB.TenantQuery(t), id)
		return &tool, err
	})
	if err != nil {
		return nil, err
	}
	return &tool.Tool, nil
}

// mayOpen reports whether a member was let into a tool: themselves, or by their role when nothing was said of them.
func (s *Service) mayOpen(ctx context.Context, t *access.Tenant, m *access.Member, tool int64) (bool, error) {
	own, err := s.known.grants.Get(ctx, placeKey{t.ID, int64(m.ID)}, func(ctx context.Context, k placeKey) (map[int64]bool, error) {
		return s.store.granted(ctx, s.DB.TenantQuery(t), k.id)
	})
	if err != nil {
		return false, err
	}
	if granted, said := own[tool]; said {
		return granted, nil
	}
	roles, err := s.known.roleTools.Get(ctx, placeKey{t.ID, m.RoleID}, func(ctx context.Context, k placeKey) (map[int64]bool, error) {
		return s.store.toolsOfRole(ctx, s.DB.TenantQuery(t), k.id)
	})
	return roles[tool], err
}
