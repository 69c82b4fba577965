package tools_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCatalogue(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	tool := map[string]any{
		"name": " Loyalty ", "slug": "loyalty", "description": "Stamps", "url": "https://loyalty.example.com/app?x=1", "icon": "heart",
		"redirect_uris": []string{"https://loyalty.example.com/callback", "http://127.0.0.1:4000/cb"},
	}
	made := f.does(t, "operator", nil, http.MethodPost, cataloguePath, tool, 201)
	require.JSONEq(t, `{"id": 4, "name": "Loyalty", "slug": "loyalty", "description": "Stamps", "url": "https://loyalty.example.com/app?x=1",
		"icon": "heart", "is_active": true, "is_default": false, "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-01T12:00:00Z",
		"is_public_client": false, "redirect_uris": ["https://loyalty.example.com/callback", "http://127.0.0.1:4000/cb"]}`, toJSON(t, made))
	one := id(cataloguePath, 4)
	require.Equal(t, made, f.does(t, "operator", nil, http.MethodGet, one, nil, 200))
	require.Contains(t, f.does(t, "operator", nil, http.MethodPost, cataloguePath, tool, 400), "slug", "it is taken")
	f.clock.Advance(time.Minute)
	changed := f.does(t, "operator", nil, http.MethodPatch, one, map[string]any{"is_active": false, "slug": "loyalty"}, 200)
	require.Equal(t, false, changed["is_active"])
	require.Equal(t, "Stamps", changed["description"], "what is left out stays")
	require.Equal(t, "2026-03-01T12:01:00Z", changed["updated_at"])
	require.Contains(t, f.does(t, "operator", nil, http.MethodPatch, one, map[string]any{"slug": "other"}, 400), "slug", "it never changes")
	replaced := f.does(t, "operator", nil, http.MethodPut, one, map[string]any{"name": "Points", "url": "https://points.example.com"}, 200)
	require.Empty(t, replaced["description"], "what is left out goes back")
	require.Equal(t, true, replaced["is_active"])
	require.NotContains(t, replaced, "redirect_uris")
	require.Contains(t, f.does(t, "operator", nil, http.MethodPut, one, map[string]any{"name": "Points"}, 400), "url")
	f.does(t, "operator", nil, http.MethodDelete, one, nil, 204)
	f.fails(t, "operator", nil, http.MethodDelete, one, nil, 404, "not_found")
	f.fails(t, "operator", nil, http.MethodPatch, one, map[string]any{}, 404, "not_found")
	for _, action := range []string{"tool.created", "tool.updated", "tool.deleted"} {
		require.Positive(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE action = $1 AND target_id = '4' AND actor_kind = 'superuser'", action))
	}
}

func TestAPublicToolHasAClientID(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	body := map[string]any{"name": "Kiosk", "slug": "kiosk", "url": "https://kiosk.example.com", "is_public_client": true}
	made := f.does(t, "operator", nil, http.MethodPost, cataloguePath, body, 201)
	require.Equal(t, true, made["is_public_client"])
	require.Regexp(t, `^ttc_[a-z2-7]{20}$`, made["client_id"])
	const said = `SELECT count(*) FROM public.audit_log WHERE action = $1 AND target_id = $2 AND changes -> 'is_public_client' ->> 'after' = $3
		AND changes -> 'client_id' ->> 'after' = $4`
	require.Equal(t, 1, f.count(t, nil, said, "tool.created", "4", "true", made["client_id"]))

	pos := id(cataloguePath, 1)
	require.NotContains(t, f.does(t, "operator", nil, http.MethodPatch, pos, map[string]any{"is_active": true}, 200), "client_id")
	f.valid(t, f.generate(t, "ama", tenant, 1).Token)
	public := f.does(t, "operator", nil, http.MethodPatch, pos, map[string]any{"is_public_client": true}, 200)
	client := public["client_id"]
	require.Regexp(t, `^ttc_[a-z2-7]{20}$`, client)
	require.Equal(t, 1, f.count(t, nil, said, "tool.updated", "1", "true", client))
	require.Equal(t, public["client_id"], f.does(t, "operator", nil, http.MethodGet, pos, nil, 200)["client_id"])

	l := f.generate(t, "ama", tenant, 1)
	require.Equal(t, http.StatusUnauthorized, f.verify(t, l.Token).Code, "who has a client id proves it")
	secret := f.credentials(t, 1, 0)
	require.Equal(t, client, secret.id, "a secret is one more, not another client")
	require.Equal(t, http.StatusUnauthorized, f.verify(t, l.Token).Code, "public or not")
	f.begin(t, l.Token, secret.basic())

	replaced := f.does(t, "operator", nil, http.MethodPut, pos, map[string]any{"name": "POS", "url": "https://pos.example.com"}, 200)
	require.Equal(t, false, replaced["is_public_client"], "what is left out goes back")
	require.Equal(t, client, replaced["client_id"], "but not this, by which the tool is known")
	require.Equal(t, client, f.does(t, "operator", nil, http.MethodPatch, pos, map[string]any{"is_public_client": true}, 200)["client_id"])
	require.Equal(t, http.StatusUnauthorized, f.verify(t, f.generate(t, "ama", tenant, 1).Token).Code)
	require.NotContains(t, f.ask(t, "ama", tenant, http.MethodGet, cataloguePath, "").Body.String(), "is_public_client", "operators see it")
}

func TestWhoSeesTheCatalogue(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.restaurant(t, "one", ama)
	f.hire(t, tenant, kofi, "Waiter")
	f.does(t, "operator", nil, http.MethodPost, cataloguePath, map[string]any{"name": "New", "slug": "new", "url": "https://new.example.com"}, 201)
	f.does(t, "operator", nil, http.MethodPatch, id(cataloguePath, 3), map[string]any{"is_active": false}, 200)
	answer := f.ask(t, "kofi", tenant, http.MethodGet, cataloguePath, "")
	require.JSONEq(t, `{"count": 3, "next": null, "previous": null, "results": [
		{"id": 1, "name": "POS", "slug": "pos", "description": "Take orders and payments at the counter and the table.", "url": "http://localhost:3002",
			"icon": "credit-card", "is_active": true, "is_default": true, "installed": true, "in_plan": true},
		{"id": 2, "name": "Menu", "slug": "menu", "description": "Digital menus that guests open with a QR code.", "url": "http://localhost:3003",
			"icon": "book-open", "is_active": true, "is_default": true, "installed": true, "in_plan": true},
		{"id": 4, "name": "New", "slug": "new", "description": "", "url": "https://new.example.com", "icon": "", "is_active": true, "is_default": false,
			"installed": false, "in_plan": true}]}`, answer.Body.String())
	f.world.refusal.Store(new("not_in_plan"))
	require.NotContains(t, f.ask(t, "kofi", tenant, http.MethodGet, cataloguePath, "").Body.String(), `"in_plan":true`)
	f.world.refusal.Store(nil)
	require.EqualValues(t, 4, f.does(t, "operator", nil, http.MethodGet, cataloguePath, nil, 200)["count"])
	require.EqualValues(t, 4, f.does(t, "operator", tenant, http.MethodGet, cataloguePath, nil, 200)["count"])

	f.fails(t, "", tenant, http.MethodGet, cataloguePath, nil, 401, "not_authenticated")
	f.fails(t, "kofi", nil, http.MethodGet, cataloguePath, nil, 400, "tenant_required")
	f.person(t, "stranger")
	f.fails(t, "stranger", tenant, http.MethodGet, cataloguePath, nil, 404, "not_found")
	kofi.places[tenant.ID].Active = false
	f.fails(t, "kofi", tenant, http.MethodGet, cataloguePath, nil, 404, "not_found")
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		f.fails(t, "ama", tenant, method, id(cataloguePath, 1), nil, 403, "superuser_only")
	}
	f.fails(t, "ama", tenant, http.MethodPost, cataloguePath, nil, 403, "superuser_only")
}

