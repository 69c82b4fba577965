package tools_test

import (
	"fmt"
	"maps"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
)

// staffed is a restaurant with an owner ama (member 1) and the waiters kofi (2) and esi (3), beside another one of yaw's.
func staffed(t *testing.T) (f *fixture, tenant, other *access.Tenant) {
	t.Helper()
	f = setup(t)
	tenant, other = f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	f.hire(t, tenant, f.person(t, "kofi"), "Waiter")
	f.hire(t, tenant, f.person(t, "esi"), "Waiter")
	return f, tenant, other
}

func (f *fixture) opens(t *testing.T, who string, tenant *access.Tenant, tool int64, want bool) {
	t.Helper()
	w := f.ask(t, who, tenant, http.MethodPost, "/api/tools/sso/generate/", fmt.Sprintf(`{"tool_id": %d}`, tool))
	if !want {
		f.refuse(t, w, http.StatusForbidden, "not_granted")
		return
	}
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
}

func TestAGrantAndItsEnd(t *testing.T) {
	t.Parallel()
	f, tenant, _ := staffed(t)
	kofi := f.world.people["kofi"]
	f.opens(t, "kofi", tenant, 1, false)
	made := f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"user": kofi.UserID, "tool_id": 1}, 201)
	require.JSONEq(t, fmt.Sprintf(`{"id": 7, "user": %d, "member_id": 2, "tool": %s, "is_granted": true, "granted_at": "2026-03-01T12:00:00Z"}`,
		kofi.UserID, pos), toJSON(t, renumber(made)))
	one := id(accessPath, made["id"])
	again := f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1, "is_granted": true}, 201)
	require.Equal(t, made, again, "saying it again changes nothing")
	f.opens(t, "kofi", tenant, 1, true)
	require.Equal(t, made, f.does(t, "kofi", tenant, http.MethodGet, one, nil, 200), "one's own")
	f.fails(t, "esi", tenant, http.MethodGet, one, nil, 404, "not_found")
	f.fails(t, "kofi", tenant, http.MethodDelete, one, nil, 403, "permission_denied")

	require.Equal(t, false, f.does(t, "ama", tenant, http.MethodPut, one, map[string]any{"is_granted": false}, 200)["is_granted"])
	f.opens(t, "kofi", tenant, 1, false)
	require.Contains(t, f.does(t, "ama", tenant, http.MethodPut, one, map[string]any{}, 400), "is_granted")
	require.Equal(t, true, f.does(t, "ama", tenant, http.MethodPatch, one, map[string]any{"is_granted": true}, 200)["is_granted"])
	require.Equal(t, true, f.does(t, "ama", tenant, http.MethodPatch, one, map[string]any{}, 200)["is_granted"])
	f.does(t, "ama", tenant, http.MethodDelete, one, nil, 204)
	f.fails(t, "ama", tenant, http.MethodDelete, one, nil, 404, "not_found")
	f.opens(t, "kofi", tenant, 1, false)
	require.Equal(t, 3, f.count(t, nil, `SELECT count(*) FROM public.audit_log
		WHERE action = 'tool_access.changed' AND target_type = 'staff_member' AND target_id = '2'`), "what changed nothing is not told")
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE action = 'tool_access.withdrawn'"))
}

// renumber hides which number the row got.
func renumber(row map[string]any) map[string]any {
	copied := maps.Clone(row)
	copied["id"] = 7
	return copied
}

func TestRolesOpenTools(t *testing.T) {
	t.Parallel()
	f, tenant, other := staffed(t)
	made := f.does(t, "ama", tenant, http.MethodPost, rolePath, map[string]any{"role_id": 2, "tool_id": 1}, 201)
	require.JSONEq(t, `{"id": "2-1", "role": {"id": 2, "name": "Waiter"}, "tool": `+pos+`, "granted_at": "2026-03-01T12:00:00Z"}`, toJSON(t, made))
	require.Equal(t, made, f.does(t, "ama", tenant, http.MethodPost, rolePath, map[string]any{"role_id": 2, "tool_id": 1}, 201))
	f.opens(t, "kofi", tenant, 1, true)
	f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1, "is_granted": false}, 201)
	f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 3, "tool_id": 1}, 201)
	f.opens(t, "kofi", tenant, 1, false)
	f.opens(t, "esi", tenant, 1, true)

	list := f.does(t, "ama", tenant, http.MethodGet, rolePath+"?role=2&tool=1", nil, 200)
	require.Equal(t, []any{made}, list["results"])
	require.EqualValues(t, 0, f.does(t, "ama", tenant, http.MethodGet, rolePath+"?role=1", nil, 200)["count"])
	require.EqualValues(t, 0, f.does(t, "yaw", other, http.MethodGet, rolePath, nil, 200)["count"])
	f.fails(t, "kofi", tenant, http.MethodGet, rolePath, nil, 403, "permission_denied")

	stays := f.stay(t, "esi", tenant, 1)
	f.does(t, "ama", tenant, http.MethodPatch, id(accessPath, f.count(t, tenant, "SELECT id FROM tool_access WHERE member_id = 2")), map[string]any{"is_granted": true}, 200)
	f.does(t, "ama", tenant, http.MethodDelete, id(accessPath, f.count(t, tenant, "SELECT id FROM tool_access WHERE member_id = 2")), nil, 204)
	goes := f.stay(t, "kofi", tenant, 1)
	f.active(t, goes)
	for _, bad := range []string{"9-1", "2-9", "x", "2", "2-", "-1", "02-1", "2-1-1", "2-+1", "99999999999999999999-1"} {
		f.fails(t, "ama", tenant, http.MethodDelete, id(rolePath, bad), nil, 404, "not_found")
	}
	f.does(t, "ama", tenant, http.MethodDelete, id(rolePath, "2-1"), nil, 204)
	f.fails(t, "ama", tenant, http.MethodDelete, id(rolePath, "2-1"), nil, 404, "not_found")
	f.inactive(t, goes)
	f.active(t, stays)
	f.opens(t, "kofi", tenant, 1, false)
}

