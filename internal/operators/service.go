package operators

import (
	"context"
	"log/slog"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/keys"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Restaurants finds restaurants.
type Restaurants interface {
	// ByID is the restaurant with the id, NotFound for none and for one that was deleted.
	ByID(ctx context.Context, id access.TenantID) (*access.Tenant, error)
}

// Caches are this instance's.
type Caches interface {
	// Listening reports whether the instance hears of changes.
	Listening() bool
	// RedisAnswers reports whether Redis does, or is not wanted.
	RedisAnswers() bool
}

// Partitions are those of events.
type Partitions interface {
	// MissingMonths are those of this month and the next that are not there.
	MissingMonths(ctx context.Context) ([]time.Time, error)
}

// SigningKeys are the keys of a kind.
type SigningKeys interface {
	// Keys lists them, the newest first.
	Keys(ctx context.Context) ([]keys.Key, error)
	// RotateKeys makes a new one and gives its kid. It signs after a pause in which tools learn of it, or at once.
	RotateKeys(ctx context.Context, atOnce bool) (kid string, err error)
}

// Deps are what the service stands on.
type Deps struct {
	DB          *postgres.DB
	Audit       *audit.Log
	Clock       clock.Clock
	Queue       *jobs.Queue
	Restaurants Restaurants
	Migrator    *postgres.Migrator
	Caches      Caches
	Partitions  Partitions
	Logger      *slog.Logger
	Launches    SigningKeys // sign launch tokens
	IDTokens    SigningKeys // sign ID tokens
}

// Service is the use cases of operators.
type Service struct {
	Deps

	store store
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d, store: store{shareddb.New()}} }

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	s.registerVisitRoutes(a)
	s.registerMigrationRoutes(a)
	s.registerKeyRoutes(a)
	s.registerProblemRoute(a)
}