func TestAddressesAreChecked(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	for _, bad := range []string{
		" ", "/callback", "example.com", "//example.com", "ftp://example.com", "http://example.com", "http://10.0.0.1", "javascript:alert(1)",
		"https://", "https:///x", "https:example.com", "https://user:pass@example.com", "https://example.com/#", "https://example.com/#x",
		"https://exa mple.com", "https://example.com/\n", "https://example.com/\x7f", "https://exämple.com", "https://example.com/" + strings.Repeat("a", 2000),
		"http://localhost.example.com", "http://127.0.0.1.example.com", "https://example.com\\@evil.example",
	} {
		answer := f.does(t, "operator", nil, http.MethodPatch, id(cataloguePath, 1), map[string]any{"redirect_uris": []string{"https://example.com", bad}}, 400)
		require.Contains(t, answer, "redirect_uris[1]", bad)
		require.Contains(t, f.does(t, "operator", nil, http.MethodPatch, id(cataloguePath, 1), map[string]any{"url": bad}, 400), "url", bad)
	}
	for _, good := range []string{
		"https://example.com", "https://example.com:8443/a/b?c=%20d", "http://localhost:3000/cb", "http://pos.localhost/", "http://[::1]:80/", "http://127.9.9.9",
	} {
		f.does(t, "operator", nil, http.MethodPatch, id(cataloguePath, 1), map[string]any{"url": good, "post_logout_redirect_uris": []string{good}}, 200)
	}
}

