package auth_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
)

var kofi = clerk.UserParams{EmailAddresses: []string{"Kofi.Mensah@example.com"}, FirstName: "Kofi", LastName: "Mensah"}

// created is a person at Clerk and the webhook that tells of them.
func created(t *testing.T, b *bench, p clerk.UserParams) (*clerk.User, clerk.Delivery) {
	t.Helper()
	u := b.person(t, p)
	all := b.recorded("user.created")
	return u, all[len(all)-1]
}

func TestSignupMakesUserAndRestaurant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	u, event := created(t, b, kofi)

	got := b.hook(t, event.ID, event.Body)
	require.Equal(t, http.StatusOK, got.Code, got.Body)
	tenant := one[int64](t, b.db, "SELECT id FROM public.tenants")
	require.Equal(t, map[string]any{
		"status": "success", "tenant_id": float64(tenant), "schema_name": one[string](t, b.db, "SELECT schema_name FROM public.tenants"),
	}, got.body)
	require.Equal(t, []string{u.ID}, column[string](t, b.db, "SELECT clerk_user_id FROM public.users"))
	require.Equal(t, "kofi.mensah", one[string](t, b.db, "SELECT username FROM public.users"))
	require.Equal(t, []string{"user.created webhook"}, column[string](t, b.db, "SELECT action || ' ' || actor_kind FROM public.audit_log"))

	again := b.hook(t, event.ID, event.Body)
	require.Equal(t, got.Body.String(), again.Body.String())
}

func TestTheStandInDeliversOverHTTP(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	server := httptest.NewServer(b.handler)
	t.Cleanup(server.Close)
	b.clerk.Webhooks().SetURL(server.URL + webhookPath)
	u := b.person(t, kofi)
	require.NoError(t, b.clerk.Webhooks().Wait(t.Context()))
	require.Equal(t, u.ID, one[string](t, b.db, "SELECT clerk_user_id FROM public.users"))
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.tenants"), 1)
}

func TestOneDeliveryManyTimesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, event := created(t, b, kofi)
	answers := crowd(t, b, event.Body, func(int) string { return event.ID })
	require.Len(t, answers, 1)
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.tenants"), 1)
	require.Equal(t, "processed 1", one[string](t, b.db, "SELECT status || ' ' || attempts FROM public.webhook_inbox"))
}

func TestOneSignupInManyDeliveriesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, event := created(t, b, kofi)
	answers := crowd(t, b, event.Body, func(n int) string { return event.ID + "_" + strconv.Itoa(n) })
	require.Len(t, answers, 1)
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.tenants"), 1)
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.users"), 1)
}

// crowd posts a webhook a hundred times at once and gives the distinct answers.
func crowd(t *testing.T, b *bench, body []byte, id func(n int) string) map[string]int {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	answers := map[string]int{}
	for n := range 100 {
		header, err := clerk.SignWebhook(b.clerk.WebhookSecret(), id(n), b.clock.Now(), body)
		require.NoError(t, err)
		all.Go(func() {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, webhookPath, bytes.NewReader(body))
			r.Header = header
			w := httptest.NewRecorder()
			b.handler.ServeHTTP(w, r)
			mu.Lock()
			defer mu.Unlock()
			answers[strconv.Itoa(w.Code)+w.Body.String()]++
		})
	}
	all.Wait()
	return answers
}

func TestASignupThatFailsIsMadeUpForByItsJob(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, event := created(t, b, kofi)
	_, err := b.db.SharedQuery().Exec(t.Context(), "ALTER TABLE public.memberships RENAME TO elsewhere")
	require.NoError(t, err)

	got := b.hook(t, event.ID, event.Body)
	require.Equal(t, http.StatusInternalServerError, got.Code)
	require.Empty(t, column[int64](t, b.db, "SELECT id FROM public.users"), "all or nothing")
	require.Equal(t, "failed", one[string](t, b.db, "SELECT status FROM public.webhook_inbox"))

	_, err = b.db.SharedQuery().Exec(t.Context(), "ALTER TABLE public.elsewhere RENAME TO memberships")
	require.NoError(t, err)
	require.Zero(t, b.drain(t))
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.tenants"), 1)
	require.Equal(t, "success", b.hook(t, event.ID, event.Body).body["status"])
}

func TestWhoWasInvitedGetsNoRestaurant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, event := created(t, b, clerk.UserParams{
		EmailAddresses: []string{"ama@example.com"}, PublicMetadata: []byte(`{"tabletap_invitation": {"tenant": 7}}`),
	})
	require.Equal(t, map[string]any{"status": "processed"}, b.hook(t, event.ID, event.Body).body)
	require.Empty(t, column[int64](t, b.db, "SELECT id FROM public.tenants"))
	require.Len(t, column[int64](t, b.db, "SELECT id FROM public.users"), 1)
}

