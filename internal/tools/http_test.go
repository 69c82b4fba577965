package tools_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
)

const pos = `{"id": 1, "name": "POS", "slug": "pos", "description": "Take orders and payments at the counter and the table.",
	"url": "http://localhost:3002", "icon": "credit-card", "is_active": true, "metadata": {}}`

// available is pos for somebody who may open it.
var available = pos[:len(pos)-1] + `, "settings": {}, "is_available": true, "reason": null}`

func TestAvailableToolsHaveTheContractsShape(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	w := f.ask(t, "ama", tenant, http.MethodGet, "/api/tools/available/?page_size=1", "")
	require.Equal(t, http.StatusOK, w.Code)
	require.JSONEq(t, `{"count": 3, "next": "http://example.com/api/tools/available/?page=2&page_size=1", "previous": null, "results": [`+available+`]}`,
		w.Body.String())
	require.JSONEq(t, available, f.ask(t, "ama", tenant, http.MethodGet, "/api/tools/available/1/", "").Body.String())
	require.Equal(t, http.StatusNotFound, f.ask(t, "ama", tenant, http.MethodGet, "/api/tools/available/4/", "").Code)
	require.Equal(t, http.StatusNotFound, f.ask(t, "ama", tenant, http.MethodGet, "/api/tools/available/?page=2", "").Code)

	f.exec(t, tenant, `UPDATE installed_tools SET url = 'https://pos.example.com/x', is_active = false, metadata = '{"a": [1]}' WHERE tool_id = 1`)
	body := f.ask(t, "ama", tenant, http.MethodGet, "/api/tools/available/1/", "").Body.String()
	require.Contains(t, body, `"url":"https://pos.example.com/x"`)
	require.Contains(t, body, `"is_active":false,"metadata":{"a":[1]}`)
}

func TestGrantsAreTheCallersOwn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.restaurant(t, "one", ama)
	f.hire(t, tenant, kofi, "Waiter")
	w := f.ask(t, "ama", tenant, http.MethodGet, "/api/tools/access/?page_size=1", "")
	require.JSONEq(t, fmt.Sprintf(`{"count": 3, "next": "http://example.com/api/tools/access/?page=2&page_size=1", "previous": null,
		"results": [{"id": 1, "user": %d, "member_id": 1, "tool": %s, "is_granted": true, "granted_at": "2026-03-01T12:00:00Z"}]}`, ama.UserID, pos),
		w.Body.String())
	empty := `{"count": 0, "next": null, "previous": null, "results": []}`
	require.JSONEq(t, empty, f.ask(t, "kofi", tenant, http.MethodGet, "/api/tools/access/", "").Body.String())

	f.exec(t, tenant, "INSERT INTO tool_access (member_id, tool_id, is_granted, granted_at) VALUES (2, 3, false, '2026-01-01')")
	body := f.ask(t, "kofi", tenant, http.MethodGet, "/api/tools/access/", "").Body.String()
	require.Contains(t, body, `"count":1`)
	require.Contains(t, body, `"is_granted":false`)

	f.world.people["operator"] = &person{Actor: access.Actor{UserID: 999, Superuser: true}}
	require.JSONEq(t, empty, f.ask(t, "operator", tenant, http.MethodGet, "/api/tools/access/", "").Body.String())
}

func TestToolsOfTwoRestaurantsAreApart(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, yaw := f.person(t, "ama"), f.person(t, "yaw")
	one, two := f.restaurant(t, "one", ama), f.restaurant(t, "two", yaw)
	f.exec(t, one, "UPDATE installed_tools SET url = 'https://one.example.com'")
	f.exec(t, two, "DELETE FROM installed_tools WHERE tool_id = 3")
	require.NotContains(t, f.ask(t, "yaw", two, http.MethodGet, "/api/tools/available/", "").Body.String(), "one.example.com")
	require.Contains(t, f.ask(t, "yaw", two, http.MethodGet, "/api/tools/access/", "").Body.String(), fmt.Sprintf(`"count":2,"next":null,"previous":null,"results":[{"id":1,"user":%d`, yaw.UserID))
	require.Contains(t, f.ask(t, "ama", one, http.MethodGet, "/api/tools/access/", "").Body.String(), fmt.Sprintf(`"count":3,"next":null,"previous":null,"results":[{"id":1,"user":%d`, ama.UserID))
	require.Equal(t, http.StatusNotFound, f.ask(t, "yaw", two, http.MethodGet, "/api/tools/available/3/", "").Code)
	for _, path := range []string{"/api/tools/available/", "/api/tools/available/1/", "/api/tools/access/"} {
		require.Equal(t, http.StatusNotFound, f.ask(t, "yaw", one, http.MethodGet, path, "").Code)
		require.Equal(t, http.StatusUnauthorized, f.ask(t, "", one, http.MethodGet, path, "").Code)
	}
}

func TestSetupDefaultsIsIdempotent(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.exec(t, tenant, "UPDATE public.tools SET url = 'https://pos.example.com' WHERE slug = 'pos'")
	f.exec(t, tenant, "DELETE FROM public.tools WHERE slug = 'cms'")
	for range 2 {
		require.NoError(t, f.SetupDefaults(t.Context()))
		require.Equal(t, 3, f.count(t, nil, "SELECT count(*) FROM public.tools WHERE is_default"))
		require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.tools WHERE url = 'https://pos.example.com'"), "an operator's change stays")
		require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.signing_keys"))
		require.Equal(t, 2, f.count(t, nil, "SELECT count(*) FROM public.audit_log"), "a tool and a key were made")
	}
}

func TestTheCatalogueIsWhatTheMigrationWrites(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const catalogue = `SELECT count(DISTINCT (slug, name, description, url, icon, is_default)) FROM (
		TABLE public.tools UNION ALL TABLE public.kept) AS both_times`
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.exec(t, tenant, "CREATE TABLE public.kept AS TABLE public.tools")
	f.exec(t, tenant, "DELETE FROM public.tools")
	require.NoError(t, f.SetupDefaults(t.Context()))
	require.Equal(t, 3, f.count(t, nil, "SELECT count(*) FROM public.tools"))
	require.Equal(t, 3, f.count(t, nil, catalogue))
}
