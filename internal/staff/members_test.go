package staff_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

func memberPath(id access.MemberID) string { return fmt.Sprintf("%s%d/", members, id) }

func TestAMemberIsChanged(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	kofi := f.person(t, "kofi")
	path := memberPath(f.hire(t, tenant, kofi, "Waiter"))
	before, err := f.Member(t.Context(), tenant, kofi)
	require.NoError(t, err)
	require.Equal(t, "Waiter", before.Role)

	got := object(t, f.send(t, "ama", tenant, http.MethodPatch, path, `{"role_id": 2, "department": " Kitchen ", "salary": "1234.5",
		"hired_date": "2026-01-31", "employee_id": " E-7 ", "user_id": 99, "email": "x@example.com"}`), http.StatusOK)
	for name, want := range map[string]any{"department": "Kitchen", "salary": "1234.50", "hired_date": "2026-01-31", "employee_id": "E-7", "is_active": true} {
		require.Equal(t, want, got[name], name)
	}
	require.Equal(t, "Manager", got["role"].(map[string]any)["name"])
	require.Equal(t, "kofi@example.com", got["user"].(map[string]any)["email"])
	after, err := f.Member(t.Context(), tenant, kofi)
	require.NoError(t, err)
	require.Equal(t, "Manager", after.Role, "with the next request")
	require.JSONEq(t, `{"role": {"before": "Waiter", "after": "Manager"}}`, f.changes(t, "staff.role_changed"))
	require.JSONEq(t, `{"department": {"before": "", "after": "Kitchen"}, "hired_date": {"before": "2026-02-03", "after": "2026-01-31"},
		"employee_id": {"before": null, "after": "E-7"}, "salary": {"changed": true}}`, f.changes(t, "staff.updated"))
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE changes::text LIKE '%1234%'"), "no amount in the log")

	lines := f.count(t, nil, "SELECT count(*) FROM public.audit_log")
	object(t, f.send(t, "ama", tenant, http.MethodPatch, path, `{"salary": "1234.50", "department": "Kitchen", "role_id": 2, "is_active": true}`), http.StatusOK)
	object(t, f.send(t, "ama", tenant, http.MethodPatch, path, `{}`), http.StatusOK)
	require.Equal(t, lines, f.count(t, nil, "SELECT count(*) FROM public.audit_log"), "nothing changed")

	got = object(t, f.send(t, "ama", tenant, http.MethodPut, path, `{"role_id": 3, "salary": null, "employee_id": null}`), http.StatusOK)
	for name, want := range map[string]any{"department": "Kitchen", "salary": nil, "hired_date": "2026-01-31", "employee_id": nil} {
		require.Equal(t, want, got[name], name)
	}
	invalid(t, f.send(t, "ama", tenant, http.MethodPut, path, `{"department": "x"}`), "role_id")

	// is_active is activate and deactivate.
	require.Equal(t, false, object(t, f.send(t, "ama", tenant, http.MethodPatch, path, `{"is_active": false}`), http.StatusOK)["is_active"])
	f.refuse(t, f.ask(t, "kofi", tenant, http.MethodGet, roles), http.StatusNotFound, "not_found")
	require.Len(t, f.launches.revoked, 1)
	require.JSONEq(t, `{"is_active": {"before": true, "after": false}}`, f.changes(t, "staff.deactivated"))
	require.Equal(t, true, object(t, f.send(t, "ama", tenant, http.MethodPatch, path, `{"is_active": true}`), http.StatusOK)["is_active"])
	require.Equal(t, http.StatusOK, f.ask(t, "kofi", tenant, http.MethodGet, roles).Code)
}

