package keys

import "github.com/tabletap/console/internal/audit"

// What the audit log says of keys.
var auditedKey = audit.Describe[Key]("signing_key", audit.Fields{
	"ID":        audit.Tracked("kid"),
	"Algorithm": audit.Tracked("algorithm"),
	"State":     audit.Ignored("state"),      // follows from the times
	"Created":   audit.Ignored("created_at"), // the entry's time
	"SignsFrom": audit.Tracked("signs_from"),
	"Retired":   audit.Ignored("retired_at"), // follows from the next key's signs_from
	"Readable":  audit.Ignored("is_readable"),
	"Expires":   audit.Tracked("expires_at"),
})
