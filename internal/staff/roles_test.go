package staff_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
)

const (
	roles       = "/api/staff/roles/"
	members     = "/api/staff/members/"
	managerRole = 2
	waiterRole  = 3
)

// changes are what the newest line of the audit log of an action says.
func (f *fixture) changes(t *testing.T, action string) string {
	t.Helper()
	var changes string
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(),
		"SELECT changes::text FROM public.audit_log WHERE action = $1 ORDER BY id DESC LIMIT 1", action).Scan(&changes))
	return changes
}

func TestPermissionsAreListed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	body := object(t, f.ask(t, "kofi", tenant, http.MethodGet, "/api/staff/permissions/"), http.StatusOK)
	require.InDelta(t, len(access.Catalogue()), body["count"], 0)
	list := body["results"].([]any)
	require.Len(t, list, len(access.Catalogue()))
	require.Equal(t, map[string]any{"name": "staff.view", "description": "See who works in the restaurant, and as what.", "levels": []any{}}, list[0])
	require.Contains(t, list, map[string]any{"name": "orders", "description": "Guests' orders.", "levels": []any{"view", "basic", "create", "edit"}})
	second := object(t, f.ask(t, "kofi", tenant, http.MethodGet, "/api/staff/permissions/?page_size=10&page=2"), http.StatusOK)
	require.Equal(t, list[10], second["results"].([]any)[0])
	f.refuse(t, f.ask(t, "kofi", tenant, http.MethodGet, "/api/staff/permissions/?page_size=10&page=3"), http.StatusNotFound, "not_found")
}

func TestARolesLife(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	w := f.send(t, "ama", tenant, http.MethodPost, roles, map[string]any{
		"name": "  Chef de partie ", "description": "Cooks.", "permissions": map[string]any{"orders": "view", "menu": true, "team": false},
	})
	require.JSONEq(t, `{"id": 4, "name": "Chef de partie", "description": "Cooks.", "permissions": {"orders": "view", "menu": true, "team": false},
		"is_owner": false, "is_default": false, "member_count": 0}`, w.Body.String())
	require.Equal(t, http.StatusCreated, w.Code)
	require.JSONEq(t, `{"name": {"before": null, "after": "Chef de partie"}, "description": {"before": null, "after": "Cooks."},
		"permissions": {"before": null, "after": {"orders": "view", "menu": true, "team": false}}}`, f.changes(t, "role.created"))
	f.get(t, "ama", tenant, roles+"4/", w.Body.String())

	changed := object(t, f.send(t, "ama", tenant, http.MethodPatch, roles+"4/", `{"permissions": ["pos", "tables"], "id": 9, "is_owner": true}`), http.StatusOK)
	require.Equal(t, map[string]any{"pos": true, "tables": true}, changed["permissions"])
	require.Equal(t, "Chef de partie", changed["name"])
	require.Equal(t, false, changed["is_owner"])
	require.JSONEq(t, `{"permissions": {"before": {"orders": "view", "menu": true, "team": false}, "after": {"pos": true, "tables": true}}}`,
		f.changes(t, "role.updated"))

	put := object(t, f.send(t, "ama", tenant, http.MethodPut, roles+"4/", `{"name": "CHEF DE PARTIE"}`), http.StatusOK)
	require.Equal(t, "CHEF DE PARTIE", put["name"], "its own name in another case is free")
	require.Equal(t, "Cooks.", put["description"])
	invalid(t, f.send(t, "ama", tenant, http.MethodPut, roles+"4/", `{"description": "x"}`), "name")

	lines := f.count(t, nil, "SELECT count(*) FROM public.audit_log")
	object(t, f.send(t, "ama", tenant, http.MethodPatch, roles+"4/", `{"name": "CHEF DE PARTIE", "permissions": {"tables": true, "pos": true}}`), http.StatusOK)
	require.Equal(t, lines, f.count(t, nil, "SELECT count(*) FROM public.audit_log"), "nothing changed")

	w = f.send(t, "ama", tenant, http.MethodPost, roles+"4/copy/", `{"name": "Cook"}`)
	require.JSONEq(t, `{"id": 5, "name": "Cook", "description": "Cooks.", "permissions": {"pos": true, "tables": true},
		"is_owner": false, "is_default": false, "member_count": 0}`, w.Body.String())
	require.Equal(t, http.StatusCreated, w.Code)
	require.Contains(t, f.changes(t, "role.created"), `"copied_from": {"after": "CHEF DE PARTIE", "before": null}`)

	w = f.ask(t, "ama", tenant, http.MethodDelete, roles+"4/")
	require.Equal(t, http.StatusNoContent, w.Code)
	require.Empty(t, w.Body.String())
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodDelete, roles+"4/"), http.StatusNotFound, "not_found")
	require.Contains(t, f.changes(t, "role.deleted"), `"before": "CHEF DE PARTIE"`)
}