func TestBadChangesOfAMember(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	id := f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	other := f.hire(t, tenant, f.person(t, "yaa"), "Waiter")
	f.exec(t, tenant, "UPDATE staff_members SET employee_id = 'E-1' WHERE id = $1", other)
	for _, salary := range []string{
		`""`, `" "`, `"x"`, `"-1"`, `"-0.01"`, `"+1"`, `"1."`, `".5"`, `"1,5"`, `"1 000"`, `"1e3"`, `"1E3"`, `"0x10"`, `"Infinity"`, `"NaN"`, `"1.234"`,
		`"12345678901"`, `"12345678901.00"`, `"` + strings.Repeat("9", 400) + `"`, `"1٫5"`, `"１"`, `7`, `true`, `[]`, `{}`, `"1_0"`, `"1\n2"`, `"1;DROP"`,
	} {
		invalid(t, f.send(t, "ama", tenant, http.MethodPatch, memberPath(id), `{"department": "x", "salary": `+salary+`}`), "salary")
	}
	for body, field := range map[string]string{
		`{"hired_date": "31.01.2026"}`: "hired_date", `{"hired_date": "2026-02-30"}`: "hired_date", `{"hired_date": ""}`: "hired_date",
		`{"hired_date": "0001-01-01"}`: "hired_date", `{"hired_date": "9999-01-01"}`: "hired_date", `{"hired_date": 7}`: "hired_date",
		`{"hired_date": "2026-01-01T00:00:00Z"}`: "hired_date",
		`{"employee_id": "E-1"}`:                 "employee_id", `{"employee_id": " E-1 "}`: "employee_id", `{"employee_id": "a\nb"}`: "employee_id",
		`{"employee_id": 7}`: "employee_id", `{"employee_id": "` + strings.Repeat("é", 51) + `"}`: "employee_id",
		`{"department": "` + strings.Repeat("é", 101) + `"}`: "department", `{"department": "a\u0008"}`: "department", `{"department": []}`: "department",
		`{"role_id": "x"}`: "role_id", `{"role_id": 1.5}`: "role_id", `{"role_id": []}`: "role_id", `{"is_active": "yes"}`: "is_active",
	} {
		invalid(t, f.send(t, "ama", tenant, http.MethodPatch, memberPath(id), body), field)
	}
	f.refuse(t, f.send(t, "ama", tenant, http.MethodPatch, memberPath(id), `{"role_id": 99}`), http.StatusNotFound, "not_found")
	f.refuse(t, f.send(t, "ama", tenant, http.MethodPatch, memberPath(id), `{"role_id": -1, "department": "x"}`), http.StatusNotFound, "not_found")
	f.refuse(t, f.send(t, "ama", tenant, http.MethodPatch, memberPath(99), `{}`), http.StatusNotFound, "not_found")
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodDelete, memberPath(99)), http.StatusNotFound, "not_found")
	require.Equal(t, http.StatusBadRequest, f.send(t, "ama", tenant, http.MethodPatch, memberPath(id), `{"role_id": 99999999999999999999}`).Code)
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log"))
	require.Equal(t, 1, f.count(t, tenant, `SELECT count(*) FROM staff_members
		WHERE id = $1 AND department = '' AND employee_id IS NULL AND salary_minor IS NULL AND role_id = 3 AND hired_date = '2026-02-03'`, id))
}

func TestWhoMayChangeWhom(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	manager := f.hire(t, tenant, f.person(t, "efua"), "Manager")
	waiter := f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	auditor := f.role(t, tenant, "Auditor", `{"audit.view": true}`)
	above := f.hire(t, tenant, f.person(t, "yaa"), "Auditor")
	f.people.actors["operator"] = &access.Actor{UserID: 999, Superuser: true}
	for _, c := range []struct {
		who    string
		method string
		target access.MemberID
		body   string
		status int
		code   string
	}{
		// The owner stays the owner, whoever asks.
		{"ama", "PATCH", 1, `{"role_id": 2}`, 409, "owner_required"},
		{"ama", "PUT", 1, `{"role_id": 3}`, 409, "owner_required"},
		{"ama", "PATCH", 1, `{"is_active": false}`, 409, "owner_required"},
		{"ama", "DELETE", 1, ``, 409, "owner_required"},
		{"efua", "PATCH", 1, `{"role_id": 2}`, 409, "owner_required"},
		{"efua", "DELETE", 1, ``, 409, "owner_required"},
		{"operator", "DELETE", 1, ``, 409, "owner_required"},
		{"operator", "PATCH", 1, `{"is_active": false}`, 409, "owner_required"},
		// Nobody acts on their own place.
		{"efua", "PATCH", manager, `{"role_id": 3}`, 403, "own_membership"},
		{"efua", "PATCH", manager, `{"role_id": 1}`, 403, "own_membership"},
		{"efua", "PATCH", manager, `{"is_active": false}`, 403, "own_membership"},
		{"efua", "DELETE", manager, ``, 403, "own_membership"},
		// Nobody touches those above them, nor lifts anybody above themselves.
		{"efua", "PATCH", 1, `{"department": "x"}`, 403, "permission_escalation"},
		{"efua", "PATCH", above, `{"department": "x"}`, 403, "permission_escalation"},
		{"efua", "PATCH", above, `{"role_id": 3}`, 403, "permission_escalation"},
		{"efua", "PATCH", above, `{"is_active": false}`, 403, "permission_escalation"},
		{"efua", "DELETE", above, ``, 403, "permission_escalation"},
		{"efua", "PATCH", waiter, fmt.Sprintf(`{"role_id": %d}`, auditor), 403, "permission_escalation"},
		{"efua", "PATCH", waiter, `{"role_id": 1}`, 403, "permission_escalation"},
		// Ownership is no role that is given.
		{"ama", "PATCH", waiter, `{"role_id": 1}`, 409, "owner_role"},
		{"operator", "PATCH", waiter, `{"role_id": 1}`, 409, "owner_role"},
		// Waiters do not manage.
		{"kofi", "PATCH", waiter, `{"department": "x"}`, 403, "permission_denied"},
		{"kofi", "DELETE", manager, ``, 403, "permission_denied"},
	} {
		w := f.send(t, c.who, tenant, c.method, memberPath(c.target), c.body)
		require.Contains(t, w.Body.String(), fmt.Sprintf(`"code":%q`, c.code), "%+v", c)
		require.Equal(t, c.status, w.Code, "%+v", c)
	}
	for _, action := range []string{"activate/", "deactivate/"} {
		f.refuse(t, f.ask(t, "efua", tenant, http.MethodPost, memberPath(above)+action), http.StatusForbidden, "permission_escalation")
	}
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log"))
	object(t, f.send(t, "efua", tenant, http.MethodPatch, memberPath(manager), `{"department": "Office", "role_id": 2}`), http.StatusOK)
	object(t, f.send(t, "efua", tenant, http.MethodPatch, memberPath(waiter), `{"role_id": 2}`), http.StatusOK)
	object(t, f.send(t, "operator", tenant, http.MethodPatch, memberPath(above), `{"role_id": 3}`), http.StatusOK)
	object(t, f.send(t, "ama", tenant, http.MethodPatch, memberPath(1), `{"salary": "1.00"}`), http.StatusOK)
}

