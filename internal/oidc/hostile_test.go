package oidc_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

// problem expects a page of our own that leads nowhere.
func (b *browser) problem(status int, text string) {
	b.t.Helper()
	require.Equal(b.t, status, b.answer.StatusCode, "%s %s", b.at, b.page)
	require.Empty(b.t, b.answer.Header.Get("Location"))
	require.Empty(b.t, b.answer.Header.Get("Refresh"))
	require.Equal(b.t, "text/html; charset=utf-8", b.answer.Header.Get("Content-Type"))
	require.Contains(b.t, b.page, text)
	require.NotContains(b.t, b.page, "evil.example")
}

func set(name, value string) oauth2.AuthCodeOption { return oauth2.SetAuthURLParam(name, value) }

// Who is not known to be the tool gets no redirect: the address could be anybody's.
func TestNobodyIsSentToAnAddressThatIsNotRegistered(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.party(t, "pos", secret)
	for name, redirect := range map[string]string{
		"another host": "https://evil.example/callback", "another path": callback + "x", "a path below": callback + "/evil.example",
		"a query": callback + "?next=evil.example", "a fragment": callback + "#evil.example", "upper case": "http://TOOL.example/callback",
		"https": "https://tool.example/callback", "user information": "http://tool.example@evil.example/callback", "script": "javascript:evil.example",
		"a trailing slash": callback + "/", "none": "",
	} {
		b := f.browser(t).open(p.authURL(set("redirect_uri", redirect)))
		b.problem(http.StatusBadRequest, "This sign-in cannot begin")
		require.Empty(t, b.answer.Cookies(), name)
	}
	f.browser(t).open(p.authURL(set("client_id", "nobody"))).problem(http.StatusBadRequest, "unknown client_id")
	f.browser(t).open(p.authURL(set("client_id", ""))).problem(http.StatusBadRequest, "This sign-in cannot begin")
	for _, twice := range []string{"redirect_uri=https%3A%2F%2Fevil.example%2F", "state=evil.example", "client_id=menu"} {
		f.browser(t).open(p.authURL()+"&"+twice).problem(http.StatusBadRequest, "is there twice")
	}
	for _, broken := range []string{"state=%00", "tenant=%ff", "nonce=a%00b", "%00=x", "client_id=%00"} {
		name, _, _ := strings.Cut(broken, "=")
		f.browser(t).open(strings.Replace(p.authURL(), name+"=", "x=", 1)+"&"+broken).problem(http.StatusBadRequest, "This sign-in cannot begin")
	}
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.oidc_requests"))
}

// Once the address is known to be the tool's, the tool hears what is wrong, with its state.
func TestWhatIsWrongWithARequestGoesToTheTool(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.party(t, "pos", secret)
	for _, c := range []struct {
		name, code string
		options    []oauth2.AuthCodeOption
	}{
		{"no PKCE", "invalid_request", []oauth2.AuthCodeOption{set("code_challenge", ""), set("code_challenge_method", "")}},
		{"plain PKCE", "invalid_request", []oauth2.AuthCodeOption{set("code_challenge_method", "plain")}},
		{"PKCE without a method", "invalid_request", []oauth2.AuthCodeOption{set("code_challenge_method", "")}},
		{"PKCE of an unknown method", "invalid_request", []oauth2.AuthCodeOption{set("code_challenge_method", "S512")}},
		{"a short challenge", "invalid_request", []oauth2.AuthCodeOption{set("code_challenge", "abc")}},
		{"a form as the answer", "invalid_request", []oauth2.AuthCodeOption{set("response_mode", "form_post")}},
		{"not OpenID", "invalid_scope", []oauth2.AuthCodeOption{set("scope", "profile")}},
		{"no scope", "invalid_scope", []oauth2.AuthCodeOption{set("scope", "")}},
		{"a request object", "request_not_supported", []oauth2.AuthCodeOption{set("request", "eyJhbGciOiJub25lIn0.e30.")}},
		{"a request elsewhere", "request_uri_not_supported", []oauth2.AuthCodeOption{set("request_uri", "https://evil.example/")}},
		{"prompts that exclude each other", "invalid_request", []oauth2.AuthCodeOption{set("prompt", "none login")}},
		{"a nonce too long", "invalid_request", []oauth2.AuthCodeOption{set("nonce", strings.Repeat("n", 4097))}},
		{"an id_token_hint that is none", "login_required", []oauth2.AuthCodeOption{set("id_token_hint", "a.b.c")}},
	} {
		u, err := url.Parse(f.browser(t).open(p.authURL(c.options...)).at)
		require.NoError(t, err)
		require.Equal(t, callback, "http://"+u.Host+u.Path, c.name)
		require.Empty(t, u.Fragment, c.name)
		require.Equal(t, c.code, u.Query().Get("error"), "%s: %s", c.name, u)
		require.Equal(t, p.state, u.Query().Get("state"), c.name)
	}
	for _, other := range []string{"id_token token", "code id_token", "token", ""} {
		f.browser(t).open(p.authURL(set("response_type", other))).problem(http.StatusBadRequest, "This sign-in cannot begin")
	}
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.oidc_requests"))
}

