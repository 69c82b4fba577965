package tenants

import (
	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
)

// What the audit log says of restaurants.
var auditedTenant = audit.Describe[Tenant]("tenant", audit.Fields{
	"ID":                 audit.Ignored("id"), // the target's
	"Schema":             audit.Tracked("schema_name"),
	"Tenant.Slug":        audit.Ignored("slug"), // as in the profile
	"Tenant.Name":        audit.Ignored("name"),
	"Active":             audit.Tracked("is_active"),
	"SuspendedAt":        audit.Tracked("suspended_at"),
	"SuspendedReason":    audit.Tracked("suspended_reason"),
	"SubscriptionStatus": audit.Tracked("subscription_status"),
	"TrialEnd":           audit.Tracked("trial_end_date"),
	"SchemaVersion":      audit.Ignored("schema_version"), // migrations keep a record of their own
	"OwnerID":            audit.Tracked("owner_user_id"),
	"ClerkOrgID":         audit.Tracked("clerk_organization_id"),
	"Tenant.Timezone":    audit.Ignored("timezone"), // as in the profile
	"Profile.Name":       audit.Tracked("name"),
	"Profile.Slug":       audit.Tracked("slug"),
	"Description":        audit.Tracked("description"),
	"ContactEmail":       audit.Tracked("contact_email"),
	"ContactPhone":       audit.Tracked("contact_phone"),
	"BusinessType":       audit.Tracked("business_type"),
	"Currency":           audit.Tracked("currency"),
	"Profile.Timezone":   audit.Tracked("timezone"),
	"Address":            audit.Tracked("address"),
	"Phone":              audit.Tracked("phone"),
	"Website":            audit.Tracked("website"),
	"Logo":               audit.Tracked("logo"),
	"Settings":           audit.Tracked("settings"),
	"CreatedOn":          audit.Ignored("created_on"), // the entry's time
	"DeletedAt":          audit.Tracked("deleted_at"),
})

// And of their domains.
var auditedDomain = audit.Describe[Domain]("domain", audit.Fields{
	"ID":        audit.Ignored("id"), // the target's
	"Domain":    audit.Tracked("domain"),
	"TenantID":  audit.Ignored("tenant_id"), // the entry's
	"Primary":   audit.Tracked("is_primary"),
	"CreatedAt": audit.Ignored("created_at"), // the entry's time
})

// tenantEntry is an entry about a restaurant that was changed, or made when before is nil.
func tenantEntry(action string, before, after *Tenant) audit.Entry {
	e := auditedTenant.Entry(action, int64(after.ID), after.Profile.Name)
	e.Tenant, e.Changes = after.ID, auditedTenant.Diff(before, after)
	return e
}

// domainEntry is an entry about a domain. Before is nil for a new one, after for one that is gone.
func domainEntry(action string, tenant access.TenantID, before, after *Domain) audit.Entry {
	d := after
	if d == nil {
		d = before
	}
	e := auditedDomain.Entry(action, d.ID, d.Domain)
	e.Tenant, e.Changes = tenant, auditedDomain.Diff(before, after)
	return e
}
