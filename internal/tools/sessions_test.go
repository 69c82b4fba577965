package tools_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tools"
)

func TestASessionHasRFC7662sShape(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "ama")
	tenant := f.restaurant(t, "one", ama)
	w := f.send(t, verifyPath, "application/json", "", toJSON(t, map[string]any{"token": f.generate(t, "ama", tenant, 1).Token, "session": true}))
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	session, _ := object(t, w)["session"].(map[string]any)
	require.Equal(t, "2026-03-02T00:00:00Z", session["expires_at"])
	token, _ := session["token"].(string)
	require.Regexp(t, fmt.Sprintf(`^tts_%d_[A-Za-z0-9_-]{43}$`, tenant.ID), token)
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM tool_sessions WHERE token_hash = sha256(convert_to($1, 'UTF8'))", token))

	want := fmt.Sprintf(`{"active": true, "username": "ama@example.com", "sub": "%d", "aud": "pos", "iss": "https://console.example.com",
		"exp": 1772409600, "iat": 1772366400, "tool_id": 1, "tenant_id": %d, "tenant_schema": "one", "member_id": 1, "role": "Owner",
		"permissions": {"*": true}}`, ama.UserID, tenant.ID)
	require.JSONEq(t, want, toJSON(t, f.introspect(t, token)))
	w = f.send(t, introspectPath, "application/json", "", toJSON(t, map[string]any{"token": token, "token_type_hint": "access_token"}))
	require.JSONEq(t, want, w.Body.String())
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	w = f.send(t, verifyPath, "application/json", "", toJSON(t, map[string]any{"token": f.generate(t, "ama", tenant, 1).Token}))
	require.NotContains(t, object(t, w), "session", "only who asks for one gets one")

	f.clock.Advance(12*time.Hour - time.Second)
	f.active(t, token)
	f.clock.Advance(time.Second)
	f.inactive(t, token)
}

func TestRevokingEndsASession(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	first, second := f.stay(t, "ama", tenant, 1), f.stay(t, "ama", tenant, 1)
	f.active(t, first)
	for range 2 {
		w := f.send(t, revokePath, "application/x-www-form-urlencoded", "", url.Values{"token": {first}}.Encode())
		require.Equal(t, http.StatusOK, w.Code, w.Body.String())
		require.JSONEq(t, `{}`, w.Body.String())
		f.inactive(t, first)
	}
	f.active(t, second)
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM tool_sessions WHERE end_reason = 'revoked'"))
	w := f.send(t, revokePath, "application/json", "", `{"token": "no session's"}`)
	require.Equal(t, http.StatusOK, w.Code, "RFC 7009: a token that is none is no error")
}

