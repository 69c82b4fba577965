package tools_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// loyalty offers a tool that nobody has installed.
func (f *fixture) loyalty(tb testing.TB) {
	tb.Helper()
	f.operator(tb)
	f.does(tb, "operator", nil, http.MethodPost, cataloguePath,
		map[string]any{"name": "Loyalty", "slug": "loyalty", "url": "https://loyalty.example.com"}, 201)
}

func TestInstallAndUninstall(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.loyalty(t)
	tenant, other := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	installed := f.does(t, "ama", tenant, http.MethodPost, availablePath, map[string]any{"tool_id": 4, "settings": map[string]any{"a": 1}}, 201)
	require.JSONEq(t, `{"id": 4, "name": "Loyalty", "slug": "loyalty", "description": "", "url": "https://loyalty.example.com", "icon": "",
		"is_active": true, "metadata": {}, "settings": {"a": 1}, "is_available": true, "reason": null}`, toJSON(t, installed))
	f.fails(t, "ama", tenant, http.MethodPost, availablePath, map[string]any{"tool_id": 4}, 409, "already_installed")
	require.Equal(t, "https://loyalty.example.com?token=", f.generate(t, "ama", tenant, 4).URL[:34], "the owner may open it at once")

	one := id(availablePath, 4)
	changed := f.does(t, "ama", tenant, http.MethodPatch, one, map[string]any{"url": "https://mine.example.com", "metadata": map[string]any{"b": 2}}, 200)
	require.Equal(t, "https://mine.example.com", changed["url"])
	require.Equal(t, map[string]any{"a": 1.0}, changed["settings"])
	require.True(t, strings.HasPrefix(f.generate(t, "ama", tenant, 4).URL, "https://mine.example.com?token="), "what was remembered is forgotten")
	replaced := f.does(t, "ama", tenant, http.MethodPut, one, map[string]any{"is_active": false}, 200)
	require.Equal(t, "https://loyalty.example.com", replaced["url"])
	require.Equal(t, map[string]any{}, replaced["settings"])
	require.Equal(t, "tool_inactive", replaced["reason"])
	f.does(t, "ama", tenant, http.MethodDelete, one, nil, 204)
	f.fails(t, "ama", tenant, http.MethodDelete, one, nil, 404, "not_found")
	f.fails(t, "ama", tenant, http.MethodPatch, one, map[string]any{}, 404, "not_found")
	require.Zero(t, f.count(t, tenant, "SELECT count(*) FROM tool_access WHERE tool_id = 4"))

	f.does(t, "yaw", other, http.MethodPost, availablePath, map[string]any{"tool_id": 4}, 201)
	f.fails(t, "ama", tenant, http.MethodGet, one, nil, 404, "not_found")
	for _, action := range []string{"tool.installed", "tool.reconfigured", "tool.uninstalled"} {
		require.Positive(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE action = $1 AND tenant_id = $2", action, int64(tenant.ID)))
	}
	require.Zero(t, f.count(t, nil, `SELECT count(*) FROM public.audit_log WHERE changes::text LIKE '%"b"%'`), "what a tool is told is not ours to log")
}

func TestInstallIsRefused(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.loyalty(t)
	kofi := f.person(t, "kofi")
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.hire(t, tenant, kofi, "Waiter")
	f.fails(t, "kofi", tenant, http.MethodPost, availablePath, map[string]any{"tool_id": 4}, 403, "permission_denied")
	f.fails(t, "kofi", tenant, http.MethodDelete, id(availablePath, 1), nil, 403, "permission_denied")
	f.fails(t, "ama", tenant, http.MethodPost, availablePath, map[string]any{"tool_id": 5}, 404, "not_found")
	f.world.refusal.Store(new("not_in_plan"))
	f.fails(t, "ama", tenant, http.MethodPost, availablePath, map[string]any{"tool_id": 4}, 403, "not_in_plan")
	f.world.refusal.Store(nil)
	f.does(t, "operator", nil, http.MethodPatch, id(cataloguePath, 4), map[string]any{"is_active": false}, 200)
	f.fails(t, "ama", tenant, http.MethodPost, availablePath, map[string]any{"tool_id": 4}, 403, "tool_inactive")
	large := map[string]any{"a": strings.Repeat("x", 16<<10)}
	for field, values := range map[string][]any{
		"url":       {"http://example.com", "x", "https://example.com/#a", 7},
		"metadata":  {nil, "{}", []any{}, 7, large},
		"settings":  {nil, "x", []any{}, true, large},
		"is_active": {"true"},
	} {
		for _, value := range values {
			answer := f.does(t, "ama", tenant, http.MethodPatch, id(availablePath, 1), map[string]any{field: value}, 400)
			require.Contains(t, answer, field, "%v", value)
		}
	}
	require.Equal(t, 3, f.count(t, tenant, "SELECT count(*) FROM installed_tools WHERE is_active AND url = ''"))
}

func TestAvailableSaysWhyNot(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.restaurant(t, "one", ama)
	f.hire(t, tenant, kofi, "Waiter")
	f.does(t, "ama", tenant, http.MethodPost, rolePath, map[string]any{"role_id": 2, "tool_id": 1}, 201)
	f.does(t, "ama", tenant, http.MethodPost, rolePath, map[string]any{"role_id": 2, "tool_id": 2}, 201)
	f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 2, "is_granted": false}, 201)
	reasons := func(who string) []any {
		t.Helper()
		list, _ := f.does(t, who, tenant, http.MethodGet, availablePath, nil, 200)["results"].([]any)
		said := make([]any, len(list))
		for i, row := range list {
			tool, _ := row.(map[string]any)
			said[i] = tool["reason"]
			require.Equal(t, said[i] == nil, tool["is_available"])
			one := f.does(t, who, tenant, http.MethodGet, id(availablePath, i+1), nil, 200)
			require.Equal(t, tool, one)
			launch := f.ask(t, who, tenant, http.MethodPost, "/api/tools/sso/generate/", fmt.Sprintf(`{"tool_id": %d}`, i+1))
			if who != "operator" {
				require.Equal(t, said[i], object(t, launch)["code"], "generate says the same")
			}
		}
		return said
	}
	require.Equal(t, []any{nil, nil, nil}, reasons("ama"))
	require.Equal(t, []any{nil, "not_granted", "not_granted"}, reasons("kofi"), "a refusal counts before the role")
	require.Equal(t, []any{"not_granted", "not_granted", "not_granted"}, reasons("operator"))
	f.does(t, "ama", tenant, http.MethodPatch, id(availablePath, 1), map[string]any{"is_active": false}, 200)
	require.Equal(t, []any{"tool_inactive", nil, nil}, reasons("ama"))
	f.world.refusal.Store(new("subscription_inactive"))
	require.Equal(t, []any{"tool_inactive", "subscription_inactive", "subscription_inactive"}, reasons("ama"))
}
