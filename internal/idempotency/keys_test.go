package idempotency_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/idempotency"
)

const soup = `{"name": "soup"}`

func TestARepeatIsAnsweredByteForByte(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"short": soup, "long enough for gzip": `{"name": "soup", "size": 9000}`, "a refusal": `{"name": "soup", "then": "conflict"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 0)
			first := w.post(t, things, body, as("ama", name)...)
			require.False(t, first.replayed())
			for _, path := range []string{things, strings.TrimSuffix(things, "/")} {
				again := w.post(t, path, body, as("ama", name)...)
				require.True(t, again.replayed())
				require.Equal(t, first.status, again.status)
				require.Equal(t, first.body, again.body)
				for _, name := range []string{"Content-Type", "Location", "Cache-Control", "X-Content-Type-Options"} {
					require.Equal(t, first.header.Values(name), again.header.Values(name), name)
				}
				require.NotEqual(t, first.header.Get("X-Request-Id"), again.header.Get("X-Request-Id"))
			}
			require.Equal(t, 1, w.effects(t))
		})
	}
}

func TestWithoutAKeyNothingIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for range 2 {
		require.Equal(t, http.StatusCreated, w.post(t, things, soup, "Authorization", "Bearer ama").status)
	}
	require.Equal(t, 2, w.effects(t))
	require.Zero(t, w.keys(t))
}

func TestAnotherRequestUnderTheSameKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	require.Equal(t, http.StatusCreated, w.post(t, things+"?dry_run=0", soup, as("ama", "k")...).status)
	for path, body := range map[string]string{things + "?dry_run=0": `{"name":"soup"}`, things + "?dry_run=1": soup, things: soup} {
		got := w.post(t, path, body, as("ama", "k")...)
		require.Equal(t, http.StatusConflict, got.status)
		require.Contains(t, got.body, `"code":"idempotency_key_reused"`)
	}
	require.Equal(t, 1, w.effects(t))
}

// More of them than connections in the pool, which they must not hold while they wait.
func TestManyAtOnceHaveOneEffect(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 30*time.Second)
	answers := make(chan *answer, 50)
	var all sync.WaitGroup
	for range cap(answers) {
		all.Go(func() {
			if a, err := w.send(t.Context(), w.url+things, `{"name": "soup", "then": "wait"}`, as("ama", "k")...); err == nil {
				answers <- a
			}
		})
	}
	<-w.begun
	close(w.finish)
	all.Wait()
	require.Len(t, answers, cap(answers))
	close(answers)
	said, replayed := map[string]bool{}, 0
	for a := range answers {
		require.Equal(t, http.StatusCreated, a.status, a.body)
		said[a.body+a.header.Get("Location")] = true
		if a.replayed() {
			replayed++
		}
	}
	require.Len(t, said, 1)
	require.Equal(t, 49, replayed)
	require.Equal(t, 1, w.effects(t))
}

func TestWhoeverWaitsTooLongIsToldToComeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 50*time.Millisecond)
	const body = `{"name": "soup", "then": "wait"}`
	first := make(chan *answer, 1)
	go func() {
		a, _ := w.send(t.Context(), w.url+things, body, as("ama", "k")...)
		first <- a
	}()
	<-w.begun
	second := w.post(t, things, body, as("ama", "k")...)
	require.Equal(t, http.StatusConflict, second.status)
	require.Contains(t, second.body, `"code":"idempotency_in_progress"`)
	require.Equal(t, "2", second.header.Get("Retry-After"))
	require.Contains(t, w.post(t, things, soup, as("ama", "k")...).body, "idempotency_key_reused")
	close(w.finish)
	require.Equal(t, http.StatusCreated, (<-first).status)
	require.True(t, w.post(t, things, body, as("ama", "k")...).replayed())
	require.Equal(t, 1, w.effects(t))
}

// A process that died left its claim. Until the lease ends nobody can tell it from one at work.
func TestAClaimOfTheDeadEndsWithItsLease(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 50*time.Millisecond)
	require.Equal(t, http.StatusCreated, w.post(t, things, soup, as("ama", "k")...).status)
	w.exec(t, "UPDATE public.idempotency_keys SET status = NULL, sealed_answer = NULL")

	w.clock.Advance(timeout)
	require.Contains(t, w.post(t, things, soup, as("ama", "k")...).body, "idempotency_in_progress", "it may be at work as long as this")
	w.clock.Advance(time.Minute)
	require.Contains(t, w.post(t, things, `{"name": "tea"}`, as("ama", "k")...).body, "idempotency_key_reused")
	again := w.post(t, things, soup, as("ama", "k")...)
	require.Equal(t, http.StatusCreated, again.status)
	require.False(t, again.replayed())
	require.Equal(t, 2, w.effects(t))
	require.Equal(t, again.body, w.post(t, things, soup, as("ama", "k")...).body)
}

func TestWhoLostTheLeaseDoesNotAnswerForItsSuccessor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	attempt := api.Attempt{Caller: "user:1", Method: "POST", Path: things, Key: "k", Lease: time.Second}
	slow, _, err := w.Begin(t.Context(), attempt)
	require.NoError(t, err)
	w.clock.Advance(2 * time.Second)
	next, _, err := w.Begin(t.Context(), attempt)
	require.NoError(t, err)
	require.Error(t, slow.Keep(t.Context(), api.Answer{Status: 201, Body: []byte("late")}))
	require.NoError(t, slow.Release(t.Context()))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, next.Keep(gone, api.Answer{Status: 201, Body: []byte("good")}))
	_, got, err := w.Begin(t.Context(), attempt)
	require.NoError(t, err)
	require.Equal(t, "good", string(got.Body))
}

func TestKeysOfDifferentCallersRestaurantsAndPaths(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	tool := func(id, restaurant string) []string {
		basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":good"))
		return []string{"Authorization", basic, "Idempotency-Key", "k", "X-Tenant-ID", restaurant}
	}
	requests := []struct {
		path    string
		headers []string
	}{
		{things, as("ama", "k")},
		{things, as("kofi", "k")},
		{things, as("ama", "K")},
		{things, as("operator", "k")},
		{things, as("ama", "k", "X-Tenant-ID", "one")},
		{things, as("ama", "k", "X-Tenant-ID", "two")},
		{"/api/others/1/", as("ama", "k")},
		{"/api/others/2/", as("ama", "k")},
		{"/api/operators/", as("operator", "k")},
		{signals, as("ama", "k", "X-Tenant-ID", "one")},
		{signals, tool("pos", "one")},
		{signals, tool("pos", "two")},
		{signals, tool("cms", "one")},
	}
	seen := map[string]bool{}
	for _, r := range requests {
		first := w.post(t, r.path, soup, r.headers...)
		require.Equal(t, http.StatusCreated, first.status, first.body)
		require.False(t, first.replayed(), "%v", r)
		require.False(t, seen[first.body])
		seen[first.body] = true
	}
	for _, r := range requests {
		again := w.post(t, r.path, soup, r.headers...)
		require.True(t, again.replayed(), "%v", r)
		require.True(t, seen[again.body])
	}
	require.Equal(t, len(requests), w.effects(t))
}

func TestWhichAnswersAreKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for then, kept := range map[string]bool{
		"": true, "invalid": true, "missing": true, "conflict": true,
		"unauthenticated": false, "forbidden": false, "limited": false, "away": false, "broken": false, "panic": false,
	} {
		before := w.effects(t)
		body := `{"name": "soup", "then": ` + strconv.Quote(then) + `}`
		first := w.post(t, things, body, as("ama", "k-"+then)...)
		again := w.post(t, things, body, as("ama", "k-"+then)...)
		require.Equal(t, first.status, again.status, then)
		require.Equal(t, kept, again.replayed(), then)
		effects := map[bool]int{true: 1, false: 2}[kept]
		require.Equal(t, before+effects, w.effects(t), then)
	}
	require.Equal(t, 4, w.keys(t))
}

// What is refused before its handler runs has used no key up.
func TestWhatNeverBeganIsNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	for name, c := range map[string]struct {
		path, body string
		status     int
		headers    []string
	}{
		"nobody":               {things, soup, 401, []string{"Idempotency-Key", "k"}},
		"a bad token":          {things, soup, 401, as("x", "k")},
		"no permission":        {"/api/staff/", soup, 403, as("kofi", "k", "X-Tenant-ID", "one")},
		"no operator":          {"/api/operators/", soup, 403, as("ama", "k")},
		"no such restaurant":   {"/api/staff/", soup, 404, as("ama", "k", "X-Tenant-ID", "three")},
		"no JSON":              {things, "{", 400, as("ama", "k")},
		"not valid":            {things, `{"name": ""}`, 400, as("ama", "k")},
		"too large":            {things, `{"name": "` + strings.Repeat("x", 64<<10) + `"}`, 413, as("ama", "k")},
		"a bad secret":         {signals, soup, 401, []string{"Authorization", basic("pos:bad"), "Idempotency-Key", "k", "X-Tenant-ID", "one"}},
		"a tool without place": {signals, soup, 404, []string{"Authorization", basic("pos:good"), "Idempotency-Key", "k", "X-Tenant-ID", "x"}},
		"no credentials":       {signals, `{"name": "soup", "then": "tool"}`, 401, []string{"Idempotency-Key", "k", "X-Tenant-ID", "one"}},
	} {
		got := w.post(t, c.path, c.body, c.headers...)
		require.Equal(t, c.status, got.status, "%s: %s", name, got.body)
		require.False(t, got.replayed())
	}
	require.Zero(t, w.keys(t))
	require.Zero(t, w.effects(t))
}

func TestARateLimitComesBeforeTheKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	require.Equal(t, http.StatusOK, w.post(t, "/api/rare/", soup, as("ama", "k")...).status)
	require.True(t, w.post(t, "/api/rare/", soup, as("ama", "k")...).replayed())
	require.Equal(t, http.StatusTooManyRequests, w.post(t, "/api/rare/", soup, as("ama", "k")...).status)
}

func TestPublicRoutesIgnoreTheKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for _, path := range []string{"/api/open/", "/api/proved/"} {
		for range 2 {
			got := w.post(t, path, soup, as("ama", strings.Repeat("x", 300))...)
			require.Equal(t, http.StatusCreated, got.status)
			require.False(t, got.replayed())
		}
	}
	require.Equal(t, 4, w.effects(t))
	require.Zero(t, w.keys(t))
}

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for _, headers := range [][]string{
		as("ama", ""), as("ama", strings.Repeat("x", 256)), as("ama", "é"), as("ama", "a\tb"), as("ama", "a", "Idempotency-Key", "a"),
	} {
		got := w.post(t, things, soup, headers...)
		require.Equal(t, http.StatusBadRequest, got.status, "%q", headers)
		require.Contains(t, got.body, `"code":"idempotency_key_invalid"`)
	}
	require.Equal(t, http.StatusCreated, w.post(t, things, soup, as("ama", strings.Repeat("~", 255))...).status)
	require.Equal(t, 1, w.effects(t))
}

// Whether it took effect would be anybody's guess otherwise.
func TestACallerWhoHangsUpIsServedToTheEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 30*time.Second)
	const body = `{"name": "soup", "then": "wait"}`
	ctx, hangUp := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() {
		_, err := w.send(ctx, w.url+things, body, as("ama", "k")...)
		gone <- err
	}()
	<-w.begun
	hangUp()
	require.Error(t, <-gone)
	close(w.finish)
	again := w.post(t, things, body, as("ama", "k")...)
	require.Equal(t, http.StatusCreated, again.status)
	require.True(t, again.replayed())
	require.Equal(t, 1, w.effects(t))
}

func TestAnswersAreSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	first := w.post(t, things, soup, as("ama", "k")...)
	require.Equal(t, http.StatusCreated, first.status)
	var row string
	require.NoError(t, w.db.SharedQuery().QueryRow(t.Context(), "SELECT encode(sealed_answer, 'escape') FROM public.idempotency_keys").Scan(&row))
	require.NotContains(t, row, "soup")
	require.NotContains(t, row, base64.StdEncoding.EncodeToString([]byte(first.body))[:16])

	other, err := idempotency.New(idempotency.Deps{DB: w.db.DB, Clock: w.clock, SecretKey: "another " + secret})
	require.NoError(t, err)
	w.url = w.serve(t, other)
	got := w.post(t, things, soup, as("ama", "k")...)
	require.Equal(t, http.StatusConflict, got.status)
	require.Contains(t, got.body, "idempotency_answer_lost")
	require.Equal(t, 1, w.effects(t))
}

func TestKeysExpireAfterADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	first := w.post(t, things, soup, as("ama", "old")...)
	w.clock.Advance(idempotency.Kept - time.Second)
	require.Equal(t, first.body, w.post(t, things, soup, as("ama", "old")...).body)
	w.clock.Advance(time.Second)
	require.False(t, w.post(t, things, `{"name": "tea"}`, as("ama", "old")...).replayed(), "free for anything, job or no job")

	w.exec(t, `INSERT INTO public.idempotency_keys (scope, fingerprint, claim, created_at, lease_until, expires_at)
SELECT sha256(n::text::bytea), '', '', '2026-01-01', '2026-01-01', '2026-01-02' FROM generate_series(1, 2500) AS n`)
	require.NoError(t, w.Purge(t.Context()))
	require.Equal(t, 1, w.keys(t))
	w.clock.Advance(idempotency.Kept)
	require.NoError(t, w.Purge(t.Context()))
	require.Zero(t, w.keys(t))
}

func TestADatabaseThatIsAwayRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	w.exec(t, "ALTER TABLE public.idempotency_keys RENAME TO elsewhere")
	require.Equal(t, http.StatusInternalServerError, w.post(t, things, soup, as("ama", "k")...).status)
	require.Zero(t, w.effects(t))
	_, _, err := w.Begin(t.Context(), api.Attempt{})
	require.False(t, fault.Is(err, fault.Conflict))
}