func TestListsOfGrants(t *testing.T) {
	t.Parallel()
	f, tenant, _ := staffed(t)
	kofi := f.world.people["kofi"]
	f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1}, 201)
	f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 3, "tool_id": 2}, 201)
	for query, want := range map[string]int{
		"": 3, "?all=true": 5, "?all=false": 3, "?member=2": 1, fmt.Sprintf("?user=%d", kofi.UserID): 1, "?tool=1": 2, "?tool=1&member=3": 0, "?member=999": 0,
	} {
		require.EqualValues(t, want, f.does(t, "ama", tenant, http.MethodGet, accessPath+query, nil, 200)["count"], query)
	}
	require.EqualValues(t, 1, f.does(t, "kofi", tenant, http.MethodGet, accessPath, nil, 200)["count"])
	for _, query := range []string{"?all=true", "?member=2", "?user=1", "?tool=1"} {
		f.fails(t, "kofi", tenant, http.MethodGet, accessPath+query, nil, 403, "permission_denied")
	}
	for _, query := range []string{"?all=x", "?member=x", "?member=0", "?user=-1", "?tool=1.5"} {
		f.does(t, "ama", tenant, http.MethodGet, accessPath+query, nil, 400)
	}
}

func TestGrantsAreRefused(t *testing.T) {
	t.Parallel()
	f, tenant, other := staffed(t)
	yaw := f.world.people["yaw"]
	for _, c := range []struct {
		body   map[string]any
		status int
		code   any
	}{
		{map[string]any{"member_id": 9, "tool_id": 1}, 404, "not_found"},
		{map[string]any{"user": yaw.UserID, "tool_id": 1}, 404, "not_found"},
		{map[string]any{"member_id": 2, "tool_id": 9}, 404, "not_found"},
		{map[string]any{"member_id": 2, "tool_id": -1}, 404, "not_found"},
		{map[string]any{"member_id": 1, "tool_id": 1, "is_granted": false}, 409, "owner_access"},
		{map[string]any{"tool_id": 1}, 400, nil},
		{map[string]any{"member_id": 2, "user": 3, "tool_id": 1}, 400, nil},
		{map[string]any{"member_id": 2}, 400, nil},
		{map[string]any{"member_id": "2", "tool_id": 1}, 400, nil},
		{map[string]any{"member_id": 0, "tool_id": 1}, 400, nil},
		{map[string]any{"member_id": 2, "tool_id": 1, "is_granted": "yes"}, 400, nil},
	} {
		require.Equal(t, c.code, f.does(t, "ama", tenant, http.MethodPost, accessPath, c.body, c.status)["code"], c.body)
	}
	f.fails(t, "ama", tenant, http.MethodPatch, id(accessPath, 1), map[string]any{"is_granted": false}, 409, "owner_access")
	f.fails(t, "ama", tenant, http.MethodDelete, id(accessPath, 1), nil, 409, "owner_access")
	f.fails(t, "ama", tenant, http.MethodPatch, id(accessPath, 99), map[string]any{"is_granted": false}, 404, "not_found")
	f.fails(t, "ama", tenant, http.MethodPost, rolePath, map[string]any{"role_id": 9, "tool_id": 1}, 404, "not_found")
	f.fails(t, "ama", tenant, http.MethodPost, rolePath, map[string]any{"role_id": 2, "tool_id": 9}, 404, "not_found")
	f.fails(t, "ama", other, http.MethodPost, accessPath, map[string]any{"member_id": 1, "tool_id": 1}, 404, "not_found")
	f.fails(t, "kofi", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1}, 403, "permission_denied")
	f.world.refusal.Store(new("not_in_plan"))
	f.fails(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1}, 403, "not_in_plan")
	f.fails(t, "ama", tenant, http.MethodPost, rolePath, map[string]any{"role_id": 2, "tool_id": 1}, 403, "not_in_plan")
	f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1, "is_granted": false}, 201)
	require.Zero(t, f.count(t, tenant, "SELECT count(*) FROM tool_access WHERE member_id <> 1 AND is_granted"))
}

