package tooltap_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/pkg/tooltap"
)

const (
	baseURL = "https://console.test"
	secret  = "s3cret"
)

// console answers as the console does, from memory. It is reached without a network, so that a test may have a clock of its own.
type console struct {
	mu       sync.Mutex
	kid      string
	public   ed25519.PublicKey
	private  ed25519.PrivateKey
	sessions map[string]time.Time // token to expiry; gone when it is over
	launched map[string]string    // jti to the session that it opened
	events   map[string]json.RawMessage

	allOrNothing bool // as consoles were before they answered for each event

	asked  map[string]int // requests by path
	answer func(w http.ResponseWriter, r *http.Request) bool
	now    func() time.Time
}

func newConsole(tb testing.TB) *console {
	tb.Helper()
	c := &console{
		sessions: map[string]time.Time{}, launched: map[string]string{}, events: map[string]json.RawMessage{}, asked: map[string]int{}, now: time.Now,
	}
	c.rotate(tb, "first")
	return c
}

// rotate makes a new key; the old one is not published any more.
func (c *console) rotate(tb testing.TB, kid string) {
	tb.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(tb, err)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kid, c.public, c.private = kid, public, private
}

// client is a client of the console, and of nobody else.
func (c *console) client(tb testing.TB, change ...func(*tooltap.Config)) *tooltap.Client {
	tb.Helper()
	cfg := tooltap.Config{
		BaseURL: baseURL, ClientID: "pos-client", ClientSecret: secret, Tool: "pos", HTTPClient: &http.Client{Transport: c},
	}
	for _, do := range change {
		do(&cfg)
	}
	client, err := tooltap.New(cfg)
	require.NoError(tb, err)
	return client
}

// intercept lets fn answer first; it is true when it has.
func (c *console) intercept(fn func(w http.ResponseWriter, r *http.Request) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answer = fn
}

func (c *console) count(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[path]
}

func (c *console) stored() map[string]json.RawMessage {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.events)
}

// RoundTrip makes the console an http.RoundTripper.
func (c *console) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	if w.Code == 0 || w.Code == lost {
		return nil, errLost
	}
	return w.Result(), nil
}

// An answer with the status lost never arrives.
const lost = 599

var errLost = fmt.Errorf("read: %w", io.ErrUnexpectedEOF)

func (c *console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.asked[r.URL.Path]++
	answer := c.answer
	c.mu.Unlock()
	if answer != nil && answer(w, r) {
		return
	}
	if r.URL.Path == keysPath {
		c.serveKeys(w)
		return
	}
	if id, given, ok := r.BasicAuth(); !ok || id != "pos-client" || given != secret {
		refuse(w, http.StatusUnauthorized, "invalid_client")
		return
	}
	switch r.URL.Path {
	case verifyPath:
		c.serveVerify(w, r)
	case introspectPath:
		c.serveIntrospect(w, r)
	case revokePath:
		c.mu.Lock()
		delete(c.sessions, r.PostFormValue("token"))
		c.mu.Unlock()
		write(w, http.StatusOK, map[string]any{})
	case batchPath:
		c.serveBatch(w, r)
	default:
		refuse(w, http.StatusNotFound, "not_found")
	}
}

const (
	keysPath       = "/.well-known/jwks.json"
	verifyPath     = "/api/tools/sso/verify/"
	introspectPath = "/api/tools/sso/introspect/"
	revokePath     = "/api/tools/sso/revoke/"
	batchPath      = "/api/analytics/track/batch/"
)

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(w http.ResponseWriter, status int, code string) {
	write(w, status, map[string]any{"error": "No.", "detail": "No.", "code": code})
}

