package access

import (
	"maps"
	"slices"
)

// The permissions that the tools read and this service only keeps.
const (
	Dashboard     Permission = "dashboard"
	Menu          Permission = "menu"
	Orders        Permission = "orders"
	Tables        Permission = "tables"
	POS           Permission = "pos"
	Team          Permission = "team"
	Settings      Permission = "settings"
	Subscriptions Permission = "subscriptions"
)

// The levels that a permission of the tools may have instead of true, which is stronger than each.
const (
	LevelView   = "view"   // look, touch nothing
	LevelBasic  = "basic"  // the everyday part
	LevelCreate = "create" // the everyday part, and add new ones
	LevelEdit   = "edit"   // change what others made as well
)

// Known is something that a role can be permitted.
type Known struct {
	Name        Permission
	Description string   // a sentence
	Levels      []string // from the weakest to the strongest; none: true or false only
}

// catalogue is everything that can be permitted, in the order in which people are shown it. Whoever adds a route that asks for a
// permission adds the permission here: no role can be given one that is not in it.
var catalogue = []Known{
	{StaffView, "See who works in the restaurant, and as what.", nil},
	{StaffManage, "Hire, change and remove members and roles, and see salaries.", nil},
	{ToolsView, "See the tools that the restaurant has installed.", nil},
	{ToolsManage, "Install and set up tools, and decide who may open them.", nil},
	{AnalyticsView, "See events, figures and the dashboard of analytics.", nil},
	{BillingView, "See the subscription, its plan and its payments.", nil},
	{BillingManage, "Choose a plan, pay and cancel.", nil},
	{SettingsManage, "Change the restaurant's profile and settings.", nil},
	{AuditView, "Read who changed what.", nil},
	{Dashboard, "Open the dashboard of the tools.", []string{LevelView, LevelBasic}},
	{Menu, "The menu: dishes, prices, availability.", []string{LevelView, LevelBasic, LevelCreate, LevelEdit}},
	{Orders, "Guests' orders.", []string{LevelView, LevelBasic, LevelCreate, LevelEdit}},
	{Tables, "Tables, and who sits where.", []string{LevelView, LevelBasic, LevelCreate, LevelEdit}},
	{POS, "The point of sale: the till and its payments.", []string{LevelView, LevelBasic, LevelCreate, LevelEdit}},
	{Team, "The team as the tools show it: shifts and schedules.", []string{LevelView, LevelBasic, LevelCreate, LevelEdit}},
	{Settings, "The settings of the tools.", []string{LevelView, LevelBasic, LevelEdit}},
	{Subscriptions, "The subscription as the tools show it.", []string{LevelView, LevelBasic}},
	{Everything, "All permissions, those that are not invented yet included.", nil},
}

var byName = func() map[Permission]*Known {
	all := make(map[Permission]*Known, len(catalogue))
	for i := range catalogue {
		all[catalogue[i].Name] = &catalogue[i]
	}
	return all
}()

// Catalogue is everything that can be permitted. The caller may keep and change the list.
func Catalogue() []Known { return slices.Clone(catalogue) }

// has reports whether the permission can have the level.
func (k *Known) has(level string) bool { return slices.Contains(k.Levels, level) }

// Beyond names, in order, what granted permits and ps does not: nobody may hand that out who holds ps. A level stands above those
// before it in the catalogue and below true; a level that the catalogue does not know is matched by itself and by true alone.
// Names that neither mentions are what "*" says they are, today's and tomorrow's, so "*" is only matched by "*".
func (ps Permissions) Beyond(granted Permissions) []Permission {
	names := map[string]bool{Everything: true}
	for name := range ps {
		names[name] = true
	}
	for name := range granted {
		names[name] = true
	}
	var beyond []Permission
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if p := Permission(name); !p.includes(ps.value(name), granted.value(name)) {
			beyond = append(beyond, p)
		}
	}
	return beyond
}

// Covers reports whether whoever holds ps holds everything that others permits.
func (ps Permissions) Covers(others Permissions) bool { return len(ps.Beyond(others)) == 0 }

// value is what ps says of a name: by its own entry, or by "*".
func (ps Permissions) value(name string) any {
	if v, ok := ps[name]; ok {
		return v
	}
	return ps[Everything]
}

// includes reports whether the value held is at least as strong as the one wanted.
func (p Permission) includes(held, wanted any) bool {
	if !granted(wanted) {
		return true
	}
	if held == true || !granted(held) || wanted == true {
		return held == true
	}
	have, need := held.(string), wanted.(string) //nolint:errcheck,forcetypeassert // what is granted and not true is a level
	if have == need {
		return true
	}
	known := byName[p]
	return known != nil && known.has(have) && known.has(need) && slices.Index(known.Levels, have) > slices.Index(known.Levels, need)
}