func TestBulk(t *testing.T) {
	t.Parallel()
	f, tenant, other := staffed(t)
	bulk := func(status int, grants ...map[string]any) map[string]any {
		t.Helper()
		return f.does(t, "ama", tenant, http.MethodPost, accessPath+"bulk/", map[string]any{"grants": grants}, status)
	}
	token := f.stay(t, "ama", tenant, 1)
	require.JSONEq(t, `{"granted": 3, "revoked": 1, "unchanged": 1}`, toJSON(t, bulk(200,
		map[string]any{"member_id": 2, "tool_id": 1, "is_granted": true},
		map[string]any{"user": f.world.people["esi"].UserID, "tool_id": 1, "is_granted": false},
		map[string]any{"member_id": 1, "tool_id": 1},
		map[string]any{"role_id": 2, "tool_id": 1},
		map[string]any{"role_id": 2, "tool_id": 2},
	)))
	f.opens(t, "kofi", tenant, 1, true)
	f.opens(t, "kofi", tenant, 2, true)
	f.opens(t, "esi", tenant, 1, false)
	f.active(t, token)
	kofis := f.stay(t, "kofi", tenant, 2)
	require.JSONEq(t, `{"granted": 0, "revoked": 1, "unchanged": 1}`, toJSON(t, bulk(200,
		map[string]any{"role_id": 2, "tool_id": 2, "is_granted": false}, map[string]any{"role_id": 2, "tool_id": 3, "is_granted": false})))
	f.inactive(t, kofis)

	wrong := bulk(400,
		map[string]any{"member_id": 3, "tool_id": 3}, map[string]any{"member_id": 99, "tool_id": 1}, map[string]any{"member_id": 2, "tool_id": 99},
		map[string]any{"role_id": 99, "tool_id": 1}, map[string]any{"tool_id": 1}, map[string]any{"member_id": 3, "role_id": 2, "tool_id": 1},
		map[string]any{"member_id": 1, "tool_id": 1, "is_granted": false}, map[string]any{"user": f.world.people["esi"].UserID, "tool_id": 3},
		map[string]any{"user": f.world.people["yaw"].UserID, "tool_id": 3})
	require.ElementsMatch(t, []string{
		"grants[1].member_id", "grants[2].tool_id", "grants[3].role_id", "grants[4].member_id", "grants[5].member_id", "grants[6].member_id",
		"grants[7].user", "grants[8].user",
	}, namesIn(wrong))
	require.Zero(t, f.count(t, tenant, "SELECT count(*) FROM tool_access WHERE tool_id = 3 AND member_id <> 1"), "all or nothing")
	require.Contains(t, bulk(400), "grants")
	many := make([]map[string]any, 1001)
	for i := range many {
		many[i] = map[string]any{"member_id": 2, "tool_id": 1}
	}
	require.Contains(t, bulk(400, many...), "grants")
	f.world.refusal.Store(new("not_in_plan"))
	require.Equal(t, "not_in_plan", bulk(403, map[string]any{"member_id": 3, "tool_id": 3})["code"])
	f.fails(t, "yaw", other, http.MethodPost, accessPath+"bulk/", map[string]any{"grants": []any{map[string]any{"member_id": 1, "tool_id": 1}}}, 403, "not_in_plan")
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE target_type = 'tool_access' AND tenant_id = $1", int64(tenant.ID)))
}

func namesIn(m map[string]any) []string {
	var list []string
	for name := range m {
		list = append(list, name)
	}
	return list
}

func TestAThousandGrantsAtOnce(t *testing.T) {
	t.Parallel()
	f, tenant, _ := staffed(t)
	f.exec(t, tenant, "INSERT INTO staff_members (user_id, role_id, hired_date) SELECT 1000 + n, 2, '2026-01-01' FROM generate_series(1, 1000) AS n")
	grants := make([]map[string]any, 1000)
	for i := range grants {
		grants[i] = map[string]any{"user": 1001 + i, "tool_id": 1}
	}
	body := map[string]any{"grants": grants}
	require.JSONEq(t, `{"granted": 1000, "revoked": 0, "unchanged": 0}`, toJSON(t, f.does(t, "ama", tenant, http.MethodPost, accessPath+"bulk/", body, 200)))
	require.JSONEq(t, `{"granted": 0, "revoked": 0, "unchanged": 1000}`, toJSON(t, f.does(t, "ama", tenant, http.MethodPost, accessPath+"bulk/", body, 200)))
	require.Equal(t, 1000, f.count(t, tenant, "SELECT count(*) FROM tool_access WHERE member_id > 3"))
}
