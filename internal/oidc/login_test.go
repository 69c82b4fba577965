package oidc_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
)

func TestWhoWorksInSeveralRestaurantsChooses(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "Ama"), f.person(t, "Kofi")
	one, two, foreign := f.restaurant(t, "one", ama), f.restaurant(t, "two", ama), f.restaurant(t, "three", kofi)
	f.refuse(two, "not_granted")
	p := f.party(t, "pos", secret)
	b := f.browser(t).open(p.authURL()).signIn(ama)
	require.Contains(t, b.page, `Sign out in the <a href="/">TableTap Console</a>`, "the link is to where that can be done")
	require.Contains(t, b.page, "Which restaurant are you working in?")
	require.Contains(t, b.page, "Ama Mensah")
	require.Contains(t, b.page, "ama@example.com")
	require.Contains(t, b.page, "POS will know")
	require.Contains(t, b.page, "tool.example", "where they go back to")
	require.Contains(t, b.page, `name="tenant" value="`+itoa(int64(one.ID))+`"`)
	require.NotContains(t, b.page, `name="tenant" value="`+itoa(int64(two.ID))+`"`, "closed to them")
	require.Contains(t, b.page, "not_granted")
	require.NotContains(t, b.page, "Restaurant three")
	require.Equal(t, "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		b.answer.Header.Get("Content-Security-Policy"))
	require.Equal(t, "no-store", b.answer.Header.Get("Cache-Control"))
	require.NotRegexp(t, `(?i)<style|\sstyle=|<script|\son\w+=|(?:src|href)="https?://`, b.page)

	page := b.page
	b.choose(foreign)
	b.problem(http.StatusForbidden, "not_staff")
	b.page = page
	b.choose(two)
	b.problem(http.StatusForbidden, "not_granted")
	b.page = page
	token, err := p.exchange(t, b.choose(one).code(p))
	require.NoError(t, err)
	require.Equal(t, "one", p.claims(t, token)["tenant_schema"])
	b.page = page
	b.choose(one)
	b.problem(http.StatusBadRequest, "This sign-in has expired")
}

func TestAToolMayNameTheRestaurant(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "Ama"), f.person(t, "Kofi")
	f.restaurant(t, "one", ama)
	two := f.restaurant(t, "two", ama)
	f.restaurant(t, "three", kofi)
	p := f.party(t, "pos", secret)
	b := f.browser(t).open(p.authURL(set("tenant", "two"))).signIn(ama)
	require.Contains(t, b.page, "Continue to Restaurant two")
	require.NotContains(t, b.page, "Restaurant one")
	_, err := p.exchange(t, b.choose(two).code(p))
	require.NoError(t, err)
	for _, name := range []string{"two", itoa(int64(two.ID))} {
		require.NotEmpty(t, b.open(p.authURL(set("tenant", name))).code(p), "agreed before")
	}
	for _, name := range []string{"three", "nothing"} {
		b.open(p.authURL(set("tenant", name))).problem(http.StatusForbidden, "not_staff")
	}
	b.submit(url.Values{"id": {b.form().Get("id")}, "action": {"cancel"}})
	said := b.back()
	require.Equal(t, []string{"access_denied", p.state}, []string{said.Get("error"), said.Get("state")})
}

func TestWhoMayNotOpenTheToolHearsWhyAndGoesBack(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, esi := f.person(t, "Ama"), f.person(t, "Esi")
	tenant := f.restaurant(t, "one", ama)
	f.refuse(tenant, "subscription_inactive")
	p := f.party(t, "pos", secret)
	b := f.browser(t).open(p.authURL()).signIn(ama)
	b.problem(http.StatusForbidden, "subscription_inactive")
	require.Equal(t, "access_denied", b.submit(url.Values{"id": {b.form().Get("id")}, "action": {"cancel"}}).back().Get("error"))
	f.browser(t).open(p.authURL()).signIn(esi).problem(http.StatusForbidden, "no_restaurant")
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.oidc_grants"))
}

func TestSilentSignIn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	one := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	silent := p.authURL(set("prompt", "none"))
	b := f.browser(t)
	fails := func(code string) {
		said := b.open(silent).back()
		require.Equal(t, []string{code, p.state, ""}, []string{said.Get("error"), said.Get("state"), said.Get("code")})
	}
	fails("login_required")
	b.open(p.authURL()).signIn(ama)
	fails("consent_required")
	_, err := p.exchange(t, b.open(p.authURL()).choose(one).code(p))
	require.NoError(t, err)
	require.NotEmpty(t, b.open(silent).code(p))
	f.refuse(one, "not_granted")
	fails("access_denied")
	f.refuse(one, "")
	f.restaurant(t, "two", ama)
	fails("account_selection_required")
	require.NotEmpty(t, b.open(p.authURL(set("prompt", "none"), set("tenant", "one"))).code(p))
}

