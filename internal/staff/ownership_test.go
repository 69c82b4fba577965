package staff_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
)

const ownershipPath = "/api/staff/ownership/"

// owned puts the owner into the restaurant's shared row, as making one does.
func (f *fixture) owned(t *testing.T, schema string, owner access.UserID) *access.Tenant {
	t.Helper()
	tenant := f.restaurant(t, schema, owner)
	f.sql(t, "UPDATE public.tenants SET owner_user_id = $1 WHERE id = $2", owner, tenant.ID)
	return tenant
}

func (f *fixture) oneOwner(t *testing.T, tenant *access.Tenant, want access.UserID) {
	t.Helper()
	const owners = "SELECT count(*) FROM staff_members m JOIN roles r ON r.id = m.role_id WHERE r.is_owner"
	require.Equal(t, 1, f.count(t, tenant, owners))
	require.Equal(t, int(want), f.count(t, tenant, "SELECT m.user_id FROM staff_members m JOIN roles r ON r.id = m.role_id WHERE r.is_owner"))
	require.Equal(t, int(want), f.count(t, nil, "SELECT owner_user_id FROM public.tenants WHERE id = $1", tenant.ID))
}

func TestTransferOfOwnership(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.owned(t, "one", ama)
	heir := f.hire(t, tenant, kofi, "Waiter")
	f.hire(t, tenant, f.person(t, "efua"), "Manager")
	require.Equal(t, http.StatusOK, f.ask(t, "kofi", tenant, http.MethodGet, membersPath).Code, "both places are remembered")

	f.refuse(t, f.post(t, "efua", tenant, ownershipPath, object{"member_id": heir}), http.StatusForbidden, "owner_only")
	f.refuse(t, f.post(t, "ama", tenant, ownershipPath, object{"member_id": 99}), http.StatusNotFound, "not_found")
	refuseField(t, f.post(t, "ama", tenant, ownershipPath, object{"member_id": 1}), "member_id")
	f.refuse(t, f.ask(t, "kofi", tenant, http.MethodPost, ownershipPath+"accept/"), http.StatusNotFound, "not_found")

	w := f.post(t, "ama", tenant, ownershipPath, object{"member_id": heir})
	require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	offer := fmt.Sprintf(`{"member_id": %d, "offered_at": "2026-03-01T12:00:00Z", "expires_at": "2026-03-08T12:00:00Z"}`, heir)
	require.JSONEq(t, offer, w.Body.String())
	f.refuse(t, f.post(t, "ama", tenant, ownershipPath, object{"member_id": 3}), http.StatusConflict, "offer_open")
	f.get(t, "ama", tenant, ownershipPath, `{"offer": `+offer+`}`)
	f.get(t, "kofi", tenant, ownershipPath, `{"offer": `+offer+`}`)
	f.get(t, "efua", tenant, ownershipPath, `{"offer": null}`)
	f.refuse(t, f.ask(t, "efua", tenant, http.MethodPost, ownershipPath+"accept/"), http.StatusNotFound, "not_found")
	f.refuse(t, f.ask(t, "efua", tenant, http.MethodPost, ownershipPath+"decline/"), http.StatusNotFound, "not_found")
	f.oneOwner(t, tenant, ama)

	require.JSONEq(t, `{"status": "ownership accepted"}`, f.ask(t, "kofi", tenant, http.MethodPost, ownershipPath+"accept/").Body.String())
	f.oneOwner(t, tenant, kofi)
	tenant.OwnerID = kofi // the tests' own resolver does not look again
	role, _ := f.place(t, tenant, ama)
	require.Equal(t, "Manager", role)
	f.refuse(t, f.post(t, "ama", tenant, ownershipPath, object{"member_id": 3}), http.StatusForbidden, "owner_only")
	require.Equal(t, http.StatusCreated, f.post(t, "kofi", tenant, ownershipPath, object{"member_id": 3}).Code, "on the next request")
	for action, want := range map[string]int{"ownership.offered": 2, "staff.role_changed": 2, "tenant.owner_changed": 1} {
		require.Equal(t, want, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE action = $1 AND tenant_id = $2", action, tenant.ID), action)
	}
}

func TestOffersEnd(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "ama")
	tenant, other := f.owned(t, "one", ama), f.owned(t, "two", f.person(t, "yaw"))
	heir := f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	f.hire(t, other, f.people.actors["kofi"].UserID, "Waiter")
	offer := func() {
		require.Equal(t, http.StatusCreated, f.post(t, "ama", tenant, ownershipPath, object{"member_id": heir}).Code)
	}
	offer()
	f.refuse(t, f.ask(t, "kofi", other, http.MethodPost, ownershipPath+"accept/"), http.StatusNotFound, "not_found")
	require.Equal(t, http.StatusNoContent, f.ask(t, "ama", tenant, http.MethodDelete, ownershipPath).Code)
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodDelete, ownershipPath), http.StatusNotFound, "not_found")
	f.refuse(t, f.ask(t, "kofi", tenant, http.MethodPost, ownershipPath+"accept/"), http.StatusNotFound, "not_found")
	offer()
	require.JSONEq(t, `{"status": "ownership declined"}`, f.ask(t, "kofi", tenant, http.MethodPost, ownershipPath+"decline/").Body.String())
	offer()
	f.clock.Advance(7 * 24 * time.Hour)
	f.refuse(t, f.ask(t, "kofi", tenant, http.MethodPost, ownershipPath+"accept/"), http.StatusNotFound, "not_found")
	offer()
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("%s%d/deactivate/", membersPath, heir)).Code)
	f.refuse(t, f.ask(t, "kofi", tenant, http.MethodPost, ownershipPath+"accept/"), http.StatusNotFound, "not_found")
	f.oneOwner(t, tenant, ama)
	require.Equal(t, http.StatusNoContent, f.ask(t, "ama", tenant, http.MethodDelete, ownershipPath).Code)
	refuseField(t, f.post(t, "ama", tenant, ownershipPath, object{"member_id": heir}), "member_id")
}

