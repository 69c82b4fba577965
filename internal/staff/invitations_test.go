package staff_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	sandbox "github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
	"github.com/tabletap/console/internal/staff"
)

// work runs the jobs that wait, once each, as the queue would on their last try or before, and gives their errors.
func (f *fixture) work(t *testing.T, last bool) (failures []error) {
	t.Helper()
	type job struct {
		ID   int64
		Kind string
		Args json.RawMessage
	}
	rows, err := f.db.Pool().Query(t.Context(), "SELECT id, kind, args FROM river.river_job WHERE state = 'available' ORDER BY id")
	require.NoError(t, err)
	var list []job
	for rows.Next() {
		var j job
		require.NoError(t, rows.Scan(&j.ID, &j.Kind, &j.Args))
		list = append(list, j)
	}
	require.NoError(t, rows.Err())
	for _, j := range list {
		if err := f.run(t.Context(), j.Kind, j.Args, last); err != nil {
			failures = append(failures, err)
			continue
		}
		_, err := f.db.Pool().Exec(t.Context(), "DELETE FROM river.river_job WHERE id = $1", j.ID)
		require.NoError(t, err)
	}
	return failures
}

func (f *fixture) run(ctx context.Context, kind string, args json.RawMessage, last bool) error {
	if kind == (staff.RevokeArgs{}).Kind() {
		var a staff.RevokeArgs
		if err := json.Unmarshal(args, &a); err != nil {
			return err
		}
		return f.EndAtClerk(ctx, a.ClerkInvitation)
	}
	var a staff.SendArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	return f.Send(ctx, a, last)
}

// atClerk gives the statuses of an address's invitations at the stand-in, newest first.
func (f *fixture) atClerk(t *testing.T, email string) []string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.clerk.APIURL()+"/invitations?query="+email, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+clerktest.SecretKey)
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	var list []sandbox.Invitation
	require.NoError(t, json.NewDecoder(response.Body).Decode(&list))
	statuses := make([]string, len(list))
	for i, one := range list {
		statuses[i] = one.Status
		require.Contains(t, string(one.PublicMetadata), "tabletap_invitation")
	}
	return statuses
}

func TestInvitingByEmail(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	m := f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": " New@Example.com ", "first_name": "Nana", "last_name": "Yeboah"})
	require.False(t, m.Active)
	require.Equal(t, "new@example.com", m.User.Email)
	require.Equal(t, "Nana", m.User.FirstName)
	require.Equal(t, "pending", m.Invitation.Status)
	require.Nil(t, m.Invitation.Sent)
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.memberships WHERE user_id = $1 AND NOT is_active", m.User.ID))
	require.Equal(t, 1, f.count(t, nil, "SELECT count(*) FROM public.users WHERE id = $1 AND clerk_user_id IS NULL AND NOT is_verified", m.User.ID))
	require.Empty(t, f.atClerk(t, "new@example.com"), "nothing was sent before the commit")

	require.Empty(t, f.work(t, false))
	require.Equal(t, []string{"pending"}, f.atClerk(t, "new@example.com"))
	require.NotNil(t, f.row(t, "ama", tenant, m.ID).Invitation.Sent)
	for _, email := range []string{"NEW@example.com", "new@example.com"} {
		invalid(t, f.post(t, "ama", tenant, membersPath, fields{"role_id": waiterID, "email": email}), "email")
	}
	invalid(t, f.post(t, "ama", tenant, membersPath, fields{"role_id": waiterID, "user_id": m.User.ID}), "user_id") // nobody yet
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("%s%d/activate/", membersPath, m.ID)), http.StatusConflict, "invitation_not_accepted")

	// Running the job again, as after a crash before its end was noted, sends nothing.
	require.NoError(t, f.Send(t.Context(), staff.SendArgs{Tenant: int64(tenant.ID), Invitation: 1}, false))
	require.Len(t, f.atClerk(t, "new@example.com"), 1)
}

