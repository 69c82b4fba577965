package e2e

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/pkg/tooltap"
)

const posClientID = "pos-e2e"

// credentials gives the POS a client id and a secret, as an operator would.
func credentials(t *testing.T, s *server) (secret string) {
	t.Helper()
	secret = rand.Text()
	hash := sha256.Sum256([]byte(secret))
	conn := connect(t, s.DatabaseURL)
	_, err := conn.Exec(t.Context(), "UPDATE public.tools SET client_id = $1 WHERE slug = 'pos'", posClientID)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), `INSERT INTO public.tool_secrets (tool_id, secret_hash, hint, created_at)
SELECT id, $1, 'e2e', now() FROM public.tools WHERE slug = 'pos'`, hash[:])
	require.NoError(t, err)
	return secret
}

// issuer is what the server calls itself in launch tokens: a loopback address is localhost to it.
func issuer(s *server) string { return strings.Replace(s.URL, "127.0.0.1", "localhost", 1) }

func toolClient(t *testing.T, s *server, secret string) *tooltap.Client {
	t.Helper()
	client, err := tooltap.New(tooltap.Config{BaseURL: s.URL, ClientID: posClientID, ClientSecret: secret, Tool: "pos", Issuer: issuer(s)})
	require.NoError(t, err)
	return client
}

// launched is a launch token for one of the person's tools, and that tool's id.
func launched(t *testing.T, s *server, p *person, slug string) (token string, toolID int64) {
	t.Helper()
	type row struct {
		ID   int64  `json:"id"`
		Slug string `json:"slug"`
	}
	for _, tool := range results[row](t, s.as(t, p, http.MethodGet, "/api/tools/available/", nil)) {
		if tool.Slug == slug {
			var made struct{ Token string }
			s.as(t, p, http.MethodPost, "/api/tools/sso/generate/", map[string]any{"tool_id": tool.ID}).read(t, http.StatusOK, &made)
			return made.Token, tool.ID
		}
	}
	require.FailNow(t, "no such tool", slug)
	return "", 0
}

// seen is an event as the list shows it.
type seen struct {
	Type string         `json:"event_type"`
	User *int64         `json:"user"`
	Tool *int64         `json:"tool_id"`
	Data map[string]any `json:"data"`
}

// The library for tools in Go, against the program itself.
func TestToolsInGo(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	owner := signUp(t, s, "owner@example.com")
	client := toolClient(t, s, credentials(t, s))

	token, toolID := launched(t, s, owner, "pos")
	launch, err := client.Verify(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, owner.Schema, launch.TenantSchema)
	require.Equal(t, owner.TenantID, launch.TenantID)
	require.Equal(t, toolID, launch.ToolID)
	require.Equal(t, time.Minute, launch.ExpiresAt.Sub(launch.IssuedAt))
	other, _ := launched(t, s, owner, "menu")
	_, err = client.Verify(t.Context(), other)
	require.ErrorIs(t, err, tooltap.ErrInvalidToken, "the menu's")
	_, err = client.Verify(t.Context(), token[:len(token)-4]+"AAAA")
	require.ErrorIs(t, err, tooltap.ErrInvalidToken)

	tracker := client.NewTracker(tooltap.TrackerConfig{OnError: func(err error, lost []tooltap.Event) { t.Logf("%d lost: %v", len(lost), err) }})
	for n := range 250 {
		user := launch.UserID
		if n == 17 {
			user = 999_999 // works nowhere
		}
		require.NoError(t, tracker.Track(tooltap.Event{Tenant: launch.TenantSchema, Type: "order", User: user, Data: map[string]any{"n": n}}))
	}
	require.NoError(t, tracker.Track(tooltap.Event{Tenant: "no-such-restaurant", Type: "order"}))
	require.NoError(t, tracker.Close(t.Context()))
	require.Equal(t, tooltap.Stats{Delivered: 249, Dropped: 2}, tracker.Stats())
	events := results[seen](t, s.as(t, owner, http.MethodGet, "/api/analytics/events/?event_type=order&page_size=200", nil))
	require.Len(t, events, 200)
	require.Equal(t, toolID, *events[0].Tool)
	require.Equal(t, launch.UserID, *events[0].User)
	require.Equal(t, 249, number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.events"))
	require.Equal(t, 249, number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.event_keys"))

	strange := toolClient(t, s, "wrong").NewTracker(tooltap.TrackerConfig{FlushEvery: time.Millisecond})
	require.NoError(t, strange.Track(tooltap.Event{Tenant: owner.Schema, Type: "order"}))
	soon, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	require.Error(t, strange.Close(soon))
	require.EqualValues(t, 1, strange.Dropped())
}

// sdk builds the library for tools in JavaScript, if it is not there or old.
func sdk(t *testing.T) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "make", "-C", "..", "--no-print-directory", "sdk/js/dist/index.js").CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// runJS runs a script of testdata and decodes what it prints.
func runJS(t *testing.T, script string, env map[string]string, into any) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "testdata/"+script)
	cmd.Env, cmd.Stderr = environment(env), os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err, "%s", out)
	require.NoError(t, json.Unmarshal(out, into), "%s", out)
}

// The same for the library in JavaScript.
func TestToolsInJavaScript(t *testing.T) {
	t.Parallel()
	sdk(t)
	s := startServe(t, nil)
	owner := signUp(t, s, "owner@example.com")
	env := map[string]string{"CONSOLE_URL": s.URL, "ISSUER": issuer(s), "CLIENT_ID": posClientID, "CLIENT_SECRET": credentials(t, s)}
	token, toolID := launched(t, s, owner, "pos")
	env["TOKEN"] = token
	env["OTHER"], _ = launched(t, s, owner, "menu")
	var got struct {
		Launch struct {
			ToolID       int64  `json:"toolId"`
			TenantID     int64  `json:"tenantId"`
			TenantSchema string `json:"tenantSchema"`
			UserID       int64  `json:"userId"`
		} `json:"launch"`
		Refused string         `json:"refused"`
		Stats   map[string]int `json:"stats"`
	}
	runJS(t, "verify_and_track.mjs", env, &got)
	require.Equal(t, toolID, got.Launch.ToolID)
	require.Equal(t, owner.TenantID, got.Launch.TenantID)
	require.Equal(t, owner.Schema, got.Launch.TenantSchema)
	require.Equal(t, "InvalidTokenError", got.Refused)
	require.Equal(t, map[string]int{"queued": 0, "delivered": 149, "duplicates": 0, "dropped": 1}, got.Stats)
	events := results[seen](t, s.as(t, owner, http.MethodGet, "/api/analytics/events/?event_type=menu_view&page_size=200", nil))
	require.Len(t, events, 149)
	require.Equal(t, got.Launch.UserID, *events[0].User)
}
