package analytics

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// ToolClients knows the tools that identify themselves.
type ToolClients interface {
	// Authenticate is the tool with a client id and one of its good secrets. It fails with Unauthenticated, invalid_client.
	Authenticate(ctx context.Context, clientID, secret string) (toolID int64, slug string, err error)
}

// Restaurants finds restaurants for callers who belong to none.
type Restaurants interface {
	// ByName is the restaurant with a slug, schema name or id, NotFound when there is none.
	ByName(ctx context.Context, name string) (*access.Tenant, error)
}

// Installations says which tools a restaurant has.
type Installations interface {
	// Installed reports whether the restaurant has the tool.
	Installed(ctx context.Context, t *access.Tenant, toolID int64) (bool, error)
}

// Deps are what the service stands on.
type Deps struct {
	DB          *postgres.DB
	Clock       clock.Clock
	Clients     ToolClients
	Restaurants Restaurants
	Tools       Installations
}

// Service is the use cases of analytics.
type Service struct {
	Deps
	store store
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d, store: store{shareddb.New()}} }

// Track stores one event. When it returns without an error, the event is on disk.
func (s *Service) Track(ctx context.Context, p Proof, r Report) (*Event, error) {
	from, err := s.reporter(ctx, p)
	if err != nil {
		return nil, err
	}
	var problems fault.Fields
	now := s.now()
	r.check(now, problems.Add)
	reports := []Report{r}
	if err := s.checkUsers(ctx, from, reports, func(_ int, field, message string) { problems.Add(field, message) }); err != nil {
		return nil, err
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return s.store.insert(ctx, s.DB.SharedQuery(), from, &reports[0], now)
}

// Receipt says what became of a batch.
type Receipt struct {
	Accepted   int // stored now
	Duplicates int // stored before
}

var errBatchSize = fault.Field("events", fmt.Sprintf("Send 1 to %d events.", MaxBatch))

// TrackBatch stores events in one statement: all of them, or none when anything is wrong with any. What its reporter has reported
// before, by its key, is a duplicate and changes nothing.
func (s *Service) TrackBatch(ctx context.Context, p Proof, reports []Report) (Receipt, error) {
	from, err := s.reporter(ctx, p)
	if err != nil {
		return Receipt{}, err
	}
	if len(reports) == 0 || len(reports) > MaxBatch {
		return Receipt{}, errBatchSize
	}
	var problems fault.Fields
	problem := func(i int, field, message string) { problems.Add(inBatch(i, field), message) }
	now := s.now()
	for i := range reports {
		reports[i].check(now, func(field, message string) { problem(i, field, message) })
	}
	if err := s.checkUsers(ctx, from, reports, problem); err != nil {
		return Receipt{}, err
	}
	if err := problems.Err(); err != nil {
		return Receipt{}, err
	}
	added, err := s.store.insertAll(ctx, s.DB.SharedQuery(), from, reports, now)
	return Receipt{Accepted: added, Duplicates: len(reports) - added}, err
}

// now is to the precision that PostgreSQL keeps.
func (s *Service) now() time.Time { return s.Clock.Now().UTC().Truncate(time.Microsecond) }

// checkUsers notes events of people whose doing they cannot be, and completes those of staff. Staff report what they did themselves, a
// tool what anybody did who works in the restaurant or did once.
func (s *Service) checkUsers(ctx context.Context, from *reporter, reports []Report, problem func(i int, field, message string)) error {
	if from.tool == 0 {
		for i := range reports {
			if user := reports[i].User; user != nil && *user != int64(from.user) {
				problem(i, "user", "You can only report what you did yourself.")
			}
			reports[i].User = new(int64(from.user))
		}
		return nil
	}
	known, err := s.store.membersAmong(ctx, s.DB.SharedQuery(), from.tenant, usersOf(reports))
	if err != nil {
		return err
	}
	for i := range reports {
		if user := reports[i].User; user != nil && !known[*user] {
			problem(i, "user", "This user does not work in this restaurant.")
		}
	}
	return nil
}

func usersOf(reports []Report) []int64 {
	var users []int64
	seen := map[int64]bool{}
	for i := range reports {
		if user := reports[i].User; user != nil && !seen[*user] {
			seen[*user] = true
			users = append(users, *user)
		}
	}
	return users
}

// eraseBatch bounds how many rows one statement deletes, and with it how long it holds what others may wait for.
const eraseBatch = 10_000

// Erase deletes all events of a restaurant that is gone. What it was interrupted in it takes up when it is called again.
func (s *Service) Erase(ctx context.Context, t access.TenantID) error {
	for {
		gone, err := s.store.erase(ctx, s.DB.SharedQuery(), t, eraseBatch)
		if err != nil {
			return fmt.Errorf("erase events: %w", err)
		}
		if gone < eraseBatch {
			return nil
		}
	}
}
