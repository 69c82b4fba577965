package auth_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/sandbox/clerk"
)

// invite writes what inviting an address to a restaurant writes.
func (b *bench) invite(t *testing.T, email, role string) access.UserID {
	t.Helper()
	id := one[access.UserID](t, b.db, `INSERT INTO public.users (username, email, invited_at) VALUES ('invited-' || $1, $1, now()) RETURNING id`, email)
	_, err := b.db.SharedQuery().Exec(t.Context(), "INSERT INTO public.fake_staff VALUES (77, $1, $2, false)", id, role)
	require.NoError(t, err)
	return id
}

// placeOf is the user who has a place, whether it is theirs by now, and how many restaurants they own.
func (b *bench) placeOf(t *testing.T, clerkID string) (user access.UserID, active bool, owns int) {
	t.Helper()
	user = one[access.UserID](t, b.db, "SELECT id FROM public.users WHERE clerk_user_id = $1", clerkID)
	active = one[bool](t, b.db, "SELECT EXISTS (SELECT FROM public.fake_staff WHERE user_id = $1 AND is_active)", user)
	return user, active, one[int](t, b.db, "SELECT count(*)::int FROM public.tenants WHERE owner_user_id = $1", user)
}

// In whatever order news of somebody comes who was invited, and however often, they have one row, are taken in, and get no
// restaurant of their own, although nothing at Clerk says that they were invited.
func TestAnInvitedPersonIsTakenInWhateverComesFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	steps := []string{"created", "updated", "session", "reconcile"}
	for n, order := range permutations(steps) {
		email := fmt.Sprintf("New.%d@example.com", n)
		invited := b.invite(t, fmt.Sprintf("new.%d@example.com", n), "invited")
		already := len(b.recorded())
		person := b.person(t, clerk.UserParams{EmailAddresses: []string{email}, FirstName: "Nana"})
		b.clock.Advance(time.Second)
		b.step(t, "rename", "", person.ID, "Renamed")
		told := b.recorded()[already:]
		require.Len(t, told, 2)
		for _, step := range append(order, order...) {
			switch step {
			case "created":
				require.Equal(t, 200, b.hook(t, told[0].ID, told[0].Body).Code)
			case "updated":
				require.Equal(t, 200, b.hook(t, told[1].ID, told[1].Body).Code)
				b.drain(t)
			case "session":
				b.ask(t, "GET", "/api/auth/profile/", "", "Authorization", "Bearer "+b.token(t, person.ID))
			case "reconcile":
				_, _, err := b.Reconcile(t.Context(), 0)
				require.NoError(t, err)
			}
		}
		user, active, owns := b.placeOf(t, person.ID)
		require.Equal(t, invited, user, "%v: one row a person", order)
		require.True(t, active, "%v", order)
		require.Zero(t, owns, "%v", order)
		require.Equal(t, "Renamed", one[string](t, b.db, "SELECT first_name FROM public.users WHERE id = $1", user))
		require.NotContains(t, one[string](t, b.db, "SELECT username FROM public.users WHERE id = $1", user), "invited-")
	}
}

func permutations(of []string) (all [][]string) {
	if len(of) < 2 {
		return [][]string{of}
	}
	for i := range of {
		rest := append(append([]string{}, of[:i]...), of[i+1:]...)
		for _, tail := range permutations(rest) {
			all = append(all, append([]string{of[i]}, tail...))
		}
	}
	return all
}

// Somebody whose invitations were taken back before they signed up is like anybody else.
func TestARevokedInvitationIsNone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.invite(t, "late@example.com", "revoked")
	person := b.person(t, clerk.UserParams{EmailAddresses: []string{"late@example.com"}})
	told := b.recorded("user.created")
	for range 2 {
		require.Equal(t, 200, b.hook(t, told[0].ID, told[0].Body).Code)
	}
	_, active, owns := b.placeOf(t, person.ID)
	require.False(t, active)
	require.Equal(t, 1, owns)
	require.Zero(t, one[int](t, b.db, "SELECT count(*)::int FROM public.users WHERE clerk_user_id IS NULL"))
}

// An address that nobody proved finds no invitation; proving it later, with an account at hand, brings the invitation to that
// account, to be accepted there.
func TestProvingAnInvitedAddressLater(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.invite(t, "kofi@example.com", "invited")
	person := b.person(t, clerk.UserParams{EmailAddresses: []string{"kofi@example.com"}})
	told := b.recorded("user.created")[0]
	unproved := withStatus(t, told.Body, "unverified", 0)
	require.Equal(t, 200, b.hook(t, "msg_unproved", unproved).Code)
	user, active, owns := b.placeOf(t, person.ID)
	require.False(t, active)
	require.Equal(t, 1, owns, "they signed up by themselves")
	require.Equal(t, 1, one[int](t, b.db, "SELECT count(*)::int FROM public.users WHERE clerk_user_id IS NULL"))

	require.Equal(t, 200, b.hook(t, "msg_proved", withStatus(t, told.Body, "verified", 1000)).Code)
	require.Zero(t, b.drain(t))
	again, active, _ := b.placeOf(t, person.ID)
	require.Equal(t, user, again)
	require.False(t, active, "they are asked")
	require.Equal(t, user, one[access.UserID](t, b.db, "SELECT user_id FROM public.fake_staff"), "the invitation is theirs")
	require.Zero(t, one[int](t, b.db, "SELECT count(*)::int FROM public.users WHERE clerk_user_id IS NULL"))
}

// withStatus is an event about a user with another status of their address, some milliseconds later.
func withStatus(t *testing.T, payload []byte, status string, later float64) []byte {
	t.Helper()
	var event map[string]any
	require.NoError(t, json.Unmarshal(payload, &event))
	data, ok := event["data"].(map[string]any)
	require.True(t, ok)
	emails, ok := data["email_addresses"].([]any)
	require.True(t, ok)
	email, ok := emails[0].(map[string]any)
	require.True(t, ok)
	email["verification"] = map[string]any{"status": status}
	at, ok := data["updated_at"].(float64)
	require.True(t, ok)
	data["updated_at"] = at + later
	if later > 0 {
		event["type"] = "user.updated"
	}
	raw, err := json.Marshal(event)
	require.NoError(t, err)
	return raw
}
