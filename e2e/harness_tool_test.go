package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const toolSecret = "the-secret-of-the-example-tool"

// tool is a web application that signs people in with OpenID Connect, as one of another house would: by a client library and the
// issuer's address.
type tool struct {
	*httptest.Server

	issuer string

	mu       sync.Mutex
	pending  map[string]string // verifier by state
	lastIDTk string
}

func startTool(t *testing.T, issuer string) *tool {
	t.Helper()
	tl := &tool{issuer: issuer, pending: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", tl.begin)
	mux.HandleFunc("GET /callback", tl.callback)
	mux.HandleFunc("GET /sign-out", tl.signOut)
	mux.HandleFunc("GET /goodbye", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "goodbye") })
	tl.Server = httptest.NewServer(mux)
	t.Cleanup(tl.Close)
	return tl
}

func (tl *tool) client(r *http.Request) (*oidc.Provider, *oauth2.Config, error) {
	provider, err := oidc.NewProvider(r.Context(), tl.issuer)
	if err != nil {
		return nil, nil, err
	}
	return provider, &oauth2.Config{
		ClientID: "pos", ClientSecret: toolSecret, Endpoint: provider.Endpoint(), RedirectURL: tl.URL + "/callback",
		Scopes: []string{"openid", "profile", "email", "restaurant"},
	}, nil
}

func (tl *tool) begin(w http.ResponseWriter, r *http.Request) {
	_, config, err := tl.client(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	state, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	tl.mu.Lock()
	tl.pending[state] = verifier
	tl.mu.Unlock()
	http.SetCookie(w, &http.Cookie{Name: "state", Value: state, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier), oidc.Nonce(state)}
	if tenant := r.FormValue("tenant"); tenant != "" {
		options = append(options, oauth2.SetAuthURLParam("tenant", tenant))
	}
	http.Redirect(w, r, config.AuthCodeURL(state, options...), http.StatusFound)
}

func (tl *tool) callback(w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie("state")
	if err != nil || cookie.Value != r.FormValue("state") {
		http.Error(w, "this is not the sign-in that began here", http.StatusBadRequest)
		return
	}
	if problem := r.FormValue("error"); problem != "" {
		fmt.Fprint(w, problem)
		return
	}
	claims, err := tl.redeem(r, cookie.Value)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	_ = json.NewEncoder(w).Encode(claims)
}

func (tl *tool) redeem(r *http.Request, state string) (map[string]any, error) {
	provider, config, err := tl.client(r)
	if err != nil {
		return nil, err
	}
	tl.mu.Lock()
	verifier := tl.pending[state]
	delete(tl.pending, state)
	tl.mu.Unlock()
	token, err := config.Exchange(r.Context(), r.FormValue("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return nil, err
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID}).Verify(r.Context(), raw)
	if err != nil {
		return nil, err
	}
	if verified.Nonce != state {
		return nil, fmt.Errorf("nonce %q", verified.Nonce)
	}
	tl.mu.Lock()
	tl.lastIDTk = raw
	tl.mu.Unlock()
	claims := map[string]any{}
	err = verified.Claims(&claims)
	return claims, err
}

func (tl *tool) signOut(w http.ResponseWriter, r *http.Request) {
	tl.mu.Lock()
	hint := tl.lastIDTk
	tl.mu.Unlock()
	query := url.Values{"id_token_hint": {hint}, "post_logout_redirect_uri": {tl.URL + "/goodbye"}}
	http.Redirect(w, r, tl.issuer+"/oauth/end_session?"+query.Encode(), http.StatusFound)
}
