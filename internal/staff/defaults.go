package staff

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// defaultRole is a role as seeding writes it.
type defaultRole struct {
	Key         string             `json:"key"`
	Name        string             `json:"name"`
	Folded      string             `json:"folded_name"`
	Description string             `json:"description"`
	Permissions access.Permissions `json:"permissions"`
	Owner       bool               `json:"is_owner"`
}

// What dashboard, menu, orders, tables, pos, team, settings and subscriptions mean, and what their levels allow, is up to the
// tools; the others are this service's own.
var defaultRoles = []defaultRole{
	{
		Key: keyOwner, Name: RoleOwner, Folded: folded(RoleOwner), Description: "May do everything.", Owner: true,
		Permissions: access.Permissions{access.Everything: true},
	},
	{
		Key: keyManager, Name: RoleManager, Folded: folded(RoleManager), Description: "Runs the restaurant from day to day.",
		Permissions: access.Permissions{
			"dashboard": true, "menu": true, "orders": true, "tables": true, "pos": true, "team": true, "settings": access.LevelBasic,
			"subscriptions": false, string(access.StaffView): true, string(access.StaffManage): true, string(access.ToolsView): true,
			string(access.ToolsManage): true, string(access.AnalyticsView): true,
		},
	},
	{
		Key: keyWaiter, Name: RoleWaiter, Folded: folded(RoleWaiter), Description: "Serves guests: takes orders and looks after the tables.",
		Permissions: access.Permissions{
			"dashboard": access.LevelBasic, "menu": access.LevelView, "orders": access.LevelCreate, "tables": true, "pos": true, "team": false,
			"settings": false, "subscriptions": false, string(access.StaffView): true, string(access.ToolsView): true,
		},
	},
}

// encodedRoles is defaultRoles as SeedStaff takes them.
var encodedRoles = mustEncode(defaultRoles)

func mustEncode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// keyOfClerk is the default role that an organization's role at Clerk stands for. Clerk has written it with and without "org:".
func keyOfClerk(role string) string {
	if role == "org:admin" || role == "admin" {
		return keyManager
	}
	return keyWaiter
}

// nameAttempts is how many names a default role that comes back tries, in case others have them by now.
const nameAttempts = 5

// roleByKey is the id and the name of one of the roles that every restaurant begins with. A restaurant may have deleted it; then it
// comes back as it was in the beginning, since what somebody else is to get instead is not ours to guess. It runs inside tx, in the
// restaurant's schema.
func (s *Service) roleByKey(ctx context.Context, tx postgres.Tx, key string) (Role, error) {
	for attempt := range nameAttempts {
		role, err := s.store.defaultRole(ctx, tx, key)
		if !fault.Is(err, fault.NotFound) {
			return role, err
		}
		if err := s.store.addDefaultRole(ctx, tx, key, attempt, s.clock.Now()); err != nil {
			return Role{}, err
		}
	}
	return Role{}, fmt.Errorf("default role %s: %w", key, errRoleNamed)
}
