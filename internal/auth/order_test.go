package auth_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/sandbox/clerk"
)

// history makes things happen at the stand-in, each at a moment of its own, and gives the webhooks that tell of them: an owner
// with an organization, colleagues who join, change their roles and names, leave, come back and delete their accounts.
func history(t *testing.T, b *bench, rt *rapid.T) (people []string, told []clerk.Delivery) {
	t.Helper()
	already := len(b.recorded())
	tick := func() { b.clock.Advance(time.Second) }
	name := fmt.Sprintf("history%d", len(b.recorded()))
	owner := b.person(t, clerk.UserParams{EmailAddresses: []string{name + "@example.com"}, FirstName: "Owner"})
	tick()
	org, err := b.clerk.CreateOrganization(clerk.OrganizationParams{Name: name, CreatedBy: owner.ID})
	require.NoError(t, err)
	var colleagues []string
	for n := range rapid.IntRange(1, 2).Draw(rt, "colleagues") {
		tick()
		colleagues = append(colleagues, b.person(t, clerk.UserParams{EmailAddresses: []string{fmt.Sprintf("%s.%d@example.com", name, n)}}).ID)
	}
	for range rapid.IntRange(1, 6).Draw(rt, "steps") {
		tick()
		step := rapid.SampledFrom([]string{"join", "join", "promote", "leave", "rename", "delete"}).Draw(rt, "step")
		b.step(t, step, org.ID, rapid.SampledFrom(colleagues).Draw(rt, "colleague"), rapid.StringMatching(`[A-Z][a-z]{3}`).Draw(rt, "called"))
	}
	tick()
	return append(colleagues, owner.ID), b.recorded()[already:]
}

// step does one thing through the Backend API. What is refused, because it was done or undone before, does not happen.
func (b *bench) step(t *testing.T, step, org, user, called string) {
	t.Helper()
	member := "/organizations/" + org + "/memberships"
	switch step {
	case "join":
		b.clerkCall(t, http.MethodPost, member, map[string]any{"user_id": user, "role": "org:member"})
	case "promote":
		b.clerkCall(t, http.MethodPatch, member+"/"+user, map[string]any{"role": "org:admin"})
	case "leave":
		b.clerkCall(t, http.MethodDelete, member+"/"+user, nil)
	case "rename":
		b.clerkCall(t, http.MethodPatch, "/users/"+user, map[string]any{"first_name": called})
	case "delete":
		b.clerkCall(t, http.MethodDelete, "/users/"+user, nil)
	}
}

func (b *bench) clerkCall(t *testing.T, method, path string, body any) {
	t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), method, b.clerk.APIURL()+path, strings.NewReader(string(raw)))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer sk_test_sandbox")
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
}

// shuffled is a history in any order, some of it twice: the same delivery again, or the same content as another.
func shuffled(rt *rapid.T, deliveries []clerk.Delivery) []clerk.Delivery {
	all := append([]clerk.Delivery{}, deliveries...)
	for _, d := range deliveries {
		switch rapid.SampledFrom([]string{"once", "again", "anew"}).Draw(rt, "repeat") {
		case "again":
			all = append(all, d)
		case "anew":
			d.ID += "_anew"
			all = append(all, d)
		}
	}
	places := make([]int, len(all))
	for n := range places {
		places[n] = n
	}
	order := make([]clerk.Delivery, 0, len(all))
	for _, n := range rapid.Permutation(places).Draw(rt, "order") {
		order = append(order, all[n])
	}
	return order
}

// outcome is what a bench made of some people, without ids of its own. Whether somebody who is gone had a restaurant depends on
// the order, and must: one that is there is kept, and one that is not is not made for a tombstone.
func outcome(t *testing.T, b *bench, people []string) []string {
	t.Helper()
	return append(
		column[string](t, b.db, `SELECT concat_ws(' ', u.clerk_user_id, u.username, u.email, u.first_name, u.is_active, u.deleted_at IS NOT NULL,
    t.id IS NOT NULL AND u.deleted_at IS NULL, t.clerk_organization_id)
FROM public.users u LEFT JOIN public.tenants t ON t.owner_user_id = u.id
WHERE u.clerk_user_id = ANY ($1) ORDER BY u.clerk_user_id`, people),
		column[string](t, b.db, `SELECT concat_ws(' ', t.clerk_organization_id, u.clerk_user_id, s.role)
FROM public.fake_staff s JOIN public.users u ON u.id = s.user_id JOIN public.tenants t ON t.id = s.tenant_id
WHERE s.is_active AND u.clerk_user_id = ANY ($1) ORDER BY t.clerk_organization_id, u.clerk_user_id`, people)...)
}

// Whatever the order, and however often: the same state. One bench hears of everything as it happened, the other one not.
func TestAnyOrderEndsInTheSameState(t *testing.T) {
	t.Parallel()
	orderly, disorderly := newBench(t), newBench(t)
	rapid.Check(t, func(rt *rapid.T) {
		people, events := history(t, orderly, rt)
		disorderly.clock.Advance(orderly.clock.Now().Sub(disorderly.clock.Now()))
		for _, d := range events {
			require.Equal(rt, http.StatusOK, orderly.hook(t, d.ID, d.Body).Code)
			orderly.drain(t)
		}
		work := rapid.SliceOfN(rapid.Bool(), 0, 3).Draw(rt, "work in between")
		for n, d := range shuffled(rt, events) {
			require.Equal(rt, http.StatusOK, disorderly.hook(t, d.ID, d.Body).Code)
			if n < len(work) && work[n] {
				disorderly.drain(t)
			}
		}
		require.Zero(rt, orderly.drain(t))
		require.Zero(rt, disorderly.drain(t), "everything is settled in the end")
		require.Equal(rt, outcome(t, orderly, people), outcome(t, disorderly, people))
	})
}