func TestBadRoles(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	for body, field := range map[string]string{
		`{}`: "name", `{"name": null}`: "name", `{"name": ""}`: "name", `{"name": " \u00a0 "}`: "name", `{"name": "\u200b\u200d"}`: "name",
		`{"name": 7}`: "name", `{"name": ["x"]}`: "name", `{"name": "a\nb"}`: "name", `{"name": "a\u0007b"}`: "name", `{"name": "a\u202eb"}`: "name",
		`{"name": "` + strings.Repeat("é", 101) + `"}`:                         "name",
		`{"name": "owner"}`:                                                    "name",
		`{"name": " MANAGER "}`:                                                "name",
		`{"name": "x", "description": "a\u0001"}`:                              "description",
		`{"name": "x", "description": "` + strings.Repeat("é", 1001) + `"}`:    "description",
		`{"name": "x", "permissions": "orders"}`:                               "permissions",
		`{"name": "x", "permissions": [7]}`:                                    "permissions",
		`{"name": "x", "permissions": ["fly"]}`:                                "permissions",
		`{"name": "x", "permissions": {"fly": true}}`:                          "permissions",
		`{"name": "x", "permissions": {"orders": 1}}`:                          "permissions",
		`{"name": "x", "permissions": {"orders": null}}`:                       "permissions",
		`{"name": "x", "permissions": {"orders": "supreme"}}`:                  "permissions",
		`{"name": "x", "permissions": {"staff.manage": "basic"}}`:              "permissions",
		`{"name": "x", "permissions": {"*": "basic"}}`:                         "permissions",
		`{"name": "x", "permissions": {"` + strings.Repeat("y", 500) + `":1}}`: "permissions",
	} {
		invalid(t, f.send(t, "ama", tenant, http.MethodPost, roles, body), field)
		if body != `{}` && body != `{"name": null}` && !strings.Contains(body, "MANAGER") { // nothing is left as it is; its own name stays
			invalid(t, f.send(t, "ama", tenant, http.MethodPatch, roles+"2/", body), field)
		}
	}
	invalid(t, f.send(t, "ama", tenant, http.MethodPost, roles+"2/copy/", `{"name": "WAITER"}`), "name")
	invalid(t, f.send(t, "ama", tenant, http.MethodPost, roles+"2/copy/", `{}`), "name")
	f.refuse(t, f.send(t, "ama", tenant, http.MethodPost, roles+"99/copy/", `{"name": "x"}`), http.StatusNotFound, "not_found")
	f.refuse(t, f.send(t, "ama", tenant, http.MethodPatch, roles+"99/", `{"name": "x"}`), http.StatusNotFound, "not_found")
	require.Equal(t, 3, f.count(t, tenant, "SELECT count(*) FROM roles"))
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log"))
	for _, name := range []string{"料理長", "شيف", "Ɔdɔ Yɛ Wo", "👩🏿‍🍳", "O'Neill's; DROP TABLE roles; --", strings.Repeat("é", 100)} {
		require.Equal(t, name, object(t, f.send(t, "ama", tenant, http.MethodPost, roles, map[string]any{"name": name}), http.StatusCreated)["name"])
	}
}

