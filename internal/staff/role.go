package staff

import (
	"encoding/json"

	"github.com/tabletap/console/internal/access"
)

// The roles that every restaurant begins with.
const (
	RoleOwner   = "Owner"
	RoleManager = "Manager"
	RoleWaiter  = "Waiter"
)

// Role is what members of one kind may do.
type Role struct {
	ID          int64
	Name        string
	Description string
	Permissions json.RawMessage // an object, as access.Permissions is written
}

// defaultRole is a role as seeding writes it.
type defaultRole struct {
	Name        string             `json:"name"`
	Description string             `json:"description"`
	Permissions access.Permissions `json:"permissions"`
	Owner       bool               `json:"is_owner"`
}

// What dashboard, menu, orders, tables, pos, team, settings and subscriptions mean, and what their levels allow, is up to the
// tools; the others are this service's own.
var defaultRoles = []defaultRole{
	{
		Name: RoleOwner, Description: "May do everything.", Owner: true,
		Permissions: access.Permissions{access.Everything: true},
	},
	{
		Name: RoleManager, Description: "Runs the restaurant from day to day.",
		Permissions: access.Permissions{
			"dashboard": true, "menu": true, "orders": true, "tables": true, "pos": true, "team": true, "settings": "basic",
			"subscriptions": false, string(access.StaffView): true, string(access.StaffManage): true, string(access.ToolsView): true,
			string(access.ToolsManage): true, string(access.AnalyticsView): true,
		},
	},
	{
		Name: RoleWaiter, Description: "Serves guests: takes orders and looks after the tables.",
		Permissions: access.Permissions{
			"dashboard": "basic", "menu": "view", "orders": "create", "tables": true, "pos": true, "team": false, "settings": false,
			"subscriptions": false, string(access.StaffView): true, string(access.ToolsView): true,
		},
	},
}

// encodedRoles is defaultRoles as SeedStaff takes them.
var encodedRoles = mustEncode(defaultRoles)

func mustEncode(roles []defaultRole) json.RawMessage {
	raw, err := json.Marshal(roles)
	if err != nil {
		panic(err)
	}
	return raw
}

// roleOfClerk is the role that an organization's role at Clerk stands for. Clerk has written it with and without "org:".
func roleOfClerk(role string) string {
	if role == "org:admin" || role == "admin" {
		return RoleManager
	}
	return RoleWaiter
}
