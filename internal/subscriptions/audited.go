package subscriptions

import "github.com/tabletap/console/internal/audit"

// What the audit log says of plans.
var auditedPlan = audit.Describe[Plan]("plan", audit.Fields{
	"ID":          audit.Ignored("id"), // the target's
	"Type":        audit.Tracked("plan_type"),
	"Version":     audit.Tracked("version"),
	"Name":        audit.Tracked("name"),
	"Description": audit.Tracked("description"),
	"Prices":      audit.Shown("prices", writeAuditedPrices),
	"POS":         audit.Tracked("includes_pos"),
	"Menu":        audit.Tracked("includes_menu"),
	"CMS":         audit.Tracked("includes_cms"),
	"Limits":      audit.Tracked("limits"),
	"EventDays":   audit.Tracked("event_retention_days"),
	"Features":    audit.Tracked("features_list"),
	"Featured":    audit.Tracked("is_featured"),
	"Active":      audit.Tracked("is_active"),
})

// writeAuditedPrices says what a plan costs, such as "GHS 50.00 monthly".
func writeAuditedPrices(prices []Price) any {
	words := make([]string, len(prices))
	for i := range prices {
		words[i] = prices[i].Money().String() + " " + string(prices[i].Interval)
	}
	return words
}

// And of what restaurants agreed to.
var auditedSubscription = audit.Describe[Subscription]("subscription", audit.Fields{
	"ID":                audit.Ignored("id"),        // the target's
	"Tenant":            audit.Ignored("tenant_id"), // the entry's
	"Plan":              audit.Shown("plan", func(p Plan) any { return p.ID }),
	"Price":             audit.Shown("price", func(p Price) any { return p.Money().String() + " " + string(p.Interval) }),
	"NextPrice":         audit.Tracked("next_price"),
	"Status":            audit.Tracked("status"),
	"PeriodStart":       audit.Tracked("current_period_start"),
	"PeriodEnd":         audit.Tracked("current_period_end"),
	"Anchor":            audit.Ignored("anchor"), // follows from the periods
	"TrialEnd":          audit.Tracked("trial_end"),
	"CancelAtPeriodEnd": audit.Tracked("cancel_at_period_end"),
	"CancelledAt":       audit.Tracked("cancelled_at"),
	"PastDueSince":      audit.Tracked("past_due_since"),
	"Retries":           audit.Tracked("retries"),
	"FrozenAt":          audit.Tracked("frozen_at"),
	"NextAction":        audit.Ignored("next_action_at"), // follows from the rest
	"Payer":             audit.Shown("card", func(p Payer) any { return p.Card() }),
	"Paystack":          audit.Ignored("paystack_subscription"), // a job's bookkeeping
	"Created":           audit.Ignored("created_at"),            // the entry's time
	"Updated":           audit.Ignored("updated_at"),
})

// And of money that goes back.
var auditedRefund = audit.Describe[Refund]("refund", audit.Fields{
	"ID":          audit.Ignored("id"),        // the target's
	"Tenant":      audit.Ignored("tenant_id"), // the entry's
	"Payment":     audit.Tracked("payment_id"),
	"Amount":      audit.Shown("amount", func(m Money) any { return m.String() }),
	"Reason":      audit.Tracked("reason"),
	"Status":      audit.Tracked("status"),
	"PaystackID":  audit.Tracked("paystack_id"),
	"Failure":     audit.Tracked("failure"),
	"RequestedBy": audit.Ignored("requested_by"), // the actor of the first entry
	"AskedAt":     audit.Ignored("asked_at"),     // a job's bookkeeping
	"Created":     audit.Ignored("created_at"),   // the entry's time
	"Updated":     audit.Ignored("updated_at"),
})

// And of what cardholders object to.
var auditedDispute = audit.Describe[Dispute]("dispute", audit.Fields{
	"ID":         audit.Ignored("id"),        // the target's
	"Tenant":     audit.Ignored("tenant_id"), // the entry's
	"Payment":    audit.Tracked("payment_id"),
	"Reference":  audit.Ignored("reference"), // the payment's
	"Status":     audit.Tracked("status"),
	"Resolution": audit.Tracked("resolution"),
	"Amount":     audit.Shown("amount", func(m Money) any { return m.String() }),
	"DueAt":      audit.Tracked("due_at"),
	"Opened":     audit.Ignored("opened_at"), // the first entry's time
	"Resolved":   audit.Tracked("resolved_at"),
	"FrozenAt":   audit.Ignored("frozen_at"), // the subscription's
})

// And of what an operator does about money by hand.
var (
	auditedFinding = audit.Describe[Finding]("finding", audit.Fields{
		"ID":        audit.Ignored("id"),        // the target's
		"Tenant":    audit.Ignored("tenant_id"), // the entry's
		"Kind":      audit.Tracked("kind"),
		"Reference": audit.Tracked("reference"),
		"Detail":    audit.Ignored("detail"), // what was found never changes
		"Found":     audit.Ignored("found_at"),
		"Resolved":  audit.Tracked("resolved_at"),
	})
	auditedEntry = audit.Describe[LedgerEntry]("ledger_entry", audit.Fields{
		"ID":           audit.Ignored("id"),        // the target's
		"Tenant":       audit.Ignored("tenant_id"), // the entry's
		"Key":          audit.Tracked("entry_key"),
		"Kind":         audit.Tracked("kind"),
		"Amount":       audit.Shown("amount", func(m Money) any { return m.String() }),
		"Payment":      audit.Tracked("payment_id"),
		"Subscription": audit.Tracked("subscription_id"),
		"Note":         audit.Tracked("note"),
		"Occurred":     audit.Ignored("occurred_at"), // the entry's time
	})
)