func TestNamesAreComparedAsPeopleDo(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	for _, pair := range [][2]string{{"Straße", "STRASSE"}, {"Écailler", "e\u0301CAILLER"}, {"ΣΟΦΙΑΣ", "σοφιας"}, {"Sous  Chef", "sous chef"}, {"ＢＡＲ", "bar"}} {
		object(t, f.send(t, "ama", tenant, http.MethodPost, roles, map[string]any{"name": pair[0]}), http.StatusCreated)
		invalid(t, f.send(t, "ama", tenant, http.MethodPost, roles, map[string]any{"name": pair[1]}), "name")
	}
	f.role(t, tenant, "Barista", "{}")
	invalid(t, f.send(t, "ama", tenant, http.MethodPost, roles, map[string]any{"name": "BARISTA"}), "name")
}

func TestTheOwnersRoleStays(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.hire(t, tenant, f.person(t, "efua"), "Manager")
	f.people.actors["operator"] = &access.Actor{UserID: 999, Superuser: true}
	for _, who := range []string{"ama", "efua", "operator"} {
		f.refuse(t, f.send(t, who, tenant, http.MethodPatch, roles+"1/", `{"name": "Boss"}`), http.StatusConflict, "owner_role")
		f.refuse(t, f.send(t, who, tenant, http.MethodPut, roles+"1/", `{"name": "Owner", "permissions": []}`), http.StatusConflict, "owner_role")
		f.refuse(t, f.ask(t, who, tenant, http.MethodDelete, roles+"1/?reassign_to=2"), http.StatusConflict, "owner_role")
	}
	f.refuse(t, f.send(t, "efua", tenant, http.MethodPost, roles+"1/copy/", `{"name": "Boss"}`), http.StatusForbidden, "permission_escalation")
	object(t, f.send(t, "ama", tenant, http.MethodPost, roles+"1/copy/", `{"name": "Partner"}`), http.StatusCreated)
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM roles WHERE is_owner AND name = 'Owner'"))
}

func TestNobodyGrantsWhatTheyDoNotHold(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.hire(t, tenant, f.person(t, "efua"), "Manager")
	f.people.actors["operator"] = &access.Actor{UserID: 999, Superuser: true}
	auditor := f.role(t, tenant, "Auditor", `{"audit.view": true, "orders": "view"}`)
	refused := func(method, path, body, names string) {
		t.Helper()
		w := f.send(t, "efua", tenant, method, path, body)
		f.refuse(t, w, http.StatusForbidden, "permission_escalation")
		require.Contains(t, w.Body.String(), `"permissions":`+names)
	}
	refused("POST", roles, `{"name": "x", "permissions": {"audit.view": true, "orders": true, "settings": "edit"}}`, `["audit.view","settings"]`)
	refused("POST", roles, `{"name": "x", "permissions": ["*"]}`, `["*","settings","subscriptions"]`)
	refused("PATCH", roles+"3/", `{"permissions": {"billing.manage": true}}`, `["billing.manage"]`)
	refused("PATCH", fmt.Sprintf("%s%d/", roles, auditor), `{"name": "Clerk"}`, `["audit.view"]`)
	refused("PUT", fmt.Sprintf("%s%d/", roles, auditor), `{"name": "Auditor", "permissions": []}`, `["audit.view"]`)
	refused("DELETE", fmt.Sprintf("%s%d/", roles, auditor), ``, `["audit.view"]`)
	refused("POST", fmt.Sprintf("%s%d/copy/", roles, auditor), `{"name": "x"}`, `["audit.view"]`)
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log"))
	require.Equal(t, 4, f.count(t, tenant, "SELECT count(*) FROM roles"))

	// As much as they hold is fine, and less of what is there already.
	object(t, f.send(t, "efua", tenant, http.MethodPost, roles, `{"name": "Shift", "permissions": {"orders": "edit", "settings": "view", "audit.view": false}}`),
		http.StatusCreated)
	object(t, f.send(t, "efua", tenant, http.MethodPatch, roles+"3/", `{"permissions": {"orders": "view"}}`), http.StatusOK)
	for _, who := range []string{"ama", "operator"} {
		object(t, f.send(t, who, tenant, http.MethodPatch, fmt.Sprintf("%s%d/", roles, auditor), `{"permissions": ["audit.view", "*"]}`), http.StatusOK)
	}
}

