package tools_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheMatrixOfAccess(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi, esi := f.person(t, "ama"), f.person(t, "kofi"), f.person(t, "esi")
	tenant, other := f.restaurant(t, "one", ama), f.restaurant(t, "two", f.person(t, "yaw"))
	f.hire(t, tenant, kofi, "Waiter")
	f.hire(t, tenant, esi, "Waiter")
	f.hire(t, other, kofi, "Waiter")
	f.exec(t, tenant, "UPDATE public.users SET first_name = 'Kofi', last_name = 'Boateng' WHERE id = $1", int64(kofi.UserID))
	f.exec(t, tenant, "UPDATE staff_members SET is_active = false WHERE id = 3")
	f.does(t, "ama", tenant, http.MethodPost, "/api/tools/role-access/", map[string]any{"role_id": 2, "tool_id": 1}, 201)
	f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 2}, 201)
	refused := f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1, "is_granted": false}, 201)

	const path = accessPath + "matrix/"
	rows := f.does(t, "ama", tenant, http.MethodGet, path, nil, 200)["results"].([]any)
	require.Len(t, rows, 3)
	grants := func(row any) (list []any) {
		for _, tool := range row.(map[string]any)["tools"].([]any) {
			list = append(list, tool.(map[string]any)["access"])
		}
		return list
	}
	require.Equal(t, []any{"granted", "granted", "granted"}, grants(rows[0]), "the owner's")
	require.Equal(t, []any{"refused", "granted", "none"}, grants(rows[1]), "a refusal counts before the role")
	require.Equal(t, []any{"role", "none", "none"}, grants(rows[2]))
	second := rows[1].(map[string]any)
	require.Equal(t, []any{2.0, "Kofi Boateng", "kofi@example.com", 2.0, "Waiter", true}, []any{
		second["member_id"], second["name"], second["email"], second["role_id"], second["role"], second["is_active"],
	})
	require.Equal(t, map[string]any{"tool_id": 1.0, "access": "refused", "access_id": refused["id"]}, second["tools"].([]any)[0])
	require.Nil(t, second["tools"].([]any)[2].(map[string]any)["access_id"])
	require.Equal(t, false, rows[2].(map[string]any)["is_active"])

	for query, count := range map[string]float64{
		"?search=boa+kofi": 1, "?search=ESI": 1, "?search=%25": 0, "?search=yaw": 0, "?search=example.com": 3, "?role=2": 2, "?role=2&search=esi": 1, "?role=99": 0,
	} {
		page := f.does(t, "ama", tenant, http.MethodGet, path+query, nil, 200)
		require.InDelta(t, count, page["count"], 0, query)
	}
	page := f.does(t, "ama", tenant, http.MethodGet, path+"?page_size=1&page=2", nil, 200)
	require.InEpsilon(t, 3, page["count"], 0)
	require.Equal(t, []any{"refused", "granted", "none"}, grants(page["results"].([]any)[0]))

	require.Contains(t, f.does(t, "ama", tenant, http.MethodGet, path+"?role=0", nil, 400), "role")
	theirs := f.does(t, "yaw", other, http.MethodGet, path, nil, 200)["results"].([]any)
	require.Len(t, theirs, 2)
	require.Equal(t, []any{"none", "none", "none"}, grants(theirs[1]), "what he may in the other restaurant is the other's")
	f.fails(t, "kofi", tenant, http.MethodGet, path, nil, 403, "permission_denied")
	f.exec(t, other, "DELETE FROM installed_tools")
	require.Equal(t, []any{}, f.does(t, "yaw", other, http.MethodGet, path, nil, 200)["results"].([]any)[0].(map[string]any)["tools"])
}
