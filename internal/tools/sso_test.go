package tools_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tools"
)

func TestLaunchHasTheContractsShape(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "ama")
	tenant := f.restaurant(t, "one", ama)
	f.exec(t, tenant, "UPDATE public.users SET first_name = 'Ama', last_name = 'Mensah'")
	f.clock.Advance(700 * time.Millisecond)

	w := f.ask(t, "ama", tenant, http.MethodPost, "/api/tools/sso/generate/", `{"tool_id": 1}`)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	var l launch
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &l))
	require.JSONEq(t, toJSON(t, map[string]any{
		"token": l.Token, "expires_at": "2026-03-01T12:01:00Z", "created_at": "2026-03-01T12:00:00.7Z",
		"launch_url": "http://localhost:3002?token=" + l.Token,
	}), w.Body.String())

	w = f.verify(t, l.Token)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.JSONEq(t, fmt.Sprintf(`{"valid": true, "user_id": %[1]d, "tool_id": 1, "tenant_schema": "one", "role": "Owner",
		"permissions": {"*": true}, "expires_at": "2026-03-01T12:01:00Z",
		"tenant": {"id": %[2]d, "schema_name": "one", "name": "Restaurant one", "slug": "one", "subscription_status": "trial",
			"trial_end_date": "2100-01-01T00:00:00Z", "is_active": true},
		"user": {"id": %[1]d, "username": "ama@example.com", "email": "ama@example.com", "first_name": "Ama", "last_name": "Mensah",
			"display_name": "Ama Mensah"}}`, ama.UserID, tenant.ID), w.Body.String())
	f.invalid(t, l.Token)
}

func TestOnlyTheHashOfATokenIsStored(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	claims := openToken(t, f.generate(t, "ama", tenant, 1).Token)
	jti, _ := claims["jti"].(string)
	require.Len(t, jti, 22, "128 bits")
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM sso_tokens WHERE jti_hash = sha256(convert_to($1, 'UTF8'))", jti))
}

func TestLaunchAddressKeepsItsQuery(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	for i, url := range []string{"https://pos.example.com/a?table=4&x=%20", "https://pos.example.com/#top", "https://pos.example.com/a?"} {
		f.exec(t, tenant, "UPDATE installed_tools SET url = $1 WHERE tool_id = $2", url, i+1)
		l := f.generate(t, "ama", tenant, int64(i+1))
		require.Equal(t, []string{
			"https://pos.example.com/a?table=4&x=%20&token=" + l.Token, "https://pos.example.com/?token=" + l.Token + "#top",
			"https://pos.example.com/a?token=" + l.Token,
		}[i], l.URL)
	}
}

func TestOneOfAThousandVerifiesSucceeds(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	l := f.generate(t, "ama", tenant, 1)
	var (
		succeeded, refused atomic.Int32
		all                sync.WaitGroup
		start              = make(chan struct{})
	)
	for range 1000 {
		all.Go(func() {
			<-start
			who, err := f.Verify(t.Context(), tools.Redemption{Token: l.Token})
			switch {
			case err == nil && who.ToolID == 1:
				succeeded.Add(1)
			case fault.CodeOf(err) == "invalid_token":
				refused.Add(1)
			}
		})
	}
	close(start)
	all.Wait()
	require.EqualValues(t, 1, succeeded.Load())
	require.EqualValues(t, 999, refused.Load())
}