func TestARoleInUseIsNotDeleted(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	kofi, yaa := f.person(t, "kofi"), f.person(t, "yaa")
	one, two := f.hire(t, tenant, kofi, "Waiter"), f.hire(t, tenant, yaa, "Waiter")
	f.hire(t, tenant, f.person(t, "efua"), "Manager")
	f.exec(t, tenant, "UPDATE staff_members SET is_active = false WHERE id = $1", two)
	auditor := f.role(t, tenant, "Auditor", `{"audit.view": true}`)
	barista := f.role(t, tenant, "Barista", `{"pos": true}`)

	w := f.ask(t, "ama", tenant, http.MethodDelete, roles+"3/")
	require.JSONEq(t, `{"detail": "Members hold this role. Say with reassign_to which one they get instead.", "code": "role_in_use", "members": 2}`,
		w.Body.String())
	require.Equal(t, http.StatusConflict, w.Code)
	for _, heir := range []string{"0", "-1", "x", "3", "99", "1", "99999999999999999999"} {
		invalid(t, f.ask(t, "ama", tenant, http.MethodDelete, roles+"3/?reassign_to="+heir), "reassign_to")
	}
	f.refuse(t, f.ask(t, "efua", tenant, http.MethodDelete, fmt.Sprintf("%s3/?reassign_to=%d", roles, auditor)), http.StatusForbidden, "permission_escalation")
	f.refuse(t, f.ask(t, "efua", tenant, http.MethodDelete, roles+"2/?reassign_to=3"), http.StatusForbidden, "own_membership")
	require.Equal(t, 5, f.count(t, tenant, "SELECT count(*) FROM roles"))
	require.Equal(t, 2, f.count(t, tenant, "SELECT count(*) FROM staff_members WHERE role_id = 3"))

	before, err := f.Member(t.Context(), tenant, kofi)
	require.NoError(t, err)
	require.Equal(t, "Waiter", before.Role)
	require.Equal(t, http.StatusNoContent, f.ask(t, "efua", tenant, http.MethodDelete, fmt.Sprintf("%s3/?reassign_to=%d", roles, barista)).Code)
	after, err := f.Member(t.Context(), tenant, kofi)
	require.NoError(t, err)
	require.Equal(t, "Barista", after.Role, "at once")
	require.Contains(t, f.changes(t, "role.deleted"), fmt.Sprintf(`"members": {"after": null, "before": [%d, %d]}`, one, two))
	require.Contains(t, f.changes(t, "role.deleted"), `"reassigned_to": {"after": "Barista", "before": null}`)
	require.Equal(t, http.StatusNoContent, f.ask(t, "ama", tenant, http.MethodDelete, fmt.Sprintf("%s%d/?reassign_to=2", roles, auditor)).Code, "nobody held it")
}

func TestAChangedRoleCountsWithTheNextRequestEverywhere(t *testing.T) {
	t.Parallel()
	f := setup(t)
	other := instance(t, f.db)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	kofi := f.person(t, "kofi")
	f.hire(t, tenant, kofi, "Waiter")
	may := func(s *fixture) bool {
		m, err := s.Member(t.Context(), tenant, kofi)
		require.NoError(t, err)
		return m.Permissions.Allow(access.StaffManage)
	}
	for _, want := range []bool{true, false} {
		require.NotEqual(t, want, may(f))
		require.NotEqual(t, want, may(other))
		object(t, f.send(t, "ama", tenant, http.MethodPatch, roles+"3/", map[string]any{"permissions": map[string]any{"staff.manage": want}}), http.StatusOK)
		require.Equal(t, want, may(f))
		require.Eventually(t, func() bool { return may(other) == want }, 5*time.Second, time.Millisecond)
	}
	f.refuse(t, f.send(t, "kofi", tenant, http.MethodPost, roles, `{"name": "x"}`), http.StatusForbidden, "permission_denied")
}

