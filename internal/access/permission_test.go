package access

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/fault"
)

// anyPermissions draws what may be stored: known names and others, values that make sense and some that do not.
func anyPermissions(t *rapid.T, label string) Permissions {
	names := []string{"staff.manage", "audit.view", "orders", "menu", "settings", "not.invented", Everything}
	values := []any{true, false, LevelView, LevelBasic, LevelCreate, LevelEdit, "nonsense", "", nil, 1.0}
	return rapid.MapOfN(rapid.SampledFrom(names), rapid.SampledFrom(values), 0, 5).Draw(t, label)
}

// onlyFlags draws permissions that are true or false, of which Allow tells everything.
func onlyFlags(t *rapid.T, label string) Permissions {
	flags := rapid.MapOfN(rapid.SampledFrom([]string{"staff.manage", "orders", "not.invented", Everything}), rapid.Bool(), 0, 4).Draw(t, label)
	ps := Permissions{}
	for name, value := range flags {
		ps[name] = value
	}
	return ps
}

// asked are the names that the properties ask Allow about: some of the catalogue, and one that nobody wrote anywhere.
var asked = []Permission{"staff.manage", "audit.view", "orders", "menu", "settings", "not.invented", "tomorrow's"}

func TestCoversIsAnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyPermissions(t, "a"), anyPermissions(t, "b"), anyPermissions(t, "c")
		require.True(t, a.Covers(a), "reflexive")
		if a.Covers(b) && b.Covers(c) {
			require.True(t, a.Covers(c), "transitive")
		}
		require.True(t, Permissions{Everything: true}.Covers(a), "everything covers all")
		require.True(t, a.Covers(Permissions{}), "nothing is covered by all")
	})
}

func TestCoversAgreesWithAllow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPermissions(t, "a"), anyPermissions(t, "b")
		if !a.Covers(b) {
			return
		}
		for _, p := range asked {
			require.False(t, b.Allow(p) && !a.Allow(p), "%s is allowed by what is covered", p)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := onlyFlags(t, "a"), onlyFlags(t, "b")
		more := false
		for _, p := range asked {
			more = more || b.Allow(p) && !a.Allow(p)
		}
		require.Equal(t, !more, a.Covers(b), "without levels, to cover is to allow as much")
	})
}

// Whoever copies from what they hold, and only ever weakens it, never gets beyond it.
func TestWeakerIsCovered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.SampledFrom(Catalogue()).Draw(t, "permission")
		ladder := []any{false}
		for _, level := range known.Levels {
			ladder = append(ladder, level)
		}
		ladder = append(ladder, true)
		low := rapid.IntRange(0, len(ladder)-1).Draw(t, "low")
		high := rapid.IntRange(low, len(ladder)-1).Draw(t, "high")
		strong, weak := Permissions{string(known.Name): ladder[high]}, Permissions{string(known.Name): ladder[low]}
		require.True(t, strong.Covers(weak))
		require.Equal(t, low == high, weak.Covers(strong))
	})
}

func TestBeyond(t *testing.T) {
	t.Parallel()
	manager := Permissions{"orders": LevelBasic, "menu": true, "staff.manage": true}
	for _, c := range []struct {
		held, granted Permissions
		beyond        []Permission
	}{
		{manager, Permissions{"orders": LevelView, "menu": LevelEdit, "team": false}, nil},
		{manager, Permissions{"orders": LevelCreate}, []Permission{"orders"}},
		{manager, Permissions{"orders": true, "audit.view": true, "menu": true}, []Permission{"audit.view", "orders"}},
		{manager, Permissions{Everything: true}, []Permission{Everything, "orders"}},
		{Permissions{Everything: true, "billing.manage": false}, Permissions{Everything: true}, []Permission{"billing.manage"}},
		{Permissions{Everything: true, "billing.manage": false}, manager, nil},
		{Permissions{}, Permissions{"x": "odd"}, []Permission{"x"}},
		{Permissions{"x": "odd"}, Permissions{"x": "odd"}, nil},
		{nil, nil, nil},
	} {
		require.Equal(t, c.beyond, c.held.Beyond(c.granted), "%v holds, %v is granted", c.held, c.granted)
	}
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	seen := map[Permission]bool{}
	for _, k := range Catalogue() {
		require.False(t, seen[k.Name], "%s twice", k.Name)
		seen[k.Name] = true
		require.True(t, strings.HasSuffix(k.Description, "."), "%s has a sentence", k.Name)
		for _, level := range append([]any{true, false}, levels(k)...) {
			require.NoError(t, Permissions{string(k.Name): level}.Validate("permissions"))
		}
	}
	for _, p := range []Permission{
		StaffView, StaffManage, ToolsView, ToolsManage, AnalyticsView, BillingView, BillingManage, SettingsManage, AuditView,
		Dashboard, Menu, Orders, Tables, POS, Team, Settings, Subscriptions, Everything,
	} {
		require.True(t, seen[p], p)
	}
}