// What takes away the right to be in a tool takes effect on the next introspection, although all of it is remembered.
func TestWhatEndsASession(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end  func(scene)
		back func(scene) // undoes it; nil when nothing can
		rows bool        // whether the session is over for good
	}{
		"member deactivated": {
			end:  func(s scene) { s.world.people["kofi"].places[s.tenant.ID].Active = false; s.revoke(s.t, s.tenant, 2) },
			back: func(s scene) { s.world.people["kofi"].places[s.tenant.ID].Active = true }, rows: true,
		},
		"member gone": {end: func(s scene) {
			s.sql("DELETE FROM staff_members WHERE id = 2")
			delete(s.world.people["kofi"].places, s.tenant.ID)
		}},
		"another member by that user": {end: func(s scene) {
			s.sql("UPDATE staff_members SET user_id = 999 WHERE id = 2")
			s.world.people["kofi"].places[s.tenant.ID] = &access.Member{ID: 1, Active: true}
		}},
		"grant refused": {
			end: func(s scene) {
				s.does(s.t, "ama", s.tenant, http.MethodPatch, id(accessPath, 4), map[string]any{"is_granted": false}, 200)
			},
			back: func(s scene) {
				s.does(s.t, "ama", s.tenant, http.MethodPatch, id(accessPath, 4), map[string]any{"is_granted": true}, 200)
			},
			rows: true,
		},
		"grant withdrawn": {
			end: func(s scene) { s.does(s.t, "ama", s.tenant, http.MethodDelete, id(accessPath, 4), nil, 204) }, rows: true,
		},
		"tool switched off": {
			end: func(s scene) {
				s.does(s.t, "ama", s.tenant, http.MethodPatch, id(availablePath, 1), map[string]any{"is_active": false}, 200)
			},
			back: func(s scene) {
				s.does(s.t, "ama", s.tenant, http.MethodPatch, id(availablePath, 1), map[string]any{"is_active": true}, 200)
			},
			rows: true,
		},
		"tool uninstalled": {
			end: func(s scene) { s.does(s.t, "ama", s.tenant, http.MethodDelete, id(availablePath, 1), nil, 204) },
			back: func(s scene) {
				s.does(s.t, "ama", s.tenant, http.MethodPost, availablePath, map[string]any{"tool_id": 1}, 201)
				s.does(s.t, "ama", s.tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1}, 201)
			}, rows: true,
		},
		"tool off for everybody": {
			end: func(s scene) {
				s.does(s.t, "operator", nil, http.MethodPatch, id(cataloguePath, 1), map[string]any{"is_active": false}, 200)
			},
			back: func(s scene) {
				s.does(s.t, "operator", nil, http.MethodPatch, id(cataloguePath, 1), map[string]any{"is_active": true}, 200)
			},
		},
		"tool off the platform": {end: func(s scene) { s.does(s.t, "operator", nil, http.MethodDelete, id(cataloguePath, 1), nil, 204) }},
		"subscription lapsed": {
			end:  func(s scene) { s.world.refusal.Store(new("subscription_inactive")) },
			back: func(s scene) { s.world.refusal.Store(nil) },
		},
		"restaurant off":  {end: func(s scene) { s.tenant.Active = false }, back: func(s scene) { s.tenant.Active = true }},
		"restaurant gone": {end: func(s scene) { s.world.tenants = nil }},
		"person banned": {
			end: func(s scene) {
				s.world.banned = "user_kofi"
				s.sql("UPDATE public.users SET is_active = false WHERE clerk_user_id = 'user_kofi'")
			},
			back: func(s scene) { s.world.banned = "" },
		},
		"sign-in over": {
			end:  func(s scene) { s.endSignIn(s.t, s.world.people["kofi"].UserID, "sess_1") },
			rows: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.operator(t)
			ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
			tenant := f.restaurant(t, "one", ama)
			f.hire(t, tenant, kofi, "Waiter")
			kofi.SessionID = "sess_1"
			f.exec(t, tenant, "UPDATE public.users SET clerk_user_id = 'user_kofi' WHERE id = $1", int64(kofi.UserID))
			f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1}, 201)
			token, open := f.stay(t, "kofi", tenant, 1), f.generate(t, "kofi", tenant, 1)
			f.active(t, token)
			s := scene{f, t, tenant}
			c.end(s)
			f.inactive(t, token)
			f.invalid(t, open.Token)
			if c.back == nil {
				return
			}
			c.back(s)
			if c.rows {
				f.inactive(t, token)
				return
			}
			f.active(t, token)
		})
	}
}

func (f *fixture) endSignIn(t *testing.T, user access.UserID, signIn string) {
	t.Helper()
	var after func(context.Context)
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) (err error) {
		after, err = f.EndSignIn(t.Context(), tx, user, signIn)
		return err
	}))
	after(t.Context())
}