func TestAMemberIsRemoved(t *testing.T) {
	t.Parallel()
	f := setup(t)
	other := instance(t, f.db)
	one, two := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	kofi := f.person(t, "kofi")
	id := f.hire(t, one, kofi, "Waiter")
	require.Equal(t, id, f.hire(t, two, kofi, "Waiter"))
	gone := func(s *fixture) bool {
		_, err := s.Member(t.Context(), one, kofi)
		return fault.Is(err, fault.NotFound)
	}
	require.False(t, gone(f))
	require.False(t, gone(other))
	w := f.ask(t, "ama", one, http.MethodDelete, memberPath(id))
	require.Equal(t, http.StatusNoContent, w.Code)
	require.Empty(t, w.Body.String())
	require.True(t, gone(f))
	require.Eventually(t, func() bool { return gone(other) }, 5*time.Second, time.Millisecond)
	require.Equal(t, []access.MemberID{id}, f.launches.revoked)
	f.refuse(t, f.ask(t, "kofi", one, http.MethodGet, roles), http.StatusNotFound, "not_found")
	f.refuse(t, f.ask(t, "ama", one, http.MethodDelete, memberPath(id)), http.StatusNotFound, "not_found")
	require.Equal(t, http.StatusOK, f.ask(t, "kofi", two, http.MethodGet, members+"me/").Code, "they still work elsewhere")
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.memberships WHERE user_id = $1", kofi))
	require.JSONEq(t, fmt.Sprintf(`{"user_id": {"before": %d, "after": null}, "role": {"before": "Waiter", "after": null},
		"is_active": {"before": true, "after": null}}`, kofi),
		f.changes(t, "staff.removed"))
	f.join(t, one, kofi, "org:member")
	_, active := f.place(t, one, kofi)
	require.True(t, active, "they may be hired again")
}

func TestMembersOfAnotherRestaurantAreLeftAlone(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	f.hire(t, two, f.person(t, "kofi"), "Waiter")
	theirs := f.hire(t, two, f.person(t, "yaa"), "Waiter")
	f.exec(t, two, "UPDATE staff_members SET employee_id = 'E-1' WHERE id = $1", theirs)
	for _, tenant := range []*access.Tenant{one, two} {
		f.refuse(t, f.send(t, "ama", tenant, http.MethodPatch, memberPath(theirs), `{"department": "x"}`), http.StatusNotFound, "not_found")
		f.refuse(t, f.send(t, "ama", tenant, http.MethodPut, memberPath(theirs), `{"role_id": 2}`), http.StatusNotFound, "not_found")
		f.refuse(t, f.ask(t, "ama", tenant, http.MethodDelete, memberPath(theirs)), http.StatusNotFound, "not_found")
	}
	require.Equal(t, 3, f.count(t, two, "SELECT count(*) FROM staff_members WHERE department = ''"))
	object(t, f.send(t, "ama", one, http.MethodPatch, memberPath(1), `{"employee_id": "E-1"}`), http.StatusOK)
	require.Zero(t, strings.Count(f.ask(t, "ama", one, http.MethodGet, members+"?search=example&ordering=name").Body.String(), "yaa@"))
}