// A code is good for the tool it was made for, at the address it was sent to, with the verifier of its challenge: for tools with a secret
// too, where the library would let the verifier be left out.
func TestACodeIsBoundToWhoAskedForIt(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	for client, clientSecret := range map[string]string{"pos": secret, "menu": ""} {
		p := f.party(t, client, clientSecret)
		code := f.browser(t).open(p.authURL()).signIn(ama).choose(tenant).code(p)
		_, err := p.config.Exchange(t.Context(), code, oauth2.VerifierOption(oauth2.GenerateVerifier()))
		refused(t, err, http.StatusBadRequest, "invalid_grant")
		_, err = p.config.Exchange(t.Context(), code)
		refused(t, err, http.StatusBadRequest, "invalid_request")

		other := map[string]*party{"menu": f.party(t, "pos", secret), "pos": f.party(t, "menu", "")}[client]
		other.verifier = p.verifier
		_, err = other.exchange(t, code)
		refused(t, err, http.StatusBadRequest, "invalid_grant")

		elsewhere := p.config
		elsewhere.RedirectURL = callback + "/other"
		_, err = elsewhere.Exchange(t.Context(), code, oauth2.VerifierOption(p.verifier))
		refused(t, err, http.StatusBadRequest, "invalid_grant")
		_, err = p.exchange(t, code+"x")
		refused(t, err, http.StatusBadRequest, "invalid_grant")

		_, err = p.exchange(t, code)
		require.NoError(t, err, "none of it has used the code up")
	}
}

func TestACodeIsGoodForAMinute(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	b := f.browser(t).open(p.authURL()).signIn(ama).choose(tenant)
	f.clock.Advance(time.Minute)
	_, err := p.exchange(t, b.code(p))
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.oidc_grants"))
}

// Two have the code, so one of them stole it: what the first got ends (RFC 6749, section 4.1.2).
func TestASecondUseOfACodeEndsTheFirst(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "offline_access")
	code := f.browser(t).open(p.authURL()).signIn(ama).choose(tenant).code(p)
	token, err := p.exchange(t, code)
	require.NoError(t, err)
	require.NotEmpty(t, token.RefreshToken)

	other := f.party(t, "menu", "")
	_, err = other.exchange(t, code)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	_, err = p.provider.UserInfo(t.Context(), oauth2.StaticTokenSource(token))
	require.NoError(t, err, "another tool's use of it is its own affair")

	_, err = p.exchange(t, code)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	_, err = p.provider.UserInfo(t.Context(), oauth2.StaticTokenSource(token))
	require.ErrorContains(t, err, "401")
	_, err = p.config.TokenSource(t.Context(), &oauth2.Token{RefreshToken: token.RefreshToken}).Token()
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	require.Equal(t, 1, f.count(t, `SELECT count(*) FROM public.audit_log
WHERE action = 'openid.ended' AND actor_kind = 'tool' AND tenant_id = $1 AND target_id = '1' AND changes -> 'reason' ->> 'after' = 'code_reused'`, int64(tenant.ID)))
}

func TestOfManyExchangesAtOnceOneWinsAndNoneStays(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	code := f.browser(t).open(p.authURL()).signIn(ama).choose(tenant).code(p)
	var group sync.WaitGroup
	tokens := make([]*oauth2.Token, 8)
	for i := range tokens {
		group.Go(func() { tokens[i], _ = p.exchange(t, code) })
	}
	group.Wait()
	won := 0
	for _, token := range tokens {
		if token != nil {
			won++
			_, err := p.provider.UserInfo(t.Context(), oauth2.StaticTokenSource(token))
			require.Error(t, err)
		}
	}
	require.Equal(t, 1, won)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.oidc_grants WHERE end_reason = 'code_reused'"))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.oidc_grants"))
}

