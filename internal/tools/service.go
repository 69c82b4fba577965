package tools

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// Tenants are the restaurants.
type Tenants interface {
	// ByID is a restaurant, NotFound when there is none.
	ByID(ctx context.Context, id access.TenantID) (*access.Tenant, error)
	// EachSchema calls fn for every restaurant.
	EachSchema(ctx context.Context, fn func(*access.Tenant) error) error
}

// Entitlements are what a restaurant pays for.
type Entitlements interface {
	// MayUseTool gives "" when the restaurant may use the tool with the slug now, else why not: CodeNotInPlan or
	// CodeSubscriptionInactive.
	MayUseTool(ctx context.Context, t *access.Tenant, slug string) (code string, err error)
}

// Deps are what the service stands on.
type Deps struct {
	DB           *postgres.DB
	Bus          *cache.Bus
	Audit        *audit.Log
	Clock        clock.Clock
	Logger       *slog.Logger
	Tenants      Tenants
	Entitlements Entitlements

	SecretKey  string        // seals the signing keys
	Issuer     string        // iss of launch tokens: where the service says that it is, without a slash at the end
	KeyOverlap time.Duration // for how long a new signing key is published before it signs; 0: five minutes
}

// Service is the use cases of tools and single sign-on.
type Service struct {
	Deps
	store  store
	keys   *keys
	known  *cache.Cache[toolKey, *Tool]
	minted minted
}

// New makes the service. It fails only when no key can be derived from SecretKey.
func New(d Deps) (*Service, error) {
	k, err := newKeys(&d)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: store{tenantdb.New(), shareddb.New()}, keys: k}
	s.known = cache.Bind[toolKey, *Tool](d.Bus, topicTool, parseToolKey, cache.Options{Size: toolsKept, Clock: d.Clock})
	return s, nil
}

const (
	// topicTool is under which instances tell each other that a tool changed: "tenant id:tool id", or cache.AllKeys when the
	// catalogue did.
	topicTool = "tool"
	toolsKept = 50_000
)

type toolKey struct {
	tenant access.TenantID
	tool   int64
}

func parseToolKey(key string) (toolKey, error) {
	tenant, tool, _ := strings.Cut(key, ":")
	t, err := strconv.ParseInt(tenant, 10, 64)
	if err != nil {
		return toolKey{}, fmt.Errorf("tools: key %q: %w", key, err)
	}
	id, err := strconv.ParseInt(tool, 10, 64)
	if err != nil {
		return toolKey{}, fmt.Errorf("tools: key %q: %w", key, err)
	}
	return toolKey{access.TenantID(t), id}, nil
}

// Seed installs the catalogue's default tools and grants them to the owner, if there is one. It runs inside the transaction that
// makes the restaurant, in its schema, after the staff's seed.
func (s *Service) Seed(ctx context.Context, tx postgres.Tx, _ *access.Tenant, owner access.UserID) error {
	if err := s.store.seed(ctx, tx, owner, s.Clock.Now()); err != nil {
		return fmt.Errorf("seed tools: %w", err)
	}
	return nil
}

// SetupDefaults puts the default tools into the catalogue, and makes a signing key when there is none. What is there already stays
// as it is, so running it again changes nothing.
func (s *Service) SetupDefaults(ctx context.Context) error {
	err := s.DB.Shared(ctx, func(tx postgres.Tx) error {
		for i := range catalogue {
			if err := s.addTool(ctx, tx, &catalogue[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("set up tools: %w", err)
	}
	_, err = s.keys.ready(ctx)
	return err
}

func (s *Service) addTool(ctx context.Context, tx postgres.Tx, t *Tool) error {
	added, err := s.store.add(ctx, tx, t, s.Clock.Now())
	if err != nil || !added {
		return err
	}
	e := auditedTool.Entry("tool.created", 0, t.Name)
	e.TargetKey, e.Changes = t.Slug, auditedTool.Diff(nil, t)
	return s.Audit.Record(ctx, tx, e)
}

// Available gives a page of the tools that the restaurant has installed, and their number.
func (s *Service) Available(ctx context.Context, limit, offset int) ([]Tool, int64, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	return s.store.tools(ctx, s.DB.TenantQuery(t), limit, offset)
}

// Tool reads a tool that the restaurant has installed.
func (s *Service) Tool(ctx context.Context, id int64) (Tool, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Tool{}, err
	}
	return s.store.tool(ctx, s.DB.TenantQuery(t), id)
}

// Grants gives a page of the actor's own grants, and their number. A superuser who is no member has none.
func (s *Service) Grants(ctx context.Context, limit, offset int) ([]Grant, int64, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	me, err := access.MemberFrom(ctx)
	if err != nil {
		return nil, 0, nil //nolint:nilerr // nobody's grants are none
	}
	return s.store.grants(ctx, s.DB.TenantQuery(t), me.ID, limit, offset)
}

// RotateKeys makes a new signing key and gives its kid. It signs after the overlap, or at once.
func (s *Service) RotateKeys(ctx context.Context, atOnce bool) (kid string, err error) {
	return s.keys.rotate(ctx, atOnce)
}

// Keys lists the signing keys, the newest first.
func (s *Service) Keys(ctx context.Context) ([]Key, error) {
	ring, err := s.keys.ring(ctx)
	return ring.list(s.Clock.Now()), err
}