func TestTwoMembersOneEmployeeID(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	ids := []access.MemberID{f.hire(t, tenant, f.person(t, "a"), "Waiter"), f.hire(t, tenant, f.person(t, "b"), "Waiter")}
	for i := range 4 {
		var wg sync.WaitGroup
		var codes [2]int
		for n, id := range ids {
			wg.Go(func() {
				codes[n] = f.send(t, "ama", tenant, http.MethodPatch, memberPath(id), map[string]any{"employee_id": fmt.Sprintf("N-%d", i)}).Code
			})
		}
		wg.Wait()
		require.ElementsMatch(t, []int{http.StatusOK, http.StatusBadRequest}, codes[:])
	}
}

func TestInvitationsAreShown(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	id := f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	f.exec(t, tenant, `INSERT INTO invitations (member_id, email, status, created_at, updated_at, sent_at, expires_at) VALUES
		($1, 'k@example.com', 'revoked', $2, $2, $2, $2), ($1, 'k@example.com', 'pending', $2, $2, NULL, '2026-04-01T00:00:00Z')`, id, now)
	f.exec(t, tenant, "UPDATE staff_members SET is_active = false WHERE id = $1", id)
	want := `"invitation":{"status":"pending","sent_at":null,"expires_at":"2026-04-01T00:00:00Z","reason":""}`
	for _, path := range []string{members, memberPath(id), members + "?ordering=-id", members + "?search=kofi"} {
		body := f.ask(t, "ama", tenant, http.MethodGet, path).Body.String()
		require.Contains(t, body, want, path)
		require.Equal(t, 1, strings.Count(body, `"invitation":{`), path)
	}
}

// crowd hires people of whom the filters can tell something.
func (f *fixture) crowd(t *testing.T, tenant *access.Tenant) {
	t.Helper()
	for _, p := range [][]string{ // username, first and last name, role, employee id, department, hired, active
		{"kofi", "Kofi", "Mensah", "Waiter", "TT-AB-0002", "Bar", "2026-01-02", "t"},
		{"efua", "Efua", "100%", "Manager", "TT-AB-0001", "Kitchen", "2025-05-05", "t"},
		{"yaa_m", "Yaa", "Ofori", "Waiter", "", "bar", "2026-03-03", "f"},
		{"zoe", "Zoé", "Mensah-Łuk", "Waiter", "TT-AB-0010", "", "2024-12-31", "t"},
	} {
		id := f.hire(t, tenant, f.person(t, p[0]), p[3])
		f.exec(t, tenant, `UPDATE staff_members SET employee_id = nullif($2, ''), department = $3, hired_date = $4::text::date, is_active = $5::text::boolean
			WHERE id = $1`, id, p[4], p[5], p[6], p[7])
		f.exec(t, tenant, "UPDATE public.users SET first_name = $2, last_name = $3 WHERE username = $1", p[0]+"@example.com", p[1], p[2])
	}
}

