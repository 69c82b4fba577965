package audit

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type address struct{ Street, City string }

type bank struct{ Name, Account string }

type owner struct{ Name string }

type role struct {
	ID   int64
	Name string
}

// shop has a field of every sort.
type shop struct {
	address
	bank
	owner

	ID       int64
	Open     bool
	Opened   time.Time
	Closed   *time.Time
	Salary   *int64
	Settings json.RawMessage
	Tags     []string
	Role     role
	Deputy   *role
	secret   string
}

func roleName(r role) any { return r.Name }

var shops = Describe[shop]("test_shop", Fields{
	"Street": Tracked("street"), "City": Tracked("city"), "bank.Name": Ignored("bank"), "Account": Secret("account"),
	"owner.Name": Tracked("owner"), "ID": Ignored("id"), "Open": Tracked("is_open"), "Opened": Tracked("opened_at"),
	"Closed": Tracked("closed_at"), "Salary": Secret("salary"), "Settings": Tracked("settings"), "Tags": Tracked("tags"),
	"Role": Shown("role", roleName), "Deputy": Shown("deputy", roleName), "secret": Ignored("secret"),
})

func TestDiff(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		change func(*shop)
		want   Changes
	}{
		"nothing":           {func(*shop) {}, Changes{}},
		"ignored":           {func(s *shop) { s.ID, s.bank.Name, s.secret = 2, "x", "y" }, Changes{}},
		"embedded":          {func(s *shop) { s.City = "Kumasi" }, Changes{"city": {Before: "Accra", After: "Kumasi"}}},
		"ambiguous":         {func(s *shop) { s.owner.Name = "Kofi" }, Changes{"owner": {Before: "Ama", After: "Kofi"}}},
		"secret":            {func(s *shop) { s.Account = "2" }, Changes{"account": {Changed: true}}},
		"secret, first":     {func(s *shop) { s.Salary = new(int64(0)) }, Changes{"salary": {Changed: true}}},
		"to zero":           {func(s *shop) { s.Open = false }, Changes{"is_open": {Before: true, After: false}}},
		"another zone":      {func(s *shop) { s.Opened = s.Opened.In(time.FixedZone("", 3600)) }, Changes{}},
		"another moment":    {func(s *shop) { s.Opened = day.Add(1) }, Changes{"opened_at": {Before: day, After: day.Add(1)}}},
		"to something":      {func(s *shop) { s.Closed = &day }, Changes{"closed_at": {After: day}}},
		"other spaces":      {func(s *shop) { s.Settings = json.RawMessage(`{ "b":[1], "a":1 }`) }, Changes{}},
		"other JSON":        {func(s *shop) { s.Settings = json.RawMessage(`{}`) }, Changes{"settings": {Before: json.RawMessage(`{"a":1,"b":[1]}`), After: json.RawMessage(`{}`)}}},
		"a list":            {func(s *shop) { s.Tags = []string{"b"} }, Changes{"tags": {Before: []string{"a"}, After: []string{"b"}}}},
		"shown":             {func(s *shop) { s.Role.Name = "Owner" }, Changes{"role": {Before: "Waiter", After: "Owner"}}},
		"not what is shown": {func(s *shop) { s.Role.ID = 9 }, Changes{}},
		"shown, to nothing": {func(s *shop) { s.Deputy = nil }, Changes{"deputy": {Before: "Manager"}}},
	} {
		before := shop{
			address: address{City: "Accra"}, bank: bank{Account: "1"}, owner: owner{"Ama"}, ID: 1, Open: true, Opened: day,
			Settings: json.RawMessage(`{"a":1,"b":[1]}`), Tags: []string{"a"}, Role: role{1, "Waiter"}, Deputy: &role{2, "Manager"},
		}
		after := before
		c.change(&after)
		require.Equal(t, c.want, shops.Diff(&before, &after), name)
	}
}

