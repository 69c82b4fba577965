package staff

import (
	"context"
	"fmt"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// Launches are the tools that a member has been let into.
type Launches interface {
	// RevokeLaunches ends what the member holds and has not used yet. It runs inside tx, in the restaurant's schema.
	RevokeLaunches(ctx context.Context, tx postgres.Tx, member access.MemberID) error
}

// Deps are what the service stands on.
type Deps struct {
	DB       *postgres.DB
	Bus      *cache.Bus
	Audit    *audit.Log
	Clock    clock.Clock
	Launches Launches

	Queue         *jobs.Queue
	Plans         Plans
	Clerk         Inviter
	Restaurants   Restaurants
	Owners        Owners
	ConsoleURL    string // where the link in an invitation leads
	SchemaVersion int    // restaurants below it wait to be brought up
}

// Service is the use cases of staff.
type Service struct {
	db       *postgres.DB
	bus      *cache.Bus
	audit    *audit.Log
	clock    clock.Clock
	launches Launches
	store    store
	places   *places

	queue       *jobs.Queue
	plans       Plans
	clerk       Inviter
	restaurants Restaurants
	owners      Owners
	consoleURL  string
	version     int
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, bus: d.Bus, audit: d.Audit, clock: d.Clock, launches: d.Launches,
		store: store{tenantdb.New(), shareddb.New()}, places: newPlaces(d.Bus, d.Clock),
		queue: d.Queue, plans: d.Plans, clerk: d.Clerk, restaurants: d.Restaurants, owners: d.Owners, consoleURL: d.ConsoleURL,
		version: d.SchemaVersion,
	}
}

// Seed writes the default roles and, when there is an owner, the owner's place. It runs inside the transaction that makes the
// restaurant, in its schema.
func (s *Service) Seed(ctx context.Context, tx postgres.Tx, t *access.Tenant, owner access.UserID) error {
	if err := s.store.seed(ctx, tx, owner, s.clock.Now()); err != nil {
		return fmt.Errorf("seed staff: %w", err)
	}
	if owner == 0 {
		return nil
	}
	if err := s.numberOwner(ctx, tx, t, owner); err != nil {
		return fmt.Errorf("seed staff: %w", err)
	}
	return s.store.remember(ctx, tx, t.ID, owner, true) // nobody has asked about a restaurant that is being made
}

// Member is a person's place in the restaurant, active or not; NotFound when there is none. Callers share what it returns.
func (s *Service) Member(ctx context.Context, t *access.Tenant, user access.UserID) (*access.Member, error) {
	return s.places.get(ctx, t.ID, user, func(ctx context.Context) (*access.Member, error) {
		return s.store.placeOf(ctx, s.db.TenantQuery(t), user)
	})
}

// switchPlace makes a locked place active or not, with all that follows. It runs in the restaurant's schema.
func (s *Service) switchPlace(ctx context.Context, tx postgres.Tx, t access.TenantID, p place, active bool) error {
	if p.Active == active {
		return nil
	}
	if err := s.store.setActive(ctx, tx, p.id, active, s.clock.Now()); err != nil {
		return err
	}
	if !active {
		if err := s.launches.RevokeLaunches(ctx, tx, p.id); err != nil {
			return err
		}
	}
	if err := s.announce(ctx, tx, t, p.user, active); err != nil {
		return err
	}
	action := "staff.deactivated"
	if active {
		action = "staff.activated"
	}
	return s.record(ctx, tx, t, p.id, action, map[string]audit.Change{"is_active": {Before: p.Active, After: active}})
}

// announce keeps public.memberships in step and tells all instances, when tx commits, to look again.
func (s *Service) announce(ctx context.Context, tx postgres.Tx, t access.TenantID, user access.UserID, active bool) error {
	if err := s.store.remember(ctx, tx, t, user, active); err != nil {
		return err
	}
	return s.places.announce(ctx, tx, t, user)
}

func (s *Service) record(
	ctx context.Context, tx postgres.Tx, t access.TenantID, id access.MemberID, action string, changes map[string]audit.Change,
) error {
	return s.audit.Record(ctx, tx, audit.Entry{
		Tenant: t, Action: action, TargetType: "staff_member", TargetID: int64(id), Changes: changes,
	})
}
