package tools

import "github.com/tabletap/console/internal/audit"

// What the audit log says of the platform's tools.
var auditedTool = audit.Describe[CatalogueTool]("tool", audit.Fields{
	"ID":                     audit.Ignored("id"), // the target's
	"Name":                   audit.Tracked("name"),
	"Slug":                   audit.Tracked("slug"),
	"Description":            audit.Tracked("description"),
	"URL":                    audit.Tracked("url"),
	"Icon":                   audit.Tracked("icon"),
	"Active":                 audit.Tracked("is_active"),
	"Default":                audit.Tracked("is_default"),
	"RedirectURIs":           audit.Tracked("redirect_uris"),
	"PostLogoutRedirectURIs": audit.Tracked("post_logout_redirect_uris"),
	"ClientID":               audit.Tracked("client_id"),
	"Public":                 audit.Tracked("is_public_client"),
	"CreatedAt":              audit.Ignored("created_at"), // the entry's time
	"UpdatedAt":              audit.Ignored("updated_at"),
})

// Of what restaurants install. What they settle with a tool is the tool's to interpret, and may be a secret.
var auditedInstallation = audit.Describe[Installation]("installed_tool", audit.Fields{
	"URL":      audit.Tracked("url"),
	"Active":   audit.Tracked("is_active"),
	"Metadata": audit.Secret("metadata"),
	"Settings": audit.Secret("settings"),
})

// And of who may open them.
var _ = audit.Describe[Grant]("tool_access", audit.Fields{
	"ID":        audit.Ignored("id"), // the target's
	"Member":    audit.Tracked("member_id"),
	"User":      audit.Tracked("user_id"),
	"Tool":      audit.Shown("tool", func(t Tool) any { return t.Slug }),
	"Granted":   audit.Tracked("is_granted"),
	"GrantedAt": audit.Ignored("granted_at"), // the entry's time
})