// A session token lives a minute. Clerk knows the browser for longer, and nobody has to sign in again.
func TestAnExpiredSessionIsRenewed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	b := f.browser(t).open(p.authURL()).signIn(ama)
	f.clock.Advance(9 * time.Minute)
	_, err := p.exchange(t, b.choose(tenant).code(p))
	require.NoError(t, err)
	f.clock.Advance(2 * time.Hour)
	require.NotEmpty(t, b.open(p.authURL(set("prompt", "none"))).code(p))

	session, err := url.Parse(f.clerk.Issuer())
	require.NoError(t, err)
	b.client.Jar.SetCookies(session, []*http.Cookie{{Name: "__client", Value: "gone", Path: "/", MaxAge: -1}})
	f.clock.Advance(2 * time.Minute)
	b.open(p.authURL())
	require.True(t, strings.HasPrefix(b.at, f.clerk.Issuer()+"/sign-in"), b.at)
}

func TestHowLongAgoSomebodySignedIn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "Ama"), f.person(t, "Kofi")
	tenant := f.restaurant(t, "one", ama)
	f.restaurant(t, "two", kofi)
	p := f.party(t, "pos", secret)
	login := p.authURL(set("prompt", "login"))
	b := f.browser(t).open(login).signIn(ama)
	token, err := p.exchange(t, b.choose(tenant).code(p))
	require.NoError(t, err, "whoever has just signed in has signed in")
	f.clock.Advance(30 * time.Minute)
	require.Equal(t, "login_required", b.open(login).back().Get("error"))
	require.Equal(t, "login_required", b.open(p.authURL(set("max_age", "600"))).back().Get("error"))
	require.NotEmpty(t, b.open(p.authURL(set("max_age", "3600"))).code(p))

	hint := set("id_token_hint", token.Extra("id_token").(string))
	require.NotEmpty(t, b.open(p.authURL(hint)).code(p))
	other := f.browser(t).open(p.authURL(hint)).signIn(kofi)
	require.Equal(t, "login_required", other.back().Get("error"), "the tool asked for somebody else")
}

// Whoever begins a sign-in and gets another person to finish it must not be that person at the tool.
func TestASignInBelongsToItsBrowser(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	begun := f.browser(t).open(p.authURL())
	login, err := url.Parse(begun.at)
	require.NoError(t, err)
	link := login.Query().Get("redirect_url")
	require.True(t, strings.HasPrefix(link, f.issuer+"/oauth/login?id="), link)

	victim := f.browser(t).open(p.authURL()).signIn(ama)
	require.Contains(t, victim.page, "Continue to Restaurant one")
	mine := victim.form()
	victim.open(link).problem(http.StatusBadRequest, "began in another browser")
	foreign, err := url.Parse(link)
	require.NoError(t, err)
	victim.submit(url.Values{"id": {foreign.Query().Get("id")}, "user": mine["user"], "tenant": {itoa(int64(tenant.ID))}})
	victim.problem(http.StatusBadRequest, "began in another browser")

	// The other way round: the page's form in another browser, or from another site.
	mine.Set("tenant", itoa(int64(tenant.ID)))
	f.browser(t).submit(mine).problem(http.StatusBadRequest, "began in another browser")
	for _, header := range [][]string{
		{"Origin", "https://evil.example"},
		{"Origin", "null"},
		{},
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Origin", "https://evil.example", "Sec-Fetch-Site", "same-origin"},
	} {
		victim.travel(http.MethodPost, f.issuer+"/oauth/login", mine.Encode(), header...)
		victim.problem(http.StatusForbidden, "csrf_failed")
	}
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.oidc_requests WHERE user_id IS NOT NULL"))
	victim.travel(http.MethodPost, f.issuer+"/oauth/login", mine.Encode(), "Sec-Fetch-Site", "same-origin")
	victim.code(p)
}

// Another tab signed somebody else in since the page was shown: it is shown again, with their name.
func TestThePageIsForWhomItShows(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "Ama"), f.person(t, "Kofi")
	tenant := f.restaurant(t, "one", ama, kofi)
	p := f.party(t, "pos", secret)
	b := f.browser(t).open(p.authURL()).signIn(ama)
	shown := b.form()
	shown.Set("tenant", itoa(int64(tenant.ID)))
	b.travel(http.MethodPost, f.clerk.Issuer()+"/sign-in", "user_id="+kofi.ClerkUserID, "Origin", f.clerk.Issuer())
	b.open(f.issuer + "/oauth/login?id=" + shown.Get("id"))
	require.Contains(t, b.page, "Kofi Mensah")
	b.submit(shown)
	require.Contains(t, b.page, "Kofi Mensah", "not signed in as Ama, not signed in unasked")
	token, err := p.exchange(t, b.choose(tenant).code(p))
	require.NoError(t, err)
	require.Equal(t, itoa(int64(kofi.UserID)), p.claims(t, token)["sub"])
}

func TestASignInTakesTenMinutesAtMost(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	b := f.browser(t).open(p.authURL()).signIn(ama)
	f.clock.Advance(10 * time.Minute)
	b.choose(tenant).problem(http.StatusBadRequest, "This sign-in has expired")
	for _, id := range []string{"", "nothing", strings.Repeat("x", 3000), "%00"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.issuer+"/oauth/login?id="+id, http.NoBody)
		require.NoError(t, err)
		answer, body := send(t, b.client, r)
		require.Equal(t, http.StatusBadRequest, answer.StatusCode, body)
	}
}

