package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
)

const tenantsPath = "/api/tenants/"

// rows counts what bad input must not change.
func rows(t *testing.T, s *server) [4]int {
	t.Helper()
	var counts [4]int
	for i, table := range []string{"public.tenants", "public.users", "public.webhook_inbox", "pg_namespace"} {
		counts[i] = number(t, s.DatabaseURL, "SELECT count(*)::int FROM "+table)
	}
	return counts
}

// requireProblem fails unless the answer is a clear 4xx in the contract's shape that shows nothing of our insides.
func requireProblem(t *testing.T, r *response, status int, fields ...string) {
	t.Helper()
	require.Equal(t, status, r.Status, "%s", r)
	require.Contains(t, r.Header.Get("Content-Type"), "application/json")
	body := r.object()
	require.NotNil(t, body, "%s", r)
	for _, name := range fields {
		messages, ok := body[name].([]any)
		require.True(t, ok, "%s has no messages about %s", r, name)
		require.NotEmpty(t, messages)
	}
	if status != http.StatusBadRequest {
		require.NotEmpty(t, body["detail"], "%s", r)
		require.Regexp(t, `^[a-z_]+$`, body["code"])
	}
	for _, inside := range []string{"SQLSTATE", "pgx", "goroutine", ".go:", "ERROR:"} {
		require.NotContains(t, string(r.Body), inside)
	}
}

func TestBadBodies(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	p := signUp(t, s, "owner@example.com")
	before := rows(t, s)
	for name, c := range map[string]struct {
		body   any
		header map[string]string
		status int
		fields []string
	}{
		"cut off":           {`{"name": "X"`, nil, 400, []string{"non_field_errors"}},
		"no JSON":           {`name=X`, nil, 400, []string{"non_field_errors"}},
		"two values":        {`{"name": "X"} {}`, nil, 400, []string{"non_field_errors"}},
		"nothing":           {"", nil, 400, []string{"name", "contact_email"}},
		"a list":            {`[]`, nil, 400, nil},
		"null":              {`null`, nil, 400, nil},
		"a number":          {`7`, nil, 400, nil},
		"wrong type":        {`{"name": 7, "contact_email": "x@example.com"}`, nil, 400, []string{"name"}},
		"wrong types":       {`{"name": ["X"], "contact_email": {"a": 1}}`, nil, 400, []string{"name", "contact_email"}},
		"null name":         {`{"name": null, "contact_email": "x@example.com"}`, nil, 400, []string{"name"}},
		"blank":             {`{"name": "  ", "contact_email": "x@example.com"}`, nil, 400, []string{"name"}},
		"settings":          {`{"name": "X", "contact_email": "x@example.com", "settings": "x"}`, nil, 400, []string{"settings"}},
		"NUL":               {`{"name": "a\u0000b", "contact_email": "x@example.com"}`, nil, 400, nil},
		"half a character":  {"{\"name\": \"a\xffb\", \"contact_email\": \"x@example.com\", \"currency\": \"nonsense\"}", nil, 400, nil},
		"deep":              {`{"settings": ` + strings.Repeat("[", 100_000) + `}`, nil, 400, nil},
		"address":           {`{"name": "X", "contact_email": "nonsense"}`, nil, 400, []string{"contact_email"}},
		"currency and zone": {`{"name": "X", "contact_email": "x@example.com", "currency": "XXXX", "timezone": "Mars/Base"}`, nil, 400, []string{"currency", "timezone"}},
		"time zone's file":  {`{"name": "X", "contact_email": "x@example.com", "timezone": "../../etc/passwd"}`, nil, 400, []string{"timezone"}},
		"too long":          {map[string]any{"name": strings.Repeat("x", 300), "contact_email": "x@example.com"}, nil, 400, []string{"name"}},
		"a reserved schema": {`{"name": "X", "contact_email": "x@example.com", "schema_name": "pg_catalog"}`, nil, 400, []string{"schema_name"}},
		"too big":           {bytes.Repeat([]byte(" "), 2<<20), nil, 413, nil},
		"too big a secret":  {`{"name": "X", "settings": "` + strings.Repeat("x", 3<<20) + `"}`, nil, 413, nil},
		"a form":            {"name=X", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 415, nil},
		"XML":               {"<x/>", map[string]string{"Content-Type": "text/xml"}, 415, nil},
		"no type":           {`{"name": "X"}`, map[string]string{"Content-Type": "nonsense;;"}, 415, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.do(t, call{Method: http.MethodPost, URL: tenantsPath, Token: p.token, Body: c.body, Header: c.header})
			requireProblem(t, r, c.status, c.fields...)
		})
	}
	require.Equal(t, before, rows(t, s))
}

