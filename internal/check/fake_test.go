package check

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/sandbox/clerk"
)

const (
	allowed = "http://localhost:3000"
	fakeKey = "sk_test_of_the_fake"
)

var start = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// object is a body.
type object = map[string]any

// fake is a console that keeps the contract, with the real stand-in for Clerk beside it. A test breaks single answers.
type fake struct {
	url      string
	clock    *clock.Fake
	stand    *clerk.Server
	clerkKey *rsa.PublicKey
	launch   ed25519.PrivateKey

	mu      sync.Mutex
	broken  map[string]http.HandlerFunc // by "METHOD /path", instead of the good answer
	seen    []string                    // requests
	users   []string                    // Clerk's ids of users who have been here, in order
	deleted map[string]bool             // owners whose restaurants are deleted
	used    map[string]bool             // launch tokens
	paid    map[int]string              // what became of the payment of user n
	stopped map[int]bool                // subscriptions that end with their period
}

func newFake(t *testing.T) *fake {
	t.Helper()
	key, err := rsaKey()
	require.NoError(t, err)
	_, launch, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	f := &fake{
		clock: clock.NewFake(start), clerkKey: &key.PublicKey, launch: launch,
		broken: map[string]http.HandlerFunc{}, deleted: map[string]bool{}, used: map[string]bool{}, paid: map[int]string{}, stopped: map[int]bool{},
	}
	server := httptest.NewUnstartedServer(f)
	f.url = "http://" + server.Listener.Addr().String()
	f.stand, err = clerk.New(clerk.Config{BaseURL: f.url + sandboxPath, SecretKey: fakeKey, SigningKey: key, Clock: f.clock})
	require.NoError(t, err)
	server.Start()
	t.Cleanup(server.Close)
	return f
}

// breaks makes one endpoint answer otherwise.
func (f *fake) breaks(endpoint string, with http.HandlerFunc) { f.broken[endpoint] = with }

// breaksForUsers leaves the answer to strangers as it is.
func (f *fake) breaksForUsers(endpoint string, with http.HandlerFunc) {
	f.breaks(endpoint, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			f.good(w, r)
			return
		}
		with(w, r)
	})
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.seen = append(f.seen, r.Method+" "+r.URL.Path)
	broken := f.broken[r.Method+" "+r.URL.Path]
	f.mu.Unlock()
	if broken != nil {
		broken(w, r)
		return
	}
	f.good(w, r)
}

// good is the answer of a console that keeps the contract.
func (f *fake) good(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, sandboxPath+"/") {
		http.StripPrefix(sandboxPath, f.stand.Handler()).ServeHTTP(w, r)
		return
	}
	h := w.Header()
	h.Set("X-Request-ID", r.Header.Get("X-Request-ID"))
	for _, name := range []string{"Referrer-Policy", "X-Frame-Options", "Content-Security-Policy"} {
		h.Set(name, "strict")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Header.Get("Origin") == allowed {
		h.Set("Access-Control-Allow-Origin", allowed)
		h.Set("Access-Control-Allow-Credentials", "true")
		h.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
	}
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	f.route(w, r)
}

func (f *fake) route(w http.ResponseWriter, r *http.Request) {
	var status int
	var body any
	switch path := strings.TrimSuffix(r.URL.Path, "/") + "/"; r.Method + " " + path {
	case "GET /api/health/":
		status, body = 200, object{"status": "healthy", "message": "up", "version": "1.2.3"}
	case "DELETE /api/health/":
		status, body = problem(405)
	case "GET /api/openapi.json/":
		status, body = 200, document("3.1.0", endpoints)
	case "GET /api/docs/":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html>"))
		return
	case "GET /api/subscriptions/plans/":
		status, body = 200, list(plan("Basic"), plan("Enterprise"))
	case "POST /api/auth/webhook/clerk/":
		status, body = problem(401)
	case "POST /sandbox/paystack/checkout/1/", "POST /sandbox/paystack/checkout/2/":
		f.checkout(w, r)
		return
	case "POST /api/tools/sso/verify/":
		status, body = f.verify(r)
	case "GET /.well-known/jwks.json/":
		status, body = 200, object{"keys": []object{jwk(f.launch)}}
	default:
		status, body = f.signedIn(w, r)
	}
	answerWith(w, status, body)
}

