package e2e

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// keyed is a POST with an Idempotency-Key.
func keyed(token, tenant, path, key string, body any) call {
	return call{Method: http.MethodPost, URL: path, Token: token, Tenant: tenant, Body: body, Header: map[string]string{"Idempotency-Key": key}}
}

func TestARequestThatIsSentAgainTakesEffectOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.serveTwo(t)
	owner, other := signUp(t, a, "owner@example.com"), signUp(t, a, "other@example.com")
	chef := keyed(owner.token, "", "/api/staff/roles/", "chef-1", map[string]any{"name": "Chef", "permissions": map[string]any{}})

	answers := make([]*response, 20)
	var all sync.WaitGroup
	for n := range answers {
		c, s := chef, a
		if n%2 == 1 {
			s = b
		}
		c.URL = s.URL + c.URL
		all.Go(func() { answers[n], _ = send(t.Context(), c) })
	}
	all.Wait()
	replayed := 0
	for _, r := range answers {
		require.NotNil(t, r)
		require.Equal(t, http.StatusCreated, r.Status, "%s", r)
		require.Equal(t, string(answers[0].Body), string(r.Body))
		if r.Header.Get("Idempotency-Replayed") == "true" {
			replayed++
		}
	}
	require.Equal(t, len(answers)-1, replayed)
	require.Equal(t, 1, number(t, a.DatabaseURL, `SELECT count(*)::int FROM `+owner.Schema+`.roles WHERE name = 'Chef'`))

	chef.Body = map[string]any{"name": "Cook", "permissions": map[string]any{}}
	require.Equal(t, "idempotency_key_reused", b.do(t, chef).object()["code"])
	chef.Token = other.token
	require.Equal(t, http.StatusCreated, b.do(t, chef).Status, "somebody else's key is another")
}

// A tool's key is for the restaurant, however the tool names it, and a secret that was replaced opens nothing.
func TestToolsSendKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	owner := signUp(t, s, "owner@example.com")
	cookie := newSuperuser(t, w, s)
	made := credentialsOver(t, s, cookie)
	again := credentialsOver(t, s, cookie)
	require.Equal(t, made, again, "the secret that is shown once is shown again to who asked")
	require.Equal(t, 1, number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.tool_secrets"))

	report := keyed("", owner.Slug, "/api/analytics/track/", "event-1", map[string]any{"event_type": "order"})
	report.Header["Authorization"] = "Basic " + base64.StdEncoding.EncodeToString([]byte(made.ID+":"+made.Secret))
	first := s.do(t, report)
	require.Equal(t, http.StatusCreated, first.Status, "%s", first)
	report.Tenant = strconv.FormatInt(owner.TenantID, 10)
	require.Equal(t, string(first.Body), string(s.do(t, report).Body))
	require.Equal(t, 1, number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.events"))
	report.Header["Authorization"] = "Basic " + base64.StdEncoding.EncodeToString([]byte(made.ID+":tsk_wrong"))
	require.Equal(t, http.StatusUnauthorized, s.do(t, report).Status)
}

type toolCredentials struct {
	ID     string `json:"client_id"`
	Secret string `json:"client_secret"`
}

func credentialsOver(t *testing.T, s *server, cookie string) (made toolCredentials) {
	t.Helper()
	c := keyed("", "", "/api/tools/catalogue/1/credentials/", "credentials-1", map[string]any{})
	c.Header["Cookie"], c.Header["Origin"] = cookie, origin
	s.do(t, c).read(t, http.StatusCreated, &made)
	require.NotEmpty(t, made.Secret)
	return made
}

// A launch token is good for one use, whatever key its tool makes of it.
func TestAKeyDoesNotOpenALaunchTokenTwice(t *testing.T) {
	t.Parallel()
	s := startServe(t, nil)
	owner := signUp(t, s, "owner@example.com")
	var launch struct{ Token string }
	s.do(t, keyed(owner.token, "", "/api/tools/sso/generate/", "launch", map[string]any{"tool_id": firstTool(t, s, owner)})).
		read(t, http.StatusOK, &launch)
	verify := keyed("", "", "/api/tools/sso/verify/", launch.Token[:200], map[string]any{"token": launch.Token})
	require.Equal(t, http.StatusOK, s.do(t, verify).Status)
	require.Equal(t, http.StatusBadRequest, s.do(t, verify).Status)
}
