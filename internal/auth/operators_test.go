package auth_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestOperatorsSeeWhoWorksWhere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.CreateSuperuser(t.Context(), "ops@example.com", "a long walk by the lagoon"))
	cookie := []string{"Cookie", b.login(t, "ops@example.com", "a long walk by the lagoon").Header().Get("Set-Cookie")}
	one, two, gone := pgtest.Tenant(t, b.db, "one"), pgtest.Tenant(t, b.db, "two"), pgtest.Tenant(t, b.db, "gone")
	ama, yaw := pgtest.User(t, b.db, "ama_1@example.com"), pgtest.User(t, b.db, "yaw@example.com")
	for _, sql := range []string{
		"UPDATE public.users SET first_name = 'Ama', last_name = 'Owusu' WHERE email LIKE 'ama%'",
		"UPDATE public.users SET deleted_at = now(), is_active = false, clerk_user_id = 'user_Yaw' WHERE email LIKE 'yaw%'",
		"UPDATE public.tenants SET deleted_at = now() WHERE slug = 'gone'",
	} {
		_, err := b.db.SharedQuery().Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	_, err := b.db.SharedQuery().Exec(t.Context(), "UPDATE public.tenants SET owner_user_id = $1 WHERE slug <> 'one'", ama)
	require.NoError(t, err)
	_, err = b.db.SharedQuery().Exec(t.Context(), `INSERT INTO public.memberships (user_id, tenant_id, is_active)
VALUES ($1, $3, true), ($1, $4, true), ($1, $5, true), ($2, $3, false)`, ama, yaw, one.ID, two.ID, gone.ID)
	require.NoError(t, err)

	find := func(query string, status int) (names []any, body map[string]any) {
		r := b.ask(t, http.MethodGet, "/api/admin/users/"+query, "", cookie...)
		require.Equal(t, status, r.Code, r.Body.String())
		list, _ := r.body["results"].([]any)
		for _, row := range list {
			names = append(names, row.(map[string]any)["email"])
		}
		return names, r.body
	}
	const hers, his, ops = "ama_1@example.com", "yaw@example.com", "ops@example.com"
	for query, want := range map[string][]any{
		"": {his, hers, ops}, "?is_superuser=true": {ops}, "?is_superuser=false": {his, hers}, "?search=AMA_": {hers}, "?search=ama%20ow": {hers},
		"?search=owu": {hers}, "?search=user_Yaw": {his}, "?search=user_yaw": nil, "?search=wusu": nil, "?search=%25": nil, "?search=yaw%40": {his},
		"?search=o&is_superuser=true": {ops}, "?page_size=1&page=2": {hers},
	} {
		names, _ := find(query, http.StatusOK)
		require.Equal(t, want, names, query)
	}
	_, page := find("?page_size=1&page=2", http.StatusOK)
	require.InEpsilon(t, 3, page["count"], 0)
	find("?page=4&page_size=1", http.StatusNotFound)
	find("?is_superuser=perhaps", http.StatusBadRequest)
	find("99/", http.StatusNotFound)

	_, person := find("2/", http.StatusOK)
	require.Equal(t, []any{
		map[string]any{"tenant_id": float64(one.ID), "name": "Restaurant one", "is_owner": false, "is_active": true},
		map[string]any{"tenant_id": float64(two.ID), "name": "Restaurant two", "is_owner": true, "is_active": true},
	}, person["restaurants"], "without what is deleted")
	require.InEpsilon(t, 2, person["restaurants_count"], 0)
	_, person = find("3/", http.StatusOK)
	require.Equal(t, true, person["is_deleted"])
	require.Equal(t, []any{map[string]any{"tenant_id": float64(one.ID), "name": "Restaurant one", "is_owner": false, "is_active": false}}, person["restaurants"])
	require.NotContains(t, b.ask(t, http.MethodGet, "/api/admin/users/", "", cookie...).Body.String(), "argon2", "nothing of passwords")
}

func TestAnOwnerWithoutAPlaceIsSeenAsOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := pgtest.User(t, b.db, "ama@example.com")
	pgtest.Tenant(t, b.db, "one")
	_, err := b.db.SharedQuery().Exec(t.Context(), "UPDATE public.tenants SET owner_user_id = $1", owner)
	require.NoError(t, err)
	seen, err := b.SeenByID(t.Context(), owner)
	require.NoError(t, err)
	require.Len(t, seen.Restaurants, 1)
	require.True(t, seen.Restaurants[0].Owner)
}