// Browsers without cookies, and a Clerk that never says who is there, do not go round in circles.
func TestNobodyGoesRoundInCircles(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.party(t, "pos", secret)
	b := f.browser(t).open(p.authURL())
	login, err := url.Parse(b.at)
	require.NoError(t, err)
	b.open(login.Query().Get("redirect_url")).problem(http.StatusUnauthorized, "not_signed_in")
	f.world.mu.Lock()
	f.world.throttle = true
	f.world.mu.Unlock()
	b.open(p.authURL()).problem(http.StatusTooManyRequests, "Too many sign-ins")
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "offline_access")
	b, here := p.signedIn(t, ama, tenant)
	there, err := p.exchange(t, b.open(p.authURL()).code(p))
	require.NoError(t, err)
	end := f.issuer + "/oauth/end_session?id_token_hint=" + url.QueryEscape(here.Extra("id_token").(string))
	for name, query := range map[string]string{
		"another address": "&post_logout_redirect_uri=" + url.QueryEscape("https://evil.example/"), "a path below": "&post_logout_redirect_uri=" + goodbye + "/x",
		"another client": "&client_id=menu&post_logout_redirect_uri=" + goodbye,
	} {
		b.open(end + query)
		b.problem(http.StatusBadRequest, "This sign-out did not work")
		require.True(t, p.works(t, here), name)
	}
	b.open(f.issuer+"/oauth/end_session?client_id=pos&post_logout_redirect_uri="+goodbye).problem(http.StatusBadRequest, "id_token_hint is required")

	b.open(end + "&post_logout_redirect_uri=" + goodbye + "&state=s%261")
	require.Equal(t, goodbye+"?state=s%261", b.at)
	require.False(t, p.works(t, here))
	_, err = p.again(t, here.RefreshToken)
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	require.True(t, p.works(t, there), "the same person at another till is still signed in")
	f.clock.Advance(time.Hour)
	b.open(end)
	require.Equal(t, f.issuer+"/oauth/signed-out", b.at, "an ID token that has expired still says whose sign-in it was")
	require.Contains(t, b.page, "You are signed out of the tool")
	require.NotEmpty(t, b.open(p.authURL()).code(p), "Clerk's session is not the tool's to end")
}

// Single-page tools call these from their own origin, with no cookie. Nobody else's page may call the rest.
func TestPagesOfOtherOrigins(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for path, open := range map[string]bool{
		"/.well-known/openid-configuration": true, "/oauth/keys": true, "/oauth/token": true, "/oauth/userinfo": true, "/oauth/revoke": true,
		"/oauth/introspect": false, "/oauth/authorize": false, "/oauth/login": false, "/oauth/end_session": false,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, f.issuer+path, http.NoBody)
		require.NoError(t, err)
		answer, _ := send(t, http.DefaultClient, r, "Origin", "https://tool.example", "Access-Control-Request-Method", "POST",
			"Access-Control-Request-Headers", "authorization,content-type")
		want := ""
		if open {
			want = "*"
		}
		require.Equal(t, want, answer.Header.Get("Access-Control-Allow-Origin"), path)
		require.Empty(t, answer.Header.Get("Access-Control-Allow-Credentials"), path)
	}
	answer, _ := f.post(t, "/oauth/token", "grant_type=x", "Origin", "https://tool.example")
	require.Equal(t, "*", answer.Header.Get("Access-Control-Allow-Origin"))
}

// The library answers more paths than we mean to offer, and callers cannot reach them.
func TestNothingElseIsServed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, path := range []string{"/healthz", "/ready", "/device_authorization", "/oauth/authorize/callback", "/oauth/", "/oauth/nothing", "/authorize"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.issuer+path, http.NoBody)
		require.NoError(t, err)
		answer, body := send(t, http.DefaultClient, r)
		require.Equal(t, http.StatusNotFound, answer.StatusCode, path)
		require.Contains(t, body, `"code":"not_found"`, path)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.issuer+"/oauth/style.css", http.NoBody)
	require.NoError(t, err)
	answer, _ := send(t, http.DefaultClient, r)
	require.Equal(t, "text/css; charset=utf-8", answer.Header.Get("Content-Type"))
}

// A rotated key is published before it signs, and what the old one signed is good as long as it lives.
func TestKeysRotateUnderTheClients(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	b, token := p.signedIn(t, ama, tenant)
	_, err := f.RotateKeys(t.Context(), false)
	require.NoError(t, err)
	p.claims(t, token)
	f.clock.Advance(5 * time.Minute)
	fresh, err := p.exchange(t, b.open(p.authURL()).code(p), oauth2.VerifierOption(p.verifier))
	require.NoError(t, err)
	require.NotEqual(t, kid(t, token), kid(t, fresh))
	p.claimsAt(t, fresh)
}

func kid(t *testing.T, token *oauth2.Token) string {
	t.Helper()
	head, _, _ := strings.Cut(token.Extra("id_token").(string), ".")
	return head
}
