package staff_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

func contains(body, part string) bool { return strings.Contains(body, part) }

func TestDeactivatingShutsOutAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	kofi := f.person(t, "kofi")
	id := f.hire(t, tenant, kofi, "Waiter")
	require.Equal(t, http.StatusOK, f.ask(t, "kofi", tenant, http.MethodGet, "/api/staff/roles/").Code)

	off := fmt.Sprintf("/api/staff/members/%d/deactivate/", id)
	for range 2 { // twice is no error
		w := f.ask(t, "ama", tenant, http.MethodPost, off)
		require.Equal(t, http.StatusOK, w.Code)
		require.JSONEq(t, `{"status": "staff member deactivated"}`, w.Body.String())
	}
	f.refuse(t, f.ask(t, "kofi", tenant, http.MethodGet, "/api/staff/roles/"), http.StatusNotFound, "not_found")
	require.Equal(t, []access.MemberID{id}, f.launches.revoked)
	require.Equal(t, 0, f.count(t, nil, "SELECT count(*) FROM public.memberships WHERE user_id = $1 AND is_active", kofi))
	require.Equal(t, 1, f.count(t, nil, `SELECT count(*) FROM public.audit_log WHERE action = 'staff.deactivated' AND tenant_id = $1
		AND target_id = $2 AND actor_kind = 'user'`, tenant.ID, fmt.Sprint(id)))

	w := f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("/api/staff/members/%d/activate/", id))
	require.JSONEq(t, `{"status": "staff member activated"}`, w.Body.String())
	require.Equal(t, http.StatusOK, f.ask(t, "kofi", tenant, http.MethodGet, "/api/staff/roles/").Code)
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.memberships WHERE user_id = $1 AND is_active", kofi))
	require.Equal(t, 2, f.count(t, nil, "SELECT count(*) FROM public.audit_log"))
}

func TestWhoMayDeactivateWhom(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	waiter := f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	manager := f.hire(t, tenant, f.person(t, "efua"), "Manager")
	f.people.actors["operator"] = &access.Actor{UserID: 999, Superuser: true}
	for _, c := range []struct {
		who    string
		target access.MemberID
		status int
		code   string
	}{
		{"efua", 1, http.StatusConflict, "owner_required"},
		{"ama", 1, http.StatusConflict, "owner_required"},
		{"operator", 1, http.StatusConflict, "owner_required"},
		{"efua", manager, http.StatusForbidden, "own_membership"},
		{"kofi", manager, http.StatusForbidden, "permission_denied"},
		{"ama", 99, http.StatusNotFound, "not_found"},
	} {
		w := f.ask(t, c.who, tenant, http.MethodPost, fmt.Sprintf("/api/staff/members/%d/deactivate/", c.target))
		f.refuse(t, w, c.status, c.code)
	}
	require.Equal(t, 3, f.count(t, tenant, "SELECT count(*) FROM staff_members WHERE is_active"))
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log"))
	w := f.ask(t, "operator", tenant, http.MethodPost, fmt.Sprintf("/api/staff/members/%d/deactivate/", waiter))
	require.Equal(t, http.StatusOK, w.Code)
}

func TestDeactivatingIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	id := f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	f.launches.err = errors.New("no")
	w := f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("/api/staff/members/%d/deactivate/", id))
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Equal(t, 2, f.count(t, tenant, "SELECT count(*) FROM staff_members WHERE is_active"))
	require.Equal(t, 2, f.count(t, nil, "SELECT count(*) FROM public.memberships WHERE is_active"))
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log"))
}

func TestDeactivatingStaysInItsRestaurant(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one", f.person(t, "ama"))
	two := f.restaurant(t, "two", f.person(t, "yaw"))
	kofi := f.person(t, "kofi")
	id := f.hire(t, one, kofi, "Waiter")
	require.Equal(t, id, f.hire(t, two, kofi, "Waiter"), "the same number in both")
	require.Equal(t, http.StatusOK, f.ask(t, "ama", one, http.MethodPost, fmt.Sprintf("/api/staff/members/%d/deactivate/", id)).Code)
	require.Equal(t, http.StatusOK, f.ask(t, "kofi", two, http.MethodGet, "/api/staff/members/me/").Code)
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.memberships WHERE user_id = $1 AND is_active", kofi))
	require.Equal(t, 2, f.count(t, two, "SELECT count(*) FROM staff_members WHERE is_active"))
}

func TestEveryInstanceForgets(t *testing.T) {
	t.Parallel()
	f := setup(t)
	other := instance(t, f.db)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	kofi := f.person(t, "kofi")
	id := f.hire(t, tenant, kofi, "Waiter")
	active := func() bool {
		m, err := other.Member(t.Context(), tenant, kofi)
		return err == nil && m.Active
	}
	require.True(t, active())
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("/api/staff/members/%d/deactivate/", id)).Code)
	require.Eventually(t, func() bool { return !active() }, 5*time.Second, time.Millisecond)
}

func TestMember(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	one, two := f.restaurant(t, "one", ama), f.restaurant(t, "two", 0)
	m, err := f.Member(t.Context(), one, ama)
	require.NoError(t, err)
	require.Equal(t, &access.Member{
		ID: 1, RoleID: 1, Role: "Owner", Owner: true, Active: true, Permissions: access.Permissions{"*": true},
	}, m)
	_, err = f.Member(t.Context(), two, ama)
	require.True(t, fault.Is(err, fault.NotFound))

	id := f.hire(t, one, kofi, "Waiter")
	m, err = f.Member(t.Context(), one, kofi)
	require.NoError(t, err)
	require.False(t, m.Permissions.Allow(access.StaffManage))
	require.False(t, m.Owner)

	// What somebody changed behind the program's back is seen when the role is announced.
	f.exec(t, one, `UPDATE roles SET permissions = '{"staff.manage": true}' WHERE name = 'Waiter'`)
	again, err := f.Member(t.Context(), one, kofi)
	require.NoError(t, err)
	require.Same(t, m, again, "it is remembered")
	bus := startBus(t, f.db.URL)
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		return bus.Publish(t.Context(), tx, "role", fmt.Sprint(one.ID))
	}))
	require.Eventually(t, func() bool {
		m, err := f.Member(t.Context(), one, kofi)
		return err == nil && m.ID == id && m.Permissions.Allow(access.StaffManage)
	}, 5*time.Second, time.Millisecond)
}