func TestGenerateSaysWhyNot(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.restaurant(t, "one", ama)
	f.hire(t, tenant, kofi, "Waiter")
	f.exec(t, tenant, "INSERT INTO tool_access (member_id, tool_id, is_granted) VALUES (2, 2, false)")
	f.exec(t, tenant, "UPDATE installed_tools SET is_active = false WHERE tool_id = 3")
	f.world.people["operator"] = &person{Actor: access.Actor{UserID: 999, Superuser: true}}
	generate := func(who, body string) (status int, code string) {
		w := f.ask(t, who, tenant, http.MethodPost, "/api/tools/sso/generate/", body)
		var answer failure
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
		require.NotEmpty(t, answer.Error, w.Body.String())
		return w.Code, answer.Code
	}
	for _, c := range []struct {
		who, body string
		status    int
		code      string
	}{
		{"kofi", `{"tool_id": 1}`, http.StatusForbidden, "not_granted"},
		{"kofi", `{"tool_id": 2}`, http.StatusForbidden, "not_granted"},
		{"ama", `{"tool_id": 3}`, http.StatusForbidden, "tool_inactive"},
		{"operator", `{"tool_id": 1}`, http.StatusForbidden, "not_staff"},
		{"ama", `{"tool_id": 4}`, http.StatusNotFound, "not_found"},
		{"ama", `{"tool_id": 0}`, http.StatusNotFound, "not_found"},
		{"ama", `{"tool_id": -1}`, http.StatusNotFound, "not_found"},
		{"ama", `{"tool_id": 99999999999999999999}`, http.StatusBadRequest, "invalid"},
		{"ama", `{"tool_id": "1"}`, http.StatusBadRequest, "invalid"},
		{"ama", `{}`, http.StatusBadRequest, "invalid"},
		{"ama", `{"tool_id"`, http.StatusBadRequest, "parse_error"},
		{"", `{"tool_id": 1}`, http.StatusUnauthorized, "not_authenticated"},
	} {
		status, code := generate(c.who, c.body)
		require.Equal(t, c.status, status, "%+v", c)
		require.Equal(t, c.code, code, "%+v", c)
	}
	for _, code := range []string{"not_in_plan", "subscription_inactive"} {
		f.world.refusal.Store(&code)
		status, got := generate("ama", `{"tool_id": 1}`)
		require.Equal(t, http.StatusForbidden, status)
		require.Equal(t, code, got)
	}
	f.world.refusal.Store(nil)
	// The cached place says active, as when the deactivation committed a moment ago.
	f.exec(t, tenant, "UPDATE staff_members SET is_active = false WHERE id = 1")
	status, code := generate("ama", `{"tool_id": 1}`)
	require.Equal(t, http.StatusForbidden, status)
	require.Equal(t, "member_inactive", code)
	require.Zero(t, f.count(t, tenant, "SELECT count(*) FROM sso_tokens"))
}