// What parses as JSON and PostgreSQL cannot keep is the caller's mistake, wherever it is kept.
func TestJSONThatCannotBeStored(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	p := signUp(t, s, "owner@example.com")
	deep := strings.Repeat(`[`, 8000) + strings.Repeat(`]`, 8000) // as deep as fits; whether that is too deep is up to PostgreSQL's stack
	for name, object := range map[string]string{
		"half a pair": `{"a": "\ud800"}`, "half a pair as a key": `{"\udc00": 1}`, "NUL": `{"a": "\u0000"}`, "a huge number": `{"a": 1e999999}`,
		"deep": `{"a": ` + deep + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			bad := func(r *response) {
				t.Helper()
				if name != "deep" || r.Status != http.StatusOK {
					requireProblem(t, r, http.StatusBadRequest)
				}
			}
			bad(s.as(t, p, http.MethodPatch, fmt.Sprintf("%s%d/", tenantsPath, p.TenantID), `{"settings": `+object+`}`))
			bad(s.as(t, p, http.MethodPatch, "/api/tools/available/1/", `{"settings": `+object+`}`))
			bad(s.as(t, p, http.MethodPatch, "/api/tools/available/1/", `{"metadata": `+object+`}`))
			bad(s.as(t, p, http.MethodPost, "/api/staff/roles/", `{"name": "X", "permissions": `+object+`}`))
			r := s.as(t, p, http.MethodPost, "/api/analytics/track/", `{"event_type": "system", "data": `+object+`}`)
			if strings.HasPrefix(name, "half") {
				require.Equal(t, http.StatusCreated, r.Status, "%s: events take what JavaScript cut in the middle", r)
			} else {
				bad(r)
			}
		})
	}
}

// hostile are texts that must be stored as they are or refused, and never understood.
var hostile = []string{
	`'; DROP TABLE public.tenants; --`, `x"; DROP SCHEMA public CASCADE; --`, `$$; SELECT pg_sleep(10); $$`, `' OR '1'='1`, `\'; TRUNCATE public.users; --`,
	`%s%s%n{{.}}${jndi:ldap://x}`, `<script>alert(1)</script>`, "a\nb\r\nSet-Cookie: x=y",
}

func TestSQLInEveryString(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	p := signUp(t, s, "owner@example.com")
	before := rows(t, s)
	path := fmt.Sprintf("%s%d/", tenantsPath, p.TenantID)
	for _, text := range hostile {
		for _, field := range []string{
			"name", "slug", "description", "contact_email", "contact_phone", "business_type", "currency", "timezone", "address", "phone", "website", "logo",
			"clerk_organization_id",
		} {
			r := s.as(t, p, http.MethodPatch, path, map[string]any{field: text})
			if r.Status == http.StatusOK {
				kept := strings.ReplaceAll(text, "\r", "")
				if field != "clerk_organization_id" { // not theirs to say: ignored
					require.Equal(t, kept, strings.ReplaceAll(fmt.Sprint(r.object()[field]), "\r", ""), "stored as it is")
				}
				continue
			}
			requireProblem(t, r, http.StatusBadRequest, field)
		}
		created := map[string]any{"name": "X", "contact_email": "x@example.com", "schema_name": text}
		requireProblem(t, s.as(t, p, http.MethodPost, tenantsPath, created), http.StatusBadRequest, "schema_name")
		requireProblem(t, s.as(t, p, http.MethodPost, path+"domains/", map[string]any{"domain": text}), http.StatusBadRequest, "domain")
		requireProblem(t, s.as(t, p, http.MethodPost, "/api/tools/sso/verify/", map[string]any{"token": text}), http.StatusBadRequest)
		header := strings.NewReplacer("\r", " ", "\n", " ").Replace(text)
		requireProblem(t, s.do(t, call{Method: http.MethodGet, URL: "/api/auth/tenant/", Token: p.token, Tenant: header}), http.StatusNotFound)
	}
	require.Equal(t, before, rows(t, s))
	theStory(t, s, p)
}

func TestNamesInAnyScript(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	p := signUp(t, s, "owner@example.com")
	for _, name := range []string{
		"Chez Émile & Fils", "食堂 さくら", "مطعم الشرق", "Ресторан «Мир»", "ร้านอาหาร", "रसोई", "🍕🍔", "Ɔdɔ Yɛ Wo", "O'Neill's", "ẞ", "İstanbul", "e\u0301", "👩🏿‍🍳",
	} {
		r := s.as(t, p, http.MethodPost, tenantsPath, map[string]any{"name": name, "contact_email": "x@example.com"})
		require.Equal(t, http.StatusCreated, r.Status, "%s", r)
		require.Equal(t, name, r.object()["name"])
		require.Regexp(t, `^[a-z_][a-z0-9_]{0,62}$`, r.object()["schema_name"])
		require.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, r.object()["slug"])
	}
}

