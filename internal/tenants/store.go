package tenants

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

type store struct{ queries *shareddb.Queries }

// uniqueFields are the fields of the contract that a constraint guards.
var uniqueFields = map[string]string{
	"tenants_schema_name_key":           "schema_name",
	"tenants_slug_key":                  "slug",
	"tenants_clerk_organization_id_key": "clerk_organization_id",
	"domains_domain_key":                "domain",
}

// taken turns a broken uniqueness into the field error that the contract has for it.
func taken(err error) error {
	field, ok := uniqueFields[postgres.Violated(err)]
	if !ok {
		return err
	}
	f := fault.Field(field, "A restaurant with this "+field+" already exists.")
	return f.Because(err)
}

func (s store) insert(ctx context.Context, tx postgres.Tx, n *NewTenant, version int, now, trialEnd time.Time) (access.TenantID, error) {
	row := shareddb.InsertTenantParams{
		SchemaName: n.Schema, Slug: n.Slug, Name: n.Name, Description: n.Description, Now: now, TrialEndDate: trialEnd,
		ContactEmail: n.ContactEmail, ContactPhone: n.ContactPhone, BusinessType: n.BusinessType, Currency: n.Currency,
		Timezone: n.Timezone, ClerkOrganizationID: postgres.OrNull(n.ClerkOrgID), Address: n.Address, Phone: n.Phone, Website: n.Website,
		Logo: n.Logo, Settings: n.Settings, OwnerUserID: postgres.OrNull(int64(n.Owner)), SchemaVersion: int32(version),
	}
	if n.Signup {
		row.SignupUserID = row.OwnerUserID
	}
	id, err := s.queries.InsertTenant(ctx, tx, row)
	return access.TenantID(id), err
}

func (s store) byID(ctx context.Context, q postgres.Querier, id access.TenantID) (*Tenant, error) {
	row, err := s.queries.TenantByID(ctx, q, int64(id))
	if err != nil {
		return nil, missing(err)
	}
	return fromRow(row), nil
}

func (s store) lock(ctx context.Context, tx postgres.Tx, id access.TenantID) (*Tenant, error) {
	row, err := s.queries.LockTenant(ctx, tx, int64(id))
	if err != nil {
		return nil, missing(err)
	}
	return fromRow(shareddb.TenantByIDRow(row)), nil
}

var errNotFound = fault.Missing("This restaurant")

// missing gives the words of a restaurant that is not there.
func missing(err error) error { return postgres.Missing(err, errNotFound) }

func fromRow(r shareddb.TenantByIDRow) *Tenant {
	return &Tenant{
		Tenant: access.Tenant{
			ID: access.TenantID(r.ID), Schema: r.SchemaName, Slug: r.Slug, Name: r.Name, Active: r.IsActive,
			SuspendedAt: r.SuspendedAt, SuspendedReason: r.SuspendedReason,
			SubscriptionStatus: r.SubscriptionStatus, TrialEnd: r.TrialEndDate, SchemaVersion: int(r.SchemaVersion),
			OwnerID: access.UserID(postgres.OrZero(r.OwnerUserID)), ClerkOrgID: postgres.OrZero(r.ClerkOrganizationID),
			Timezone: r.Timezone,
		},
		Profile: Profile{
			Name: r.Name, Slug: r.Slug, Description: r.Description, ContactEmail: r.ContactEmail, ContactPhone: r.ContactPhone,
			BusinessType: r.BusinessType, Currency: r.Currency, Timezone: r.Timezone, Address: r.Address, Phone: r.Phone,
			Website: r.Website, Logo: r.Logo, Settings: r.Settings,
		},
		CreatedOn: r.CreatedOn, DeletedAt: r.DeletedAt,
	}
}

