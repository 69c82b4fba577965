package access

import (
	"encoding/json"
	"fmt"
)

// Permission is the name of something that a role may do, such as "staff.view".
type Permission string

// The permissions that this service's own routes ask for.
const (
	StaffView      Permission = "staff.view"
	StaffManage    Permission = "staff.manage"
	ToolsView      Permission = "tools.view"
	ToolsManage    Permission = "tools.manage"
	AnalyticsView  Permission = "analytics.view"
	BillingView    Permission = "billing.view"
	BillingManage  Permission = "billing.manage"
	SettingsManage Permission = "settings.manage"
	AuditView      Permission = "audit.view"
)

// Everything is the key that grants all permissions, those not invented yet included.
const Everything = "*"

// Permissions is what a role grants, in the contract's shape: {"dashboard": true, "orders": "create", "*": true}. A value
// is true, false, or one of the catalogue's levels, which only the tools interpret.
type Permissions map[string]any

// Allow reports whether p is granted: its own entry decides when there is one, "*" otherwise.
func (ps Permissions) Allow(p Permission) bool {
	if v, ok := ps[string(p)]; ok {
		return granted(v)
	}
	return granted(ps[Everything])
}

func granted(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case string:
		return v != ""
	default:
		return false
	}
}

// ParsePermissions reads the stored JSON object. NULL and an empty text are no permissions.
func ParsePermissions(raw []byte) (Permissions, error) {
	if len(raw) == 0 {
		return Permissions{}, nil
	}
	var ps Permissions
	if err := json.Unmarshal(raw, &ps); err != nil {
		return nil, fmt.Errorf("access: stored permissions: %w", err)
	}
	if ps == nil {
		ps = Permissions{}
	}
	return ps, nil
}