func TestASignInEndsWhatCameOfItEverywhere(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "ama")
	one, two := f.restaurant(t, "one", ama), f.restaurant(t, "two", ama)
	ama.SessionID = "sess_1"
	here, there := f.stay(t, "ama", one, 1), f.stay(t, "ama", two, 2)
	underway, redeemed := f.generate(t, "ama", two, 1), f.generate(t, "ama", two, 1)
	ama.SessionID = "sess_2"
	other := f.stay(t, "ama", one, 1)
	for _, token := range []string{here, there, other} {
		f.active(t, token)
	}
	f.endSignIn(t, ama.UserID, "sess_1")
	f.endSignIn(t, ama.UserID, "sess_1")
	f.inactive(t, here)
	f.inactive(t, there)
	f.active(t, other)
	f.invalid(t, underway.Token)

	// A launch that the end of the sign-in overtook begins nothing, and a session that it overtook is over all the same.
	f.exec(t, two, "UPDATE sso_tokens SET revoked_at = NULL")
	w := f.send(t, verifyPath, "application/json", "", toJSON(t, map[string]any{"token": redeemed.Token, "session": true}))
	require.Equal(t, http.StatusBadRequest, w.Code, w.Body.String())
	require.Zero(t, f.count(t, two, "SELECT count(*) FROM tool_sessions WHERE ended_at IS NULL"))
	f.exec(t, two, "UPDATE tool_sessions SET ended_at = NULL")
	f.bus.Drop(t.Context(), "tool_session", "*")
	f.inactive(t, there)

	f.endSignIn(t, 0, "sess_of_a_stranger")
	f.endSignIn(t, ama.UserID, "")
	f.active(t, other)
	f.clock.Advance(25 * time.Hour)
	require.NoError(t, f.Purge(t.Context()))
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.ended_sign_ins"))
	require.Zero(t, f.count(t, one, "SELECT count(*) FROM tool_sessions"))
}

func TestARevocationIsSeenByTheOtherInstances(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.restaurant(t, "one", ama)
	f.hire(t, tenant, kofi, "Waiter")
	f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"user": kofi.UserID, "tool_id": 1}, 201)
	other := instance(t, f.db, f.world, secretKey)
	seen := func(token string, active bool) {
		t.Helper()
		require.Eventually(t, func() bool { return other.introspect(t, token)["active"] == active }, 10*time.Second, time.Millisecond)
	}
	for name, end := range map[string]func(token string){
		"revoked": func(token string) {
			f.send(t, revokePath, "application/x-www-form-urlencoded", "", url.Values{"token": {token}}.Encode())
		},
		"refused": func(string) {
			f.does(t, "ama", tenant, http.MethodPatch, id(accessPath, 4), map[string]any{"is_granted": false}, 200)
		},
		"deactivated": func(string) { f.revoke(t, tenant, 2) },
	} {
		token := f.stay(t, "kofi", tenant, 1)
		seen(token, true) // what was granted again is heard of a moment later, too
		end(token)
		seen(token, false)
		f.inactive(t, token)
		if name == "refused" {
			f.does(t, "ama", tenant, http.MethodPatch, id(accessPath, 4), map[string]any{"is_granted": true}, 200)
		}
	}
	require.Equal(t, 3, f.count(t, tenant, "SELECT count(*) FROM tool_sessions WHERE ended_at IS NOT NULL"))
}

func TestSessionsOfTwoRestaurantsAreApart(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, yaw := f.person(t, "ama"), f.person(t, "yaw")
	one, two := f.restaurant(t, "one", ama), f.restaurant(t, "two", yaw)
	hers := f.stay(t, "ama", one, 1)
	// The same hash in another restaurant is another's: a token counts where it says.
	f.exec(t, two, `INSERT INTO tool_sessions (token_hash, jti_hash, member_id, tool_id, created_at, expires_at)
		SELECT token_hash, jti_hash, member_id, tool_id, created_at, expires_at FROM one.tool_sessions`)
	moved := strings.Replace(hers, fmt.Sprintf("tts_%d_", one.ID), fmt.Sprintf("tts_%d_", two.ID), 1)
	f.inactive(t, moved)
	f.active(t, hers)
	f.send(t, revokePath, "application/json", "", toJSON(t, map[string]any{"token": hers}))
	f.inactive(t, hers)
	require.Equal(t, 1, f.count(t, two, "SELECT count(*) FROM tool_sessions WHERE ended_at IS NULL"))
	f.endSignIn(t, yaw.UserID, "sess_x")
	require.Equal(t, 1, f.count(t, two, "SELECT count(*) FROM tool_sessions WHERE ended_at IS NULL"))
}

