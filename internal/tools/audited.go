package tools

import "github.com/tabletap/console/internal/audit"

// What the audit log says of tools.
var auditedTool = audit.Describe[Tool]("tool", audit.Fields{
	"ID":          audit.Ignored("id"), // the target's
	"Name":        audit.Tracked("name"),
	"Slug":        audit.Tracked("slug"),
	"Description": audit.Tracked("description"),
	"URL":         audit.Tracked("url"),
	"Icon":        audit.Tracked("icon"),
	"Active":      audit.Tracked("is_active"),
	"Metadata":    audit.Tracked("metadata"),
})

// Of who may open them.
var _ = audit.Describe[Grant]("tool_access", audit.Fields{
	"ID":        audit.Ignored("id"), // the target's
	"User":      audit.Tracked("user_id"),
	"Tool":      audit.Shown("tool", func(t Tool) any { return t.Slug }),
	"Granted":   audit.Tracked("is_granted"),
	"GrantedAt": audit.Ignored("granted_at"), // the entry's time
})

// And of the keys that sign launch tokens.
var auditedKey = audit.Describe[Key]("signing_key", audit.Fields{
	"ID":        audit.Tracked("kid"),
	"Algorithm": audit.Tracked("algorithm"),
	"State":     audit.Ignored("state"),      // follows from the times
	"Created":   audit.Ignored("created_at"), // the entry's time
	"SignsFrom": audit.Tracked("signs_from"),
	"Expires":   audit.Tracked("expires_at"),
})
