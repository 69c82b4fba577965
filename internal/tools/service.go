package tools

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/keys"
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
	// CodeSubscriptionInactive or CodeTenantSuspended.
	MayUseTool(ctx context.Context, t *access.Tenant, slug string) (code string, err error)
}

// Members are the restaurants' staff, from memory.
type Members interface {
	// Member is a person's place, active or not; NotFound when there is none. Callers share what it returns.
	Member(ctx context.Context, t *access.Tenant, user access.UserID) (*access.Member, error)
}

// People are those who sign in, from memory.
type People interface {
	// MaySignIn reports whether the person with an id of Clerk's is neither banned nor deleted.
	MaySignIn(ctx context.Context, clerkUserID string) (bool, error)
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
	Members      Members
	People       People
	Limiter      api.Limiter

	SecretKey     string        // seals the signing keys
	Issuer        string        // iss of launch tokens: where the service says that it is, without a slash at the end
	KeyOverlap    time.Duration // for how long a new signing key is published before it signs; 0: five minutes
	SchemaVersion int           // restaurants below this version are answered 503, as api.Config says
}

// Service is the use cases of tools and single sign-on.
type Service struct {
	Deps
	store   store
	keys    *keys.Keys
	known   known
	minted  minted
	replays replays
	doubted recent[struct{}] // sessions that a transaction of somebody else's is ending: read from the database
}

// New makes the service. It fails only when no key can be derived from SecretKey.
func New(d Deps) (*Service, error) {
	k, err := keys.New(keys.Deps{
		DB: d.DB, Bus: d.Bus, Audit: d.Audit, Clock: d.Clock, SecretKey: d.SecretKey, Overlap: d.KeyOverlap,
	}, launchKeys)
	if err != nil {
		return nil, err
	}
	return &Service{Deps: d, store: store{tenantdb.New(), shareddb.New()}, keys: k, known: newKnown(d.Bus, d.Clock)}, nil
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
	err := s.changeShared(ctx, func(tx postgres.Tx, keys stale) error {
		staleCatalogue(keys)
		for i := range defaultTools {
			if err := s.addTool(ctx, tx, &defaultTools[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("set up tools: %w", err)
	}
	_, err = s.keys.Ready(ctx)
	return err
}

func (s *Service) addTool(ctx context.Context, tx postgres.Tx, t *CatalogueTool) error {
	added, err := s.store.add(ctx, tx, t, s.Clock.Now())
	if err != nil || !added {
		return err
	}
	e := auditedTool.Entry("tool.created", 0, t.Name)
	e.TargetKey, e.Changes = t.Slug, auditedTool.Diff(nil, t)
	return s.Audit.Record(ctx, tx, e)
}

// RotateKeys makes a new signing key and gives its kid. It signs after the overlap, or at once.
func (s *Service) RotateKeys(ctx context.Context, atOnce bool) (kid string, err error) {
	return s.keys.Rotate(ctx, atOnce)
}

// Keys lists the signing keys, the newest first.
func (s *Service) Keys(ctx context.Context) ([]keys.Key, error) { return s.keys.List(ctx) }