func (s store) list(ctx context.Context, q postgres.Querier, user *int64, limit, offset int) ([]*Tenant, int64, error) {
	rows, err := s.queries.ListTenants(ctx, q, shareddb.ListTenantsParams{UserID: user, PageLimit: int32(limit), PageOffset: int32(offset)})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.queries.CountTenants(ctx, q, user)
		return nil, count, err
	}
	list := make([]*Tenant, len(rows))
	for i, r := range rows {
		list[i] = fromRow(shareddb.TenantByIDRow{
			ID: r.ID, SchemaName: r.SchemaName, Slug: r.Slug, Name: r.Name, Description: r.Description, CreatedOn: r.CreatedOn,
			IsActive: r.IsActive, SubscriptionStatus: r.SubscriptionStatus, TrialEndDate: r.TrialEndDate, ContactEmail: r.ContactEmail,
			ContactPhone: r.ContactPhone, BusinessType: r.BusinessType, Currency: r.Currency, Timezone: r.Timezone,
			ClerkOrganizationID: r.ClerkOrganizationID, Address: r.Address, Phone: r.Phone, Website: r.Website, Logo: r.Logo,
			Settings: r.Settings, OwnerUserID: r.OwnerUserID, SchemaVersion: r.SchemaVersion, DeletedAt: r.DeletedAt,
			SuspendedAt: r.SuspendedAt, SuspendedReason: r.SuspendedReason,
		})
	}
	return list, rows[0].Total, nil
}

func (s store) update(ctx context.Context, tx postgres.Tx, t *Tenant, now time.Time) error {
	return s.queries.UpdateTenant(ctx, tx, shareddb.UpdateTenantParams{
		Slug: t.Profile.Slug, Name: t.Profile.Name, Description: t.Description, ContactEmail: t.ContactEmail, ContactPhone: t.ContactPhone,
		BusinessType: t.BusinessType, Currency: t.Currency, Timezone: t.Profile.Timezone, ClerkOrganizationID: postgres.OrNull(t.ClerkOrgID),
		Address: t.Address, Phone: t.Phone, Website: t.Website, Logo: t.Logo, Settings: t.Settings, Now: now, ID: int64(t.ID),
	})
}

func domainFromRow(r shareddb.Domain) Domain {
	return Domain{ID: r.ID, Domain: r.Domain, TenantID: access.TenantID(r.TenantID), Primary: r.IsPrimary, CreatedAt: r.CreatedAt}
}

func (s store) domains(ctx context.Context, q postgres.Querier, id access.TenantID) ([]Domain, error) {
	rows, err := s.queries.DomainsOfTenant(ctx, q, int64(id))
	list := make([]Domain, len(rows))
	for i, row := range rows {
		list[i] = domainFromRow(row)
	}
	return list, err
}

func seenFromRow(r *shareddb.OperatorTenantsRow) Seen {
	seen := Seen{Health: r.Health, Members: r.Members, Tenant: *fromRow(shareddb.TenantByIDRow{
		ID: r.ID, SchemaName: r.SchemaName, Slug: r.Slug, Name: r.Name, Description: r.Description, CreatedOn: r.CreatedOn,
		IsActive: r.IsActive, SubscriptionStatus: r.SubscriptionStatus, TrialEndDate: r.TrialEndDate, ContactEmail: r.ContactEmail,
		ContactPhone: r.ContactPhone, BusinessType: r.BusinessType, Currency: r.Currency, Timezone: r.Timezone,
		ClerkOrganizationID: r.ClerkOrganizationID, Address: r.Address, Phone: r.Phone, Website: r.Website, Logo: r.Logo,
		Settings: r.Settings, OwnerUserID: r.OwnerUserID, SchemaVersion: r.SchemaVersion, DeletedAt: r.DeletedAt,
		SuspendedAt: r.SuspendedAt, SuspendedReason: r.SuspendedReason,
	})}
	if r.OwnerUserID != nil {
		name := strings.TrimSpace(postgres.OrZero(r.OwnerFirstName) + " " + postgres.OrZero(r.OwnerLastName))
		seen.Owner = &Owner{seen.OwnerID, postgres.OrZero(r.OwnerEmail), cmp.Or(name, postgres.OrZero(r.OwnerUsername))}
	}
	if r.PlanID != nil {
		seen.Plan = &Agreed{*r.PlanID, postgres.OrZero(r.PlanName), postgres.OrZero(r.PlanType)}
	}
	if len(r.LastEvent) > 0 {
		seen.LastEvent = &r.LastEvent[0]
	}
	return seen
}