func TestWhatWasTakenAwayBetweenGenerateAndVerify(t *testing.T) {
	t.Parallel()
	for name, take := range map[string]func(scene){
		"grant revoked":      func(s scene) { s.sql("UPDATE tool_access SET is_granted = false WHERE tool_id = 1") },
		"grant deleted":      func(s scene) { s.sql("DELETE FROM tool_access WHERE tool_id = 1") },
		"member deactivated": func(s scene) { s.sql("UPDATE staff_members SET is_active = false") },
		"member deleted":     func(s scene) { s.sql("DELETE FROM staff_members") },
		"member is somebody else": func(s scene) {
			s.sql("UPDATE staff_members SET user_id = $1", int64(s.person(s.t, "kofi").UserID))
		},
		"user banned":     func(s scene) { s.sql("UPDATE public.users SET is_active = false") },
		"user deleted":    func(s scene) { s.sql("UPDATE public.users SET deleted_at = now()") },
		"token revoked":   func(s scene) { s.revoke(s.t, s.tenant, 1) },
		"token deleted":   func(s scene) { s.sql("DELETE FROM sso_tokens") },
		"expired":         func(s scene) { s.clock.Advance(time.Minute) },
		"restaurant off":  func(s scene) { s.tenant.Active = false },
		"restaurant gone": func(s scene) { s.world.tenants = nil },
		"plan ended":      func(s scene) { s.world.refusal.Store(new("subscription_inactive")) },
		"tool off": func(s scene) {
			s.sql("UPDATE public.tools SET is_active = false")
			s.bus.Drop(s.t.Context(), "tool", "*")
		},
		"tool uninstalled": func(s scene) {
			s.sql("DELETE FROM installed_tools")
			s.bus.Drop(s.t.Context(), "tool", fmt.Sprintf("%d:1", s.tenant.ID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			tenant := f.restaurant(t, "one", f.person(t, "ama"))
			l := f.generate(t, "ama", tenant, 1)
			f.clock.Advance(59 * time.Second)
			take(scene{f, t, tenant})
			f.invalid(t, l.Token)
		})
	}
}

// scene is a restaurant in which something is about to be taken away.
type scene struct {
	*fixture

	t      *testing.T
	tenant *access.Tenant
}

func (s scene) sql(statement string, args ...any) {
	s.t.Helper()
	s.exec(s.t, s.tenant, statement, args...)
}

func (f *fixture) revoke(t *testing.T, tenant *access.Tenant, member access.MemberID) {
	t.Helper()
	require.NoError(t, f.db.Tenant(t.Context(), tenant, func(tx postgres.Tx) error { return f.RevokeLaunches(t.Context(), tx, member) }))
}

func TestRevokedTokensStayRevoked(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.restaurant(t, "one", ama)
	f.hire(t, tenant, kofi, "Waiter")
	f.exec(t, tenant, "INSERT INTO tool_access (member_id, tool_id) VALUES (2, 1)")
	hers, his := f.generate(t, "ama", tenant, 1), f.generate(t, "kofi", tenant, 1)
	f.revoke(t, tenant, 2)
	f.invalid(t, his.Token)
	f.valid(t, hers.Token)
}

func TestAnotherToolsTokenIsNotUsedUp(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	l := f.generate(t, "ama", tenant, 1)
	for _, tool := range []int64{2, 0, -1} {
		w := f.ask(t, "", nil, http.MethodPost, "/api/tools/sso/verify/", toJSON(t, map[string]any{"token": l.Token, "tool_id": tool}))
		f.refuse(t, w, http.StatusBadRequest, "invalid_token")
	}
	w := f.ask(t, "", nil, http.MethodPost, "/api/tools/sso/verify/", toJSON(t, map[string]any{"token": l.Token, "tool_id": 1}))
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
}

func TestTokensOfTwoRestaurantsAreApart(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, yaw := f.person(t, "ama"), f.person(t, "yaw")
	one, two := f.restaurant(t, "one", ama), f.restaurant(t, "two", yaw)
	hers, his := f.generate(t, "ama", one, 1), f.generate(t, "yaw", two, 1)
	require.Equal(t, 1, f.count(t, one, "SELECT count(*) FROM sso_tokens"))
	// Even if a token's hash were in another restaurant, it would count only in its own.
	f.exec(t, one, "DELETE FROM sso_tokens")
	f.exec(t, one, `INSERT INTO sso_tokens (jti_hash, member_id, tool_id, created_at, expires_at)
		SELECT jti_hash, member_id, tool_id, created_at, expires_at FROM two.sso_tokens`)
	f.invalid(t, hers.Token)
	w := f.verify(t, his.Token)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.Contains(t, w.Body.String(), `"tenant_schema":"two"`)
	require.Equal(t, 0, f.count(t, one, "SELECT count(*) FROM sso_tokens WHERE used_at IS NOT NULL"))
	require.Equal(t, http.StatusNotFound, f.ask(t, "yaw", one, http.MethodPost, "/api/tools/sso/generate/", `{"tool_id": 1}`).Code)
}

func TestPurge(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "ama")
	one, two := f.restaurant(t, "one", ama), f.restaurant(t, "two", ama)
	f.generate(t, "ama", one, 1)
	f.generate(t, "ama", two, 1)
	f.clock.Advance(30 * time.Minute)
	f.generate(t, "ama", one, 1)
	require.NoError(t, f.Purge(t.Context()))
	require.Equal(t, 2, f.count(t, one, "SELECT count(*) FROM sso_tokens"))
	f.clock.Advance(32 * time.Minute)
	broken := *two
	broken.Schema = "nowhere"
	f.world.tenants = []*access.Tenant{&broken, one, two}
	require.ErrorContains(t, f.Purge(t.Context()), "nowhere")
	require.Equal(t, 1, f.count(t, one, "SELECT count(*) FROM sso_tokens"))
	require.Equal(t, 0, f.count(t, two, "SELECT count(*) FROM sso_tokens"), "one that fails does not stop the others")
	require.Equal(t, "tools_purge", tools.PurgeArgs{}.Kind())
}
