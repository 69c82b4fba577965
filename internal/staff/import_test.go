package staff_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
)

const importPath = membersPath + "import/"

type report struct {
	Created int `json:"created"`
	Failed  int `json:"failed"`
	Lines   []struct {
		Line   int                 `json:"line"`
		Status string              `json:"status"`
		Member int64               `json:"member_id"`
		Code   string              `json:"code"`
		Errors map[string][]string `json:"errors"`
	} `json:"lines"`
}

func (f *fixture) imports(t *testing.T, tenant *access.Tenant, query, file string) report {
	t.Helper()
	return read(t, f.sendBody(t, "ama", tenant, importPath+query, "text/csv", []byte(file)))
}

func read(t *testing.T, w *httptest.ResponseRecorder) (r report) {
	t.Helper()
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &r))
	return r
}

const goodAndBad = "email,first_name,last_name,role,department,hired_date,salary,employee_id\r\n" +
	"a@example.com,Ama,\"O'Neil, Jr\",waiter,Bar,2026-01-02,1200.50,\r\n" +
	"not-an-address,,,Waiter,,,,\r\n" +
	"b@example.com,,,Chef,,,,\r\n" +
	"c@example.com,,,Owner,,,,\r\n" +
	"d@example.com,,,Waiter,,yesterday,12.345,\r\n" +
	"A@Example.com,,,Manager,,,,\r\n" +
	"e@example.com,,,Manager,,,,X-7\r\n" +
	"f@example.com,,,Manager,,,,X-7\r\n" +
	"ama@example.com,,,Manager,,,,\r\n"

func TestImport(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	r := f.imports(t, tenant, "", goodAndBad)
	require.Equal(t, 2, r.Created)
	require.Equal(t, 7, r.Failed)
	var fields []string
	for i, l := range r.Lines {
		require.Equal(t, i+2, l.Line)
		var wrong []string
		for name := range l.Errors {
			wrong = append(wrong, name)
		}
		if len(wrong) == 2 {
			wrong = []string{"two"}
		}
		fields = append(fields, l.Status+" "+strings.Join(wrong, ""))
	}
	require.Equal(t, []string{
		"created ", "failed email", "failed role", "failed role", "failed two", "failed email", "created ", "failed employee_id", "failed email",
	}, fields)
	a := f.row(t, "ama", tenant, access.MemberID(r.Lines[0].Member))
	require.Equal(t, "TT-RO-0002", a.EmployeeID)
	require.Equal(t, "1200.50", *a.Salary)
	require.Equal(t, "2026-01-02", a.Hired)
	require.Equal(t, "pending", a.Invitation.Status)
	require.Equal(t, "X-7", f.row(t, "ama", tenant, access.MemberID(r.Lines[6].Member)).EmployeeID)
	require.Equal(t, 2, f.count(t, nil, "SELECT count(*) FROM river.river_job WHERE kind = 'staff_invitation_send'"))
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE action = 'staff.imported' AND tenant_id = $1", tenant.ID))

	again := f.imports(t, tenant, "", "email;role\r\na@example.com;Waiter\r\ng@example.com;Waiter\r\n")
	require.Equal(t, 1, again.Created, "who was invited is not invited twice")
}

func TestImportAllOrNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	for query, status := range map[string]string{"?atomic=true": "skipped", "?dry_run=true": "valid", "?dry_run=true&atomic=true": "valid"} {
		r := f.imports(t, tenant, query, goodAndBad)
		require.Zero(t, r.Created, query)
		require.Equal(t, 7, r.Failed, query)
		require.Equal(t, status, r.Lines[0].Status, query)
		require.Zero(t, r.Lines[0].Member)
		require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM staff_members"), query)
		require.Equal(t, 1, f.count(t, tenant, "SELECT value FROM counters WHERE name = 'employees'"), query)
		require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.users WHERE invited_at IS NOT NULL"), query)
		require.Zero(t, f.count(t, nil, "SELECT count(*) FROM river.river_job"), query)
		require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log"), query)
	}
	r := f.imports(t, tenant, "?atomic=true", "role,email\nWaiter,a@example.com\nManager,b@example.com\n")
	require.Equal(t, 2, r.Created)
}

func TestImportStopsAtTheSeats(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.plans.most.Store(3)
	const file = "email,role\np0@example.com,Waiter\np1@example.com,Waiter\np2@example.com,Waiter\np3@example.com,Waiter\n"
	require.Zero(t, f.imports(t, tenant, "?atomic=true", file).Created)
	r := f.imports(t, tenant, "", file)
	require.Equal(t, 2, r.Created)
	require.Equal(t, "plan_limit", r.Lines[2].Code)
	require.Equal(t, 3, f.count(t, tenant, "SELECT count(*) FROM staff_members"))
}

