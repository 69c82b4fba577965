package operators_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const keysPath = "/api/admin/keys/"

func TestOperatorsRotateKeys(t *testing.T) {
	t.Parallel()
	f := setup(t)
	first := results(t, f.ask(t, "ops", http.MethodGet, keysPath, "", http.StatusOK))
	require.Len(t, first, 2)
	require.Equal(t, []any{"launch", "EdDSA", "signing"}, []any{first[0]["kind"], first[0]["algorithm"], first[0]["state"]})
	require.Equal(t, []any{"id_token", "RS256", "signing"}, []any{first[1]["kind"], first[1]["algorithm"], first[1]["state"]})
	for _, k := range first {
		require.Len(t, k, 9, "nothing but what is declared: no secret")
		require.Equal(t, true, k["is_readable"])
	}
	f.ask(t, "ops", http.MethodPost, keysPath+"rotate/", `{"kind": "x"}`, http.StatusBadRequest)
	f.ask(t, "owner", http.MethodPost, keysPath+"rotate/", `{"kind": "launch"}`, http.StatusForbidden)

	next := f.ask(t, "ops", http.MethodPost, keysPath+"rotate/", `{"kind": "launch"}`, http.StatusCreated)
	require.Equal(t, []any{"next", "launch", "2026-03-01T12:05:00Z"}, []any{next["state"], next["kind"], next["signs_from"]})
	list := results(t, f.ask(t, "other", http.MethodGet, keysPath, "", http.StatusOK))
	require.Len(t, list, 3)
	require.Equal(t, next["kid"], list[0]["kid"])
	require.Equal(t, []any{first[0]["kid"], "signing", "2026-03-01T12:05:00Z", "2026-03-01T12:11:00Z"}, []any{
		list[1]["kid"], list[1]["state"], list[1]["retired_at"], list[1]["expires_at"],
	})
	require.Equal(t, first[1], list[2], "the other kind's stay")
	f.clock.Advance(5 * time.Minute)
	list = results(t, f.ask(t, "ops", http.MethodGet, keysPath+"?page_size=1&page=2", "", http.StatusOK))
	require.Len(t, list, 1)
	require.Equal(t, []any{first[0]["kid"], "retired"}, []any{list[0]["kid"], list[0]["state"]})

	now := f.ask(t, "ops", http.MethodPost, keysPath+"rotate/", `{"kind": "id_token", "now": true}`, http.StatusCreated)
	require.Equal(t, "signing", now["state"], "for one that leaked")
	log := results(t, f.ask(t, "ops", http.MethodGet, "/api/audit/platform/?action=signing_key.rotated", "", http.StatusOK))
	require.Len(t, log, 2)
	require.Equal(t, "ops@example.com", log[0]["actor"].(map[string]any)["email"])
}
