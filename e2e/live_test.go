package e2e

import (
	"bufio"
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	livePath    = "/api/analytics/live/"
	shownWithin = time.Second // at another instance
)

// listener is somebody who watches, over a connection that stays open.
type listener struct {
	lines *bufio.Scanner
	close context.CancelFunc
}

func (s *server) listen(t *testing.T, p *person, lastID string) *listener {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	c := call{Method: http.MethodGet, URL: s.URL + livePath, Token: p.token, Tenant: p.Schema, Header: map[string]string{"Last-Event-ID": lastID}}
	request, err := c.request(ctx)
	require.NoError(t, err)
	answer, err := (&http.Client{Transport: &http.Transport{}}).Do(request)
	require.NoError(t, err)
	t.Cleanup(func() { _ = answer.Body.Close() })
	require.Equal(t, http.StatusOK, answer.StatusCode)
	return &listener{bufio.NewScanner(answer.Body), cancel}
}

// until reads on to an event of a name, and gives its id and its data; "" when the stream ended without it.
func (l *listener) until(name string) (id, data string) {
	found := false
	for l.lines.Scan() {
		field, value, _ := strings.Cut(l.lines.Text(), ": ")
		switch {
		case field == "id":
			id = value
		case field == "event":
			found = value == name
		case field == "data" && found:
			return id, value
		}
	}
	return "", ""
}

// What happens in a restaurant shows within a second at whoever watches at another instance, and nowhere else. A member who is shut out hears
// no more of it, and an instance that stops says so.
func TestEventsShowAtTheOtherServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.serveTwo(t)
	owner, waiter, stranger := signUp(t, a, "owner@example.com"), signUp(t, a, "waiter@example.com"), signUp(t, a, "stranger@example.com")
	join(t, a, owner, waiter, clerkMember)
	member := memberID(t, a, owner, waiter.Email)
	var role struct{ ID int64 }
	a.as(t, owner, http.MethodPost, "/api/staff/roles/", map[string]any{"name": "Looker", "permissions": map[string]any{"analytics.view": true}}).
		read(t, http.StatusCreated, &role)
	r := a.as(t, owner, http.MethodPatch, "/api/staff/members/"+strconv.FormatInt(member, 10)+"/", map[string]any{"role_id": role.ID})
	require.Equal(t, http.StatusOK, r.Status, "%s", r)

	atWork := *waiter
	atWork.TenantID, atWork.Schema, atWork.Slug = owner.TenantID, owner.Schema, owner.Slug
	watching, shutOut, elsewhere := b.listen(t, owner, ""), b.listen(t, &atWork, ""), b.listen(t, stranger, "")
	for _, l := range []*listener{watching, shutOut, elsewhere} {
		_, counts := l.until("counts")
		require.Contains(t, counts, `"events":0`)
	}
	var last string
	for range 5 {
		began := time.Now()
		a.report(t, owner)
		id, event := watching.until("event")
		require.Less(t, time.Since(began), shownWithin)
		require.Contains(t, event, `"event_type":"order"`)
		last = id
	}
	_, event := shutOut.until("event")
	require.Contains(t, event, `"event_type":"order"`)

	a.switchMember(t, owner, member, "deactivate")
	_, end := shutOut.until("end")
	require.JSONEq(t, `{"reason": "access"}`, end)
	a.report(t, stranger)
	_, event = elsewhere.until("event")
	require.Contains(t, event, `"event_type":"order"`)

	watching.close()
	a.report(t, owner)
	_, event = b.listen(t, owner, last).until("event")
	require.NotEmpty(t, event, "who comes again is shown what happened meanwhile")

	leaving := a.listen(t, owner, "")
	leaving.until("counts")
	a.stop(t)
	_, end = leaving.until("end")
	require.JSONEq(t, `{"reason": "shutdown"}`, end)
}

// report has somebody report an order in the restaurant of theirs.
func (s *server) report(t *testing.T, p *person) {
	t.Helper()
	r := s.as(t, p, http.MethodPost, "/api/analytics/track/", map[string]any{"event_type": "order", "data": map[string]any{"total": "12.50"}})
	require.Equal(t, http.StatusCreated, r.Status, "%s", r)
}