func TestDiffOfWhatBeginsAndEnds(t *testing.T) {
	t.Parallel()
	s := shop{address: address{City: "Accra"}, ID: 1, Settings: json.RawMessage(`{ }`), Tags: []string{}, Salary: new(int64(0)), Role: role{Name: "Owner"}}
	require.Equal(t, Changes{"city": {After: "Accra"}, "role": {After: "Owner"}}, shops.Diff(nil, &s))
	require.Equal(t, Changes{"city": {Before: "Accra"}, "role": {Before: "Owner"}}, shops.Diff(&s, nil))
	require.Empty(t, shops.Diff(nil, nil))
}

func TestNothingSecretIsWritten(t *testing.T) {
	t.Parallel()
	before, after := shop{bank: bank{Account: "hunter1"}, secret: "hunter2"}, shop{bank: bank{Account: "hunter3"}, secret: "hunter4"}
	raw, err := json.Marshal(shops.Diff(&before, &after))
	require.NoError(t, err)
	require.JSONEq(t, `{"account": {"changed": true}}`, string(raw))
}

func TestChangesAsJSON(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2*longestValue)
	raw, err := json.Marshal(Changes{
		"a": {After: 1}, "b": {Before: false, After: ""}, "c": {Before: 1, After: 2, Changed: true}, "d": {Before: long}, "e": {},
	})
	require.NoError(t, err)
	require.JSONEq(t, `{"a": {"before": null, "after": 1}, "b": {"before": false, "after": ""}, "c": {"changed": true},
		"d": {"changed": true}, "e": {"before": null, "after": null}}`, string(raw))
}

func TestWhatCannotBeDescribed(t *testing.T) {
	t.Parallel()
	type thing struct {
		Name  string
		Count int
		mine  bool //nolint:unused // what matters is that it is there
	}
	good := func() Fields {
		return Fields{"Name": Tracked("name"), "Count": Secret("count"), "mine": Ignored("mine")}
	}
	require.NotPanics(t, func() { Describe[thing]("test_thing", good()) })
	require.PanicsWithError(t, "audit: test_thing: was declared already, for audit.thing", func() { Describe[thing]("test_thing", good()) })
	for complaint, spoil := range map[string]func(Fields){
		"field Count is declared neither tracked nor secret nor ignored": func(f Fields) { delete(f, "Count") },
		"field mine is declared neither tracked nor secret nor ignored":  func(f Fields) { delete(f, "mine") },
		"audit.thing has no field Title":                                 func(f Fields) { f["Title"] = Tracked("title") },
		`are both called "name"`:                                         func(f Fields) { f["Count"] = Tracked("name") },
		"field Name has no name":                                         func(f Fields) { f["Name"] = Tracked("") },
		"field mine is not exported: it can only be ignored":             func(f Fields) { f["mine"] = Tracked("mine") },
		"field Name is a string and would be shown as a audit.role":      func(f Fields) { f["Name"] = Shown("name", roleName) },
	} {
		fields := good()
		spoil(fields)
		_, err := describe[thing]("test_bad", fields)
		require.ErrorContains(t, err, complaint)
	}
	require.PanicsWithError(t, "audit: test_number: int is no struct", func() { Describe[int]("test_number", Fields{}) })
}

func TestDescriptions(t *testing.T) {
	t.Parallel()
	all := Descriptions()
	i := slices.IndexFunc(all, func(d Description) bool { return d.TargetType == "test_shop" })
	require.GreaterOrEqual(t, i, 0)
	require.Equal(t, "audit.shop", all[i].GoType.String())
	require.Contains(t, all[i].Names, "is_open")
	require.Contains(t, all[i].Names, "id", "ignored ones too")
	require.Len(t, all[i].Names, 15)
}

func TestEntryOfAThing(t *testing.T) {
	t.Parallel()
	require.Equal(t, Entry{Action: "shop.opened", TargetType: "test_shop", TargetID: 7, Label: "Ama's"}, shops.Entry("shop.opened", 7, "Ama's"))
}
