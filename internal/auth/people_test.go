package auth_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
)

// tell posts an event of our own making.
func (b *bench) tell(t *testing.T, id, eventType string, data map[string]any) reply {
	t.Helper()
	body, err := json.Marshal(map[string]any{"type": eventType, "object": "event", "data": data})
	require.NoError(t, err)
	return b.hook(t, id, body)
}

func somebody(id, email string, at time.Time, more map[string]any) map[string]any {
	data := map[string]any{
		"id": id, "primary_email_address_id": "e1", "updated_at": at.UnixMilli(), "created_at": epoch.UnixMilli(),
		"email_addresses": []map[string]any{{"id": "e1", "email_address": email, "verification": map[string]any{"status": "verified"}}},
	}
	maps.Copy(data, more)
	return data
}

func TestUsernames(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for n, c := range []struct{ username, email, want string }{
		{"ama", "x@example.com", "^ama$"},
		{"", "Yaa.Asantewaa@example.com", "^yaa.asantewaa$"},
		{"", "", "^user_2$"},
		{"", "ama@elsewhere.com", "^ama-[0-9a-f]{6}$"},
		{"ama", "", "^ama-[0-9a-f]{6}$"},
		{"", "名前@example.com", "^名前$"},
		{"user_7", "", "^user_7$"},
		{"", "", "^user_7-[0-9a-f]{6}$"}, // whose id somebody took for a name
		{"bell\x07 \u0000", "", "^bell$"},
	} {
		id := fmt.Sprintf("user_%d", n)
		got := b.tell(t, "msg_"+id, "user.created", somebody(id, c.email, epoch, map[string]any{"username": c.username}))
		require.Equal(t, "success", got.body["status"], got.Body)
		require.Regexp(t, c.want, one[string](t, b.db, "SELECT username FROM public.users WHERE clerk_user_id = $1", id))
	}
}

func TestEveryNameThatCanBeForeseenIsTaken(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	// What a person with id user_x and this address would be called, all of it taken.
	_, err := b.db.SharedQuery().Exec(t.Context(), `INSERT INTO public.users (username)
SELECT unnest(ARRAY['esi', 'esi-' || left(h, 6), 'esi-' || left(h, 20)]) FROM encode(sha256('user_x'), 'hex') AS h`)
	require.NoError(t, err)
	require.Equal(t, "success", b.tell(t, "msg_x", "user.created", somebody("user_x", "esi@example.com", epoch, nil)).body["status"])
	require.Regexp(t, "^esi-[a-z2-7]{10}$", one[string](t, b.db, "SELECT username FROM public.users WHERE clerk_user_id = 'user_x'"))
}

func TestNewsReplacesAndOldNewsDoesNot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	steps := []struct {
		at         time.Time
		name, want string
	}{
		{epoch.Add(2 * time.Second), "Second", "Second"},
		{epoch.Add(1 * time.Second), "First", "Second"},
		{epoch.Add(3 * time.Second), "Third", "Third"},
		{epoch.Add(3 * time.Second), "Third again", "Third again"},
	}
	for n, step := range steps {
		id := fmt.Sprintf("msg_%d", n)
		b.tell(t, id, "user.updated", somebody("user_1", "a@example.com", step.at, map[string]any{"first_name": step.name}))
		require.Zero(t, b.drain(t))
		require.Equal(t, step.want, one[string](t, b.db, "SELECT first_name FROM public.users"))
	}
	// user.created of the same moment as an update is the older of the two.
	b.tell(t, "msg_c", "user.created", somebody("user_1", "a@example.com", epoch.Add(3*time.Second), map[string]any{"first_name": "Zeroth"}))
	require.Equal(t, "Third again", one[string](t, b.db, "SELECT first_name FROM public.users"))
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.tenants"), 1, "and still makes the restaurant")
}

