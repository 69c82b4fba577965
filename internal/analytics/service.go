package analytics

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/gather"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// ToolClients knows the tools that identify themselves.
type ToolClients interface {
	// Authenticate is the tool with a client id and one of its good secrets. It fails with Unauthenticated, invalid_client.
	Authenticate(ctx context.Context, clientID, secret string) (toolID int64, slug string, err error)
}

// Restaurants finds restaurants for callers who belong to none, and for jobs.
type Restaurants interface {
	// ByName is the restaurant with a slug, schema name or id, NotFound when there is none.
	ByName(ctx context.Context, name string) (*access.Tenant, error)
	// ByID is the restaurant with an id, NotFound when there is none.
	ByID(ctx context.Context, id access.TenantID) (*access.Tenant, error)
	// EachSchema calls fn for every restaurant.
	EachSchema(ctx context.Context, fn func(*access.Tenant) error) error
}

// Installations says which tools a restaurant has.
type Installations interface {
	// Installed reports whether the restaurant has the tool.
	Installed(ctx context.Context, t *access.Tenant, toolID int64) (bool, error)
}

// Plans say how long restaurants' events are kept.
type Plans interface {
	// EventRetention is for how many days the restaurant's events are kept.
	EventRetention(ctx context.Context, t *access.Tenant) (days int, err error)
	// LongestEventRetention is for how many days events are kept under any plan.
	LongestEventRetention(ctx context.Context) (days int, err error)
}

// Deps are what the service stands on.
type Deps struct {
	DB          *postgres.DB
	Bus         *cache.Bus
	Audit       *audit.Log
	Clock       clock.Clock
	Clients     ToolClients
	Restaurants Restaurants
	Tools       Installations
	Plans       Plans
	Queue       *jobs.Queue
	News        News // nil: nobody hears of what is stored
}

// Service is the use cases of analytics.
type Service struct {
	Deps
	store   store
	writer  *gather.Gatherer[*delivery, struct{}]
	members *recent[member]
	types   *cache.Cache[int64, registered]
}

// New makes the service.
func New(d Deps) *Service {
	queries := shareddb.New()
	s := &Service{Deps: d, store: store{queries}, writer: newWriter(d.DB, queries, d.News), members: newRecent[member](membersKept)}
	s.types = s.bindTypes()
	return s
}

// now is to the precision that PostgreSQL keeps.
func (s *Service) now() time.Time { return s.Clock.Now().UTC().Truncate(time.Microsecond) }

// eraseBatch bounds how many rows one statement deletes, and with it how long it holds what others may wait for.
const eraseBatch = 10_000

// Erase deletes all events of a restaurant that is gone, and what was counted of them. What it was interrupted in it takes up when it is
// called again.
func (s *Service) Erase(ctx context.Context, t access.TenantID) error {
	if err := s.eraseUntil(ctx, t, forever, forever); err != nil {
		return fmt.Errorf("erase events: %w", err)
	}
	return nil
}

// eraseUntil deletes the restaurant's events of before a moment, and what was counted of the days before a day.
func (s *Service) eraseUntil(ctx context.Context, t access.TenantID, until, day time.Time) error {
	q := s.DB.SharedQuery()
	for _, erase := range []func(context.Context, postgres.Querier, access.TenantID, time.Time, int64) (int64, error){
		s.store.eraseEvents, s.store.eraseKeys,
	} {
		for gone := int64(eraseBatch); gone == eraseBatch; {
			var err error
			if gone, err = erase(ctx, q, t, until, eraseBatch); err != nil {
				return err
			}
		}
	}
	return errors.Join(s.store.eraseCounts(ctx, q, t, time.Time{}, day), s.store.eraseMetrics(ctx, q, t, day))
}