// found are the usernames of a list, without their host, and the count that it says.
func (f *fixture) found(t *testing.T, tenant *access.Tenant, query string) (string, int) {
	t.Helper()
	w := f.ask(t, "ama", tenant, http.MethodGet, members+"?"+query)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	var page struct {
		Count   int `json:"count"`
		Results []struct {
			User struct {
				Username string `json:"username"`
			} `json:"user"`
		} `json:"results"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
	names := make([]string, len(page.Results))
	for i, r := range page.Results {
		names[i] = strings.TrimSuffix(r.User.Username, "@example.com")
	}
	return strings.Join(names, " "), page.Count
}

func TestMembersAreFound(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.exec(t, tenant, "UPDATE staff_members SET employee_id = 'OWNER', hired_date = '2020-01-01', department = 'Office'")
	f.crowd(t, tenant)
	elsewhere := f.restaurant(t, "two", f.person(t, "yaw"))
	f.hire(t, elsewhere, f.person(t, "kofi2"), "Waiter")
	for query, want := range map[string]string{
		"": "ama kofi efua yaa_m zoe",
		// Words in any case, in any of the fields, all of them.
		"search=kofi": "kofi", "search=KOFI": "kofi", "search=mensah": "kofi zoe", "search=mensah+kofi": "kofi", "search=ofi+mens": "kofi",
		"search=example.com": "ama kofi efua yaa_m zoe", "search=tt-ab-00": "kofi efua zoe", "search=0010": "zoe", "search=" + url.QueryEscape("ZOÉ łuk"): "zoe",
		"search=nobody": "", "search=kofi+nobody": "", "search=++": "ama kofi efua yaa_m zoe", "search=": "ama kofi efua yaa_m zoe",
		// Wildcards are letters.
		"search=%25": "efua", "search=_": "yaa_m", "search=100%25": "efua", "search=" + url.QueryEscape(`\`): "", "search=k%25i": "",
		"search=" + url.QueryEscape(`' OR '1'='1`): "",
		// Roles by id or name.
		"role=3": "kofi yaa_m zoe", "role=waiter": "kofi yaa_m zoe", "role=+MANAGER+": "efua", "role=1": "ama", "role=99": "", "role=chef": "", "role=": "ama kofi efua yaa_m zoe",
		"is_active=true": "ama kofi efua zoe", "is_active=False": "yaa_m", "is_active=0": "yaa_m", "is_active=1": "ama kofi efua zoe", "is_active=": "ama kofi efua yaa_m zoe",
		"role=waiter&is_active=true&search=mensah": "kofi zoe", "role=3&is_active=false": "yaa_m",
		// Orders.
		"ordering=id": "ama kofi efua yaa_m zoe", "ordering=-id": "zoe yaa_m efua kofi ama",
		"ordering=name": "ama efua kofi yaa_m zoe", "ordering=-name": "zoe yaa_m kofi efua ama",
		"ordering=email": "ama efua kofi yaa_m zoe", "ordering=-username": "zoe yaa_m kofi efua ama",
		"ordering=hired_date": "ama zoe efua kofi yaa_m", "ordering=-hired_date": "yaa_m kofi efua zoe ama",
		"ordering=employee_id": "ama efua kofi zoe yaa_m", "ordering=-employee_id": "zoe kofi efua ama yaa_m",
		"ordering=role": "efua ama kofi yaa_m zoe", "ordering=-role": "kofi yaa_m zoe ama efua",
		"ordering=department": "zoe kofi yaa_m efua ama", "ordering=-department": "ama efua kofi yaa_m zoe",
		"search=example&ordering=-hired_date": "yaa_m kofi efua zoe ama", "search=example&ordering=role": "efua ama kofi yaa_m zoe",
		"search=example&ordering=-employee_id": "zoe kofi efua ama yaa_m", "search=example&ordering=department": "zoe kofi yaa_m efua ama",
	} {
		got, count := f.found(t, tenant, query)
		require.Equal(t, want, got, query)
		require.Equal(t, len(strings.Fields(want)), count, query)
	}
}

func TestFilteredPages(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.crowd(t, tenant)
	for _, filter := range []string{"role=3", "search=example&role=3"} {
		first := f.ask(t, "ama", tenant, http.MethodGet, members+"?page_size=2&"+filter).Body.String()
		require.Contains(t, first, `"count":3`)
		require.Contains(t, first, `"next":"http://example.com/api/staff/members/?page=2&page_size=2&role=3`)
		names, count := f.found(t, tenant, "page_size=2&page=2&"+filter)
		require.Equal(t, "zoe", names)
		require.Equal(t, 3, count)
		f.refuse(t, f.ask(t, "ama", tenant, http.MethodGet, members+"?page_size=2&page=3&"+filter), http.StatusNotFound, "not_found")
	}
	for query, field := range map[string]string{
		"ordering=salary": "ordering", "ordering=--id": "ordering", "ordering=id,name": "ordering", "ordering=-": "ordering", "ordering=ID": "ordering",
		"ordering=" + url.QueryEscape("id; DROP TABLE roles"): "ordering",
		"is_active=maybe": "is_active", "is_active=2": "is_active",
		"search=" + strings.Repeat("x", 201): "search",
		"search=" + strings.Repeat("x+", 11): "search",
	} {
		invalid(t, f.ask(t, "ama", tenant, http.MethodGet, members+"?"+query), field)
	}
}