func TestRevokingAndResending(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.plans.most.Store(2)
	m := f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": "new@example.com"})
	revoke, resend := fmt.Sprintf("%s%d/revoke/", membersPath, m.ID), fmt.Sprintf("%s%d/resend/", membersPath, m.ID)
	require.Empty(t, f.work(t, false))

	w := f.ask(t, "ama", tenant, http.MethodPost, revoke)
	require.JSONEq(t, `{"status": "invitation revoked"}`, w.Body.String())
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodPost, revoke), http.StatusConflict, "invitation_not_open")
	require.Empty(t, f.work(t, false))
	require.Equal(t, []string{"revoked"}, f.atClerk(t, "new@example.com"))
	require.Equal(t, "revoked", f.row(t, "ama", tenant, m.ID).Invitation.Status)

	kofi := f.add(t, "ama", tenant, fields{"role_id": waiterID, "user_id": f.person(t, "kofi")}) // the seat is free
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodPost, resend), http.StatusForbidden, "plan_limit")
	f.refuse(t, f.post(t, "ama", tenant, membersPath, fields{"role_id": waiterID, "email": "new@example.com"}), http.StatusForbidden, "plan_limit")
	for _, path := range []string{"revoke/", "resend/"} {
		f.refuse(t, f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("%s%d/%s", membersPath, kofi.ID, path)), http.StatusConflict, "not_invited")
		f.refuse(t, f.ask(t, "kofi", tenant, http.MethodPost, fmt.Sprintf("%s%d/%s", membersPath, m.ID, path)), http.StatusForbidden, "permission_denied")
	}
	f.plans.most.Store(3)
	w = f.ask(t, "ama", tenant, http.MethodPost, resend)
	require.JSONEq(t, `{"status": "invitation resent"}`, w.Body.String())
	require.Empty(t, f.work(t, false))
	require.Equal(t, []string{"pending", "revoked"}, f.atClerk(t, "new@example.com"))

	// While it is open, resending replaces it, and takes no other seat.
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, resend).Code)
	require.Empty(t, f.work(t, false))
	require.Equal(t, []string{"pending", "revoked", "revoked"}, f.atClerk(t, "new@example.com"))

	// Adding the address again, with another role, takes the same row.
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, revoke).Code)
	again := f.add(t, "ama", tenant, fields{"role_id": managerID, "email": "new@example.com"})
	require.Equal(t, m.ID, again.ID)
	require.Equal(t, m.EmployeeID, again.EmployeeID)
	require.Equal(t, "Manager", again.Role.Name)

	// Shutting somebody out who has not come takes the invitation back.
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("%s%d/deactivate/", membersPath, m.ID)).Code)
	require.Equal(t, "revoked", f.row(t, "ama", tenant, m.ID).Invitation.Status)
}

func TestInvitationsExpireAndFreeTheirSeats(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.plans.most.Store(2)
	m := f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": "new@example.com"})
	f.clock.Advance(30*24*time.Hour - time.Second)
	require.Equal(t, "pending", f.row(t, "ama", tenant, m.ID).Invitation.Status)
	f.clock.Advance(time.Second)
	require.Equal(t, "expired", f.row(t, "ama", tenant, m.ID).Invitation.Status)
	f.refuse(t, f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("%s%d/revoke/", membersPath, m.ID)), http.StatusConflict, "invitation_not_open")
	other := f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": "other@example.com"})
	f.shared(t, func(tx postgres.Tx) error {
		accepted, err := f.AcceptInvitations(t.Context(), tx, m.User.ID)
		require.False(t, accepted)
		return err
	})
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("%s%d/revoke/", membersPath, other.ID)).Code)
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("%s%d/resend/", membersPath, m.ID)).Code)
	require.Equal(t, "pending", f.row(t, "ama", tenant, m.ID).Invitation.Status)
}

func TestSendingIsPaced(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.plans.most.Store(-1)
	const people = 45
	for n := range people {
		f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": fmt.Sprintf("p%d@example.com", n)})
	}
	other := instance(t, f.db) // another process keeps the same pace
	require.Len(t, f.work(t, false), people-30, "thirty at once")
	require.Len(t, other.work(t, false), people-30, "and no more at the same moment, whoever asks")
	for minute := 1; minute <= 5; minute++ {
		f.clock.Advance(time.Minute)
		require.Len(t, f.work(t, false), people-30-minute, "then one a minute")
	}
	f.clock.Advance(time.Hour)
	require.Empty(t, f.work(t, false))
	require.Equal(t, people, f.count(t, tenant, "SELECT count(*) FROM invitations WHERE sent_at IS NOT NULL"))
}

func TestWhatClerkRefuses(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	// Somebody who has an account at Clerk of which no webhook has told us.
	_, err := f.clerk.CreateUser(sandbox.UserParams{EmailAddresses: []string{"here@example.com"}})
	require.NoError(t, err)
	here := f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": "here@example.com"})
	away := f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": "away@example.com"})
	f.away.Store(true)
	require.Len(t, f.work(t, false), 2)
	require.Equal(t, "pending", f.row(t, "ama", tenant, away.ID).Invitation.Status, "it is tried again")
	require.Len(t, f.work(t, true), 2)
	for _, id := range []access.MemberID{here.ID, away.ID} {
		failed := f.row(t, "ama", tenant, id).Invitation
		require.Equal(t, "failed", failed.Status)
		require.NotEmpty(t, failed.Reason)
	}
	f.away.Store(false)
	f.sql(t, "DELETE FROM river.river_job")
	for _, m := range []added{here, away} {
		f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": m.User.Email})
	}
	require.Empty(t, f.work(t, false))
	known := f.row(t, "ama", tenant, here.ID).Invitation
	require.Equal(t, "pending", known.Status, "whoever has an account may accept all the same")
	require.Nil(t, known.Sent)
	require.NotEmpty(t, known.Reason)
	require.NotNil(t, f.row(t, "ama", tenant, away.ID).Invitation.Sent)
}