func answerWith(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if body != nil {
		_ = json.NewEncoder(w).Encode(body)
	}
}

// answers is a broken endpoint that always answers this.
func answers(status int, body any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { answerWith(w, status, body) }
}

func problem(status int) (int, any) {
	text := http.StatusText(status)
	return status, object{"error": text, "detail": text, "code": strings.ToLower(strings.ReplaceAll(text, " ", "_"))}
}

func document(version string, list []string) object {
	paths := map[string]object{}
	for _, endpoint := range list {
		method, path := split(endpoint)
		path = strings.ReplaceAll(path, "{id}", "{pk}")
		if paths[path] == nil {
			paths[path] = object{}
		}
		paths[path][strings.ToLower(method)] = object{}
	}
	return object{"openapi": version, "paths": paths}
}

func jwk(key ed25519.PrivateKey) object {
	public := key.Public().(ed25519.PublicKey)
	return object{"kty": "OKP", "crv": "Ed25519", "kid": "k1", "x": base64.RawURLEncoding.EncodeToString(public)}
}

// user finds who sent the request, and the number of that user, from 1. 0 is nobody.
func (f *fake) user(r *http.Request) (string, int) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", 0
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	signature, _ := base64.RawURLEncoding.DecodeString(parts[2])
	if rsa.VerifyPKCS1v15(f.clerkKey, crypto.SHA256, sum[:], signature) != nil {
		return "", 0
	}
	var claims struct{ Sub string }
	decodePart(parts[1], &claims)
	return claims.Sub, f.number(claims.Sub)
}

func (f *fake) number(clerkID string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, id := range f.users {
		if id == clerkID {
			return i + 1
		}
	}
	f.users = append(f.users, clerkID)
	return len(f.users)
}

// email asks the stand-in, as the real console would.
func (f *fake) email(clerkID string) string {
	r := httptest.NewRequest(http.MethodGet, "/v1/users/"+clerkID, http.NoBody)
	r.Header.Set("Authorization", "Bearer "+fakeKey)
	w := httptest.NewRecorder()
	f.stand.Handler().ServeHTTP(w, r)
	var user struct {
		Emails []struct {
			Address string `json:"email_address"`
		} `json:"email_addresses"`
	}
	if json.Unmarshal(w.Body.Bytes(), &user) != nil || len(user.Emails) == 0 {
		return ""
	}
	return user.Emails[0].Address
}

// config is a check of the fake, patient enough for a busy machine and quick to ask again.
func (f *fake) config() Config {
	return Config{
		URL: f.url, Origin: allowed, Clock: f.clock, Clerk: config.Clerk{SecretKey: fakeKey, APIURL: "https://api.clerk.com"},
		limits: limits{request: 10 * time.Second, steps: 30 * time.Second, cleanup: 10 * time.Second, webhook: 10 * time.Second, poll: time.Millisecond},
	}
}

// check runs a check and gives what it printed, the fake's address and random parts replaced.
func (f *fake) check(t *testing.T, change ...func(*Config)) (string, Report) {
	t.Helper()
	return f.checkIn(t.Context(), t, change...)
}

func (f *fake) checkIn(ctx context.Context, t *testing.T, change ...func(*Config)) (string, Report) {
	t.Helper()
	cfg := f.config()
	for _, c := range change {
		c(&cfg)
	}
	var out bytes.Buffer
	report, err := Run(ctx, cfg, &out)
	require.NoError(t, err)
	return strings.ReplaceAll(out.String(), f.url, "http://fake"), report
}

// left are the owners of restaurants that were not deleted.
func (f *fake) left() (owners []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range f.users {
		if !f.deleted[id] {
			owners = append(owners, id)
		}
	}
	return owners
}

func (f *fake) requests() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.seen)
}

func (f *fake) asked(endpoint string) (times int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, seen := range f.seen {
		if seen == endpoint {
			times++
		}
	}
	return times
}
