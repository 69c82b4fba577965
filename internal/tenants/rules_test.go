package tenants_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/tenants"
)

func valid() tenants.NewTenant {
	return tenants.NewTenant{Profile: tenants.Profile{
		Name: "Chop Bar", ContactEmail: "a@example.com", Currency: "GHS", Timezone: "Africa/Accra", Settings: settings("{}"),
	}}
}

func TestEveryFieldIsChecked(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		field  string
		change func(*tenants.NewTenant)
	}{
		"no name":                {"name", func(n *tenants.NewTenant) { n.Name = "" }},
		"a long name":            {"name", func(n *tenants.NewTenant) { n.Name = strings.Repeat("é", 101) }},
		"NUL in a name":          {"name", func(n *tenants.NewTenant) { n.Name = "a\x00b" }},
		"an escape in a name":    {"name", func(n *tenants.NewTenant) { n.Name = "a\x1b[31m" }},
		"broken UTF-8":           {"name", func(n *tenants.NewTenant) { n.Name = "a\xff" }},
		"no email":               {"contact_email", func(n *tenants.NewTenant) { n.ContactEmail = "" }},
		"no address":             {"contact_email", func(n *tenants.NewTenant) { n.ContactEmail = "example.com" }},
		"a name with an address": {"contact_email", func(n *tenants.NewTenant) { n.ContactEmail = "Ama <a@example.com>" }},
		"a host without a dot":   {"contact_email", func(n *tenants.NewTenant) { n.ContactEmail = "a@example" }},
		"no currency":            {"currency", func(n *tenants.NewTenant) { n.Currency = "CEDI" }},
		"no time zone":           {"timezone", func(n *tenants.NewTenant) { n.Timezone = "Accra" }},
		"the machine's zone":     {"timezone", func(n *tenants.NewTenant) { n.Timezone = "Local" }},
		"a path as time zone":    {"timezone", func(n *tenants.NewTenant) { n.Timezone = "../../etc/passwd" }},
		"no website":             {"website", func(n *tenants.NewTenant) { n.Website = "javascript:alert(1)" }},
		"no logo":                {"logo", func(n *tenants.NewTenant) { n.Logo = "logo.png" }},
		"settings as a list":     {"settings", func(n *tenants.NewTenant) { n.Settings = settings("[]") }},
		"settings as null":       {"settings", func(n *tenants.NewTenant) { n.Settings = settings("null") }},
		"NUL in settings":        {"settings", func(n *tenants.NewTenant) { n.Settings = settings(`{"a":"\u0000"}`) }},
		"large settings":         {"settings", func(n *tenants.NewTenant) { n.Settings = settings(`{"a":"` + strings.Repeat("x", 17<<10) + `"}`) }},
		"a slug with spaces":     {"slug", func(n *tenants.NewTenant) { n.Slug = "chop bar" }},
		"a number as slug":       {"slug", func(n *tenants.NewTenant) { n.Slug = "42" }},
		"a reserved slug":        {"slug", func(n *tenants.NewTenant) { n.Slug = "admin" }},
		"upper case schema":      {"schema_name", func(n *tenants.NewTenant) { n.Schema = "Restaurant" }},
		"schema from a digit":    {"schema_name", func(n *tenants.NewTenant) { n.Schema = "1abc" }},
		"a hyphen in a schema":   {"schema_name", func(n *tenants.NewTenant) { n.Schema = "a-b" }},
		"SQL as schema":          {"schema_name", func(n *tenants.NewTenant) { n.Schema = `x"; DROP SCHEMA public; --` }},
		"PostgreSQL's schema":    {"schema_name", func(n *tenants.NewTenant) { n.Schema = "pg_toast" }},
		"public":                 {"schema_name", func(n *tenants.NewTenant) { n.Schema = "public" }},
		"the queue's schema":     {"schema_name", func(n *tenants.NewTenant) { n.Schema = "river" }},
		"the standard's schema":  {"schema_name", func(n *tenants.NewTenant) { n.Schema = "information_schema" }},
		"a long schema":          {"schema_name", func(n *tenants.NewTenant) { n.Schema = strings.Repeat("a", 64) }},
		"an address as domain":   {"domain", func(n *tenants.NewTenant) { n.Domain = "192.0.2.1" }},
		"a URL as domain":        {"domain", func(n *tenants.NewTenant) { n.Domain = "https://example.com" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := valid()
			require.NoError(t, n.Validate())
			test.change(&n)
			require.Contains(t, fields(t, n.Validate()), test.field)
		})
	}
}

