package auth

import "github.com/tabletap/console/internal/audit"

// What the audit log says of people: that something about them changed, not what. The log cannot forget, and what Clerk says of a
// person is erased with their account.
var auditedUser = audit.Describe[User]("user", audit.Fields{
	"ID":             audit.Ignored("id"), // the target's
	"ClerkUserID":    audit.Tracked("clerk_user_id"),
	"Superuser":      audit.Tracked("is_superuser"),
	"Deleted":        audit.Tracked("is_deleted"),
	"Invited":        audit.Tracked("is_invited"),
	"ClerkUpdatedAt": audit.Ignored("clerk_updated_at"), // Clerk's, to tell old news from new
	"Username":       audit.Secret("username"),
	"Email":          audit.Secret("email"),
	"FirstName":      audit.Secret("first_name"),
	"LastName":       audit.Secret("last_name"),
	"ImageURL":       audit.Ignored("image_url"),
	"Verified":       audit.Tracked("is_verified"),
	"Active":         audit.Tracked("is_active"),
})

// And of operators, whose address is how they are known.
var auditedSuperuser = audit.Describe[superuser]("superuser", audit.Fields{
	"ID":             audit.Ignored("id"),
	"ClerkUserID":    audit.Ignored("clerk_user_id"),    // they have none
	"ClerkUpdatedAt": audit.Ignored("clerk_updated_at"), // nor this
	"ImageURL":       audit.Ignored("image_url"),        // nor this
	"Superuser":      audit.Ignored("is_superuser"),     // always
	"Deleted":        audit.Tracked("is_deleted"),
	"Invited":        audit.Ignored("is_invited"), // they are made by command
	"Username":       audit.Tracked("username"),
	"Email":          audit.Tracked("email"),
	"FirstName":      audit.Tracked("first_name"),
	"LastName":       audit.Tracked("last_name"),
	"Verified":       audit.Tracked("is_verified"),
	"Active":         audit.Tracked("is_active"),
	"Hash":           audit.Secret("password"),
})
