package oidc_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/tabletap/console/internal/access"
)

// again is a refresh by the client library.
func (p *party) again(t *testing.T, refresh string) (*oauth2.Token, error) {
	t.Helper()
	return p.config.TokenSource(t.Context(), &oauth2.Token{RefreshToken: refresh}).Token()
}

// introspect asks about a token as a client.
func (f *fixture) introspect(t *testing.T, client, clientSecret, token string) map[string]any {
	t.Helper()
	answer, body := f.post(t, "/oauth/introspect", "token="+url.QueryEscape(token), "Authorization", basic(client, clientSecret))
	require.Equal(t, http.StatusOK, answer.StatusCode, body)
	said := map[string]any{}
	require.NoError(t, json.Unmarshal([]byte(body), &said))
	return said
}

func (p *party) works(t *testing.T, token *oauth2.Token) bool {
	t.Helper()
	_, err := p.provider.UserInfo(t.Context(), oauth2.StaticTokenSource(token))
	if err != nil {
		require.ErrorContains(t, err, "401")
	}
	active := p.f.introspect(t, "pos", secret, token.AccessToken)["active"]
	require.Equal(t, err == nil, active, "both say the same")
	return err == nil
}

func TestRefreshTokensRotate(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "profile", "restaurant", "offline_access")
	_, first := p.signedIn(t, ama, tenant)
	f.clock.Advance(time.Hour)
	require.False(t, p.works(t, first), "access tokens live ten minutes")

	second, err := p.again(t, first.RefreshToken)
	require.NoError(t, err)
	require.NotEqual(t, first.RefreshToken, second.RefreshToken)
	require.True(t, p.works(t, second))
	claims := p.claimsAt(t, second)
	require.Equal(t, itoa(int64(ama.UserID)), claims["sub"])
	require.Equal(t, "one", claims["tenant_schema"])
	require.NotContains(t, claims, "nonce")
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.oidc_grants"))

	_, err = p.again(t, first.RefreshToken)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	require.False(t, p.works(t, second), "one of the two stole it: the sign-in ends")
	_, err = p.again(t, second.RefreshToken)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	require.Equal(t, 1, f.count(t, `SELECT count(*) FROM public.audit_log
WHERE action = 'openid.ended' AND changes -> 'reason' ->> 'after' = 'refresh_token_reused'`))
}

// claimsAt checks an ID token whose times are the library's own clock's, which no test moves.
func (p *party) claimsAt(t *testing.T, token *oauth2.Token) map[string]any {
	t.Helper()
	saved := p.f.clock.Now()
	p.f.clock.Advance(time.Since(saved))
	defer func() { p.f.clock.Advance(saved.Sub(p.f.clock.Now())) }()
	return p.claims(t, token)
}

func TestRefreshTokensAreTheirClients(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "offline_access")
	_, token := p.signedIn(t, ama, tenant)
	_, err := f.party(t, "menu", "").again(t, token.RefreshToken)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	_, err = p.again(t, token.AccessToken)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	_, err = p.again(t, "nonsense")
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	require.Equal(t, false, f.introspect(t, "pos", secret, token.RefreshToken)["active"], "it opens nothing by itself")
	_, err = p.again(t, token.RefreshToken)
	require.NoError(t, err, "none of it has used the token up")
}

func TestRefreshMayAskForLessNotMore(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "profile", "offline_access")
	_, token := p.signedIn(t, ama, tenant)
	form := "grant_type=refresh_token&client_id=pos&client_secret=" + secret + "&refresh_token="
	answer, body := f.post(t, "/oauth/token", form+token.RefreshToken+"&scope=openid+email")
	require.Equal(t, http.StatusBadRequest, answer.StatusCode)
	require.Contains(t, body, "invalid_scope")

	answer, body = f.post(t, "/oauth/token", form+token.RefreshToken+"&scope=openid")
	require.Equal(t, http.StatusOK, answer.StatusCode, body)
	var less oauth2.Token
	require.NoError(t, json.Unmarshal([]byte(body), &less))
	require.Equal(t, "openid", f.introspect(t, "pos", secret, less.AccessToken)["scope"])
	full, err := p.again(t, less.RefreshToken)
	require.NoError(t, err)
	require.Equal(t, "offline_access openid profile", f.introspect(t, "pos", secret, full.AccessToken)["scope"], "the next may have all of it again")
}

