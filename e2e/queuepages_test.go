package e2e

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

const queuePages = "/admin/jobs/"

// The pages of the queue are a superuser's, and what they change is asked from our own pages alone and recorded.
func TestOperatorsLookAtTheQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	owner := signUp(t, s, "owner@example.com")
	cookie := newOperator(t, w, s)
	execute(t, s.DatabaseURL, `INSERT INTO river.river_job (args, kind, max_attempts, state, attempt, finalized_at)
VALUES ('{}', 'never_heard_of', 25, 'discarded', 25, now())`)
	id := number(t, s.DatabaseURL, "SELECT id::int FROM river.river_job WHERE kind = $1", "never_heard_of")

	html := map[string]string{"Accept": "text/html"}
	ask := func(header map[string]string, token, method, path string, body any) *response {
		return s.do(t, call{Method: method, URL: queuePages + path, Token: token, Header: header, Body: body})
	}
	r := ask(html, "", http.MethodGet, "", nil)
	require.Equal(t, http.StatusSeeOther, r.Status)
	require.Equal(t, "/admin/", r.Header.Get("Location"))
	for _, path := range []string{"api/jobs", "assets/x.js", ""} {
		require.Equal(t, http.StatusUnauthorized, ask(nil, "", http.MethodGet, path, nil).Status, path)
		require.Equal(t, http.StatusForbidden, ask(nil, owner.token, http.MethodGet, path, nil).Status, path)
	}
	mine := map[string]string{"Cookie": cookie, "Accept": "text/html"}
	r = ask(mine, "", http.MethodGet, "", nil)
	require.Equal(t, http.StatusOK, r.Status)
	require.Contains(t, r.Header.Get("Content-Security-Policy"), "script-src 'self'")
	require.Equal(t, "no-store", r.Header.Get("Cache-Control"))

	retry := map[string]any{"ids": []string{strconv.Itoa(id)}}
	for _, from := range []map[string]string{
		{"Origin": "https://evil.example"}, {"Origin": origin}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
	} {
		from["Cookie"] = cookie
		require.Equal(t, http.StatusForbidden, ask(from, "", http.MethodPost, "api/jobs/retry", retry).Status, from)
		if from["Origin"] == "" {
			require.Equal(t, http.StatusForbidden, ask(from, "", http.MethodGet, "api/jobs", nil).Status, from)
		}
	}
	require.Equal(t, 1, number(t, s.DatabaseURL, "SELECT count(*)::int FROM river.river_job WHERE state = $1", "discarded"))
	require.Equal(t, http.StatusForbidden, ask(nil, owner.token, http.MethodPost, "api/jobs/retry", retry).Status)
	own := map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
	require.Equal(t, http.StatusOK, ask(own, "", http.MethodGet, fmt.Sprintf("api/jobs/%d", id), nil).Status)
	r = ask(own, "", http.MethodPost, "api/jobs/retry", retry)
	require.Equal(t, http.StatusOK, r.Status, "%s", r)
	require.Equal(t, 0, number(t, s.DatabaseURL, "SELECT count(*)::int FROM river.river_job WHERE kind = 'never_heard_of' AND state = $1", "discarded"))
	require.Equal(t, 1, number(t, s.DatabaseURL, "SELECT count(*)::int FROM public.audit_log WHERE action = $1 AND changes::text LIKE '%POST jobs/retry%'",
		"queue.changed"), "what was refused is not in it")
}

// They work in a browser, under their policy.
func TestTheQueueInABrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve(t, nil)
	name, value, _ := strings.Cut(newOperator(t, w, s), "=")
	execute(t, s.DatabaseURL, `INSERT INTO river.river_job (args, kind, max_attempts, state, attempt, finalized_at)
VALUES ('{}', 'never_heard_of', 25, 'discarded', 25, now())`)
	b := startChrome(t)
	const listen = "window.refused = []; document.addEventListener('securitypolicyviolation', e => window.refused.push(e.violatedDirective + ' ' + e.blockedURI))"
	_, err := chromedp.Call(b.ctx, cdpage.AddScriptToEvaluateOnNewDocument, cdpage.AddScriptToEvaluateOnNewDocumentParams{Source: listen})
	require.NoError(t, err)
	_, err = chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: s.URL, HTTPOnly: new(true)})
	require.NoError(t, err)
	b.open(s.URL + queuePages + "jobs?state=discarded")
	b.sees("never_heard_of", "Discarded")
	b.shot("queue")
	refused := strings.ReplaceAll(evaluate(b, "window.refused.join(', ')"), "script-src eval", "") // a library tries, and does without
	require.Empty(t, strings.Trim(refused, ", "), "the policy lets them work")
}
