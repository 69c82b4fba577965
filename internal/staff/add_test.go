package staff_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
)

// post sends a body as somebody.
func (f *fixture) post(t *testing.T, who string, tenant *access.Tenant, path string, body any) *httptest.ResponseRecorder {
	t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	return f.upload(t, who, tenant, path, "application/json", raw)
}

func (f *fixture) upload(t *testing.T, who string, tenant *access.Tenant, path, kind string, body []byte) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+who)
	r.Header.Set("Content-Type", kind)
	if tenant != nil {
		r.Header.Set("X-Tenant-ID", tenant.Schema)
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

type fields = map[string]any

// added is what is asked of a member's body.
type added struct {
	ID   access.MemberID `json:"id"`
	User struct {
		ID        access.UserID `json:"id"`
		Email     string        `json:"email"`
		FirstName string        `json:"first_name"`
	} `json:"user"`
	Role struct {
		Name string `json:"name"`
	} `json:"role"`
	Active     bool    `json:"is_active"`
	Hired      string  `json:"hired_date"`
	EmployeeID string  `json:"employee_id"`
	Department string  `json:"department"`
	Salary     *string `json:"salary"`
	Invitation *struct {
		Status  string  `json:"status"`
		Sent    *string `json:"sent_at"`
		Expires string  `json:"expires_at"`
		Reason  string  `json:"reason"`
	} `json:"invitation"`
}

const membersPath = "/api/staff/members/"

// Roles of a new restaurant.
const (
	ownerID   = 1
	managerID = 2
	waiterID  = 3
)

func (f *fixture) add(t *testing.T, who string, tenant *access.Tenant, body fields) added {
	t.Helper()
	w := f.post(t, who, tenant, membersPath, body)
	require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	var m added
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &m))
	return m
}

func (f *fixture) row(t *testing.T, who string, tenant *access.Tenant, id access.MemberID) added {
	t.Helper()
	var m added
	require.NoError(t, json.Unmarshal(f.ask(t, who, tenant, http.MethodGet, fmt.Sprintf("%s%d/", membersPath, id)).Body.Bytes(), &m))
	return m
}

func TestAddAPerson(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant, kofi := f.restaurant(t, "one", f.person(t, "ama")), f.person(t, "kofi")
	f.refuse(t, f.ask(t, "kofi", tenant, http.MethodGet, membersPath+"me/"), http.StatusNotFound, "not_found")
	m := f.add(t, "ama", tenant, fields{
		"role_id": waiterID, "user_id": kofi, "department": " Kitchen ", "salary": "1234.5", "hired_date": "2025-12-31",
	})
	require.Equal(t, "TT-RO-0002", m.EmployeeID)
	require.Equal(t, "Waiter", m.Role.Name)
	require.Equal(t, "Kitchen", m.Department)
	require.Equal(t, "2025-12-31", m.Hired)
	require.Equal(t, "1234.50", *m.Salary)
	require.True(t, m.Active)
	require.Nil(t, m.Invitation)
	require.Equal(t, http.StatusOK, f.ask(t, "kofi", tenant, http.MethodGet, membersPath+"me/").Code, "at once")
	role, active := f.place(t, tenant, kofi)
	require.Equal(t, "Waiter", role)
	require.True(t, active)
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE action = 'staff.added' AND tenant_id = $1", tenant.ID))

	invalid(t, f.post(t, "ama", tenant, membersPath, fields{"role_id": waiterID, "user_id": kofi}), "user_id")
	off := fmt.Sprintf("%s%d/deactivate/", membersPath, m.ID)
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, off).Code)
	invalid(t, f.post(t, "ama", tenant, membersPath, fields{"role_id": waiterID, "user_id": kofi}), "user_id")
	require.Equal(t, 2, f.count(t, tenant, "SELECT count(*) FROM staff_members"))
}

func TestAddRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant, kofi := f.restaurant(t, "one", f.person(t, "ama")), f.person(t, "kofi")
	gone := f.person(t, "gone")
	f.sql(t, "UPDATE public.users SET deleted_at = now() WHERE id = $1", gone)
	for field, body := range map[string]fields{
		"role_id":          {"user_id": kofi},
		"email":            {"role_id": waiterID},
		"non_field_errors": {"role_id": waiterID, "user_id": kofi, "email": "kofi@example.com"},
		"salary":           {"role_id": waiterID, "user_id": kofi, "salary": "12,50"},
		"hired_date":       {"role_id": waiterID, "user_id": kofi, "hired_date": "31.12.2025"},
		"department":       {"role_id": waiterID, "user_id": kofi, "department": strings.Repeat("x", 101)},
		"first_name":       {"role_id": waiterID, "email": "k@example.com", "first_name": "a\tb\tc"},
		"employee_id":      {"role_id": waiterID, "user_id": kofi, "employee_id": "TT-RO-0001"},
	} {
		invalid(t, f.post(t, "ama", tenant, membersPath, body), field)
	}
	for _, email := range []string{"", "x", "a@b", "a b@example.com", "Kofi <kofi@example.com>", strings.Repeat("a", 250) + "@example.com"} {
		invalid(t, f.post(t, "ama", tenant, membersPath, fields{"role_id": waiterID, "email": email}), "email")
	}
	everything := f.post(t, "ama", tenant, membersPath, fields{
		"role_id": waiterID, "email": "x", "salary": "12,50", "hired_date": "31.12.2025", "department": strings.Repeat("x", 101),
	})
	for _, field := range []string{"email", "salary", "hired_date", "department"} {
		invalid(t, everything, field)
	}
	nobody := f.post(t, "ama", tenant, membersPath, fields{"role_id": waiterID, "user_id": 0, "salary": "12,50"})
	invalid(t, nobody, "user_id")
	invalid(t, nobody, "salary")
	require.JSONEq(t, `{"email": ["Give email or user_id."], "salary": ["A valid number is required, such as 1234.50."]}`,
		f.post(t, "ama", tenant, membersPath, fields{"role_id": waiterID, "salary": "x"}).Body.String())
	// Somebody who never was and somebody who is no more look the same.
	var answers []string
	for _, id := range []access.UserID{gone, 99999, 0, -1} {
		w := f.post(t, "ama", tenant, membersPath, fields{"role_id": waiterID, "user_id": id})
		invalid(t, w, "user_id")
		answers = append(answers, w.Body.String())
	}
	require.Len(t, map[string]bool{answers[0]: true, answers[1]: true, answers[2]: true, answers[3]: true}, 1)
	f.refuse(t, f.post(t, "ama", tenant, membersPath, fields{"role_id": 99, "user_id": kofi}), http.StatusNotFound, "not_found")
	f.refuse(t, f.post(t, "ama", tenant, membersPath, fields{"role_id": ownerID, "user_id": kofi}), http.StatusConflict, "owner_role")
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM staff_members"))
	require.Equal(t, 1, f.count(t, tenant, "SELECT value FROM counters WHERE name = 'employees'"), "no number was used up")
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.users WHERE invited_at IS NOT NULL"))
}

func TestNobodyGivesARoleBeyondTheirOwn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant, kofi := f.restaurant(t, "one", f.person(t, "ama")), f.person(t, "kofi")
	f.hire(t, tenant, f.person(t, "efua"), "Manager")
	f.hire(t, tenant, f.person(t, "yaw"), "Waiter")
	f.people.actors["operator"] = &access.Actor{UserID: 999, Superuser: true}
	f.exec(t, tenant, `INSERT INTO roles (name, permissions) VALUES ('Bookkeeper', '{"billing.manage": true}')`)
	bookkeeper := f.count(t, tenant, "SELECT id FROM roles WHERE name = 'Bookkeeper'")
	f.refuse(t, f.post(t, "efua", tenant, membersPath, fields{"role_id": bookkeeper, "user_id": kofi}), http.StatusForbidden, "permission_escalation")
	f.refuse(t, f.post(t, "efua", tenant, membersPath, fields{"role_id": ownerID, "user_id": kofi}), http.StatusForbidden, "permission_escalation")
	f.refuse(t, f.post(t, "yaw", tenant, membersPath, fields{"role_id": waiterID, "user_id": kofi}), http.StatusForbidden, "permission_denied")
	f.refuse(t, f.post(t, "operator", tenant, membersPath, fields{"role_id": ownerID, "user_id": kofi}), http.StatusConflict, "owner_role")
	f.add(t, "efua", tenant, fields{"role_id": managerID, "user_id": kofi})
	f.add(t, "ama", tenant, fields{"role_id": bookkeeper, "email": "b@example.com"})
	f.add(t, "operator", tenant, fields{"role_id": bookkeeper, "email": "c@example.com"})
}

func TestTwoRestaurantsDoNotMix(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	kofi := f.person(t, "kofi")
	f.plans.most.Store(3)
	for _, tenant := range []*access.Tenant{one, two} {
		who := map[string]string{"one": "ama", "two": "yaw"}[tenant.Schema]
		m := f.add(t, who, tenant, fields{"role_id": waiterID, "user_id": kofi})
		require.EqualValues(t, 2, m.ID, "the same number in both")
		require.Equal(t, map[string]string{"one": "TT-RO-0002", "two": "TT-RT-0002"}[tenant.Schema], m.EmployeeID)
		invited := f.add(t, who, tenant, fields{"role_id": waiterID, "email": "new@example.com"})
		require.EqualValues(t, 3, invited.ID)
		f.refuse(t, f.post(t, who, tenant, membersPath, fields{"role_id": waiterID, "email": "x@example.com"}), http.StatusForbidden, "plan_limit")
	}
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.users WHERE email = 'new@example.com'"), "one row a person")
	revoke := membersPath + "3/revoke/"
	require.Equal(t, http.StatusOK, f.ask(t, "ama", one, http.MethodPost, revoke).Code)
	require.Equal(t, "revoked", f.row(t, "ama", one, 3).Invitation.Status)
	require.Equal(t, "pending", f.row(t, "yaw", two, 3).Invitation.Status)
	f.refuse(t, f.ask(t, "ama", two, http.MethodPost, revoke), http.StatusNotFound, "not_found")
	f.refuse(t, f.post(t, "ama", two, membersPath, fields{"role_id": waiterID, "user_id": kofi}), http.StatusNotFound, "not_found")
}

