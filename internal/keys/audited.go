package keys

import "github.com/tabletap/console/internal/audit"

// What the audit log says of keys.
var auditedKey = audit.Describe[Key]("signing_key", audit.Fields{
	"ID":        audit.Tracked("kid"),
	"Algorithm": audit.Tracked("algorithm"),
	"State":     audit.Ignored("state"),      // follows from the times
	"Created":   audit.Ignored("created_at"), // the entry's time
	"SignsFrom": audit.Tracked("signs_from"),
	"Expires":   audit.Tracked("expires_at"),
})
