package staff

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/postgres"
)

// Topics under which instances tell each other what changed.
const (
	topicMembership = "membership" // "tenant id:user id"
	topicRole       = "role"       // "tenant id"
)

// placesKept bounds the memory: a place takes about a kilobyte.
const placesKept = 50_000

// places remembers who has which place where, since every request asks.
type places struct {
	bus   *cache.Bus
	cache *cache.Cache[placeKey, *access.Member]
}

type placeKey struct {
	tenant access.TenantID
	user   access.UserID
}

// newPlaces makes the memory. A changed role means an unknown number of places: all are dropped, since that is rare.
func newPlaces(bus *cache.Bus, c clock.Clock) *places {
	p := &places{bus: bus, cache: cache.Bind[placeKey, *access.Member](bus, topicMembership, parsePlaceKey, cache.Options{
		Size: placesKept, Clock: c,
	})}
	bus.Subscribe(topicRole, func(string) { p.cache.DropAll() })
	return p
}

func (p *places) get(
	ctx context.Context, t access.TenantID, user access.UserID, load func(context.Context) (*access.Member, error),
) (*access.Member, error) {
	return p.cache.Get(ctx, placeKey{t, user}, func(ctx context.Context, _ placeKey) (*access.Member, error) {
		return load(ctx)
	})
}

// announce makes all instances forget places when tx commits.
func (p *places) announce(ctx context.Context, tx postgres.Tx, t access.TenantID, users ...access.UserID) error {
	return p.bus.Publish(ctx, tx, topicMembership, placeKeys(t, users)...)
}

// announceAll is announce for any number of people.
func (p *places) announceAll(ctx context.Context, tx postgres.Tx, t access.TenantID, users []access.UserID) error {
	keys := make([]string, len(users))
	for i, user := range users {
		keys[i] = placeKey{t, user}.String()
	}
	return p.bus.Publish(ctx, tx, topicMembership, keys...)
}

// forget is announce for this instance, after the commit.
func (p *places) forget(ctx context.Context, t access.TenantID, users ...access.UserID) {
	p.bus.Drop(ctx, topicMembership, placeKeys(t, users)...)
}

// announceRoles makes all instances forget what roles permit when tx commits.
func (p *places) announceRoles(ctx context.Context, tx postgres.Tx, t access.TenantID) error {
	return p.bus.Publish(ctx, tx, topicRole, strconv.FormatInt(int64(t), 10))
}

// forgetRoles is announceRoles for this instance, after the commit.
func (p *places) forgetRoles(ctx context.Context, t access.TenantID) {
	p.bus.Drop(ctx, topicRole, strconv.FormatInt(int64(t), 10))
}

func placeKeys(t access.TenantID, users []access.UserID) []string {
	keys := make([]string, len(users))
	for i, user := range users {
		keys[i] = placeKey{t, user}.String()
	}
	return keys
}

// String is the key as it is published.
func (k placeKey) String() string {
	return strconv.FormatInt(int64(k.tenant), 10) + ":" + strconv.FormatInt(int64(k.user), 10)
}

func parsePlaceKey(key string) (placeKey, error) {
	tenant, user, _ := strings.Cut(key, ":")
	t, err := strconv.ParseInt(tenant, 10, 64)
	if err != nil {
		return placeKey{}, fmt.Errorf("staff: key %q: %w", key, err)
	}
	u, err := strconv.ParseInt(user, 10, 64)
	if err != nil {
		return placeKey{}, fmt.Errorf("staff: key %q: %w", key, err)
	}
	return placeKey{access.TenantID(t), access.UserID(u)}, nil
}
