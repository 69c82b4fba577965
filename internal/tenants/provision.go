package tenants

import (
	"context"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// nameAttempts is how often a derived name is tried with another suffix before giving up.
const nameAttempts = 8

// Create makes a restaurant in a transaction of its own.
func (s *Service) Create(ctx context.Context, n NewTenant) (*Tenant, error) {
	var made *access.Tenant
	err := s.DB.Shared(ctx, func(tx postgres.Tx) (err error) {
		made, err = s.Provision(ctx, tx, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.Bus.Drop(ctx, topicMembership, memberKey(made, n.Owner))
	return s.Get(ctx, made.ID)
}

// Provision makes a restaurant inside the caller's transaction: its row and domain, its schema at the newest version and what
// the seeders put there. All of it exists when the transaction commits and none of it otherwise. For a Signup that has its
// restaurant already, it gives that one.
func (s *Service) Provision(ctx context.Context, tx postgres.Tx, n NewTenant) (*access.Tenant, error) {
	if n.Signup {
		switch existing, err := s.ofSignup(ctx, tx, n.Owner); {
		case err == nil:
			return existing, nil
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	n.withDefaults()
	if err := n.Validate(); err != nil {
		return nil, err
	}
	t, err := s.insertNamed(ctx, tx, &n)
	if err != nil {
		return nil, err
	}
	if err := s.furnish(ctx, tx, t, n.Owner); err != nil {
		return nil, fmt.Errorf("provision %s: %w", t.Schema, err)
	}
	if err := s.Bus.Publish(ctx, tx, topicMembership, memberKey(t, n.Owner)); err != nil {
		return nil, err
	}
	made := Tenant{Tenant: *t, Profile: n.Profile}
	made.Profile.Slug = t.Slug // which may have been derived
	return t, s.Audit.Record(ctx, tx, tenantEntry("tenant.created", nil, &made))
}

func (s *Service) ofSignup(ctx context.Context, tx postgres.Tx, owner access.UserID) (*access.Tenant, error) {
	row, err := s.store.queries.TenantBySignup(ctx, tx, int64(owner))
	if err != nil {
		return nil, missing(err)
	}
	return &access.Tenant{ID: access.TenantID(row.ID), Schema: row.SchemaName}, nil
}

// insertNamed writes the restaurant's rows. Names that were asked for are taken as they are or refused; those that are
// derived get a suffix until they are free.
func (s *Service) insertNamed(ctx context.Context, tx postgres.Tx, asked *NewTenant) (*access.Tenant, error) {
	var err error
	for attempt := range nameAttempts {
		named := *asked
		named.deriveNames(attempt)
		var t *access.Tenant
		if t, err = s.insertOnce(ctx, tx, &named); err == nil {
			return t, nil
		}
		if !asked.leavesOpen(takenField(err)) {
			return nil, err
		}
	}
	return nil, err
}

func (n *NewTenant) deriveNames(attempt int) {
	slugAsked := n.Slug != ""
	if !slugAsked {
		n.Slug = slugify(orElse(n.Schema, n.Name))
		if attempt > 0 {
			n.Slug = withSuffix(n.Slug)
		}
	}
	if n.Schema == "" {
		n.Schema = schemaFor(n.Slug)
		if attempt > 0 && slugAsked {
			n.Schema = schemaFor(withSuffix(n.Slug))
		}
	}
	if n.Domain == "" {
		n.Domain = localDomain(n.Schema)
	}
}

// leavesOpen reports whether the caller did not ask for a certain value of the field, so that another may be tried.
func (n *NewTenant) leavesOpen(field string) bool {
	switch field {
	case "slug":
		return n.Slug == ""
	case "schema_name":
		return n.Schema == ""
	case "domain":
		return n.Domain == "" && n.Schema == ""
	default:
		return false
	}
}

// localDomain is the primary domain of a restaurant that has no other.
func localDomain(schema string) string { return schema + ".localhost" }

// takenField names the field whose value somebody else has, "" when the error is another.
func takenField(err error) string {
	if fault.CodeOf(err) == "schema_exists" {
		return "schema_name"
	}
	return uniqueFields[postgres.Violated(err)]
}

// insertOnce works behind a savepoint, so that a taken name leaves the caller's transaction usable.
func (s *Service) insertOnce(ctx context.Context, tx postgres.Tx, n *NewTenant) (*access.Tenant, error) {
	now := s.Clock.Now()
	t := &access.Tenant{
		Schema: n.Schema, Slug: n.Slug, Name: n.Name, Active: true, SubscriptionStatus: StatusTrial,
		TrialEnd: now.Add(time.Duration(s.TrialDays) * 24 * time.Hour), SchemaVersion: s.History.Newest(), OwnerID: n.Owner, ClerkOrgID: n.ClerkOrgID,
		Timezone: n.Timezone,
	}
	err := postgres.Savepoint(ctx, tx, func(tx postgres.Tx) (err error) {
		if err := s.refuseForeignSchema(ctx, tx, n.Schema); err != nil {
			return err
		}
		if t.ID, err = s.store.insert(ctx, tx, n, t.SchemaVersion, now, t.TrialEnd); err != nil {
			return err
		}
		_, err = s.store.queries.InsertDomain(ctx, tx, shareddb.InsertDomainParams{Domain: n.Domain, TenantID: int64(t.ID), IsPrimary: true})
		return err
	})
	if err != nil {
		return nil, taken(err)
	}
	return t, nil
}

// refuseForeignSchema keeps away from schemas that somebody made by hand.
func (s *Service) refuseForeignSchema(ctx context.Context, tx postgres.Tx, schema string) error {
	exists, err := s.store.queries.SchemaExists(ctx, tx, schema)
	if err != nil || !exists {
		return err
	}
	f := fault.Field("schema_name", "A restaurant with this schema_name already exists.")
	f.Code = "schema_exists"
	return f
}

func (s *Service) furnish(ctx context.Context, tx postgres.Tx, t *access.Tenant, owner access.UserID) error {
	return postgres.CreateSchema(ctx, tx, t.Schema, s.History, func() error {
		for _, seeder := range s.Seeders {
			if err := seeder.Seed(ctx, tx, t, owner); err != nil {
				return err
			}
		}
		return nil
	})
}
