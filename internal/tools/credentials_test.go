package tools_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/tools"
)

func credentialsPath(tool int) string { return id(cataloguePath, tool) + "credentials/" }

func TestCredentialsAreShownOnceAndRotated(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	f.person(t, "ama")
	first := f.does(t, "operator", nil, http.MethodPost, credentialsPath(1), nil, 201)
	require.Regexp(t, `^ttc_[a-z2-7]{20}$`, first["client_id"])
	require.Regexp(t, `^tsk_[A-Za-z0-9_-]{43}$`, first["client_secret"])
	require.Nil(t, first["expires_previous_at"])
	secret, _ := first["client_secret"].(string)
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.tool_secrets WHERE position(convert_to($1, 'UTF8') IN secret_hash) > 0", secret))
	list := f.ask(t, "operator", nil, http.MethodGet, credentialsPath(1), "").Body.String()
	require.NotContains(t, list, secret)
	require.Contains(t, list, `"hint":"`+secret[len(secret)-4:]+`"`)

	second := f.does(t, "operator", nil, http.MethodPost, credentialsPath(1), map[string]any{"overlap_seconds": 60}, 201)
	require.Equal(t, first["client_id"], second["client_id"])
	require.Equal(t, "2026-03-01T12:01:00Z", second["expires_previous_at"])
	third := f.does(t, "operator", nil, http.MethodPost, credentialsPath(1), nil, 201)
	require.Equal(t, "2026-03-02T12:00:00Z", third["expires_previous_at"])
	good := func(made map[string]any) bool {
		t.Helper()
		client, _ := made["client_id"].(string)
		secret, _ := made["client_secret"].(string)
		return f.CheckSecret(t.Context(), client, secret) == nil
	}
	require.True(t, good(first) && good(second) && good(third))
	f.clock.Advance(time.Minute - time.Second)
	require.True(t, good(first))
	f.clock.Advance(time.Second)
	require.False(t, good(first), "its time does not move when another takes over")
	require.True(t, good(second) && good(third))
	f.clock.Advance(24 * time.Hour)
	require.False(t, good(second))
	require.True(t, good(third))
	require.EqualValues(t, 1, f.does(t, "operator", nil, http.MethodGet, credentialsPath(1), nil, 200)["count"])
	leaked := f.does(t, "operator", nil, http.MethodPost, credentialsPath(1), map[string]any{"overlap_seconds": 0}, 201)
	require.False(t, good(third), "no overlap ends it at once")
	one := credentialsPath(1) + whole(leaked["secret_id"]) + "/"
	f.fails(t, "operator", nil, http.MethodDelete, strings.Replace(one, "/1/", "/2/", 1), nil, 404, "not_found")
	f.does(t, "operator", nil, http.MethodDelete, one, nil, 204)
	f.fails(t, "operator", nil, http.MethodDelete, one, nil, 404, "not_found")
	require.False(t, good(leaked))
	require.NoError(t, f.Purge(t.Context()))

	for _, overlap := range []any{-1, 30*24*3600 + 1, "60", 1.5} {
		require.Contains(t, f.does(t, "operator", nil, http.MethodPost, credentialsPath(1), map[string]any{"overlap_seconds": overlap}, 400), "overlap_seconds")
	}
	f.fails(t, "operator", nil, http.MethodPost, credentialsPath(9), nil, 404, "not_found")
	f.fails(t, "operator", nil, http.MethodGet, credentialsPath(9), nil, 404, "not_found")
	f.fails(t, "ama", nil, http.MethodPost, credentialsPath(1), nil, 403, "superuser_only")
	for range 10 {
		f.does(t, "operator", nil, http.MethodPost, credentialsPath(2), nil, 201)
	}
	f.fails(t, "operator", nil, http.MethodPost, credentialsPath(2), nil, 409, "too_many_secrets")
	require.Equal(t, 14, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE action = 'tool.secret_created'"))
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM public.audit_log WHERE changes::text LIKE '%tsk_%'"))
}

func whole(number any) string { return fmt.Sprintf("%.0f", number) }

func TestAToolWithCredentialsHasToUseThem(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	before := f.stay(t, "ama", tenant, 1)
	pos, menu := f.credentials(t, 1, 0), f.credentials(t, 2, 0)
	const form, json = "application/x-www-form-urlencoded", "application/json"
	l := f.generate(t, "ama", tenant, 1)
	wrong := credentials{pos.id, menu.secret}
	token := toJSON(t, map[string]any{"token": l.Token})
	for _, c := range []struct{ authorization, body string }{
		{"", token},
		{"Bearer x", token},
		{wrong.basic(), token},
		{credentials{"ttc_nobody", pos.secret}.basic(), token},
		{credentials{pos.id, ""}.basic(), token},
		{"Basic", token},
		{"Basic !!!", token},
		{"Basic eA==", token},
		{"Basic JTo=", token},
		{"", toJSON(t, map[string]any{"token": l.Token, "client_id": pos.id})},
		{"", toJSON(t, map[string]any{"token": l.Token, "client_secret": pos.secret})},
		{"", toJSON(t, map[string]any{"token": l.Token, "client_id": pos.id, "client_secret": pos.secret + "x"})},
	} {
		w := f.send(t, verifyPath, json, c.authorization, c.body)
		require.Equal(t, http.StatusUnauthorized, w.Code, "%+v: %s", c, w.Body)
		require.Equal(t, `Basic realm="TableTap", charset="UTF-8"`, w.Header().Get("WWW-Authenticate"))
		answer := object(t, w)
		require.Equal(t, "invalid_client", answer["error"], "as RFC 6749 says it")
		require.Equal(t, "invalid_client", answer["code"])
		require.Equal(t, answer["detail"], answer["error_description"])
	}
	twice := f.send(t, verifyPath, json, pos.basic(), toJSON(t, map[string]any{"token": l.Token, "client_id": pos.id, "client_secret": pos.secret}))
	require.Equal(t, http.StatusBadRequest, twice.Code)
	require.Equal(t, "invalid_request", object(t, twice)["error"])
	require.Equal(t, http.StatusBadRequest, f.send(t, verifyPath, json, pos.basic(), toJSON(t, map[string]any{"token": l.Token, "client_id": menu.id})).Code)
	f.refuse(t, f.send(t, verifyPath, json, menu.basic(), token), http.StatusBadRequest, "invalid_token")
	after := f.begin(t, l.Token, pos.basic()) // nothing of this used it up, and another tool's use was none
	require.Zero(t, f.count(t, nil, replays))
	body := toJSON(t, map[string]any{"token": f.generate(t, "ama", tenant, 1).Token, "client_id": pos.id, "client_secret": pos.secret})
	require.Equal(t, http.StatusOK, f.send(t, verifyPath, json, "", body).Code)
	require.Equal(t, http.StatusOK, f.send(t, verifyPath, json, "Basic "+pos.basic()[6:], toJSON(t, map[string]any{
		"token": f.generate(t, "ama", tenant, 1).Token, "client_id": pos.id,
	})).Code, "some libraries repeat the id")

	for _, session := range []string{before, after} {
		asked := url.Values{"token": {session}}
		for _, authorization := range []string{"", wrong.basic(), "Bearer x", "Digest x"} {
			for _, path := range []string{introspectPath, revokePath} {
				w := f.send(t, path, form, authorization, asked.Encode())
				require.Equal(t, http.StatusUnauthorized, w.Code, "%s with %q: %s", path, authorization, w.Body)
			}
		}
		w := f.send(t, introspectPath, form, menu.basic(), asked.Encode())
		require.JSONEq(t, `{"active": false}`, w.Body.String(), "another tool's session is none")
		require.Equal(t, http.StatusOK, f.send(t, revokePath, form, menu.basic(), asked.Encode()).Code)
		w = f.send(t, introspectPath, form, pos.basic(), asked.Encode())
		require.Contains(t, w.Body.String(), `"active":true,"client_id":"`+pos.id+`"`)
		asked.Set("client_id", pos.id)
		asked.Set("client_secret", pos.secret)
		require.Contains(t, f.send(t, introspectPath, form, "", asked.Encode()).Body.String(), `"active":true`)
		require.Equal(t, http.StatusOK, f.send(t, revokePath, form, "", asked.Encode()).Code)
		require.JSONEq(t, `{"active": false}`, f.send(t, introspectPath, form, pos.basic(), url.Values{"token": {session}}.Encode()).Body.String())
	}
	require.Equal(t, http.StatusUnauthorized, f.send(t, introspectPath, form, wrong.basic(), "token=x").Code, "who fails is not told about any token")
	f.valid(t, f.generate(t, "ama", tenant, 3).Token)
}

func TestAToolCannotDoWithoutTheCredentialsItOnceHad(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.credentials(t, 1, 0)
	secrets, err := f.SecretsOf(t.Context(), 1)
	require.NoError(t, err)
	require.NoError(t, f.DeleteSecret(t.Context(), 1, secrets[0].ID))
	l := f.generate(t, "ama", tenant, 1)
	require.Equal(t, http.StatusUnauthorized, f.verify(t, l.Token).Code)
	f.begin(t, l.Token, f.credentials(t, 1, 0).basic())
}

func TestASecretIsKnownToTheOtherInstances(t *testing.T) {
	t.Parallel()
	f := setup(t)
	other := instance(t, f.db, f.world, secretKey)
	first := f.credentials(t, 1, 0)
	require.Eventually(t, func() bool { return other.CheckSecret(t.Context(), first.id, first.secret) == nil }, 10*time.Second, time.Millisecond)
	second := f.credentials(t, 1, 0)
	require.Error(t, f.CheckSecret(t.Context(), first.id, first.secret))
	require.Eventually(t, func() bool { return other.CheckSecret(t.Context(), first.id, first.secret) != nil }, 10*time.Second, time.Millisecond)
	require.NoError(t, other.CheckSecret(t.Context(), second.id, second.secret))
	client, err := other.ClientByID(t.Context(), second.id)
	require.NoError(t, err)
	require.Equal(t, tools.Client{
		ToolID: 1, ID: second.id, Slug: "pos", Name: "POS", Active: true, RedirectURIs: []string{}, PostLogoutRedirectURIs: []string{},
	}, public(client))
	require.True(t, client.HasSecrets(f.clock.Now()))
	_, err = other.ClientByID(t.Context(), "")
	require.ErrorContains(t, err, "not_found", "the tools without credentials have no id to be found by")
}

func public(c *tools.Client) tools.Client {
	return tools.Client{
		ToolID: c.ToolID, ID: c.ID, Slug: c.Slug, Name: c.Name, Active: c.Active, RedirectURIs: c.RedirectURIs,
		PostLogoutRedirectURIs: c.PostLogoutRedirectURIs,
	}
}

func TestFailingProofsAreThrottled(t *testing.T) {
	t.Parallel()
	f := setup(t)
	pos := f.credentials(t, 1, 0)
	var last int
	for range 31 {
		last = f.send(t, introspectPath, "application/x-www-form-urlencoded", credentials{pos.id, "x"}.basic(), "token=x").Code
	}
	w := f.send(t, introspectPath, "application/x-www-form-urlencoded", credentials{pos.id, "x"}.basic(), "token=x")
	require.Equal(t, http.StatusTooManyRequests, last)
	f.refuse(t, w, http.StatusTooManyRequests, "throttled")
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	w = f.send(t, introspectPath, "application/x-www-form-urlencoded", pos.basic(), "token=x")
	require.Equal(t, http.StatusOK, w.Code, "nobody can lock a tool out")
	f.clock.Advance(time.Minute)
	require.Equal(t, http.StatusUnauthorized, f.send(t, introspectPath, "application/x-www-form-urlencoded", credentials{pos.id, "x"}.basic(), "token=x").Code)
}