func TestASignInEnds(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "offline_access")
	_, token := p.signedIn(t, ama, tenant)
	for range 4 {
		f.clock.Advance(6*24*time.Hour + 23*time.Hour)
		var err error
		token, err = p.again(t, token.RefreshToken)
		require.NoError(t, err)
	}
	f.clock.Advance(6 * 24 * time.Hour)
	_, err := p.again(t, token.RefreshToken)
	refused(t, err, http.StatusBadRequest, "invalid_grant")

	_, token = p.signedIn(t, ama, tenant)
	f.clock.Advance(7 * 24 * time.Hour)
	_, err = p.again(t, token.RefreshToken)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	f.clock.Advance(time.Second)
	require.NoError(t, f.Purge(t.Context()))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.oidc_tokens"))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.oidc_grants"), "that the person agreed is remembered")
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.oidc_requests"))
	f.clock.Advance(24 * 24 * time.Hour)
	require.NoError(t, f.Purge(t.Context()))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.oidc_grants"))
}

// Tokens say nothing by themselves: whatever closes the tool to the person closes it at once, and opens it again.
func TestTheToolIsOpenToWhoMayOpenItNow(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant, other := f.restaurant(t, "one", ama), f.restaurant(t, "two", ama)
	p := f.party(t, "pos", secret, "openid", "restaurant", "offline_access")
	b := f.browser(t).open(p.authURL(set("tenant", "one"))).signIn(ama).choose(tenant)
	code := b.code(p)
	f.refuse(tenant, "subscription_inactive")
	_, err := p.exchange(t, code)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	f.refuse(tenant, "")
	token, err := p.exchange(t, code)
	require.NoError(t, err)
	require.True(t, p.works(t, token))

	shut := func(name string, shut, open func()) {
		shut()
		require.False(t, p.works(t, token), name)
		_, err := p.again(t, token.RefreshToken)
		refused(t, err, http.StatusBadRequest, "invalid_grant")
		open()
		require.True(t, p.works(t, token), name)
	}
	for _, code := range []string{"member_inactive", "not_granted", "subscription_inactive", "not_in_plan", "tool_inactive"} {
		shut(code, func() { f.refuse(tenant, code) }, func() { f.refuse(tenant, "") })
	}
	user := func(sql string) func() {
		return func() { f.exec(t, "UPDATE public.users SET "+sql+" WHERE id = $1", int64(ama.UserID)) }
	}
	shut("banned", user("is_active = false"), user("is_active = true"))
	shut("deleted", user("deleted_at = now()"), user("deleted_at = NULL"))
	restaurant := func(change func(*access.Tenant)) func() {
		return func() {
			f.world.mu.Lock()
			defer f.world.mu.Unlock()
			changed := *tenant
			change(&changed)
			f.world.tenants[tenant.ID] = &changed
		}
	}
	shut("restaurant off", restaurant(func(t *access.Tenant) { t.Active = false }), restaurant(func(*access.Tenant) {}))
	f.refuse(other, "not_granted")
	require.True(t, p.works(t, token), "another restaurant's affairs are its own")
	_, err = p.again(t, token.RefreshToken)
	require.NoError(t, err, "a refusal has not used the token up")
}

// Trouble of ours is neither "inactive", which would put everybody out, nor told to strangers.
func TestTroubleOfOursStaysOurs(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "offline_access")
	_, token := p.signedIn(t, ama, tenant)
	f.world.mu.Lock()
	f.world.broken = errors.New("relation staff_members is on fire")
	f.world.mu.Unlock()
	for path, body := range map[string]string{
		"/oauth/introspect": "token=" + url.QueryEscape(token.AccessToken),
		"/oauth/token":      "grant_type=refresh_token&refresh_token=" + token.RefreshToken,
	} {
		answer, said := f.post(t, path, body, "Authorization", basic("pos", secret))
		require.Equal(t, http.StatusInternalServerError, answer.StatusCode, path)
		require.Contains(t, said, `"error":"server_error"`)
		require.NotContains(t, said, "fire")
	}
	answer, said := f.post(t, "/oauth/userinfo", "", "Authorization", "Bearer "+token.AccessToken)
	require.Equal(t, http.StatusInternalServerError, answer.StatusCode)
	require.NotContains(t, said, "fire")
	b := f.browser(t).open(p.authURL()).signIn(ama)
	b.problem(http.StatusInternalServerError, "Something went wrong here")
	require.NotContains(t, b.page, "fire")
}

