package clerk_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	svix "github.com/svix/svix-webhooks/go"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func TestEveryChangeIsTold(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := clerktest.New(t, r.to)
	ada := newUser(t, s, "ada@example.com")
	o := newOrganization(t, s, "Mama Put", ada.ID)
	session := newSession(t, s, ada.ID, o.ID)
	for _, c := range []struct{ method, path, body string }{
		{"PATCH", "/users/" + ada.ID, `{"last_name":"Eze"}`},
		{"PATCH", "/organizations/" + o.ID, `{"name":"Mama Put II"}`},
		{"PATCH", "/organizations/" + o.ID + "/memberships/" + ada.ID, `{"role":"org:member"}`},
		{"POST", "/sessions/" + session.ID + "/revoke", ``},
		{"POST", "/sessions/" + session.ID + "/revoke", ``}, // the second time is no news
		{"POST", "/organizations/" + o.ID + "/invitations", `{"email_address":"new@example.com","role":"org:member"}`},
		{"DELETE", "/organizations/" + o.ID + "/memberships/" + ada.ID, ``},
		{"DELETE", "/organizations/" + o.ID, ``},
		{"DELETE", "/users/" + ada.ID, ``},
	} {
		status, answer := call(t, s, c.method, c.path, c.body)
		require.Equal(t, http.StatusOK, status, "%v: %v", c, answer)
	}
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Equal(t, []string{
		"user.created", "organization.created", "organizationMembership.created", "session.created", "user.updated",
		"organization.updated", "organizationMembership.updated", "session.revoked", "organizationInvitation.created",
		"organizationMembership.deleted", "organization.deleted", "user.deleted",
	}, r.types(t))
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	at := clock.NewFake(clock.System{}.Now().Truncate(time.Second))
	r := newReceiver(t)
	s := clerktest.New(t, r.to, func(c *clerk.Config) { c.Clock = at })
	request := newRequest(t, s, "POST", "/users", `{"email_address":["ada@example.com"],"external_id":"42"}`)
	request.Header.Set("User-Agent", "tester/1")
	status, made := send(t, request)
	require.Equal(t, http.StatusOK, status)
	_, _ = call(t, s, "DELETE", "/users/"+made["id"].(string), "")
	require.NoError(t, s.Webhooks().Wait(t.Context()))

	events := r.events(t)
	created, deleted := events[0].event, events[1].event
	require.Regexp(t, `^msg_[0-9A-Za-z]{27}$`, events[0].id)
	require.Equal(t, "event", created["object"])
	require.Regexp(t, `^ins_`, created["instance_id"])
	require.EqualValues(t, at.Now().UnixMilli(), created["timestamp"])
	require.Equal(t, map[string]any{"http_request": map[string]any{"client_ip": "127.0.0.1", "user_agent": "tester/1"}},
		created["event_attributes"])
	require.Equal(t, made, created["data"], "the event shows what the API showed")
	require.Equal(t, map[string]any{"object": "user", "id": made["id"], "external_id": "42", "deleted": true}, deleted["data"])
}

func TestFailedWebhooksAreRetried(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, http.StatusInternalServerError, http.StatusFound, http.StatusNoContent)
	var waits []int
	s := clerktest.New(t, r.to, func(c *clerk.Config) {
		c.Backoff = func(attempt int) time.Duration { waits = append(waits, attempt); return 0 }
	})
	newUser(t, s, "ada@example.com")
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	d := s.Webhooks().All()[0]
	require.Equal(t, clerk.DeliveryDelivered, d.State)
	require.Equal(t, []int{500, 302, 204}, statuses(d))
	require.Equal(t, []int{2, 3}, waits)
	for _, e := range r.events(t) {
		require.Equal(t, d.ID, e.id, "every attempt carries the same svix-id")
	}
}

func statuses(d clerk.Delivery) []int {
	var statuses []int
	for _, a := range d.Attempts {
		statuses = append(statuses, a.Status)
	}
	return statuses
}

func TestAttemptsAreBounded(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, 500, 500, 500)
	s := clerktest.New(t, r.to, func(c *clerk.Config) { c.MaxAttempts = 3 })
	newUser(t, s, "ada@example.com")
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	d := s.Webhooks().All()[0]
	require.Equal(t, clerk.DeliveryFailed, d.State)
	require.Len(t, d.Attempts, 3)

	attempt, err := s.Webhooks().Deliver(t.Context(), d.ID) // as a person would from the dashboard
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, attempt.Status)
	d, _ = s.Webhooks().Find(d.ID)
	require.Equal(t, clerk.DeliveryDelivered, d.State)
}

func TestReceiverMayStopTheRetries(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, 410)
	r.header.Set("Webhook-Delivery", "abort-message")
	s := clerktest.New(t, r.to)
	newUser(t, s, "ada@example.com")
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Equal(t, []int{410}, statuses(s.Webhooks().All()[0]))
}

func TestUnreachableReceiver(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t, func(c *clerk.Config) { c.WebhookURL, c.MaxAttempts = "http://127.0.0.1:1/", 2 })
	newUser(t, s, "ada@example.com")
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	d := s.Webhooks().All()[0]
	require.Equal(t, clerk.DeliveryFailed, d.State)
	require.NotEmpty(t, d.Attempts[1].Error)
	_, err := s.Webhooks().Deliver(t.Context(), d.ID)
	require.Error(t, err)
}

func TestFullQueueRefusesChanges(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := clerktest.New(t, r.to, func(c *clerk.Config) { c.QueueSize = 1 })
	s.Webhooks().Hold()
	newUser(t, s, "ada@example.com")
	status, answer := call(t, s, "POST", "/users", `{"email_address":["b@example.com"]}`)
	require.Equal(t, http.StatusServiceUnavailable, status)
	requireError(t, answer, "maintenance_mode", "")
	require.Nil(t, s.UserByEmail("b@example.com"))
	s.Webhooks().Release()
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	newUser(t, s, "b@example.com")
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Len(t, s.Webhooks().All(), 1, "only as many as the queue holds are remembered")
}

func TestSignWebhook(t *testing.T) {
	t.Parallel()
	body, verifier := []byte(`{"type":"x"}`), newReceiver(t).verifier
	now := clock.System{}.Now()
	for age, fine := range map[time.Duration]bool{
		0: true, 4 * time.Minute: true, -4 * time.Minute: true, 6 * time.Minute: false, -6 * time.Minute: false,
	} {
		header, err := clerk.SignWebhook(clerktest.WebhookSecret, "msg_1", now.Add(-age), body)
		require.NoError(t, err)
		require.Equal(t, fine, verifier.Verify(body, header) == nil, age)
		require.Error(t, verifier.Verify([]byte(`{"type":"y"}`), header))
	}
	_, err := clerk.SignWebhook("", "msg_1", now, body)
	require.Error(t, err)
	_, err = svix.NewWebhook(clerk.NewWebhookSecret())
	require.NoError(t, err)
}

func TestBackoffIsSvixs(t *testing.T) {
	t.Parallel()
	require.Equal(t, time.Duration(0), clerk.SvixBackoff(1))
	require.Equal(t, 5*time.Second, clerk.SvixBackoff(2))
	require.Equal(t, 10*time.Hour, clerk.SvixBackoff(99))
	require.Equal(t, 300*time.Millisecond, clerk.ScaledBackoff(0.001)(3))
}
