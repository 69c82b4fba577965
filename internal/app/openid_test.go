package app

import (
	"context"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/tools"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type plan struct{ code string }

func (p *plan) MayUseTool(context.Context, *access.Tenant, string) (string, error) {
	return p.code, nil
}

// The same numbers in two restaurants, and nothing crosses: what closes the tool in one leaves it open in the other.
func TestAdmissionIsARestaurantsOwn(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	ama := pgtest.User(t, db, "ama@example.com")
	kofi := pgtest.User(t, db, "kofi@example.com")
	one, two := pgtest.Tenant(t, db, "one"), pgtest.Tenant(t, db, "two")
	exec := func(tenant *access.Tenant, sql string, args ...any) {
		_, err := db.TenantQuery(tenant).Exec(t.Context(), sql, args...)
		require.NoError(t, err, sql)
	}
	for _, tenant := range []*access.Tenant{one, two} {
		exec(tenant, `INSERT INTO roles (name, permissions) VALUES ('Waiter', '{"orders": "create"}')`)
		exec(tenant, "INSERT INTO installed_tools (tool_id) VALUES (1), (2)")
		exec(tenant, "INSERT INTO staff_members (user_id, role_id, hired_date) VALUES ($1::bigint, 1, '2026-01-01')", int64(ama))
		exec(tenant, "INSERT INTO tool_access (member_id, tool_id) VALUES (1, 1)")
	}
	subscription := &plan{}
	a := openIDAdmission{db.DB, subscription}
	code := func(tenant *access.Tenant, user access.UserID, tool int64) string {
		_, err := a.Admit(t.Context(), tenant, user, tool)
		if err != nil {
			require.True(t, fault.Is(err, fault.Forbidden), err)
			require.NotEmpty(t, err.(*fault.Error).Message) //nolint:errorlint // it is one
		}
		return fault.CodeOf(err)
	}
	m, err := a.Admit(t.Context(), one, ama, 1)
	require.NoError(t, err)
	require.Equal(t, []any{access.MemberID(1), "Waiter", access.Permissions{"orders": "create"}}, []any{m.ID, m.Role, m.Permissions})
	require.Equal(t, tools.CodeNotGranted, code(one, kofi, 1), "nobody here")
	require.Equal(t, tools.CodeNotGranted, code(one, ama, 2))
	require.Equal(t, tools.CodeNotGranted, code(one, ama, 3), "not installed")

	exec(one, "INSERT INTO role_tools (role_id, tool_id, granted_at) VALUES (1, 2, now())")
	require.Empty(t, code(one, ama, 2), "by the role")
	exec(one, "INSERT INTO tool_access (member_id, tool_id, is_granted) VALUES (1, 2, false)")
	require.Equal(t, tools.CodeNotGranted, code(one, ama, 2), "the member's own grant goes before")
	require.Equal(t, tools.CodeNotGranted, code(two, ama, 2))

	exec(one, "UPDATE staff_members SET is_active = false")
	require.Equal(t, tools.CodeMemberInactive, code(one, ama, 1))
	require.Empty(t, code(two, ama, 1))
	exec(one, "UPDATE staff_members SET is_active = true")
	exec(one, "UPDATE installed_tools SET is_active = false WHERE tool_id = 1")
	require.Equal(t, tools.CodeToolInactive, code(one, ama, 1))
	require.Empty(t, code(two, ama, 1))
	subscription.code = tools.CodeSubscriptionInactive
	require.Equal(t, tools.CodeSubscriptionInactive, code(two, ama, 1))
}

func TestClientsAndTheirSecrets(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	now := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	c := openIDClients{db.DB, now}
	_, err := db.SharedQuery().Exec(t.Context(), "UPDATE public.tools SET client_id = slug, redirect_uris = '{https://a.example/x}' WHERE id < 3")
	require.NoError(t, err)
	secret := func(tool int, text string, expires *time.Time) {
		sum := sha256.Sum256([]byte(text))
		_, err := db.SharedQuery().Exec(t.Context(),
			"INSERT INTO public.tool_secrets (tool_id, secret_hash, hint, created_at, expires_at) VALUES ($1, $2, '', $3, $4)", tool, sum[:], now.Now(), expires)
		require.NoError(t, err)
	}
	secret(1, "lasting", nil)
	secret(1, "passing", new(now.Now().Add(time.Minute)))
	secret(2, "another's", nil)
	client, err := c.ClientByID(t.Context(), "pos")
	require.NoError(t, err)
	require.Equal(t, []any{int64(1), "POS", false, []string{"https://a.example/x"}}, []any{client.ToolID, client.Name, client.Public, client.RedirectURIs})
	_, err = c.ClientByID(t.Context(), "cms")
	require.True(t, fault.Is(err, fault.NotFound), err)
	require.NoError(t, c.CheckSecret(t.Context(), "pos", "lasting"))
	require.NoError(t, c.CheckSecret(t.Context(), "pos", "passing"))
	now.Advance(time.Minute)
	for _, wrong := range []string{"passing", "another's", "", "LASTING"} {
		require.True(t, fault.Is(c.CheckSecret(t.Context(), "pos", wrong), fault.Unauthenticated), wrong)
	}
}
