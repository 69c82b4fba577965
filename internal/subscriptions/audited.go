package subscriptions

import "github.com/tabletap/console/internal/audit"

// What the audit log says of plans.
var auditedPlan = audit.Describe[Plan]("plan", audit.Fields{
	"ID":          audit.Ignored("id"), // the target's
	"Type":        audit.Tracked("plan_type"),
	"Name":        audit.Tracked("name"),
	"Description": audit.Tracked("description"),
	"Price":       audit.Tracked("price"),
	"POS":         audit.Tracked("includes_pos"),
	"Menu":        audit.Tracked("includes_menu"),
	"CMS":         audit.Tracked("includes_cms"),
	"Limits":      audit.Tracked("limits"),
	"Features":    audit.Tracked("features_list"),
	"Featured":    audit.Tracked("is_featured"),
	"Active":      audit.Tracked("is_active"),
})

// And of what restaurants agreed to.
var _ = audit.Describe[Subscription]("subscription", audit.Fields{
	"ID":                audit.Ignored("id"),        // the target's
	"Tenant":            audit.Ignored("tenant_id"), // the entry's
	"Plan":              audit.Shown("plan", func(p Plan) any { return p.Type }),
	"Status":            audit.Tracked("status"),
	"PeriodStart":       audit.Tracked("current_period_start"),
	"PeriodEnd":         audit.Tracked("current_period_end"),
	"TrialEnd":          audit.Tracked("trial_end"),
	"CancelAtPeriodEnd": audit.Tracked("cancel_at_period_end"),
	"CancelledAt":       audit.Tracked("cancelled_at"),
	"Created":           audit.Ignored("created_at"), // the entry's time
	"Updated":           audit.Ignored("updated_at"),
})
