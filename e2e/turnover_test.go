package e2e

import (
	"flag"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What people of a restaurant with much turnover do, many of them at once, drawn at random; and what must be true all the while:
// never more staff than the plan has seats, always one owner, no launch after its right was taken away, no token good twice.

const (
	turnovers    = 8  // restaurants
	troupe       = 5  // people who already have an account
	newcomers    = 3  // people who sign up when they are invited
	actorsAtOnce = 4  // each does one thing after the other
	mostActions  = 10 // of one actor
)

// The things that may be done. Those about a person are named by what happens to them.
const (
	doHire       = "hire"
	doInvite     = "invite"
	doAccept     = "accept"
	doUninvite   = "revoke the invitation of"
	doPromote    = "promote"
	doDemote     = "demote"
	doDeactivate = "deactivate"
	doActivate   = "activate"
	doRemove     = "remove"
	doGrant      = "grant to"
	doRevoke     = "revoke from"
	doLaunch     = "launch by"
	doVerify     = "verify a token of"
)

// deed is one thing that an actor is about to do.
type deed struct {
	what   string
	whom   int  // of the cast
	boss   bool // by the owner, or by the manager
	choice int  // of a token
}

func (d deed) String() string { return fmt.Sprintf("%s %d", d.what, d.whom) }

var deeds = rapid.Custom(func(t *rapid.T) deed {
	return deed{
		what: rapid.SampledFrom([]string{
			doHire, doHire, doInvite, doInvite, doAccept, doAccept, doUninvite, doPromote, doDemote, doDeactivate, doDeactivate,
			doActivate, doActivate, doRemove, doGrant, doGrant, doRevoke, doLaunch, doLaunch, doLaunch, doVerify, doVerify, doVerify,
		}).Draw(t, "what"),
		whom:   rapid.IntRange(0, troupe+newcomers-1).Draw(t, "whom"),
		boss:   rapid.Bool().Draw(t, "by the owner"),
		choice: rapid.IntRange(0, 1<<16).Draw(t, "choice"),
	}
})

var scripts = rapid.SliceOfN(rapid.SliceOfN(deeds, 1, mostActions), actorsAtOnce, actorsAtOnce)

func TestTurnover(t *testing.T) {
	t.Parallel()
	require.NoError(t, flag.Set("rapid.checks", strconv.Itoa(turnovers)))
	w := newWorld(t)
	s := w.serve(t, nil)
	superuser := newSuperuser(t, w, s)
	var people []*person
	for i := range troupe {
		people = append(people, signUp(t, s, fmt.Sprintf("trouper%d@example.com", i)))
	}
	manager := signUp(t, s, "turnover-manager@example.com")
	var number int
	rapid.Check(t, func(rt *rapid.T) {
		script := scripts.Draw(rt, "script")
		number++
		h := openHouse(t, s, superuser, number, people, manager)
		h.play(t, script)
		h.check(t)
	})
}

// house is a restaurant with its cast, and the history of what happened in it.
type house struct {
	*server

	owner   *person
	manager *person
	cast    []*actor
	roles   map[string]int64
	tool    int64
	seats   int

	mu      sync.Mutex
	history []event
}

// actor is one of the cast.
type actor struct {
	mu     sync.Mutex
	email  string
	person *person // nil until a newcomer signs up
	userID int64
	member int64 // the row that was theirs last; 0 for none yet
	tokens []held
}

// openHouse makes a restaurant on the smallest plan, with an owner and a manager.
func openHouse(t *testing.T, s *server, superuser string, number int, people []*person, manager *person) *house {
	t.Helper()
	h := &house{server: s, owner: signUp(t, s, fmt.Sprintf("turnover%d@example.com", number)), manager: manager, roles: map[string]int64{}}
	h.choosePlan(t, superuser)
	type row struct {
		ID   int64
		Name string
	}
	for _, role := range results[row](t, s.as(t, h.owner, http.MethodGet, "/api/staff/roles/", nil)) {
		h.roles[role.Name] = role.ID
	}
	h.tool = firstTool(t, s, h.owner)
	for _, p := range people {
		h.cast = append(h.cast, &actor{email: p.Email, person: p, userID: userIDOf(t, s, p)})
	}
	for i := range newcomers {
		h.cast = append(h.cast, &actor{email: fmt.Sprintf("newcomer%d-%d@example.com", number, i)})
	}
	r := h.ask(t, h.owner, http.MethodPost, "/api/staff/members/", map[string]any{
		"user_id": userIDOf(t, s, manager), "role_id": h.roles["Manager"],
	})
	require.Equal(t, http.StatusCreated, r.Status, "%s", r)
	return h
}

func (h *house) choosePlan(t *testing.T, superuser string) {
	t.Helper()
	type plan struct {
		ID    int64
		Type  string `json:"plan_type"`
		Staff int    `json:"max_staff"`
	}
	for _, p := range results[plan](t, h.do(t, call{Method: http.MethodGet, URL: "/api/subscriptions/plans/"})) {
		if p.Type != "basic" {
			continue
		}
		h.seats = p.Staff
		r := h.do(t, call{
			Method: http.MethodPost, URL: fmt.Sprintf("/api/tenants/%d/activate_subscription/", h.owner.TenantID),
			Body: map[string]any{"plan_id": p.ID}, Header: map[string]string{"Cookie": superuser, "Origin": origin},
		})
		require.Equal(t, http.StatusOK, r.Status, "%s", r)
	}
	require.Positive(t, h.seats)
}

func userIDOf(t *testing.T, s *server, p *person) int64 {
	t.Helper()
	var profile struct{ ID int64 }
	s.as(t, p, http.MethodGet, "/api/auth/profile/", nil).read(t, http.StatusOK, &profile)
	return profile.ID
}

// ask is a request for this restaurant.
func (h *house) ask(t *testing.T, p *person, method, path string, body any) *response {
	t.Helper()
	return h.do(t, call{Method: method, URL: path, Token: p.token, Tenant: h.owner.Schema, Body: body})
}