func (c *console) serveKeys(w http.ResponseWriter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w.Header().Set("Cache-Control", "public, max-age=300")
	write(w, http.StatusOK, map[string]any{"keys": []map[string]string{
		{"kty": "RSA", "use": "sig", "kid": c.kid, "n": "AQAB", "e": "AQAB"},
		{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": c.kid, "x": base64.RawURLEncoding.EncodeToString(c.public)},
	}})
}

func (c *console) serveVerify(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Token   string `json:"token"`
		Session bool   `json:"session"`
	}
	var claims struct {
		ID string `json:"jti"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || json.Unmarshal(payloadOf(in.Token), &claims) != nil || claims.ID == "" {
		refuse(w, http.StatusBadRequest, "invalid_token")
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if opened, used := c.launched[claims.ID]; used {
		delete(c.sessions, opened) // somebody has stolen it
		refuse(w, http.StatusBadRequest, "invalid_token")
		return
	}
	expires := c.now().Add(time.Hour).UTC().Truncate(time.Second)
	session := "session-" + rand.Text()
	c.launched[claims.ID], c.sessions[session] = session, expires
	body := map[string]any{
		"valid": true, "user_id": 7, "tool_id": 1, "tenant_schema": "mama", "role": "Waiter",
		"permissions": map[string]any{"orders": "create", "menu": false},
		"tenant":      map[string]any{"id": 3, "name": "Mama's Kitchen", "slug": "mamas-kitchen", "subscription_status": "trial", "trial_end_date": "2026-03-08T12:00:00Z"},
		"user":        map[string]any{"id": 7, "username": "ama", "email": "ama@example.com", "first_name": "Ama", "last_name": "Mensah", "display_name": "Ama Mensah"},
		"expires_at":  "2026-03-01T12:01:00Z",
	}
	if in.Session {
		body["session"] = map[string]any{"token": session, "expires_at": expires}
	}
	write(w, http.StatusOK, body)
}

func payloadOf(token string) []byte {
	parts := bytes.Split([]byte(token), []byte("."))
	if len(parts) != 3 {
		return nil
	}
	raw, _ := base64.RawURLEncoding.DecodeString(string(parts[1]))
	return raw
}

func (c *console) serveIntrospect(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	expires, ok := c.sessions[r.PostFormValue("token")]
	if !ok || !c.now().Before(expires) || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		write(w, http.StatusOK, map[string]any{"active": false})
		return
	}
	write(w, http.StatusOK, map[string]any{
		"active": true, "client_id": "pos-client", "username": "ama", "sub": "7", "exp": expires.Unix(), "iat": expires.Add(-time.Hour).Unix(),
		"tool_id": 1, "tenant_id": 3, "tenant_schema": "mama", "role": "Waiter", "permissions": map[string]any{"orders": "create", "menu": false},
	})
}

// serveBatch answers for each event, as the console does; with allOrNothing as it did before.
func (c *console) serveBatch(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Events []json.RawMessage `json:"events"`
	}
	if r.Header.Get("X-Tenant-Id") == "elsewhere" {
		refuse(w, http.StatusNotFound, "not_found")
		return
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || len(in.Events) == 0 || len(in.Events) > 10_000 {
		write(w, http.StatusBadRequest, map[string]any{"events": []string{"Send 1 to 10000 events."}})
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	results, wrong, duplicates := make([]map[string]any, len(in.Events)), map[string]any{}, 0
	good := map[string]json.RawMessage{}
	for i, raw := range in.Events {
		var e struct {
			ID   string `json:"id"`
			User int64  `json:"user"`
		}
		_ = json.Unmarshal(raw, &e)
		switch _, known := c.events[e.ID]; {
		case e.User == 999:
			said := []string{"This user does not work in this restaurant."}
			wrong[fmt.Sprintf("events[%d].user", i)] = said
			results[i] = map[string]any{"status": "refused", "errors": map[string]any{"user": said}}
		case known:
			duplicates++
			results[i] = map[string]any{"status": "duplicate"}
		default:
			good[e.ID] = raw
			results[i] = map[string]any{"status": "accepted", "id": i + 1}
		}
	}
	if len(wrong) == len(in.Events) || c.allOrNothing && len(wrong) > 0 {
		write(w, http.StatusBadRequest, wrong)
		return
	}
	maps.Copy(c.events, good)
	answer := map[string]any{"accepted": len(good), "duplicates": duplicates}
	if !c.allOrNothing {
		answer["refused"], answer["results"] = len(wrong), results
	}
	write(w, http.StatusCreated, answer)
}

// claims of a token that is good now. A change to nil takes a claim away.
func (c *console) claims(changes map[string]any) map[string]any {
	now := c.now()
	claims := map[string]any{
		"iss": baseURL, "sub": "7", "aud": "pos", "jti": rand.Text(), "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		"tenant_id": 3, "tenant_schema": "mama", "member_id": 5, "tool_id": 1,
	}
	for name, value := range changes {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	return claims
}

// token is a launch token that is good now, but for the changes to its claims.
func (c *console) token(tb testing.TB, changes map[string]any) string {
	tb.Helper()
	return c.sign(tb, map[string]any{"alg": "EdDSA", "kid": c.kid, "typ": "tabletap-launch+jwt"}, c.claims(changes))
}

func (c *console) sign(tb testing.TB, header, claims any) string {
	tb.Helper()
	signed := encode(tb, header) + "." + encode(tb, claims)
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(c.private, []byte(signed)))
}

func encode(tb testing.TB, v any) string {
	tb.Helper()
	raw, ok := v.(string)
	if !ok {
		b, err := json.Marshal(v)
		require.NoError(tb, err)
		raw = string(b)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(raw))
}
