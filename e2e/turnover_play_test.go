package e2e

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// held is a launch token with when it was asked for and made.
type held struct {
	token      string
	start, end time.Time
}

// event is a thing that was done, between the moments when it was asked for and answered.
type event struct {
	deed       deed
	start, end time.Time
	done       bool
	token      held // of a launch or a verify
}

// play runs the script, an actor each at the same time, and looks at the staff all the while.
func (h *house) play(t *testing.T, script [][]deed) {
	t.Helper()
	over := make(chan struct{})
	var watch, actors sync.WaitGroup
	watch.Go(func() { h.watchSeats(t, over) })
	for _, list := range script {
		actors.Go(func() {
			for _, d := range list {
				h.act(t, d)
			}
		})
	}
	actors.Wait()
	close(over)
	watch.Wait()
}

func (h *house) act(t *testing.T, d deed) {
	t.Helper()
	a := h.cast[d.whom]
	e := event{deed: d, start: now()}
	var r *response
	switch d.what {
	case doHire, doInvite:
		r = h.add(t, a, h.by(d), d.what == doInvite)
	case doAccept:
		h.signUpOnce(t, a)
		e.end, e.done = e.start.Add(time.Hour), true // the webhook brings it at any time from now on
		h.remember(e)
		return
	case doLaunch:
		r = h.launchBy(t, a)
	case doVerify:
		r, e.token = h.verifyOne(t, a, d.choice)
	default:
		r = h.change(t, a, d)
	}
	if r == nil {
		return // there is nobody yet to whom it could be done
	}
	e.end, e.done = now(), r.Status < http.StatusBadRequest
	if d.what == doLaunch && e.done {
		e.token = held{token: fmt.Sprint(r.object()["token"]), start: e.start, end: e.end}
		a.mu.Lock()
		a.tokens = append(a.tokens, e.token)
		a.mu.Unlock()
	}
	if r.Status >= http.StatusInternalServerError {
		t.Errorf("%s: %s", d, r)
	}
	h.remember(e)
}

func (h *house) remember(e event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.history = append(h.history, e)
}

func (h *house) by(d deed) *person {
	if d.boss {
		return h.owner
	}
	return h.manager
}

// add hires somebody who has an account, or invites by email.
func (h *house) add(t *testing.T, a *actor, by *person, invite bool) *response {
	t.Helper()
	body := map[string]any{"role_id": h.roles["Waiter"]}
	switch {
	case invite:
		body["email"], body["first_name"], body["last_name"] = a.email, "New", "Comer"
	case a.userID != 0:
		body["user_id"] = a.userID
	default:
		return nil
	}
	r := h.ask(t, by, http.MethodPost, "/api/staff/members/", body)
	if id, ok := r.object()["id"].(float64); ok && r.Status == http.StatusCreated {
		a.mu.Lock()
		a.member = int64(id)
		a.mu.Unlock()
	}
	return r
}

// signUpOnce has a newcomer make an account at Clerk, whose webhook accepts what they were invited to; or somebody who has one
// accept here.
func (h *house) signUpOnce(t *testing.T, a *actor) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.person == nil {
		a.person = newUser(t, h.server, a.email)
		return
	}
	h.ask(t, a.person, http.MethodPost, fmt.Sprintf("/api/staff/invitations/%d/accept/", h.owner.TenantID), nil)
}

func (h *house) launchBy(t *testing.T, a *actor) *response {
	t.Helper()
	a.mu.Lock()
	p := a.person
	a.mu.Unlock()
	if p == nil {
		return nil
	}
	return h.ask(t, p, http.MethodPost, generatePath, launchOf(h.tool))
}

// verifyOne redeems one of somebody's tokens, which somebody else may be redeeming as well.
func (h *house) verifyOne(t *testing.T, a *actor, choice int) (*response, held) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.tokens) == 0 {
		return nil, held{}
	}
	token := a.tokens[choice%len(a.tokens)]
	return h.do(t, call{Method: http.MethodPost, URL: verifyPath, Body: map[string]string{"token": token.token}}), token
}

// change does something to the row of somebody on the staff.
func (h *house) change(t *testing.T, a *actor, d deed) *response {
	t.Helper()
	a.mu.Lock()
	member := a.member
	a.mu.Unlock()
	if member == 0 {
		return nil
	}
	path := fmt.Sprintf("/api/staff/members/%d/", member)
	grant := map[string]any{"member_id": member, "tool_id": h.tool, "is_granted": d.what == doGrant}
	switch d.what {
	case doUninvite:
		return h.ask(t, h.by(d), http.MethodPost, path+"revoke/", nil)
	case doPromote:
		return h.ask(t, h.owner, http.MethodPatch, path, map[string]any{"role_id": h.roles["Manager"]})
	case doDemote:
		return h.ask(t, h.owner, http.MethodPatch, path, map[string]any{"role_id": h.roles["Waiter"]})
	case doDeactivate:
		return h.ask(t, h.by(d), http.MethodPost, path+"deactivate/", nil)
	case doActivate:
		return h.ask(t, h.by(d), http.MethodPost, path+"activate/", nil)
	case doRemove:
		return h.ask(t, h.by(d), http.MethodDelete, path, nil)
	case doGrant, doRevoke:
		return h.ask(t, h.by(d), http.MethodPost, "/api/tools/access/", grant)
	default:
		t.Errorf("no such deed: %s", d)
		return nil
	}
}

// watchSeats counts, in one statement and so at one moment, who takes a seat and who owns.
func (h *house) watchSeats(t *testing.T, over <-chan struct{}) {
	t.Helper()
	conn := connect(t, h.DatabaseURL)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	count := fmt.Sprintf(`SELECT
    (SELECT count(*) FROM %[1]q.staff_members m WHERE m.is_active OR EXISTS (
        SELECT 1 FROM %[1]q.invitations i WHERE i.member_id = m.id AND i.status = 'pending')),
    (SELECT count(*) FROM %[1]q.staff_members m JOIN %[1]q.roles r ON r.id = m.role_id WHERE r.is_owner AND m.is_active)`, h.owner.Schema)
	for {
		var taken, owners int
		if err := conn.QueryRow(t.Context(), count).Scan(&taken, &owners); err != nil {
			t.Error(err)
			return
		}
		if taken > h.seats || owners != 1 {
			t.Errorf("%d of %d seats are taken, and there are %d owners", taken, h.seats, owners)
			return
		}
		select {
		case <-over:
			require.NoError(t, conn.Close(t.Context()))
			return
		case <-tick.C:
		}
	}
}
