package tenants_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/tenants"
)

func (f *fixture) look(t *testing.T, search tenants.Search, limit, offset int) (names []string, count int64) {
	t.Helper()
	list, count, err := f.Seen(t.Context(), search, limit, offset)
	require.NoError(t, err)
	for i := range list {
		names = append(names, list[i].Profile.Name)
	}
	return names, count
}

func TestOperatorsSeeHowRestaurantsAre(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.user(t, "ama")
	made := map[string]access.TenantID{}
	for _, name := range []string{"Ok", "Lapsed", "Behind", "Shut", "Gone"} {
		made[name] = f.open(t, name, ama).ID
		f.clock.Advance(time.Second)
	}
	exec(t, f, "UPDATE public.tenants SET subscription_status = 'inactive' WHERE id = $1", made["Lapsed"])
	exec(t, f, "UPDATE public.tenants SET schema_version = 1, subscription_status = 'inactive' WHERE id = $1", made["Behind"])
	exec(t, f, "UPDATE public.tenants SET schema_version = 1 WHERE id = $1", made["Shut"])
	require.NoError(t, f.Suspend(t.Context(), made["Shut"], "x"))
	require.NoError(t, f.Suspend(t.Context(), made["Gone"], "x"))
	require.NoError(t, f.Delete(t.Context(), made["Gone"]))

	names, count := f.look(t, tenants.Search{}, 20, 0)
	require.Equal(t, []string{"Shut", "Behind", "Lapsed", "Ok"}, names, "the newest first, without what is deleted")
	require.EqualValues(t, 4, count)
	for health, name := range map[string]string{
		tenants.HealthOK: "Ok", tenants.HealthClosed: "Lapsed", tenants.HealthBehind: "Behind", tenants.HealthSuspended: "Shut",
		tenants.HealthDeleted: "Gone",
	} {
		names, count := f.look(t, tenants.Search{Health: health}, 20, 0)
		require.Equal(t, []string{name}, names, health)
		require.EqualValues(t, 1, count)
		one, err := f.SeenByID(t.Context(), made[name])
		require.NoError(t, err)
		require.Equal(t, health, one.Health, name)
	}
	_, err := f.SeenByID(t.Context(), 99)
	require.True(t, fault.Is(err, fault.NotFound))
	f.clock.Advance(8 * 24 * time.Hour)
	names, _ = f.look(t, tenants.Search{Health: tenants.HealthClosed}, 20, 0)
	require.Equal(t, []string{"Lapsed", "Ok"}, names, "a trial ends by itself")
	names, _ = f.look(t, tenants.Search{Status: "inactive", Ordering: "name"}, 20, 0)
	require.Equal(t, []string{"Behind", "Lapsed", "Shut"}, names)
	for _, bad := range []tenants.Search{{Health: "x"}, {Status: "x"}, {Ordering: "id"}} {
		_, _, err := f.Seen(t.Context(), bad, 20, 0)
		require.True(t, fault.Is(err, fault.Invalid))
	}
}

