package tools_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
)

const (
	cataloguePath  = "/api/tools/catalogue/"
	availablePath  = "/api/tools/available/"
	accessPath     = "/api/tools/access/"
	rolePath       = "/api/tools/role-access/"
	introspectPath = "/api/tools/sso/introspect/"
	revokePath     = "/api/tools/sso/revoke/"
	verifyPath     = "/api/tools/sso/verify/"
)

// operator adds a superuser who is on nobody's staff.
func (f *fixture) operator(tb testing.TB) {
	tb.Helper()
	p := f.person(tb, "operator")
	p.Superuser = true
}

// does expects a status and reads the answer.
func (f *fixture) does(tb testing.TB, who string, tenant *access.Tenant, method, path string, body any, status int) map[string]any {
	tb.Helper()
	text := ""
	if body != nil {
		text = toJSON(tb, body)
	}
	w := f.ask(tb, who, tenant, method, path, text)
	require.Equal(tb, status, w.Code, "%s %s: %s", method, path, w.Body)
	return object(tb, w)
}

func object(tb testing.TB, w *httptest.ResponseRecorder) map[string]any {
	tb.Helper()
	if w.Body.Len() == 0 {
		return nil
	}
	var answer map[string]any
	require.NoError(tb, json.Unmarshal(w.Body.Bytes(), &answer), w.Body.String())
	return answer
}

// fails expects a failure with a code.
func (f *fixture) fails(tb testing.TB, who string, tenant *access.Tenant, method, path string, body any, status int, code string) {
	tb.Helper()
	require.Equal(tb, code, f.does(tb, who, tenant, method, path, body, status)["code"])
}

// credentials are a tool's.
type credentials struct{ id, secret string }

func (c credentials) basic() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(c.id)+":"+url.QueryEscape(c.secret)))
}

func (f *fixture) credentials(tb testing.TB, tool int64, overlap time.Duration) credentials {
	tb.Helper()
	made, err := f.MakeCredentials(tb.Context(), tool, overlap)
	require.NoError(tb, err)
	return credentials{made.ClientID, made.Secret}
}

// send posts as a tool's backend does.
func (f *fixture) send(tb testing.TB, path, contentType, authorization, body string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

// stay launches a tool and begins a session in it.
func (f *fixture) stay(tb testing.TB, who string, tenant *access.Tenant, tool int64) string {
	tb.Helper()
	return f.begin(tb, f.generate(tb, who, tenant, tool).Token, "")
}

// begin redeems a launch token for a session.
func (f *fixture) begin(tb testing.TB, launch, authorization string) string {
	tb.Helper()
	w := f.send(tb, verifyPath, "application/json", authorization, toJSON(tb, map[string]any{"token": launch, "session": true}))
	require.Equal(tb, http.StatusOK, w.Code, w.Body.String())
	session, _ := object(tb, w)["session"].(map[string]any)
	token, _ := session["token"].(string)
	require.NotEmpty(tb, token)
	return token
}

func (f *fixture) introspect(tb testing.TB, token string) map[string]any {
	tb.Helper()
	w := f.send(tb, introspectPath, "application/x-www-form-urlencoded", "", url.Values{"token": {token}}.Encode())
	require.Equal(tb, http.StatusOK, w.Code, w.Body.String())
	return object(tb, w)
}

func (f *fixture) active(tb testing.TB, token string) {
	tb.Helper()
	require.Equal(tb, true, f.introspect(tb, token)["active"])
}

func (f *fixture) inactive(tb testing.TB, token string) {
	tb.Helper()
	require.Equal(tb, map[string]any{"active": false}, f.introspect(tb, token))
}

// id is a path of something.
func id(path string, n any) string { return fmt.Sprintf("%s%v/", path, n) }