func TestNumbersAreNeverGivenTwice(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.plans.most.Store(-1)
	f.exec(t, tenant, "UPDATE counters SET value = 9990 WHERE name = 'employees'")
	f.exec(t, tenant, "UPDATE staff_members SET employee_id = 'TT-RO-9995'") // taken by hand
	const people = 24
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() {
			body := fields{"role_id": waiterID, "email": fmt.Sprintf("p%d@example.com", n)}
			if w := f.post(t, "ama", tenant, membersPath, body); w.Code != http.StatusCreated {
				t.Errorf("%d: %s", w.Code, w.Body.String())
			}
		})
	}
	all.Wait()
	require.Equal(t, people+1, f.count(t, tenant, "SELECT count(DISTINCT employee_id) FROM staff_members"))
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM staff_members WHERE employee_id = 'TT-RO-10015'"), "9991 to 10015 but 9995")
}

func TestSeatsUnderConcurrency(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	other := instance(t, f.db) // another process
	other.people.actors, other.people.tenants = f.people.actors, f.people.tenants
	for round := range 4 {
		used := f.count(t, tenant, "SELECT count(*) FROM staff_members")
		f.plans.most.Store(int64(used + 1))
		other.plans.most.Store(int64(used + 1))
		codes := make([]int, 8)
		users := make([]access.UserID, len(codes))
		for n := range users {
			users[n] = f.person(t, fmt.Sprintf("p%d-%d", round, n))
		}
		var all sync.WaitGroup
		for n, user := range users {
			who := []*fixture{f, other}[n%2]
			all.Go(func() {
				body := fields{"role_id": waiterID, "user_id": user}
				if n%3 == 0 {
					body = fields{"role_id": waiterID, "email": fmt.Sprintf("new%d-%d@example.com", round, n)}
				}
				w := who.post(t, "ama", tenant, membersPath, body)
				codes[n] = w.Code
				if w.Code != http.StatusCreated && !strings.Contains(w.Body.String(), `"code":"plan_limit"`) {
					t.Errorf("%d: %s", w.Code, w.Body.String())
				}
			})
		}
		all.Wait()
		made := 0
		for _, code := range codes {
			if code == http.StatusCreated {
				made++
			}
		}
		require.Equal(t, 1, made, "%v", codes)
	}
}

func TestActivatingNeedsASeat(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	id := f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	on, off := fmt.Sprintf("%s%d/activate/", membersPath, id), fmt.Sprintf("%s%d/deactivate/", membersPath, id)
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, off).Code)
	f.plans.most.Store(2)
	f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": "new@example.com"})
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodPost, on), http.StatusForbidden, "plan_limit")
	f.plans.most.Store(3)
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, on).Code)
	f.plans.most.Store(1)
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, on).Code, "who is active takes no other seat")
}

func TestOrganizationsFillSeatsToo(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	kofi := f.person(t, "kofi")
	f.plans.most.Store(1)
	f.join(t, tenant, kofi, "org:member")
	role, active := f.place(t, tenant, kofi)
	require.Equal(t, "Waiter", role)
	require.False(t, active, "they wait")
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE action = 'staff.waits_for_seat'"))
	f.join(t, tenant, kofi, "org:member")
	_, active = f.place(t, tenant, kofi)
	require.False(t, active)
	f.plans.most.Store(2)
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, membersPath+"2/activate/").Code)
	_, active = f.place(t, tenant, kofi)
	require.True(t, active)
	require.Equal(t, "TT-RO-0002", f.row(t, "ama", tenant, 2).EmployeeID)
}

// sql changes the shared tables.
func (f *fixture) sql(t *testing.T, text string, args ...any) {
	t.Helper()
	_, err := f.db.SharedQuery().Exec(t.Context(), text, args...)
	require.NoError(t, err)
}

// shared runs a step over the shared tables, as the handling of an event does.
func (f *fixture) shared(t *testing.T, fn func(postgres.Tx) error) {
	t.Helper()
	require.NoError(t, f.db.Shared(t.Context(), fn))
}