// A request that was let in before its actor lost a right does nothing any more once they lost it.
func TestRightsAreReadAgainInTheTransaction(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	efua := f.person(t, "efua")
	id := f.hire(t, tenant, efua, "Manager")
	m, err := f.Member(t.Context(), tenant, efua)
	require.NoError(t, err)
	ctx := access.WithMember(access.WithTenant(access.WithActor(t.Context(), f.people.actors["efua"]), tenant), m)
	f.exec(t, tenant, "UPDATE staff_members SET role_id = 3 WHERE id = $1", id)
	_, err = f.CopyRole(ctx, managerRole, "Mine")
	require.ErrorContains(t, err, "permission_denied")
	f.exec(t, tenant, "UPDATE staff_members SET role_id = 2, is_active = false WHERE id = $1", id)
	_, err = f.CopyRole(ctx, waiterRole, "Mine")
	require.ErrorContains(t, err, "permission_denied")
	f.exec(t, tenant, "DELETE FROM staff_members WHERE id = $1", id)
	require.ErrorContains(t, f.Remove(ctx, 1), "permission_denied")
	require.Equal(t, 3, f.count(t, tenant, "SELECT count(*) FROM roles"))
}

// Somebody makes a role while they lose the right to: either they did it before, or not at all.
func TestChangesTakeTurns(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	id := f.hire(t, tenant, f.person(t, "efua"), "Manager")
	last := func(action string) int {
		return f.count(t, nil, "SELECT coalesce(max(id), 0)::int FROM public.audit_log WHERE action = $1", action)
	}
	for i := range 10 {
		object(t, f.send(t, "ama", tenant, http.MethodPatch, fmt.Sprintf("%s%d/", members, id), `{"role_id": 2}`), http.StatusOK)
		var wg sync.WaitGroup
		var demoted, made int
		wg.Go(func() {
			demoted = f.send(t, "ama", tenant, http.MethodPatch, fmt.Sprintf("%s%d/", members, id), `{"role_id": 3}`).Code
		})
		wg.Go(func() {
			made = f.send(t, "efua", tenant, http.MethodPost, roles, map[string]any{"name": fmt.Sprintf("Role %d", i)}).Code
		})
		wg.Wait()
		require.Equal(t, http.StatusOK, demoted)
		if made == http.StatusCreated {
			require.Less(t, last("role.created"), last("staff.role_changed"))
			continue
		}
		require.Equal(t, http.StatusForbidden, made)
	}
}

func TestTwoRenamesToOneName(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	for range 5 {
		var wg sync.WaitGroup
		codes := make([]int, 4)
		name := fmt.Sprintf("Name %d", f.count(t, nil, "SELECT count(*) FROM public.audit_log"))
		for i := range codes {
			wg.Go(func() {
				method, path, spelled := http.MethodPatch, fmt.Sprintf("%s%d/", roles, managerRole+i%2), name
				if i > 1 {
					method, path, spelled = http.MethodPost, roles, strings.ToUpper(name)
				}
				codes[i] = f.send(t, "ama", tenant, method, path, map[string]any{"name": spelled}).Code
			})
		}
		wg.Wait()
		won := 0
		for _, code := range codes {
			if code < 300 {
				won++
				continue
			}
			require.Equal(t, http.StatusBadRequest, code)
		}
		require.Equal(t, 1, won, codes)
	}
}

// While a role is deleted, somebody gets it: either they have another afterwards, or the role is still there.
func TestDeletingARoleThatSomebodyGets(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	id := f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	for i := range 6 {
		role := f.role(t, tenant, fmt.Sprintf("Role %d", i), "{}")
		var wg sync.WaitGroup
		var given, deleted int
		wg.Go(func() {
			given = f.send(t, "ama", tenant, http.MethodPatch, fmt.Sprintf("%s%d/", members, id), map[string]any{"role_id": role}).Code
		})
		wg.Go(func() { deleted = f.ask(t, "ama", tenant, http.MethodDelete, fmt.Sprintf("%s%d/", roles, role)).Code })
		wg.Wait()
		switch given {
		case http.StatusOK:
			require.Equal(t, http.StatusConflict, deleted)
		default:
			require.Equal(t, []int{http.StatusNotFound, http.StatusNoContent}, []int{given, deleted})
		}
	}
}