func TestOperatorsFindRestaurants(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.user(t, "ama"), f.user(t, "kofi_")
	one, two := f.open(t, "Chez 100%", ama), f.open(t, "auntie's", kofi)
	exec(t, f, "UPDATE public.tenants SET contact_email = 'desk@chop.example' WHERE id = $1", two.ID)
	exec(t, f, "UPDATE public.users SET first_name = 'Kofi', last_name = 'Boateng' WHERE id = $1", kofi)
	exec(t, f, `INSERT INTO public.subscriptions (tenant_id, plan_id, status, current_period_start, cancelled_at, created_at, updated_at)
VALUES ($1, 1, 'cancelled', now(), current_timestamp, now(), current_timestamp), ($1, 2, 'active', now(), NULL, current_timestamp, now())`, two.ID)
	exec(t, f, `INSERT INTO public.event_hours (tenant_id, hour, day, event_type, tool_id, events, amount)
VALUES ($1, '2026-02-28T10:00:00Z', '2026-02-28', 'order', 0, 1, 0), ($1, '2026-03-01T10:00:00Z', '2026-03-01', 'order', 0, 1, 0)`, two.ID)
	exec(t, f, "INSERT INTO public.memberships (user_id, tenant_id, is_active) VALUES ($1, $2, false)", ama, two.ID)

	for text, want := range map[string][]string{
		"": {"auntie's", "Chez 100%"}, "CHEZ": {"Chez 100%"}, "100%": {"Chez 100%"}, "0_": nil, "%": {"Chez 100%"}, "_chez": {"Chez 100%"},
		"chop.EX": {"auntie's"}, "KOFI_": {"auntie's"}, "kofi%": nil, "ofi_": nil, "ama@": {"Chez 100%"}, `\`: nil, "zzz": nil,
	} {
		names, count := f.look(t, tenants.Search{Text: text}, 20, 0)
		require.Equal(t, want, names, text)
		require.Len(t, want, int(count), text)
	}
	names, count := f.look(t, tenants.Search{Ordering: "name"}, 1, 1)
	require.Equal(t, []string{"Chez 100%"}, names, "capitals do not matter")
	require.EqualValues(t, 2, count)
	names, _ = f.look(t, tenants.Search{Ordering: "-name"}, 1, 0)
	require.Equal(t, []string{"Chez 100%"}, names)

	seen, err := f.SeenByID(t.Context(), two.ID)
	require.NoError(t, err)
	require.Equal(t, &tenants.Owner{ID: kofi, Email: "kofi_@example.com", Name: "Kofi Boateng"}, seen.Owner)
	require.Equal(t, &tenants.Agreed{ID: 2, Name: "Professional", Type: "professional"}, seen.Plan)
	require.EqualValues(t, 1, seen.Members, "who is not active does not count")
	require.Equal(t, time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), *seen.LastEvent)
	seen, err = f.SeenByID(t.Context(), one.ID)
	require.NoError(t, err)
	require.Nil(t, seen.Plan)
	require.Nil(t, seen.LastEvent, "another's")
	bare := pgtest.Tenant(t, f.db, "bare")
	seen, err = f.SeenByID(t.Context(), bare.ID)
	require.NoError(t, err)
	require.Nil(t, seen.Owner)
	require.Zero(t, seen.Members)
}

func TestASuspensionIsSeenByEveryInstance(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.open(t, "one", f.user(t, "ama")), f.open(t, "two", f.user(t, "kofi"))
	other := f.another(t)
	for _, instance := range []*tenants.Service{f.Service, other} {
		seen, err := instance.ByID(t.Context(), one.ID)
		require.NoError(t, err)
		require.NoError(t, seen.Standing())
	}
	require.NoError(t, f.Suspend(t.Context(), one.ID, "because"))
	f.clock.Advance(time.Minute)
	require.NoError(t, f.Suspend(t.Context(), one.ID, "because"))
	seen, err := f.ByID(t.Context(), one.ID)
	require.NoError(t, err)
	require.Equal(t, "tenant_suspended", fault.CodeOf(seen.Standing()))
	require.ErrorContains(t, seen.Standing(), "because")
	require.False(t, tenants.SubscriptionOpen(seen, f.clock.Now()))
	require.Equal(t, now, *seen.SuspendedAt, "since the first time")
	require.Eventually(t, func() bool {
		seen, err := other.ByID(t.Context(), one.ID)
		return err == nil && seen.Standing() != nil
	}, 5*time.Second, time.Millisecond)
	seen, err = f.ByID(t.Context(), two.ID)
	require.NoError(t, err)
	require.NoError(t, seen.Standing(), "nobody else is suspended")

	require.NoError(t, f.Unsuspend(t.Context(), one.ID))
	require.NoError(t, f.Unsuspend(t.Context(), one.ID))
	seen, err = f.ByID(t.Context(), one.ID)
	require.NoError(t, err)
	require.NoError(t, seen.Standing())
	require.Equal(t, []access.TenantID{one.ID}, f.books.held)
	require.Equal(t, []access.TenantID{one.ID}, f.books.released)
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.audit_log WHERE action LIKE 'tenant.%suspended' AND tenant_id = $1", one.ID))
	require.True(t, fault.Is(f.Suspend(t.Context(), 99, "x"), fault.NotFound))
	require.True(t, fault.Is(f.Suspend(t.Context(), two.ID, " "), fault.Invalid))
}

func exec(t *testing.T, f *fixture, sql string, args ...any) {
	t.Helper()
	_, err := f.db.SharedQuery().Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}