func TestALateSignupDoesNotBringBackTheDead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	u, event := created(t, b, kofi)
	gone := `{"type":"user.deleted","object":"event","data":{"id":"` + u.ID + `","object":"user","deleted":true}}`
	require.Equal(t, http.StatusOK, b.hook(t, "msg_gone", []byte(gone)).Code)
	require.Zero(t, b.drain(t))

	require.Equal(t, map[string]any{"status": "processed"}, b.hook(t, event.ID, event.Body).body)
	require.Empty(t, column[int64](t, b.db, "SELECT id FROM public.tenants"))
	require.Empty(t, one[string](t, b.db, "SELECT email FROM public.users WHERE deleted_at IS NOT NULL AND NOT is_active"))
	require.Equal(t, http.StatusUnauthorized, b.ask(t, "GET", "/api/auth/profile/", "", "Authorization", "Bearer "+b.token(t, u.ID)).Code)
}

func TestUnknownEventsAreStored(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	got := b.hook(t, "msg_odd", []byte(`{"type":"session.created","data":{"id":"sess_1"}}`))
	require.Equal(t, http.StatusOK, got.Code)
	require.Equal(t, map[string]any{"status": "processed"}, got.body)
	require.Equal(t, "ignored", one[string](t, b.db, "SELECT status FROM public.webhook_inbox"))
}

func TestBadWebhooksChangeNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, event := created(t, b, kofi)
	for name, c := range map[string]struct {
		status int
		body   []byte
		change func(http.Header)
	}{
		"altered":      {401, append(bytes.Clone(event.Body), ' '), nil},
		"unsigned":     {400, event.Body, func(h http.Header) { h.Del("Svix-Signature") }},
		"another id":   {401, event.Body, func(h http.Header) { h.Set("Svix-Id", "msg_other") }},
		"stale":        {401, event.Body, func(h http.Header) { sign(t, b, h, event, b.clock.Now().Add(-6*time.Minute)) }},
		"from later":   {401, event.Body, func(h http.Header) { sign(t, b, h, event, b.clock.Now().Add(6*time.Minute)) }},
		"too large":    {413, bytes.Repeat([]byte(" "), 1<<20+1), nil},
		"not an event": {400, []byte(`[]`), func(h http.Header) { signBody(t, b, h, []byte(`[]`)) }},
		"no person": {400, []byte(`{"type":"user.created","data":{}}`), func(h http.Header) {
			signBody(t, b, h, []byte(`{"type":"user.created","data":{}}`))
		}},
	} {
		header, err := clerk.SignWebhook(b.clerk.WebhookSecret(), event.ID, b.clock.Now(), event.Body)
		require.NoError(t, err)
		if c.change != nil {
			c.change(header)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, webhookPath, bytes.NewReader(c.body))
		r.Header = header
		require.Equal(t, c.status, b.serve(t, r).Code, name)
	}
	require.Empty(t, column[int64](t, b.db, "SELECT id FROM public.users"))
	require.Equal(t, []string{"parked"}, column[string](t, b.db, "SELECT status FROM public.webhook_inbox"), "the signed one without a person")
}

func sign(t *testing.T, b *bench, h http.Header, event clerk.Delivery, at time.Time) {
	t.Helper()
	signed, err := clerk.SignWebhook(b.clerk.WebhookSecret(), event.ID, at, event.Body)
	require.NoError(t, err)
	for name := range signed {
		h.Set(name, signed.Get(name))
	}
}

func signBody(t *testing.T, b *bench, h http.Header, body []byte) {
	t.Helper()
	sign(t, b, h, clerk.Delivery{ID: "msg_signed_" + strconv.Itoa(len(body)), Body: body}, b.clock.Now())
}

func TestBothSpellingsOfTheHeadersAndSeveralSignatures(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, event := created(t, b, kofi)
	signed, err := clerk.SignWebhook(b.clerk.WebhookSecret(), event.ID, b.clock.Now(), event.Body)
	require.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, strings.TrimSuffix(webhookPath, "/"), bytes.NewReader(event.Body))
	r.Header.Set("webhook-id", event.ID)
	r.Header.Set("webhook-timestamp", signed.Get("Svix-Timestamp"))
	r.Header.Set("webhook-signature", "v1a,ignored v1,bm90IHRoaXM= "+signed.Get("Svix-Signature"))
	require.Equal(t, "success", b.serve(t, r).body["status"])
}