func TestRolesOfAnotherRestaurant(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	theirs := f.role(t, two, "Theirs", "{}")
	path := fmt.Sprintf("%s%d/", roles, theirs)
	f.refuse(t, f.ask(t, "ama", one, http.MethodGet, path), http.StatusNotFound, "not_found")
	f.refuse(t, f.send(t, "ama", one, http.MethodPatch, path, `{"name": "x"}`), http.StatusNotFound, "not_found")
	f.refuse(t, f.send(t, "ama", one, http.MethodPut, path, `{"name": "x"}`), http.StatusNotFound, "not_found")
	f.refuse(t, f.send(t, "ama", one, http.MethodPost, path+"copy/", `{"name": "x"}`), http.StatusNotFound, "not_found")
	f.refuse(t, f.ask(t, "ama", one, http.MethodDelete, path), http.StatusNotFound, "not_found")
	f.refuse(t, f.send(t, "ama", two, http.MethodPatch, path, `{"name": "x"}`), http.StatusNotFound, "not_found")
	id := f.hire(t, one, f.person(t, "kofi"), "Waiter")
	f.refuse(t, f.send(t, "ama", one, http.MethodPatch, fmt.Sprintf("%s%d/", members, id), map[string]any{"role_id": theirs}), http.StatusNotFound, "not_found")

	// The same numbers and names are both restaurants' own.
	object(t, f.send(t, "ama", one, http.MethodPost, roles, `{"name": "Theirs"}`), http.StatusCreated)
	object(t, f.send(t, "ama", one, http.MethodPatch, roles+"3/", `{"name": "Server", "permissions": []}`), http.StatusOK)
	waiter := object(t, f.ask(t, "yaw", two, http.MethodGet, roles+"3/"), http.StatusOK)
	require.Equal(t, "Waiter", waiter["name"])
	require.NotEmpty(t, waiter["permissions"])
}

func TestDefaultRolesAreFoundByAnyName(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	object(t, f.send(t, "ama", tenant, http.MethodPatch, roles+"3/", `{"name": "Server"}`), http.StatusOK)
	object(t, f.send(t, "ama", tenant, http.MethodPatch, roles+"2/", `{"name": "Waiter"}`), http.StatusOK)
	kofi := f.person(t, "kofi")
	f.join(t, tenant, kofi, "org:member")
	role, _ := f.place(t, tenant, kofi)
	require.Equal(t, "Server", role)
	f.join(t, tenant, kofi, "org:admin")
	role, _ = f.place(t, tenant, kofi)
	require.Equal(t, "Waiter", role, "as the manager is called now")
	require.JSONEq(t, `{"role": {"before": "Server", "after": "Waiter"}}`, f.changes(t, "staff.role_changed"))
}

func TestADeletedDefaultRoleComesBackWhenItIsNeeded(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	require.Equal(t, http.StatusNoContent, f.ask(t, "ama", tenant, http.MethodDelete, roles+"3/").Code)
	object(t, f.send(t, "ama", tenant, http.MethodPost, roles, `{"name": "WAITER", "permissions": ["*"]}`), http.StatusCreated)
	for _, name := range []string{"kofi", "yaa"} {
		user := f.person(t, name)
		f.join(t, tenant, user, "org:member")
		role, active := f.place(t, tenant, user)
		require.Equal(t, "Waiter 2", role, "not the one that was given everything")
		require.True(t, active)
		m, err := f.Member(t.Context(), tenant, user)
		require.NoError(t, err)
		require.False(t, m.Permissions.Allow(access.StaffManage))
	}
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM roles WHERE default_key = 'waiter'"))
}

func TestRolesSayWhoHoldsThem(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	for _, name := range []string{"a", "b"} {
		f.hire(t, tenant, f.person(t, name), "Waiter")
	}
	var page struct {
		Results []struct {
			Name    string `json:"name"`
			Members int    `json:"member_count"`
			Owner   bool   `json:"is_owner"`
			Default bool   `json:"is_default"`
		} `json:"results"`
	}
	require.NoError(t, json.Unmarshal(f.ask(t, "a", tenant, http.MethodGet, roles).Body.Bytes(), &page))
	require.Len(t, page.Results, 3)
	for _, r := range page.Results {
		require.True(t, r.Default)
		require.Equal(t, r.Name == "Owner", r.Owner)
		require.Equal(t, map[string]int{"Owner": 1, "Manager": 0, "Waiter": 2}[r.Name], r.Members)
	}
}
