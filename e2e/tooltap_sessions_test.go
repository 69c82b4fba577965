package e2e

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/process"
	"github.com/tabletap/console/pkg/tooltap"
)

// What a tool in Go does after a launch, against the program itself.
func TestSessionsOfToolsInGo(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	owner := signUp(t, s, "owner@example.com")
	secret := credentials(t, s)
	client := toolClient(t, s, secret)

	token, toolID := launched(t, s, owner, "pos")
	who, session, err := client.Redeem(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, owner.Schema, who.TenantSchema)
	require.Equal(t, owner.TenantID, who.TenantID)
	require.Equal(t, owner.Email, who.Profile.Email)
	require.True(t, who.Permissions.Allow("orders"))
	in, err := client.Introspect(t.Context(), session.Token)
	require.NoError(t, err)
	require.True(t, in.Active)
	require.Equal(t, who.UserID, in.Identity.UserID)
	require.Equal(t, who.Username, in.Identity.Username)
	require.Equal(t, toolID, in.Identity.ToolID)
	require.Equal(t, posClientID, in.ClientID)
	require.WithinDuration(t, session.ExpiresAt, in.ExpiresAt, time.Second)

	require.NoError(t, client.Revoke(t.Context(), session.Token))
	in, err = client.Introspect(t.Context(), session.Token)
	require.NoError(t, err)
	require.False(t, in.Active)

	// A second use of a launch token ends the session of the first.
	token, _ = launched(t, s, owner, "pos")
	_, session, err = client.Redeem(t.Context(), token)
	require.NoError(t, err)
	_, _, err = client.Redeem(t.Context(), token)
	require.ErrorIs(t, err, tooltap.ErrInvalidToken)
	in, err = client.Introspect(t.Context(), session.Token)
	require.NoError(t, err)
	require.False(t, in.Active)

	token, _ = launched(t, s, owner, "pos")
	_, _, err = toolClient(t, s, "wrong").Redeem(t.Context(), token)
	require.ErrorIs(t, err, tooltap.ErrInvalidClient)
	_, _, err = client.Redeem(t.Context(), token)
	require.NoError(t, err, "whoever cannot prove that they are the tool does not use its tokens up")
	menu, _ := launched(t, s, owner, "menu")
	_, _, err = client.Redeem(t.Context(), menu)
	require.ErrorIs(t, err, tooltap.ErrInvalidToken, "the menu's")
}

// Whoever is shut out is out of the tools: with an answer that is kept for ten seconds, after ten seconds at the latest.
func TestADeactivatedMemberIsOutOfTheTools(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	owner, manager := signUp(t, s, "owner@example.com"), signUp(t, s, "manager@example.com")
	join(t, s, owner, manager, clerkAdmin)
	secret := credentials(t, s)
	client, err := tooltap.New(tooltap.Config{BaseURL: s.URL, ClientID: posClientID, ClientSecret: secret, Tool: "pos", IntrospectionTTL: -1})
	require.NoError(t, err)
	grantTools(t, s, owner, manager)
	var made struct{ Token string }
	_, toolID := launched(t, s, owner, "pos")
	r := s.do(t, call{
		Method: http.MethodPost, URL: "/api/tools/sso/generate/", Token: manager.token, Tenant: owner.Schema, Body: map[string]any{"tool_id": toolID},
	})
	r.read(t, http.StatusOK, &made)
	_, session, err := client.Redeem(t.Context(), made.Token)
	require.NoError(t, err)
	in, err := client.Introspect(t.Context(), session.Token)
	require.NoError(t, err)
	require.True(t, in.Active)
	shutOutMember(t, s, owner, manager)
	in, err = client.Introspect(t.Context(), session.Token)
	require.NoError(t, err)
	require.False(t, in.Active)
}

// grantTools lets somebody on the owner's staff into everything.
func grantTools(t *testing.T, s *server, owner, p *person) {
	t.Helper()
	id := memberID(t, s, owner, p.Email)
	execute(t, s.DatabaseURL, `INSERT INTO "`+owner.Schema+`".tool_access (member_id, tool_id)
SELECT `+strconv.FormatInt(id, 10)+`, tool_id FROM "`+owner.Schema+`".installed_tools ON CONFLICT DO NOTHING`)
}