func TestClientsProveWhoTheyAre(t *testing.T) {
	t.Parallel()
	f := setup(t)
	grant := "grant_type=authorization_code&code=x&redirect_uri=" + url.QueryEscape(callback)
	for name, c := range map[string]struct {
		body   string
		header []string
		status int
		code   string
	}{
		"a wrong secret":               {grant + "&client_id=pos&client_secret=wrong", nil, 401, "invalid_client"},
		"a wrong secret in the header": {grant, []string{"Authorization", basic("pos", "wrong")}, 401, "invalid_client"},
		"no secret":                    {grant + "&client_id=pos", nil, 401, "invalid_client"},
		"an empty secret":              {grant + "&client_id=pos&client_secret=", nil, 401, "invalid_client"},
		"another's secret":             {grant + "&client_id=cms&client_secret=" + secret, nil, 401, "invalid_client"},
		"an unknown client":            {grant + "&client_id=nobody&client_secret=" + secret, nil, 401, "invalid_client"},
		"a client that is no text":     {grant + "&client_id=%00&client_secret=x", nil, 401, "invalid_client"},
		"no client":                    {grant, nil, 400, "invalid_request"},
		"two ways at once":             {grant + "&client_id=pos&client_secret=" + secret, []string{"Authorization", basic("pos", secret)}, 400, "invalid_request"},
		"a key of its own": {grant + "&client_assertion=a.b.c&client_assertion_type=" +
			url.QueryEscape("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), nil, 401, "invalid_client"},
		"client credentials": {"grant_type=client_credentials&client_id=pos&client_secret=" + secret, nil, 400, "unsupported_grant_type"},
		"a JWT as the grant": {"grant_type=" + url.QueryEscape("urn:ietf:params:oauth:grant-type:jwt-bearer") + "&assertion=a.b.c", nil, 400, "unsupported_grant_type"},
		"a password":         {"grant_type=password&client_id=pos&client_secret=" + secret, nil, 400, "unsupported_grant_type"},
		"an exchange": {
			"grant_type=" + url.QueryEscape("urn:ietf:params:oauth:grant-type:token-exchange") + "&client_id=pos&client_secret=" + secret, nil, 400,
			"unauthorized_client",
		},
		"no grant":           {"client_id=pos&client_secret=" + secret, nil, 400, "invalid_request"},
		"the right secret":   {grant + "&client_id=pos&client_secret=" + secret, nil, 400, "invalid_grant"},
		"in the header":      {grant, []string{"Authorization", basic("pos", secret)}, 400, "invalid_grant"},
		"needs none":         {grant + "&client_id=menu", nil, 400, "invalid_grant"},
		"a secret too long":  {grant + "&client_id=pos&client_secret=" + strings.Repeat("x", 300), nil, 401, "invalid_client"},
		"not even a form":    {"%zz", nil, 400, "invalid_request"},
		"a body without end": {grant + "&x=" + strings.Repeat("x", 2<<20), nil, 400, "invalid_request"},
	} {
		answer, body := f.post(t, "/oauth/token", c.body, c.header...)
		require.Equal(t, c.status, answer.StatusCode, "%s: %s", name, body)
		require.Contains(t, body, `"error":"`+c.code+`"`, name)
		require.Equal(t, c.status == 401, answer.Header.Get("WWW-Authenticate") != "", name)
		require.Equal(t, "no-store", answer.Header.Get("Cache-Control"), name)
	}
	answer, body := f.post(t, "/oauth/token?client_id=pos&client_secret="+secret, grant)
	require.Equal(t, 400, answer.StatusCode)
	require.Contains(t, body, "client_id or client_assertion must be provided", "an address is no place for a secret")
	answer, err := http.Get(f.issuer + "/oauth/token")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, []any{405, "POST"}, []any{answer.StatusCode, answer.Header.Get("Allow")})
}

func basic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

// What looks like an ID token of ours is believed only with the RSA signature of a key of ours: not with the public key as an HMAC
// secret, not unsigned, not with a key it brings along.
func TestForgedIDTokensSignNobodyOut(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	b, token := p.signedIn(t, ama, tenant)
	good := token.Extra("id_token").(string)
	parts := strings.Split(good, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)

	public, kid := f.publicKey(t)
	der, err := x509.MarshalPKIXPublicKey(public)
	require.NoError(t, err)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	encode := base64.RawURLEncoding.EncodeToString
	var changed map[string]any
	require.NoError(t, json.Unmarshal(payload, &changed))
	changed["iss"] = "https://evil.example"
	for name, forged := range map[string]string{
		"HS256 with the public key": signedBy(t, jose.HS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), kid, payload),
		"a stranger's key":          signedBy(t, jose.RS256, stranger, kid, payload),
		"a stranger's kid":          signedBy(t, jose.RS256, stranger, "another", payload),
		"RS512":                     signedBy(t, jose.RS512, stranger, kid, payload),
		"alg none":                  encode([]byte(`{"alg":"none","kid":"`+kid+`"}`)) + "." + parts[1] + ".",
		"another payload":           parts[0] + "." + encode([]byte(`{"iss":"`+f.issuer+`","sub":"1","azp":"pos"}`)) + "." + parts[2],
		"no signature":              parts[0] + "." + parts[1] + ".",
		"the access token":          token.AccessToken,
		"words":                     "words",
	} {
		b.open(f.issuer+"/oauth/end_session?id_token_hint="+url.QueryEscape(forged)).problem(http.StatusBadRequest, "This sign-out did not work")
		_, err := p.provider.UserInfo(t.Context(), oauth2.StaticTokenSource(&oauth2.Token{AccessToken: forged}))
		if name != "the access token" {
			require.ErrorContains(t, err, "401", name)
		}
	}
	_, err = p.provider.UserInfo(t.Context(), oauth2.StaticTokenSource(&oauth2.Token{AccessToken: good}))
	require.ErrorContains(t, err, "401", "an ID token is no access token")
	_, err = p.provider.UserInfo(t.Context(), oauth2.StaticTokenSource(token))
	require.NoError(t, err)
}