func TestSubscriptionOpen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status string
		end    time.Time
		want   bool
	}{
		{tenants.StatusTrial, now.Add(time.Second), true},
		{tenants.StatusTrial, now, false},
		{tenants.StatusActive, now.Add(-time.Hour), true},
		{tenants.StatusInactive, now.Add(time.Hour), false},
		{tenants.StatusCancelled, now.Add(time.Hour), false},
		{"", now.Add(time.Hour), false},
	} {
		got := tenants.SubscriptionOpen(&access.Tenant{SubscriptionStatus: test.status, TrialEnd: test.end}, now)
		require.Equal(t, test.want, got, "%+v", test)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made := f.open(t, "Chop Bar", f.user(t, "ama"))
	other := f.open(t, "Other", f.user(t, "kofi"))
	after, err := f.Update(t.Context(), made.ID, func(t *tenants.Tenant) { t.Profile.Name, t.Profile.Slug = "New Name", "new-name" })
	require.NoError(t, err)
	require.Equal(t, "New Name", after.Profile.Name)
	require.Equal(t, made.Schema, after.Schema, "the schema's name never changes")
	found, err := f.Find(t.Context(), "new-name")
	require.NoError(t, err)
	require.Equal(t, made.ID, found.ID)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = 'tenant.updated' AND changes ->> 'name' LIKE '%New Name%'"))

	_, err = f.Update(t.Context(), made.ID, func(t *tenants.Tenant) { t.Profile.Slug = other.Profile.Slug })
	require.Contains(t, fields(t, err), "slug")
	_, err = f.Update(t.Context(), made.ID, func(t *tenants.Tenant) { t.Profile.Name = "" })
	require.Contains(t, fields(t, err), "name")
	_, err = f.Update(t.Context(), 999, func(*tenants.Tenant) {})
	require.True(t, fault.Is(err, fault.NotFound))
}

// What is counted by the restaurant's own clock is told when that changes, and of nothing else.
func TestAChangedTimezoneIsTold(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made := f.open(t, "Chop Bar", f.user(t, "ama"))
	_, err := f.Update(t.Context(), made.ID, func(t *tenants.Tenant) { t.Profile.Name = "New Name" })
	require.NoError(t, err)
	require.Empty(t, f.books.moved)
	_, err = f.Update(t.Context(), made.ID, func(t *tenants.Tenant) { t.Profile.Timezone = "Africa/Lagos" })
	require.NoError(t, err)
	require.Equal(t, []access.TenantID{made.ID}, f.books.moved)
	known, err := f.ByID(t.Context(), made.ID)
	require.NoError(t, err)
	require.Equal(t, "Africa/Lagos", known.Timezone)
}

func TestDeleteThenPurge(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made, stays := f.open(t, "Goes", f.user(t, "ama")), f.open(t, "Stays", f.user(t, "kofi"))
	require.NoError(t, f.Delete(t.Context(), made.ID))
	require.Equal(t, []access.TenantID{made.ID}, f.books.closed, "nobody is charged for it any more")
	require.True(t, fault.Is(f.Delete(t.Context(), made.ID), fault.NotFound))
	_, err := f.Get(t.Context(), made.ID)
	require.True(t, fault.Is(err, fault.NotFound), "gone for everybody at once")

	require.NoError(t, f.Purge(t.Context()))
	require.Equal(t, 2, f.schemas(t), "the grace period has not passed")
	again := request("Goes", 0)
	again.Slug = "goes"
	_, err = f.Create(t.Context(), again)
	require.NoError(t, err, "its slug is free at once")

	f.clock.Advance(31 * 24 * time.Hour)
	require.NoError(t, f.Purge(t.Context()))
	require.Zero(t, f.count(t, "SELECT count(*) FROM pg_namespace WHERE nspname = $1", made.Schema))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.tenants WHERE id = $1", int64(made.ID)))
	_, err = f.Get(t.Context(), stays.ID)
	require.NoError(t, err)
	require.NoError(t, f.Purge(t.Context()), "nothing left to do")
}

func TestDomains(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made, other := f.open(t, "Chop Bar", f.user(t, "ama")), f.open(t, "Other", f.user(t, "kofi"))
	added, err := f.AddDomain(t.Context(), made.ID, "Menu.Chop-Bar.example")
	require.NoError(t, err)
	require.Equal(t, "menu.chop-bar.example", added.Domain)
	for _, domain := range []string{
		"menu.chop-bar.example", "console.example.com", "x.console.example.com", other.Schema + ".localhost", "no dots", "", "a..b", "-a.example",
	} {
		_, err := f.AddDomain(t.Context(), made.ID, domain)
		require.Contains(t, fields(t, err), "domain", domain)
	}
	require.True(t, fault.Is(f.RemoveDomain(t.Context(), other.ID, added.ID), fault.NotFound), "another restaurant's domain")
	require.True(t, fault.Is(f.MakePrimary(t.Context(), other.ID, added.ID), fault.NotFound))

	require.NoError(t, f.MakePrimary(t.Context(), made.ID, added.ID))
	domains, err := f.Domains(t.Context(), made.ID)
	require.NoError(t, err)
	require.Equal(t, added.ID, domains[0].ID)
	require.True(t, domains[0].Primary)
	require.False(t, domains[1].Primary)
	require.Equal(t, "primary_domain", fault.CodeOf(f.RemoveDomain(t.Context(), made.ID, added.ID)))
	require.NoError(t, f.RemoveDomain(t.Context(), made.ID, domains[1].ID))
	for i := range 19 {
		_, err := f.AddDomain(t.Context(), made.ID, numbered("d%d.example", i))
		require.NoError(t, err)
	}
	_, err = f.AddDomain(t.Context(), made.ID, "onemore.example")
	require.Equal(t, "too_many_domains", fault.CodeOf(err))
}