func TestIntrospection(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	_, token := p.signedIn(t, ama, tenant)
	said := f.introspect(t, "pos", secret, token.AccessToken)
	for name, want := range map[string]any{
		"active": true, "client_id": "pos", "sub": itoa(int64(ama.UserID)), "iss": f.issuer, "token_type": "Bearer", "username": "ama@example.com",
		"scope": "email openid profile restaurant", "tenant_schema": "one", "role": "Waiter", "exp": float64(f.clock.Now().Add(10 * time.Minute).Unix()),
		"email_verified": true,
	} {
		require.Equal(t, want, said[name], name)
	}
	f.exec(t, "UPDATE public.tools SET client_id = 'cms' WHERE id = 3")
	f.exec(t, "INSERT INTO public.tool_secrets (tool_id, secret_hash, hint, created_at) VALUES (3, sha256('another secret'), '', now())")
	require.Equal(t, map[string]any{"active": false}, f.introspect(t, "cms", "another secret", token.AccessToken), "it is not the tool's")
	require.Equal(t, map[string]any{"active": false}, f.introspect(t, "pos", secret, "nonsense"))
	require.Equal(t, map[string]any{"active": false}, f.introspect(t, "pos", secret, token.AccessToken[:len(token.AccessToken)-2]+"xx"))
	for body, header := range map[string]string{
		"token=x&client_id=menu": "",
		"token=x":                basic("pos", "wrong"),
		"token=x&client_id=pos&client_secret=wrong":    "",
		"token=x&client_id=nobody&client_secret=wrong": "",
		"token=x&client_id=%00&client_secret=wrong":    "",
	} {
		var headers []string
		if header != "" {
			headers = []string{"Authorization", header}
		}
		answer, text := f.post(t, "/oauth/introspect", body, headers...)
		require.Contains(t, []int{http.StatusUnauthorized, http.StatusBadRequest}, answer.StatusCode, text)
		require.Contains(t, text, "invalid_client")
	}
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "offline_access")
	_, token := p.signedIn(t, ama, tenant)
	revoke := func(client, clientSecret, token string) {
		answer, body := f.post(t, "/oauth/revoke", "token="+url.QueryEscape(token), "Authorization", basic(client, clientSecret))
		require.Equal(t, http.StatusOK, answer.StatusCode, body)
	}
	answer, body := f.post(t, "/oauth/revoke", "client_id=menu&token="+url.QueryEscape(token.RefreshToken))
	require.Equal(t, http.StatusOK, answer.StatusCode, body)
	require.True(t, p.works(t, token), "it is not the tool's to revoke")
	revoke("pos", secret, "nonsense")

	revoke("pos", secret, token.AccessToken)
	require.False(t, p.works(t, token))
	token, err := p.again(t, token.RefreshToken)
	require.NoError(t, err, "the sign-in goes on")
	revoke("pos", secret, token.RefreshToken)
	require.False(t, p.works(t, token), "and ends with its refresh token")
	_, err = p.again(t, token.RefreshToken)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	answer, body = f.post(t, "/oauth/revoke", "token=x", "Authorization", basic("pos", "wrong"))
	require.Equal(t, http.StatusUnauthorized, answer.StatusCode, body)
}

func TestUserinfoTakesTheTokenFromTheRightPlaces(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	p := f.party(t, "pos", secret)
	_, token := p.signedIn(t, ama, f.restaurant(t, "one", ama))
	answer, body := f.post(t, "/oauth/userinfo", "access_token="+url.QueryEscape(token.AccessToken))
	require.Equal(t, http.StatusOK, answer.StatusCode, body)
	require.Equal(t, "no-store", answer.Header.Get("Cache-Control"))
	answer, body = f.post(t, "/oauth/userinfo?access_token="+url.QueryEscape(token.AccessToken), "")
	require.Equal(t, http.StatusUnauthorized, answer.StatusCode, body)
	require.Equal(t, `Bearer realm="TableTap", error="invalid_token"`, answer.Header.Get("WWW-Authenticate"))
	for _, wrong := range []string{"Bearer x", "Bearer ", "Basic " + token.AccessToken, "Bearer " + strings.Repeat("x", 9000)} {
		answer, body = f.post(t, "/oauth/userinfo", "", "Authorization", wrong)
		require.Equal(t, http.StatusUnauthorized, answer.StatusCode, body)
	}
}

// The database holds nothing that could be used: neither codes nor tokens nor the browser's cookie.
func TestSecretsAreStoredAsHashes(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "offline_access")
	b := f.browser(t).open(p.authURL()).signIn(ama).choose(tenant)
	code := b.code(p)
	token, err := p.exchange(t, code)
	require.NoError(t, err)
	at, err := url.Parse(f.issuer)
	require.NoError(t, err)
	secrets := []string{code, token.RefreshToken, token.AccessToken}
	for _, cookie := range b.client.Jar.Cookies(at) {
		if len(cookie.Value) > 20 {
			secrets = append(secrets, cookie.Value)
		}
	}
	require.Len(t, secrets, 6, "and the session, the client and the browser")
	for _, table := range []string{"oidc_requests", "oidc_grants", "oidc_tokens", "audit_log"} {
		for _, secret := range secrets {
			require.Zero(t, f.count(t, "SELECT count(*) FROM public."+table+" x WHERE position($1 in x::text) > 0 OR position($2 in x::text) > 0",
				secret, hexOf(secret)), table)
		}
	}
}

func hexOf(s string) string { return hex.EncodeToString([]byte(s)) }