func TestUnknownRestaurantsAndPaths(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	p := signUp(t, s, "owner@example.com")
	for _, name := range []string{"nobodys", "999999", "-1", "public", "99999999999999999999", strings.Repeat("x", 4000), "é", "../1"} {
		requireProblem(t, s.do(t, call{Method: http.MethodGet, URL: "/api/auth/tenant/", Token: p.token, Tenant: name}), http.StatusNotFound)
	}
	for path, status := range map[string]int{
		"/api/tenants/x/": 404, "/api/tenants/0/": 404, "/api/tenants/99999999999999999999/": 404, "/api/tenants/1%00/": 404, "/api/nothing/": 404,
		"/api/staff/roles/x/": 404, "/api/staff/roles/999/": 404, "/api/staff/members/-1/": 404, "/api/tools/available/1e3/": 404,
		"/api/staff/roles/?page=0": 404, "/api/staff/roles/?page=x": 404, "/api/staff/roles/?page=99999999999999999999": 404,
	} {
		requireProblem(t, s.as(t, p, http.MethodGet, path, nil), status)
	}
	requireProblem(t, s.as(t, p, http.MethodDelete, "/api/staff/roles/", nil), http.StatusMethodNotAllowed)
	second := s.as(t, p, http.MethodPost, tenantsPath, map[string]any{"name": "Second", "contact_email": "x@example.com"})
	require.Equal(t, http.StatusCreated, second.Status)
	r := s.as(t, p, http.MethodGet, "/api/auth/tenant/", nil)
	require.Equal(t, http.StatusBadRequest, r.Status)
	require.Equal(t, "tenant_required", r.object()["code"])
}

func TestForgedTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	p := signUp(t, s, "owner@example.com")
	before := rows(t, s)
	mint := func(o clerk.TokenOptions) string {
		o.SessionID = p.Session
		token, err := w.Sandbox.MintToken(o)
		require.NoError(t, err)
		return token
	}
	honest := mint(clerk.TokenOptions{})
	require.Equal(t, http.StatusOK, s.do(t, call{Method: http.MethodGet, URL: "/api/auth/profile/", Token: honest}).Status)
	parts := strings.Split(honest, ".")
	old := time.Now().Add(-time.Hour)
	for name, token := range map[string]string{
		"alg none":                  mint(clerk.TokenOptions{Algorithm: "none"}),
		"HS256 with the public key": mint(clerk.TokenOptions{Algorithm: "HS256"}),
		"another's key":             mint(clerk.TokenOptions{ForeignKey: true}),
		"a key of nobody's":         mint(clerk.TokenOptions{ForeignKey: true, KeyID: "ins_nobody"}),
		"another issuer":            mint(clerk.TokenOptions{Issuer: "https://evil.example"}),
		"nearly the issuer":         mint(clerk.TokenOptions{Issuer: w.Sandbox.Issuer() + "/"}),
		"another's page":            mint(clerk.TokenOptions{AuthorizedParty: "https://evil.example"}),
		"expired":                   mint(clerk.TokenOptions{IssuedAt: old}),
		"of tomorrow":               mint(clerk.TokenOptions{IssuedAt: time.Now().Add(24 * time.Hour)}),
		"pending":                   mint(clerk.TokenOptions{Status: "pending"}),
		"without exp":               mint(clerk.TokenOptions{Omit: []string{"exp"}}),
		"without nbf":               mint(clerk.TokenOptions{Omit: []string{"nbf"}}),
		"without sub":               mint(clerk.TokenOptions{Omit: []string{"sub"}}),
		"without iss":               mint(clerk.TokenOptions{Omit: []string{"iss"}}),
		"of nobody":                 mint(clerk.TokenOptions{UserID: "user_nobody"}),
		"without a signature":       parts[0] + "." + parts[1] + ".",
		"with another body":         parts[0] + "." + strings.Split(mint(clerk.TokenOptions{UserID: "user_x"}), ".")[1] + "." + parts[2],
		"cut off":                   honest[:len(honest)-8],
		"long":                      honest + strings.Repeat("A", 20_000),
		"nonsense":                  "nonsense",
	} {
		t.Run(name, func(t *testing.T) {
			r := s.do(t, call{Method: http.MethodGet, URL: "/api/auth/profile/", Token: token})
			requireProblem(t, r, http.StatusUnauthorized)
			require.Equal(t, "Bearer", r.Header.Get("WWW-Authenticate"))
		})
	}
	require.Equal(t, before, rows(t, s), "no token made a user")
}