func TestCatalogueInputIsChecked(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	many := make([]string, 21)
	for i := range many {
		many[i] = "https://example.com/" + strings.Repeat("a", i)
	}
	for field, values := range map[string][]any{
		"slug":                      {"", "Loyalty", "a b", "-a", "a--b", "a_b", "ä", strings.Repeat("a", 51), 7, nil},
		"name":                      {"", "  ", strings.Repeat("é", 101), "a\x1bb", 7, nil},
		"url":                       {"", 7, nil},
		"icon":                      {strings.Repeat("i", 101), []string{}},
		"description":               {strings.Repeat("d", 2001), "\x01"},
		"is_active":                 {"yes", 1},
		"redirect_uris":             {many, "https://example.com"},
		"redirect_uris[1]":          {[]string{"https://example.com", "https://example.com"}},
		"post_logout_redirect_uris": {map[string]any{}},
	} {
		for _, value := range values {
			body := map[string]any{"name": "X", "slug": "x", "url": "https://x.example.com"}
			name, _, _ := strings.Cut(field, "[")
			body[name] = value
			require.Contains(t, f.does(t, "operator", nil, http.MethodPost, cataloguePath, body, 400), field, "%s: %v", field, value)
		}
	}
	require.Equal(t, 3, f.count(t, nil, "SELECT count(*) FROM public.tools"))
}

func TestAToolThatLeftThePlatformIsClearedAway(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	ama := f.person(t, "ama")
	one, two := f.restaurant(t, "one", ama), f.restaurant(t, "two", ama)
	other := instance(t, f.db, f.world, secretKey)
	other.generate(t, "ama", one, 2)
	f.does(t, "operator", nil, http.MethodDelete, id(cataloguePath, 2), nil, 204)
	f.fails(t, "ama", one, http.MethodPost, "/api/tools/sso/generate/", map[string]any{"tool_id": 2}, 404, "not_found")
	require.Eventually(t, func() bool {
		return other.ask(t, "ama", one, http.MethodPost, "/api/tools/sso/generate/", `{"tool_id": 2}`).Code == http.StatusNotFound
	}, 10*time.Second, time.Millisecond, "the other instance heard of it")
	require.EqualValues(t, 2, f.does(t, "ama", one, http.MethodGet, availablePath, nil, 200)["count"])
	require.NoError(t, f.Purge(t.Context()))
	require.Zero(t, f.count(t, one, "SELECT count(*) FROM installed_tools WHERE tool_id = 2"))
	require.Equal(t, 2, f.count(t, two, "SELECT count(*) FROM tool_access"))
}