// However many accept, withdraw and shut the heir out at once, somebody owns the restaurant, and one does.
func TestThereIsAlwaysOneOwner(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.owned(t, "one", ama)
	heir := f.hire(t, tenant, kofi, "Manager")
	f.people.actors["operator"] = &access.Actor{UserID: 999, Superuser: true}
	for round := range 6 {
		who, to := "ama", heir
		if f.count(t, nil, "SELECT owner_user_id FROM public.tenants WHERE id = $1", tenant.ID) == int(kofi) {
			who, to = "kofi", 1
		}
		other := map[string]string{"ama": "kofi", "kofi": "ama"}[who]
		f.ask(t, "operator", tenant, http.MethodPost, fmt.Sprintf("%s%d/activate/", membersPath, to))
		f.ask(t, "operator", tenant, http.MethodDelete, ownershipPath)
		w := f.post(t, "operator", tenant, ownershipPath, object{"member_id": to})
		require.Equal(t, http.StatusCreated, w.Code, "round %d: %s", round, w.Body.String())
		var all sync.WaitGroup
		for _, do := range []func(){
			func() { f.ask(t, other, tenant, http.MethodPost, ownershipPath+"accept/") },
			func() { f.ask(t, other, tenant, http.MethodPost, ownershipPath+"accept/") },
			func() { f.ask(t, "operator", tenant, http.MethodDelete, ownershipPath) },
			func() {
				f.ask(t, "operator", tenant, http.MethodPost, fmt.Sprintf("%s%d/deactivate/", membersPath, to))
			},
		} {
			all.Go(do)
		}
		all.Wait()
		owner := f.count(t, nil, "SELECT owner_user_id FROM public.tenants WHERE id = $1", tenant.ID)
		f.oneOwner(t, tenant, access.UserID(owner))
		_, active := f.place(t, tenant, access.UserID(owner))
		require.True(t, active)
	}
}