func TestWhoHasAnAccountIsAsked(t *testing.T) {
	t.Parallel()
	f := setup(t)
	kofi := f.person(t, "kofi")
	one, two := f.restaurant(t, "one", f.person(t, "ama")), f.restaurant(t, "two", f.person(t, "yaw"))
	f.restaurant(t, "three", kofi)
	m := f.add(t, "ama", one, fields{"role_id": waiterID, "email": "KOFI@example.com"})
	require.Equal(t, kofi, m.User.ID)
	require.False(t, m.Active)
	f.add(t, "yaw", two, fields{"role_id": managerID, "email": "kofi@example.com"})
	require.Zero(t, f.count(t, nil, "SELECT count(*) FROM river.river_job"), "no email: they find it in the console")
	f.refuse(t, f.ask(t, "kofi", one, http.MethodGet, membersPath), http.StatusNotFound, "not_found")

	list := f.ask(t, "kofi", one, http.MethodGet, "/api/staff/invitations/")
	require.JSONEq(t, fmt.Sprintf(`{"count": 2, "results": [
		{"id": 1, "tenant": {"id": %d, "name": "Restaurant one", "slug": "one"}, "role": "Waiter", "invited_at": "2026-03-01T12:00:00Z", "expires_at": "2026-03-31T12:00:00Z"},
		{"id": 1, "tenant": {"id": %d, "name": "Restaurant two", "slug": "two"}, "role": "Manager", "invited_at": "2026-03-01T12:00:00Z", "expires_at": "2026-03-31T12:00:00Z"}]}`,
		one.ID, two.ID), list.Body.String())
	mine := func(tenant *access.Tenant, what string) string {
		return fmt.Sprintf("/api/staff/invitations/%d/%s/", tenant.ID, what)
	}
	f.refuse(t, f.ask(t, "ama", two, http.MethodPost, mine(one, "accept")), http.StatusNotFound, "not_found")
	f.refuse(t, f.ask(t, "yaw", two, http.MethodPost, mine(one, "accept")), http.StatusNotFound, "not_found")
	require.JSONEq(t, `{"status": "invitation accepted"}`, f.ask(t, "kofi", one, http.MethodPost, mine(one, "accept")).Body.String())
	require.Equal(t, http.StatusOK, f.ask(t, "kofi", one, http.MethodGet, membersPath).Code)
	require.Nil(t, f.row(t, "ama", one, m.ID).Invitation)
	require.JSONEq(t, `{"status": "invitation declined"}`, f.ask(t, "kofi", two, http.MethodPost, mine(two, "decline")).Body.String())
	for _, what := range []string{"accept", "decline"} {
		f.refuse(t, f.ask(t, "kofi", one, http.MethodPost, mine(one, what)), http.StatusNotFound, "not_found")
		f.refuse(t, f.ask(t, "kofi", two, http.MethodPost, mine(two, what)), http.StatusNotFound, "not_found")
	}
	declined := f.row(t, "yaw", two, 2).Invitation
	require.Equal(t, "revoked", declined.Status)
	require.Contains(t, declined.Reason, "declined")
}

func TestJoiningTheOrganizationAccepts(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	f.plans.most.Store(2)
	kofi, efua := f.person(t, "kofi"), f.person(t, "efua")
	f.add(t, "ama", tenant, fields{"role_id": managerID, "email": "kofi@example.com"})
	f.join(t, tenant, kofi, "org:member")
	f.join(t, tenant, kofi, "org:member")
	role, active := f.place(t, tenant, kofi)
	require.Equal(t, "Manager", role, "what the invitation said")
	require.True(t, active)

	f.plans.most.Store(3)
	m := f.add(t, "ama", tenant, fields{"role_id": waiterID, "email": "efua@example.com"})
	require.Equal(t, http.StatusOK, f.ask(t, "ama", tenant, http.MethodPost, fmt.Sprintf("%s%d/revoke/", membersPath, m.ID)).Code)
	f.join(t, tenant, efua, "org:member")
	_, active = f.place(t, tenant, efua)
	require.False(t, active, "it was taken back")
}

func TestWhoDeletesTheirAccountHoldsNoSeat(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant, kofi := f.restaurant(t, "one", f.person(t, "ama")), f.person(t, "kofi")
	m := f.add(t, "ama", tenant, fields{"role_id": managerID, "email": "kofi@example.com"})
	f.shared(t, func(tx postgres.Tx) error { return f.DeactivateEverywhere(t.Context(), tx, kofi) })
	require.Equal(t, "revoked", f.row(t, "ama", tenant, m.ID).Invitation.Status)
}