func TestBadWebhooks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	body := []byte(`{"type":"user.created","object":"event","data":{"id":"user_forged","email_addresses":[],"created_at":1,"updated_at":1}}`)
	signed := func(secret, id string, at time.Time, body []byte) http.Header {
		h, err := clerk.SignWebhook(secret, id, at, body)
		require.NoError(t, err)
		return h
	}
	secret, at := w.Sandbox.WebhookSecret(), time.Now()
	without := signed(secret, "msg_1", at, body)
	without.Del("Svix-Signature")
	before := rows(t, s)
	for name, c := range map[string]struct {
		header http.Header
		body   []byte
	}{
		"unsigned":       {http.Header{}, body},
		"half signed":    {without, body},
		"another secret": {signed(clerk.NewWebhookSecret(), "msg_1", at, body), body},
		"altered":        {signed(secret, "msg_1", at, body), bytes.Replace(body, []byte("user_forged"), []byte("user_altered"), 1)},
		"with a space":   {signed(secret, "msg_1", at, body), append([]byte(" "), body...)},
		"stale":          {signed(secret, "msg_1", at.Add(-6*time.Minute), body), body},
		"of the future":  {signed(secret, "msg_1", at.Add(6*time.Minute), body), body},
		"no JSON":        {signed(secret, "msg_1", at, []byte("nonsense")), []byte("nonsense")},
		"no event":       {signed(secret, "msg_1", at, []byte("{}")), []byte("{}")},
	} {
		r := s.do(t, call{Method: http.MethodPost, URL: "/api/auth/webhook/clerk/", Body: c.body, Header: flat(c.header)})
		require.Contains(t, []int{http.StatusBadRequest, http.StatusUnauthorized}, r.Status, "%s: %s", name, r)
		requireProblem(t, r, r.Status)
		require.Equal(t, before, rows(t, s), name)
	}
	huge := append(bytes.Repeat([]byte(" "), 2<<20), body...)
	r := s.do(t, call{Method: http.MethodPost, URL: "/api/auth/webhook/clerk/", Body: huge, Header: flat(signed(secret, "msg_1", at, huge))})
	requireProblem(t, r, http.StatusRequestEntityTooLarge)
	require.Equal(t, before, rows(t, s))

	empty := []byte(`{"type":"user.created","object":"event","data":{}}`) // Clerk's own, so that it is kept for people to look at
	r = s.do(t, call{Method: http.MethodPost, URL: "/api/auth/webhook/clerk/", Body: empty, Header: flat(signed(secret, "msg_3", at, empty))})
	requireProblem(t, r, http.StatusBadRequest)
	before[2]++
	require.Equal(t, before, rows(t, s))

	unknown := []byte(`{"type":"sms.created","object":"event","data":{"id":"sms_1"}}`)
	for range 2 { // stored once, answered 200 each time
		r := s.do(t, call{Method: http.MethodPost, URL: "/api/auth/webhook/clerk/", Body: unknown, Header: flat(signed(secret, "msg_2", at, unknown))})
		require.Equal(t, http.StatusOK, r.Status, "%s", r)
		require.Equal(t, "processed", r.object()["status"])
	}
	require.Equal(t, 1, number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.webhook_inbox WHERE external_id = 'msg_2'"))
}

func flat(h http.Header) map[string]string {
	all := map[string]string{}
	for name := range h {
		all[name] = h.Get(name)
	}
	return all
}

// Every problem has the contract's shape whatever the path: JSON, and nothing of our insides.
func TestErrorBodiesAreJSON(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	for _, c := range []call{
		{Method: http.MethodGet, URL: "/api/auth/profile/"},
		{Method: http.MethodPost, URL: "/api/auth/login/", Body: `{`},
		{Method: http.MethodPost, URL: "/api/tools/sso/verify/", Body: `{"token": 7}`},
		{Method: http.MethodPut, URL: "/api/health/"},
		{Method: http.MethodGet, URL: "/api/health/", Host: "evil.example"},
	} {
		r := s.do(t, c)
		require.GreaterOrEqual(t, r.Status, http.StatusBadRequest, "%s %s", c.Method, c.URL)
		require.Less(t, r.Status, http.StatusInternalServerError)
		require.True(t, json.Valid(r.Body), "%s", r)
	}
}
