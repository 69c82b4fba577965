package staff_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

func (f *fixture) join(t *testing.T, tenant *access.Tenant, user access.UserID, role string) {
	t.Helper()
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		return f.JoinFromOrganization(t.Context(), tx, tenant, user, role)
	}))
}

func (f *fixture) leave(t *testing.T, tenant *access.Tenant, user access.UserID) {
	t.Helper()
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		return f.LeaveFromOrganization(t.Context(), tx, tenant, user)
	}))
}

// place is a person's role and whether they are active, "" for none, as the database has it.
func (f *fixture) place(t *testing.T, tenant *access.Tenant, user access.UserID) (role string, active bool) {
	t.Helper()
	var remembered bool
	err := f.db.TenantQuery(tenant).QueryRow(t.Context(), `SELECT r.name, m.is_active,
		EXISTS (SELECT FROM public.memberships p WHERE p.user_id = m.user_id AND p.tenant_id = $2 AND p.is_active)
		FROM staff_members m JOIN roles r ON r.id = m.role_id WHERE m.user_id = $1`, user, tenant.ID).Scan(&role, &active, &remembered)
	if fault.Is(err, fault.NotFound) {
		return "", false
	}
	require.NoError(t, err)
	require.Equal(t, active, remembered, "public.memberships is in step")
	return role, active
}

func TestJoinFromOrganization(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "ama")
	tenant := f.restaurant(t, "one", ama)
	for clerk, want := range map[string]string{"org:admin": "Manager", "admin": "Manager", "org:member": "Waiter", "": "Waiter", "org:chef": "Waiter"} {
		user := f.person(t, "new"+clerk)
		_, err := f.Member(t.Context(), tenant, user)
		require.True(t, fault.Is(err, fault.NotFound))
		for range 2 {
			f.join(t, tenant, user, clerk)
		}
		role, active := f.place(t, tenant, user)
		require.Equal(t, want, role, clerk)
		require.True(t, active)
		require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.audit_log l WHERE l.action = 'staff.joined' AND l.target_id = $1",
			strconv.Itoa(f.count(t, tenant, "SELECT id FROM staff_members WHERE user_id = $1", user))))
	}
}

func TestWhoIsOnTheStaffFollowsClerk(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	kofi := f.person(t, "kofi")
	f.join(t, tenant, kofi, "org:member")
	f.join(t, tenant, kofi, "org:admin")
	role, _ := f.place(t, tenant, kofi)
	require.Equal(t, "Manager", role, "promoted")

	f.exec(t, tenant, "INSERT INTO roles (name) VALUES ('Chef')")
	f.exec(t, tenant, "UPDATE staff_members SET role_id = (SELECT id FROM roles WHERE name = 'Chef') WHERE user_id = $1", kofi)
	f.join(t, tenant, kofi, "org:member")
	role, _ = f.place(t, tenant, kofi)
	require.Equal(t, "Chef", role, "a role of the restaurant's own stays")

	f.leave(t, tenant, kofi)
	f.leave(t, tenant, kofi)
	_, active := f.place(t, tenant, kofi)
	require.False(t, active)
	require.Len(t, f.launches.revoked, 1)
	f.join(t, tenant, kofi, "org:member")
	role, active = f.place(t, tenant, kofi)
	require.Equal(t, "Waiter", role, "who comes back begins anew")
	require.True(t, active)
}

func TestOrganizationsDoNotTouchTheOwner(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "ama")
	tenant := f.restaurant(t, "one", ama)
	f.join(t, tenant, ama, "org:member")
	f.leave(t, tenant, ama)
	role, active := f.place(t, tenant, ama)
	require.Equal(t, "Owner", role)
	require.True(t, active)
	f.leave(t, tenant, f.person(t, "stranger"))
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log"))
}

func TestDeactivateEverywhere(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, yaw := f.person(t, "ama"), f.person(t, "yaw")
	one, two, three := f.restaurant(t, "one", ama), f.restaurant(t, "two", yaw), f.restaurant(t, "three", yaw)
	f.hire(t, two, ama, "Manager")
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		return f.DeactivateEverywhere(t.Context(), tx, ama)
	}))
	for _, tenant := range []*access.Tenant{one, two} {
		_, active := f.place(t, tenant, ama)
		require.False(t, active)
	}
	for _, tenant := range []*access.Tenant{two, three} {
		_, active := f.place(t, tenant, yaw)
		require.True(t, active)
	}
	require.Len(t, f.launches.revoked, 2)
}

func TestSeedWithoutOwner(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", 0)
	require.Equal(t, 3, f.count(t, tenant, "SELECT count(*) FROM roles WHERE is_default"))
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM roles WHERE is_owner AND id = 1"))
	require.Zero(t, f.count(t, tenant, "SELECT count(*) FROM staff_members"))
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.memberships"))
}