func TestImportIsForWhoManagesStaffAndTheirRoles(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	f.hire(t, one, f.person(t, "efua"), "Manager")
	f.hire(t, one, f.person(t, "kofi"), "Waiter")
	f.exec(t, one, `INSERT INTO roles (name, permissions) VALUES ('Bookkeeper', '{"billing.manage": true}')`)
	file := []byte("email,role\na@example.com,Bookkeeper\nb@example.com,Waiter\n")
	f.refuse(t, f.sendBody(t, "kofi", one, importPath, "text/csv", file), http.StatusForbidden, "permission_denied")
	f.refuse(t, f.sendBody(t, "ama", two, importPath, "text/csv", file), http.StatusNotFound, "not_found")
	r := read(t, f.sendBody(t, "efua", one, importPath, "text/csv", file))
	require.Equal(t, "permission_escalation", r.Lines[0].Code)
	require.Equal(t, 1, r.Created)
	require.Equal(t, 1, f.count(t, two, "SELECT count(*) FROM staff_members"))
	f.refuse(t, f.sendBody(t, "ama", one, importPath, "application/json", file), http.StatusUnsupportedMediaType, "unsupported_media_type")
	f.refuse(t, f.sendBody(t, "ama", one, importPath, "text/csv", bytes.Repeat([]byte("x"), 2<<20+1)), http.StatusRequestEntityTooLarge, "too_large")
	refuseField(t, f.sendBody(t, "ama", one, importPath, "text/csv", []byte("\n")), "file")
	refuseField(t, f.sendBody(t, "ama", one, importPath, "text/csv", []byte("email,role\n\xff,x\n")), "file")
}

func TestImportFromAForm(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	require.NoError(t, w.WriteField("note", "x"))
	part, err := w.CreateFormFile("file", "staff.csv")
	require.NoError(t, err)
	_, err = part.Write([]byte("\xef\xbb\xbfEmail;Role\r\na@example.com;Waiter\r\n"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	body := form.Bytes()
	require.Equal(t, 1, read(t, f.sendBody(t, "ama", tenant, importPath, w.FormDataContentType(), body)).Created)
	refuseField(t, f.sendBody(t, "ama", tenant, importPath, "multipart/form-data; boundary=x", []byte("--x--\r\n")), "file")
	cut := f.sendBody(t, "ama", tenant, importPath, w.FormDataContentType(), body[:len(body)-60])
	require.Equal(t, http.StatusBadRequest, cut.Code, cut.Body.String())
}

func TestImportOfTenThousandLines(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, two := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	f.people.tenants["two"].OwnerID = f.people.actors["ama"].UserID
	f.hire(t, two, f.people.actors["ama"].UserID, "Manager")
	f.plans.most.Store(-1)
	var file strings.Builder
	file.WriteString("email,first_name,role,salary\n")
	for n := range 10_000 {
		fmt.Fprintf(&file, "p%d@example.com,Person %d,Waiter,%d.50\n", n, n, n)
	}
	start := time.Now()
	r := f.imports(t, one, "", file.String())
	batches := time.Since(start)
	require.Equal(t, 10_000, r.Created)
	start = time.Now()
	require.Equal(t, 10_000, f.imports(t, two, "?atomic=true", file.String()).Created)
	t.Logf("10,000 lines: %s in batches, %s at once", batches, time.Since(start))
	require.Equal(t, 10_001, f.count(t, one, "SELECT count(DISTINCT employee_id) FROM staff_members"))
	require.Equal(t, 10_000, f.count(t, nil, "SELECT count(*) FROM public.users WHERE invited_at IS NOT NULL"), "one row a person")

	export := f.ask(t, "ama", one, http.MethodGet, membersPath+"export/").Body.String()
	require.Equal(t, 10_002, strings.Count(export, "\r\n"))
}

func TestExport(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant, other := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	f.exec(t, tenant, "UPDATE staff_members SET department = '=HYPERLINK(\"http://x\")', salary_minor = 250050, employee_id = 'TT-RO-0007' WHERE id = 2")
	f.exec(t, tenant, "UPDATE public.users SET first_name = '@Kofi', last_name = 'O''Neil, \"Jr\"' WHERE email = 'kofi@example.com'")
	w := f.ask(t, "ama", tenant, http.MethodGet, membersPath+"export/")
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "text/csv; charset=utf-8", w.Header().Get("Content-Type"))
	require.Equal(t, "attachment; filename=staff.csv", w.Header().Get("Content-Disposition"))
	require.Equal(t, "\xef\xbb\xbfemployee_id,email,first_name,last_name,role,department,hired_date,is_active,salary\r\n"+
		"TT-RO-0001,ama@example.com,,,Owner,,2026-03-01,true,\r\n"+
		"TT-RO-0007,kofi@example.com,'@Kofi,\"O'Neil, \"\"Jr\"\"\",Waiter,\"'=HYPERLINK(\"\"http://x\"\")\",2026-02-03,true,2500.50\r\n", w.Body.String())
	require.NotContains(t, f.ask(t, "kofi", tenant, http.MethodGet, membersPath+"export/").Body.String(), "2500")
	f.refuse(t, f.ask(t, "yaw", tenant, http.MethodGet, membersPath+"export/"), http.StatusNotFound, "not_found")
	require.NotContains(t, f.ask(t, "yaw", other, http.MethodGet, membersPath+"export/").Body.String(), "kofi")

	// What was exported is what an import elsewhere begins with.
	f.people.tenants["two"].OwnerID = f.people.actors["yaw"].UserID
	r := read(t, f.sendBody(t, "yaw", other, importPath, "text/csv", w.Body.Bytes()))
	require.Equal(t, 1, r.Created, "all but the owner")
	require.Equal(t, 1, f.count(t, other, `SELECT count(*) FROM staff_members WHERE department = '=HYPERLINK("http://x")' AND salary_minor = 250050`))
}
