package staff_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
)

// ownerRole is how a member shows it, ownerDetail how the roles do.
const (
	ownerRole   = `{"id": 1, "name": "Owner", "description": "May do everything.", "permissions": {"*": true}}`
	ownerDetail = `{"id": 1, "name": "Owner", "description": "May do everything.", "permissions": {"*": true}, "is_owner": true, "is_default": true,
		"member_count": 1}`
)

func TestRolesHaveTheContractsShape(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.get(t, "ama", tenant, "/api/staff/roles/?page_size=1", `{"count": 3, "previous": null,
		"next": "http://example.com/api/staff/roles/?page=2&page_size=1", "results": [`+ownerDetail+`]}`)
	f.get(t, "ama", tenant, "/api/staff/roles/1/", ownerDetail)
	w := f.ask(t, "ama", tenant, http.MethodGet, "/api/staff/roles/")
	for _, name := range []string{"Owner", "Manager", "Waiter"} {
		require.Contains(t, w.Body.String(), fmt.Sprintf(`"name":%q`, name))
	}
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodGet, "/api/staff/roles/99/"), http.StatusNotFound, "not_found")
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodGet, "/api/staff/roles/owner/"), http.StatusNotFound, "not_found")
}

func TestMembersHaveTheContractsShape(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "ama")
	tenant := f.restaurant(t, "one", ama)
	bare := fmt.Sprintf(`{"id": 1, "user": {"id": %d, "username": "ama@example.com", "email": "ama@example.com", "first_name": "",
		"last_name": "", "display_name": "ama@example.com"}, "role": %s, "is_active": true, "hired_date": "2026-03-01",
		"employee_id": "TT-RO-0001", "department": "", "salary": null, "invitation": null}`, ama, ownerRole)
	f.get(t, "ama", tenant, "/api/staff/members/", `{"count": 1, "next": null, "previous": null, "results": [`+bare+`]}`)
	f.get(t, "ama", tenant, "/api/staff/members/me/", bare)

	f.exec(t, tenant, "UPDATE public.users SET first_name = 'Ama', last_name = 'Øyá'")
	f.exec(t, tenant, "UPDATE staff_members SET employee_id = 'TT-AB-0001', department = 'Kitchen', salary_minor = 5")
	f.get(t, "ama", tenant, "/api/staff/members/1/", fmt.Sprintf(`{"id": 1, "user": {"id": %d, "username": "ama@example.com",
		"email": "ama@example.com", "first_name": "Ama", "last_name": "Øyá", "display_name": "Ama Øyá"}, "role": %s, "is_active": true,
		"hired_date": "2026-03-01", "employee_id": "TT-AB-0001", "department": "Kitchen", "salary": "0.05", "invitation": null}`, ama, ownerRole))
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodGet, "/api/staff/members/99/"), http.StatusNotFound, "not_found")
}

func TestSalaryIsForThoseWhoManageStaff(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	f.hire(t, tenant, f.person(t, "efua"), "Manager")
	f.people.actors["operator"] = &access.Actor{UserID: 999, Superuser: true}
	f.exec(t, tenant, "UPDATE staff_members SET salary_minor = 123450")
	for who, sees := range map[string]bool{"ama": true, "efua": true, "operator": true, "kofi": false} {
		for _, path := range []string{"/api/staff/members/", "/api/staff/members/1/", "/api/staff/members/2/", "/api/staff/members/me/"} {
			if who == "operator" && path == "/api/staff/members/me/" {
				continue
			}
			body := f.ask(t, who, tenant, http.MethodGet, path).Body.String()
			require.Equal(t, sees, contains(body, `"salary":"1234.50"`), "%s %s: %s", who, path, body)
			require.Equal(t, !sees, contains(body, `"salary":null`), "%s %s", who, path)
		}
	}
}

func TestMembersComeInPages(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	for _, name := range []string{"b", "c", "d", "e"} {
		f.hire(t, tenant, f.person(t, name), "Waiter")
	}
	first := f.ask(t, "ama", tenant, http.MethodGet, "/api/staff/members/?page_size=2").Body.String()
	require.Contains(t, first, `"count":5,"next":"http://example.com/api/staff/members/?page=2&page_size=2","previous":null`)
	last := f.ask(t, "ama", tenant, http.MethodGet, "/api/staff/members/?page_size=2&page=3").Body.String()
	require.Contains(t, last, `"count":5,"next":null,"previous":"http://example.com/api/staff/members/?page=2&page_size=2"`)
	require.Contains(t, last, `"e@example.com"`)
	require.NotContains(t, last, `"d@example.com"`)
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodGet, "/api/staff/members/?page_size=2&page=4"), http.StatusNotFound, "not_found")
}

func TestNobodyElseReadsTheStaff(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one", f.person(t, "ama"))
	two := f.restaurant(t, "two", f.person(t, "yaw"))
	gone := f.hire(t, one, f.person(t, "kofi"), "Waiter")
	f.exec(t, one, "UPDATE staff_members SET is_active = false WHERE id = $1", gone)
	f.people.actors["operator"] = &access.Actor{UserID: 999, Superuser: true}
	for _, path := range []string{"/api/staff/roles/", "/api/staff/roles/1/", "/api/staff/members/", "/api/staff/members/1/", "/api/staff/members/me/"} {
		f.refuse(t, f.ask(t, "yaw", one, http.MethodGet, path), http.StatusNotFound, "not_found")
		f.refuse(t, f.ask(t, "kofi", one, http.MethodGet, path), http.StatusNotFound, "not_found")
		f.refuse(t, f.ask(t, "nobody", one, http.MethodGet, path), http.StatusUnauthorized, "not_authenticated")
	}
	// The same numbers in both restaurants are different people.
	require.Contains(t, f.ask(t, "ama", one, http.MethodGet, "/api/staff/members/1/").Body.String(), "ama@example.com")
	require.Contains(t, f.ask(t, "yaw", two, http.MethodGet, "/api/staff/members/1/").Body.String(), "yaw@example.com")
	require.NotContains(t, f.ask(t, "yaw", two, http.MethodGet, "/api/staff/members/").Body.String(), "ama@example.com")
	f.refuse(t, f.ask(t, "yaw", two, http.MethodGet, "/api/staff/members/2/"), http.StatusNotFound, "not_found")
	f.refuse(t, f.ask(t, "operator", one, http.MethodGet, "/api/staff/members/me/"), http.StatusForbidden, "not_staff")
}