func TestHostileSessionTokens(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	token := f.stay(t, "ama", tenant, 1)
	secret := token[strings.LastIndex(token, fmt.Sprintf("%d_", tenant.ID))+2:]
	f.inactive(t, f.generate(t, "ama", tenant, 1).Token)
	for _, bad := range []string{
		"", " ", "x", "tts_", "tts__", "tts_1", "tts_1_", "tts_1_x", "tts_0_" + secret, "tts_-1_" + secret, "tts_+1_" + secret, "tts_01_" + secret,
		"tts_zzz_" + secret, "tts_99999999999999999999_" + secret, "TTS" + token[3:], token + " ", token + "=", token + "A", token[:len(token)-1],
		"tts_999_" + secret, strings.Repeat("A", 8000), "tts_1_" + strings.Repeat("A", 43), "ünïcode", "tts_1_\u202e",
	} {
		f.inactive(t, bad)
		w := f.send(t, revokePath, "application/json", "", toJSON(t, map[string]any{"token": bad}))
		require.Equal(t, http.StatusOK, w.Code, bad)
	}
	f.active(t, token)
}

func TestHostileBodies(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const form, json = "application/x-www-form-urlencoded", "application/json"
	for _, c := range []struct {
		kind, body string
		status     int
	}{
		{form, "", 400},
		{form, "x=1", 400},
		{form, "token=a&token=b", 400},
		{form, "token=%zz", 400},
		{form, "token=a;b", 400},
		{form, "token=%00", 400},
		{form, "token=%ff", 400},
		{form, "token=a&session=true", 200},
		{form + "; charset=utf-8", "token=a", 200},
		{"Application/X-WWW-Form-Urlencoded", "token=a", 200},
		{form, "token=" + strings.Repeat("a", 17<<10), 413},
		{json, "", 400},
		{json, "null", 400},
		{json, "[]", 400},
		{json, `{"token": null}`, 400},
		{json, `{"token": 1}`, 400},
		{json, `{"token": ["a"]}`, 400},
		{json, `{"token": "a\u0000"}`, 400},
		{json, `{"token": "a", "client_id": 7}`, 400},
		{json, `{"token": "a"`, 400},
		{"multipart/form-data; boundary=x", "--x--", 415},
		{"text/plain", "token=a", 415},
		{"\x1fform", "token=a", 415},
	} {
		for _, path := range []string{introspectPath, revokePath} {
			w := f.send(t, path, c.kind, "", c.body)
			require.Equal(t, c.status, w.Code, "%s %s %q: %s", path, c.kind, c.body, w.Body)
			if c.status >= 400 {
				require.NotEmpty(t, object(t, w)["error"], w.Body)
			}
		}
	}
	require.Equal(t, 415, f.send(t, verifyPath, form, "", "token=a").Code, "a route that says nothing takes no forms")
}

func TestARestaurantThatIsBehindIsAnswered503(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	l, token := f.generate(t, "ama", tenant, 1), f.stay(t, "ama", tenant, 1)
	f.SchemaVersion = tenant.SchemaVersion + 1
	w := f.verify(t, l.Token)
	f.refuse(t, w, http.StatusServiceUnavailable, "tenant_upgrading")
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	body := url.Values{"token": {token}}.Encode()
	f.refuse(t, f.send(t, introspectPath, "application/x-www-form-urlencoded", "", body), http.StatusServiceUnavailable, "tenant_upgrading")
	f.refuse(t, f.send(t, revokePath, "application/x-www-form-urlencoded", "", body), http.StatusServiceUnavailable, "tenant_upgrading")
	f.SchemaVersion = tenant.SchemaVersion
	f.valid(t, l.Token)
	f.active(t, token)
}