func TestSessionsOfToolsInJavaScript(t *testing.T) {
	t.Parallel()
	sdk(t)
	s := startServe(t, nil)
	owner := signUp(t, s, "owner@example.com")
	env := map[string]string{"CONSOLE_URL": s.URL, "CLIENT_ID": posClientID, "CLIENT_SECRET": credentials(t, s)}
	env["TOKEN"], _ = launched(t, s, owner, "pos")
	var got struct {
		Username string `json:"username"`
		Email    string `json:"email"`
		Schema   string `json:"schema"`
		Before   bool   `json:"before"`
		After    bool   `json:"after"`
		Again    string `json:"again"`
		Stranger bool   `json:"stranger"`
	}
	runJS(t, "redeem.mjs", env, &got)
	require.Equal(t, owner.Email, got.Email)
	require.NotEmpty(t, got.Username)
	require.Equal(t, owner.Schema, got.Schema)
	require.True(t, got.Before)
	require.False(t, got.After)
	require.Equal(t, "InvalidTokenError", got.Again)
	require.True(t, got.Stranger)
}

// The example of the README, run as it says, by the demo's owner: launch, an order, sign-out.
func TestTheExamplePOS(t *testing.T) {
	t.Parallel()
	s := startDev(t)
	akua := demoOwner(t, s, "akua@mamas-kitchen.example")
	address := startPOS(t, map[string]string{"CONSOLE_URL": s.URL, "CLIENT_ID": posClientID, "CLIENT_SECRET": credentials(t, s)})
	token, _ := launched(t, s, akua, "pos")
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	guest := &http.Client{Jar: jar, Timeout: patience}

	page := get(t, guest, address+"/?token="+token)
	require.Contains(t, page, "New order")
	require.Contains(t, page, akua.Schema)
	require.Contains(t, page, "Owner")
	require.Contains(t, get(t, &http.Client{Timeout: patience}, address+"/?token="+token), "Nobody is signed in here", "the token is used up")

	token, _ = launched(t, s, akua, "pos")
	get(t, guest, address+"/?token="+token)
	ordered := post(t, guest, address+"/orders", url.Values{"table": {"7"}, "dish": {"Waakye"}})
	require.Contains(t, ordered, "Waakye was ordered")
	var events []seen
	await(t, patience, "the order at the console", func() bool {
		events = results[seen](t, s.as(t, akua, http.MethodGet, "/api/analytics/events/?event_type=order", nil))
		return len(events) > 0
	})
	require.Equal(t, map[string]any{"table": "7", "dish": "Waakye"}, events[0].Data)

	post(t, guest, address+"/sign-out", nil)
	require.Contains(t, get(t, guest, address+"/"), "Nobody is signed in here")
}

// demoOwner signs in somebody of the demo.
func demoOwner(t *testing.T, s *server, email string) *person {
	t.Helper()
	var users []struct{ ID string }
	s.clerk(t, http.MethodGet, "/v1/users?email_address="+url.QueryEscape(email), nil, &users)
	require.Len(t, users, 1)
	p := &person{Email: email, ClerkID: users[0].ID}
	signIn(t, s, p)
	findRestaurant(t, s, p)
	return p
}

// startPOS builds the example and runs it until the test ends; it must end well.
func startPOS(t *testing.T, env map[string]string) (address string) {
	t.Helper()
	folder := scratch(t)
	path := filepath.Join(folder, "pos")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "../examples/pos").CombinedOutput()
	require.NoError(t, err, "%s", out)
	port, err := process.FreePort(0)
	require.NoError(t, err)
	env["LISTEN"] = "127.0.0.1:" + strconv.Itoa(port)
	p := &program{args: []string{"pos"}, stdout: filepath.Join(folder, "stdout"), stderr: filepath.Join(folder, "stderr")}
	stdout, stderr := fileWith(t, p.stdout, ""), fileWith(t, p.stderr, "")
	defer closeAll(stdout, stderr)
	p.child, err = process.Start(process.Spec{
		Path: path, Dir: folder, Env: environment(env), OnOurDeath: syscall.SIGTERM, Stdout: stdout, Stderr: stderr,
	})
	require.NoError(t, err)
	t.Cleanup(func() { p.cleanUp(t) })
	address = "http://" + env["LISTEN"]
	await(t, patience, "the POS", func() bool {
		require.False(t, p.ended(), "the POS ended: %s", p.errors())
		r, err := send(t.Context(), call{Method: http.MethodGet, URL: address})
		return err == nil && r.Status == http.StatusUnauthorized
	})
	return address
}

func get(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	r, err := client.Get(address)
	return page(t, r, err)
}

func post(t *testing.T, client *http.Client, address string, form url.Values) string {
	t.Helper()
	r, err := client.PostForm(address, form)
	return page(t, r, err)
}

func page(t *testing.T, r *http.Response, err error) string {
	t.Helper()
	require.NoError(t, err)
	defer r.Body.Close()
	var text strings.Builder
	require.NoError(t, r.Write(&text))
	return text.String()
}
