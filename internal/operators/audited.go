package operators

import "github.com/tabletap/console/internal/audit"

// What the audit log says of visits.
var auditedVisit = audit.Describe[Visit]("visit", audit.Fields{
	"ID":      audit.Ignored("id"),         // the target's
	"Tenant":  audit.Ignored("tenant_id"),  // the entry's
	"User":    audit.Ignored("user_id"),    // the entry's actor, when it began
	"Started": audit.Ignored("started_at"), // the entry's time
	"Reason":  audit.Tracked("reason"),
	"Expires": audit.Tracked("expires_at"),
	"Ended":   audit.Tracked("ended_at"),
})