func TestAdmitHasGeneratesCodes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.restaurant(t, "one", ama)
	f.hire(t, tenant, kofi, "Waiter")
	admitted, err := f.Admit(t.Context(), tenant, ama.UserID, 1)
	require.NoError(t, err)
	require.Equal(t, access.MemberID(1), admitted.Member)
	require.Equal(t, "Owner", admitted.Role)
	require.Equal(t, access.Permissions{"*": true}, admitted.Permissions)
	require.Equal(t, "pos", admitted.Tool.Slug)
	f.refused(t, tools.CodeNotGranted, tenant, kofi.UserID, 1)
	f.refused(t, tools.CodeMemberInactive, tenant, 999, 1)
	f.refused(t, "not_found", tenant, ama.UserID, 9)
	kofi.places[tenant.ID].Active = false
	f.refused(t, tools.CodeMemberInactive, tenant, kofi.UserID, 1)
	f.world.refusal.Store(new(tools.CodeNotInPlan))
	f.refused(t, tools.CodeNotInPlan, tenant, ama.UserID, 1)
	f.world.refusal.Store(nil)
	f.does(t, "ama", tenant, http.MethodPatch, id(availablePath, 1), map[string]any{"is_active": false}, 200)
	f.refused(t, tools.CodeToolInactive, tenant, ama.UserID, 1)
	tenant.Active = false
	f.refused(t, "tenant_inactive", tenant, ama.UserID, 2)
}

func (f *fixture) refused(t *testing.T, code string, tenant *access.Tenant, user access.UserID, tool int64) {
	t.Helper()
	_, err := f.Admit(t.Context(), tenant, user, tool)
	require.ErrorContains(t, err, code)
}

// What is remembered of who may open what is forgotten when it changes, here at once and elsewhere soon.
func TestAdmitFollowsEveryChange(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.restaurant(t, "one", ama)
	f.hire(t, tenant, kofi, "Waiter")
	other := instance(t, f.db, f.world, secretKey)
	grant := func() string {
		return id(accessPath, f.count(t, tenant, "SELECT id FROM tool_access WHERE member_id = 2"))
	}
	send := func(method, path string, body any, status int) func() {
		return func() { f.does(t, "ama", tenant, method, path, body, status) }
	}
	for _, step := range []struct {
		change func()
		open   bool
	}{
		{func() {}, false},
		{send("POST", rolePath, map[string]any{"role_id": 2, "tool_id": 1}, 201), true},
		{send("POST", accessPath, map[string]any{"member_id": 2, "tool_id": 1, "is_granted": false}, 201), false},
		{func() { send("PATCH", grant(), map[string]any{"is_granted": true}, 200)() }, true},
		{send("DELETE", id(rolePath, "2-1"), nil, 204), true},
		{func() { send("DELETE", grant(), nil, 204)() }, false},
		{send("POST", accessPath+"bulk/", map[string]any{"grants": []any{map[string]any{"role_id": 2, "tool_id": 1}}}, 200), true},
		{send("DELETE", id(availablePath, 1), nil, 204), false},
		{send("POST", availablePath, map[string]any{"tool_id": 1}, 201), false},
		{send("POST", accessPath, map[string]any{"user": kofi.UserID, "tool_id": 1}, 201), true},
	} {
		step.change()
		_, err := f.Admit(t.Context(), tenant, kofi.UserID, 1)
		require.Equal(t, step.open, err == nil, "%v", err)
		require.Eventually(t, func() bool {
			_, err := other.Admit(t.Context(), tenant, kofi.UserID, 1)
			return step.open == (err == nil)
		}, 10*time.Second, time.Millisecond)
	}
}
