package tenants

import (
	"context"
	"log/slog"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Seeder writes what every new restaurant begins with. It runs inside the transaction that makes the restaurant, with
// unqualified names leading to the new schema. Owner is 0 when there is none yet.
type Seeder interface {
	Seed(ctx context.Context, tx postgres.Tx, t *access.Tenant, owner access.UserID) error
}

// Roster says who works in a restaurant.
type Roster interface {
	// Member is a person's place on the staff, active or not; NotFound when there is none.
	Member(ctx context.Context, t *access.Tenant, user access.UserID) (*access.Member, error)
}

// Subscriptions are what restaurants agreed to.
type Subscriptions interface {
	// Activate opens the tools to a restaurant under the plan with the id; 0: the one that it has or had last, else the largest.
	Activate(ctx context.Context, id access.TenantID, plan int64) error
	// Deactivate closes the tools to a restaurant.
	Deactivate(ctx context.Context, id access.TenantID) error
	// Hold stops all charges of a restaurant that has just been suspended, inside tx, which holds the lock of its row.
	Hold(ctx context.Context, tx postgres.Tx, t *Tenant) (SubscriptionChange, error)
	// Release takes back what Hold did at a moment, inside tx, which holds the lock of the restaurant's row.
	Release(ctx context.Context, tx postgres.Tx, t *Tenant, since time.Time) (SubscriptionChange, error)
	// Close ends what a restaurant that is being deleted agreed to, inside tx.
	Close(ctx context.Context, tx postgres.Tx, id access.TenantID) error
}

// Eraser deletes what a restaurant has left in shared tables, when it is dropped for good. It may be called again after a failure.
type Eraser interface {
	Erase(ctx context.Context, t access.TenantID) error
}

// Counts are kept by restaurants' own days and hours.
type Counts interface {
	// TimezoneChanged is told, inside the transaction, of a restaurant whose time zone changes.
	TimezoneChanged(ctx context.Context, tx postgres.Tx, id access.TenantID) error
}

// Deps are what the service stands on.
type Deps struct {
	DB      *postgres.DB
	Bus     *cache.Bus
	Audit   *audit.Log
	Clock   clock.Clock
	Logger  *slog.Logger
	History postgres.History // of tenants' schemas; a new one is made at its end
	Seeders []Seeder
	Roster  Roster
	Erasers []Eraser
	Counts  Counts // nil: there are none

	Subscriptions Subscriptions

	TrialDays     int
	DeletionGrace time.Duration
	PlatformHosts []string // host names that are the platform's own and lead to no restaurant
}

// Service is the use cases of restaurants.
type Service struct {
	Deps
	store store
	byID  *cache.Cache[access.TenantID, *access.Tenant]
	names *cache.Cache[string, access.TenantID]
	mine  *cache.Cache[access.UserID, []access.TenantID]
}

// New makes the service.
func New(d Deps) *Service {
	s := &Service{Deps: d, store: store{shareddb.New()}}
	s.byID = cache.Bind[access.TenantID, *access.Tenant](d.Bus, TopicTenant, parseID, cache.Options{Clock: d.Clock})
	s.names = cache.Bind[string, access.TenantID](d.Bus, topicName, parseName, cache.Options{Clock: d.Clock})
	s.mine = cache.Bind[access.UserID, []access.TenantID](d.Bus, topicMembership, parseMember, cache.Options{Clock: d.Clock})
	return s
}

// Get reads a restaurant.
func (s *Service) Get(ctx context.Context, id access.TenantID) (*Tenant, error) {
	return s.store.byID(ctx, s.DB.SharedQuery(), id)
}

// List gives a page of the restaurants that the actor owns or works in, or of all for a superuser, and their number.
func (s *Service) List(ctx context.Context, limit, offset int) ([]*Tenant, int64, error) {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	var user *int64
	if !actor.Superuser {
		user = new(int64(actor.UserID))
	}
	return s.store.list(ctx, s.DB.SharedQuery(), user, limit, offset)
}

// Update changes what change changes in the restaurant's profile.
func (s *Service) Update(ctx context.Context, id access.TenantID, change func(*Tenant)) (*Tenant, error) {
	var before, after Tenant
	err := s.DB.Shared(ctx, func(tx postgres.Tx) error {
		t, err := s.store.lock(ctx, tx, id)
		if err != nil {
			return err
		}
		before, after = *t, *t
		change(&after)
		if err := validUpdate(&after); err != nil {
			return err
		}
		if err := s.store.update(ctx, tx, &after, s.Clock.Now()); err != nil {
			return taken(err)
		}
		if s.Counts != nil && before.Profile.Timezone != after.Profile.Timezone {
			if err := s.Counts.TimezoneChanged(ctx, tx, id); err != nil {
				return err
			}
		}
		return s.recordUpdate(ctx, tx, &before, &after)
	})
	if err != nil {
		return nil, err
	}
	s.forget(ctx, id)
	return s.Get(ctx, id)
}

// Delete marks a restaurant for deletion: it is gone for everybody at once, its subscription over, its slug and domains are free, and
// a job drops its schema after the grace period.
func (s *Service) Delete(ctx context.Context, id access.TenantID) error {
	return s.change(ctx, id, func(tx postgres.Tx, t *Tenant) (audit.Entry, error) {
		now, after := s.Clock.Now(), *t
		after.DeletedAt = &now
		if err := s.Subscriptions.Close(ctx, tx, id); err != nil {
			return audit.Entry{}, err
		}
		if err := s.store.queries.DeleteDomainsOfTenant(ctx, tx, int64(id)); err != nil {
			return audit.Entry{}, err
		}
		return tenantEntry("tenant.deleted", t, &after), s.store.queries.MarkTenantDeleted(ctx, tx, shareddb.MarkTenantDeletedParams{
			Now: now, PurgeAfter: now.Add(s.DeletionGrace), ID: int64(id),
		})
	})
}

// change runs one change of a locked restaurant with its audit line, and makes every instance forget the restaurant.
func (s *Service) change(ctx context.Context, id access.TenantID, fn func(postgres.Tx, *Tenant) (audit.Entry, error)) error {
	err := s.DB.Shared(ctx, func(tx postgres.Tx) error {
		t, err := s.store.lock(ctx, tx, id)
		if err != nil {
			return err
		}
		entry, err := fn(tx, t)
		if err != nil {
			return err
		}
		if err := s.announce(ctx, tx, id); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, entry)
	})
	if err != nil {
		return err
	}
	s.forget(ctx, id)
	return nil
}