func TestANewUsernameIsTakenOverWhenItIsFree(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	step := 0
	rename := func(id, username string) string {
		step++
		at := epoch.Add(time.Duration(step) * time.Second)
		b.tell(t, fmt.Sprint("msg_", step), "user.updated", somebody(id, id+"@example.com", at, map[string]any{"username": username}))
		require.Zero(t, b.drain(t))
		return one[string](t, b.db, "SELECT username FROM public.users WHERE clerk_user_id = $1", id)
	}
	require.Equal(t, "kojo", rename("user_1", "kojo"))
	require.Equal(t, "adwoa", rename("user_2", "adwoa"))
	require.Equal(t, "adwoa", rename("user_2", "kojo"), "somebody else's")
	require.Equal(t, "kwame", rename("user_1", "kwame"))
	require.Equal(t, "kojo", rename("user_2", "kojo"))
	require.Equal(t, "kojo", rename("user_2", ""), "no username is no reason to lose one")
}

func TestNamesInAnyScript(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	names := []string{"Ɔkyerɛma", "李小龍", "فاطمة", "O'Brien; DROP TABLE users;--", "नेहा 🍲", "Zoë\u0000\u0007"}
	for n, name := range names {
		id := fmt.Sprintf("user_%d", n)
		got := b.tell(t, "msg_"+id, "user.created", somebody(id, id+"@example.com", epoch, map[string]any{"first_name": name}))
		require.Equal(t, "success", got.body["status"], got.Body)
		want := name
		if n == len(names)-1 {
			want = "Zoë"
		}
		require.Equal(t, want, one[string](t, b.db, "SELECT first_name FROM public.users WHERE clerk_user_id = $1", id))
	}
}

func TestReconcile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.live(t)
	var people []*clerk.User
	for n := range 5 {
		people = append(people, b.person(t, clerk.UserParams{EmailAddresses: []string{fmt.Sprintf("p%d@example.com", n)}}))
		b.clock.Advance(time.Second)
	}
	known := b.recorded("user.created")[0]
	require.Equal(t, "success", b.hook(t, known.ID, known.Body).body["status"])
	gone := map[string]any{"id": people[1].ID, "object": "user", "deleted": true}
	b.tell(t, "msg_gone", "user.deleted", gone)
	require.Zero(t, b.drain(t))
	_, err := b.db.SharedQuery().Exec(t.Context(),
		"UPDATE public.users SET first_name = 'Old', clerk_updated_at = $2 WHERE clerk_user_id = $1", people[0].ID, epoch.Add(-time.Hour))
	require.NoError(t, err)

	next, more, err := b.Reconcile(t.Context(), 0)
	require.NoError(t, err)
	require.False(t, more)
	require.Equal(t, 5, next)
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.users"), 5)
	require.Empty(t, one[string](t, b.db, "SELECT first_name FROM public.users WHERE clerk_user_id = $1", people[0].ID))
	require.NotNil(t, one[*time.Time](t, b.db, "SELECT deleted_at FROM public.users WHERE clerk_user_id = $1", people[1].ID))
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.tenants"), 1, "a walk makes no restaurants")

	before := column[time.Time](t, b.db, "SELECT updated_at FROM public.users ORDER BY id")
	b.clock.Advance(time.Hour)
	_, _, err = b.Reconcile(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, before, column[time.Time](t, b.db, "SELECT updated_at FROM public.users ORDER BY id"), "nothing new, nothing written")
}

func TestReconcileFailsWhenClerkDoes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.clerk.FailNext(20, 500)
	_, _, err := b.Reconcile(t.Context(), 0)
	require.Error(t, err)
}

func TestPeopleOfOneNameSignUpAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var all sync.WaitGroup
	for n := range 20 {
		id := fmt.Sprintf("user_%d", n)
		all.Go(func() {
			got := b.tell(t, "msg_"+id, "user.created", somebody(id, "ama@"+id+".example", epoch, nil))
			if got.body["status"] != "success" {
				t.Errorf("%d %s", got.Code, got.Body)
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, one[int](t, b.db, "SELECT count(*) FROM public.users WHERE username = 'ama'"))
	require.Equal(t, 19, one[int](t, b.db, "SELECT count(*) FROM public.users WHERE username ~ '^ama-[0-9a-f]{6}$'"))
}