func (f *fixture) publicKey(t *testing.T) (*rsa.PublicKey, string) {
	t.Helper()
	answer, err := http.Get(f.issuer + "/oauth/keys")
	require.NoError(t, err)
	defer answer.Body.Close()
	var set jose.JSONWebKeySet
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&set))
	require.Len(t, set.Keys, 1)
	require.Equal(t, []any{"RS256", "sig", true}, []any{set.Keys[0].Algorithm, set.Keys[0].Use, set.Keys[0].IsPublic()})
	return set.Keys[0].Key.(*rsa.PublicKey), set.Keys[0].KeyID
}

func signedBy(t *testing.T, algorithm jose.SignatureAlgorithm, key any, kid string, payload []byte) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", kid).WithType("JWT"))
	require.NoError(t, err)
	signed, err := signer.Sign(payload)
	require.NoError(t, err)
	compact, err := signed.CompactSerialize()
	require.NoError(t, err)
	return compact
}

// Two that come at the same moment both find the code unused. The second one to get at the row ends what the first one made of it.
func TestTwoExchangesInTheSameMoment(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "offline_access")
	b := f.browser(t).open(p.authURL()).signIn(ama).choose(tenant)
	code := b.code(p)
	token := together(t, f, "SELECT FROM public.oidc_requests FOR UPDATE", func() (*oauth2.Token, error) { return p.exchange(t, code) })
	require.False(t, p.works(t, token))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.oidc_grants WHERE end_reason = 'code_reused'"))

	token, err := p.exchange(t, b.open(p.authURL(set("prompt", "consent"))).choose(tenant).code(p))
	require.NoError(t, err)
	token = together(t, f, "SELECT FROM public.oidc_tokens FOR UPDATE", func() (*oauth2.Token, error) { return p.again(t, token.RefreshToken) })
	require.False(t, p.works(t, token))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.oidc_grants WHERE end_reason = 'refresh_token_reused'"))
}

// together holds rows until two calls wait for them, and gives the token of the one that wins.
func together(t *testing.T, f *fixture, hold string, call func() (*oauth2.Token, error)) *oauth2.Token {
	t.Helper()
	tokens := make([]*oauth2.Token, 2)
	var group sync.WaitGroup
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		if _, err := tx.Exec(t.Context(), hold); err != nil {
			return err
		}
		for i := range tokens {
			group.Go(func() { tokens[i], _ = call() })
		}
		pgtest.AwaitBlocked(t, f.db.DB, 2)
		return nil
	}))
	group.Wait()
	require.NotEqual(t, tokens[0] == nil, tokens[1] == nil, "one wins")
	if tokens[0] != nil {
		return tokens[0]
	}
	return tokens[1]
}