func levels(k Known) (list []any) {
	for _, level := range k.Levels {
		list = append(list, level)
	}
	return list
}

func TestReadPermissions(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]Permissions{
		`{}`: {}, `[]`: {},
		`{"orders": "create", "dashboard": true, "*": false}`: {"orders": "create", "dashboard": true, "*": false},
		`["orders", "staff.view", "orders"]`:                  {"orders": true, "staff.view": true},
	} {
		got, err := ReadPermissions("permissions", json.RawMessage(raw))
		require.NoError(t, err, raw)
		require.Equal(t, want, got)
	}
	for raw, message := range map[string]string{
		`null`: "Enter an object", `7`: "Enter an object", `"orders"`: "Enter an object", `[1]`: "Enter an object", `[null]`: `"" is not a permission`,
		`[["orders"]]`:          "Enter an object",
		`["fly"]`:               `"fly" is not a permission.`,
		`{"fly": true}`:         `"fly" is not a permission.`,
		`{"Orders": true}`:      `"Orders" is not a permission.`,
		`{"orders": 1}`:         `"orders" must be true, false or one of: view, basic, create, edit.`,
		`{"orders": null}`:      `"orders" must be true, false`,
		`{"orders": {}}`:        `"orders" must be true, false`,
		`{"orders": ["view"]}`:  `"orders" must be true, false`,
		`{"orders": ""}`:        `"" is not a level of "orders"`,
		`{"orders": "supreme"}`: `"supreme" is not a level of "orders". Choose true, false or one of: view, basic, create, edit.`,
		`{"staff.view": "all"}`: `"staff.view" must be true or false.`,
		`{"*": "view"}`:         `"*" must be true or false.`,
	} {
		_, err := ReadPermissions("permissions", json.RawMessage(raw))
		require.True(t, fault.Is(err, fault.Invalid), raw)
		require.ErrorContains(t, err, "permissions: "+message, raw)
	}
}

func TestNonsenseGetsAShortAnswer(t *testing.T) {
	t.Parallel()
	ps := Permissions{strings.Repeat("x", 10_000): true}
	for i := range 1000 {
		ps[fmt.Sprintf("fly.%d", i)] = true
	}
	err := ps.Validate("permissions")
	require.True(t, fault.Is(err, fault.Invalid))
	require.Less(t, len(err.Error()), 1000)
}

func TestAllow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ps   Permissions
		want bool
	}{
		{Permissions{"orders": true}, true},
		{Permissions{"orders": "view"}, true},
		{Permissions{"orders": false, Everything: true}, false},
		{Permissions{Everything: true}, true},
		{Permissions{"orders": ""}, false},
		{Permissions{"orders": 1.0}, false},
		{Permissions{"orders": nil, Everything: true}, false},
		{Permissions{}, false},
		{nil, false},
	} {
		require.Equal(t, c.want, c.ps.Allow(Orders), "%v", c.ps)
	}
}

func TestParsePermissions(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "null", "{}"} {
		ps, err := ParsePermissions([]byte(raw))
		require.NoError(t, err)
		require.Equal(t, Permissions{}, ps)
	}
	_, err := ParsePermissions([]byte("[]"))
	require.Error(t, err)
}
