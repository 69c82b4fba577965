package tenants

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// How a restaurant is, in one word: the first of these that is true, from the end.
const (
	HealthOK        = "ok"
	HealthClosed    = "closed"    // its trial or its subscription is over: the tools are closed
	HealthBehind    = "behind"    // its schema is below the binary's version: it is answered 503
	HealthSuspended = "suspended" // by an operator
	HealthDeleted   = "deleted"   // and not yet dropped for good
)

var (
	healths   = []string{HealthOK, HealthClosed, HealthBehind, HealthSuspended, HealthDeleted}
	statuses  = []string{StatusTrial, StatusActive, StatusInactive, StatusCancelled}
	orderings = []string{"name", "-name", "created_on", "-created_on"}
)

// Seen is a restaurant as operators see it.
type Seen struct {
	Tenant

	Health    string
	Owner     *Owner // nil: it has none
	Plan      *Agreed
	Members   int64      // active ones
	LastEvent *time.Time // the hour of the newest event; nil: there is none
}

// Owner is the person whose a restaurant is.
type Owner struct {
	ID    access.UserID
	Email string
	Name  string
}

// Agreed is the plan of a restaurant's newest subscription.
type Agreed struct {
	ID         int64
	Name, Type string
}

// Search says which restaurants an operator looks for, and in which order. What is empty keeps all but the deleted ones.
type Search struct {
	Text     string // part of the name, slug, schema or contact's address, or the beginning of the owner's address
	Health   string
	Status   string // of the subscription
	Ordering string // name, created_on, or one of them after a minus; "": -created_on
}

func (f *Search) validate() error {
	var wrong fault.Fields
	f.Ordering = strings.TrimSpace(f.Ordering)
	if f.Ordering == "" {
		f.Ordering = "-created_on"
	}
	check := func(field, value string, known []string) {
		wrong.Check(value == "" || slices.Contains(known, value), field, `"`+value+`" is not a valid choice.`)
	}
	check("health", f.Health, healths)
	check("subscription_status", f.Status, statuses)
	check("ordering", f.Ordering, orderings)
	return wrong.Err()
}

// wildcards of LIKE mean themselves in what somebody looks for.
var wildcards = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Seen gives a page of the restaurants that an operator looks for, and their number.
func (s *Service) Seen(ctx context.Context, f Search, limit, offset int) ([]Seen, int64, error) {
	if err := f.validate(); err != nil {
		return nil, 0, err
	}
	query := shareddb.OperatorTenantsParams{
		Health: postgres.OrNull(f.Health), SubscriptionStatus: postgres.OrNull(f.Status), Ordering: f.Ordering,
		PageLimit: int64(limit), PageOffset: int64(offset),
	}
	if text := wildcards.Replace(strings.TrimSpace(f.Text)); text != "" {
		query.Pattern, query.Beginning = new("%"+text+"%"), new(text+"%")
	}
	return s.seen(ctx, query)
}

// SeenByID gives one restaurant as operators see it, a deleted one too.
func (s *Service) SeenByID(ctx context.Context, id access.TenantID) (*Seen, error) {
	list, _, err := s.seen(ctx, shareddb.OperatorTenantsParams{ID: new(int64(id)), PageLimit: 1})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errNotFound
	}
	return &list[0], nil
}

func (s *Service) seen(ctx context.Context, query shareddb.OperatorTenantsParams) (list []Seen, count int64, err error) {
	query.NewestVersion, query.Now = int32(s.History.Newest()), s.Clock.Now()
	rows, err := s.store.queries.OperatorTenants(ctx, s.DB.SharedQueryUnprepared(), query)
	list = make([]Seen, len(rows))
	for i := range rows {
		list[i], count = seenFromRow(&rows[i]), rows[i].Total
	}
	return list, count, err
}
