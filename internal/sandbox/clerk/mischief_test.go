package clerk_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func TestHeldWebhooksArriveLateAndInOrder(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := clerktest.New(t, r.to)
	s.Webhooks().Hold()
	ada := newUser(t, s, "ada@example.com")
	newOrganization(t, s, "Mama Put", ada.ID)
	require.Len(t, s.Webhooks().Pending(), 3)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Webhooks().Wait(ended), context.Canceled)
	require.Empty(t, r.types(t))
	s.Webhooks().Release()
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Equal(t, []string{"user.created", "organization.created", "organizationMembership.created"}, r.types(t))
}

func TestWebhooksOutOfOrder(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := clerktest.New(t, r.to)
	s.Webhooks().Hold()
	newOrganization(t, s, "Mama Put", newUser(t, s, "ada@example.com").ID)
	pending := s.Webhooks().Pending()
	for _, i := range []int{2, 0, 1} {
		_, err := s.Webhooks().Deliver(t.Context(), pending[i].ID)
		require.NoError(t, err)
	}
	s.Webhooks().Release()
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Equal(t, []string{"organizationMembership.created", "user.created", "organization.created"}, r.types(t))
}

func TestFailedEarlyDeliveryKeepsItsPlaceInTheQueue(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, 500)
	s := clerktest.New(t, r.to, func(c *clerk.Config) {
		c.Backoff = func(int) time.Duration { t.Error("it is queued already; no retry is planned"); return 0 }
	})
	s.Webhooks().Hold()
	newUser(t, s, "ada@example.com")
	attempt, err := s.Webhooks().Deliver(t.Context(), s.Webhooks().Pending()[0].ID)
	require.NoError(t, err)
	require.Equal(t, 500, attempt.Status)
	s.Webhooks().Release()
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Equal(t, []int{500, 200}, statuses(s.Webhooks().All()[0]))
}

func TestDuplicateWebhooks(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := clerktest.New(t, r.to)
	newUser(t, s, "ada@example.com")
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	id := s.Webhooks().All()[0].ID
	for range 2 {
		_, err := s.Webhooks().Deliver(t.Context(), id)
		require.NoError(t, err)
	}
	events := r.events(t)
	require.Len(t, events, 3)
	require.Equal(t, events[0], events[2])
	_, err := s.Webhooks().Deliver(t.Context(), "msg_nobody")
	require.ErrorIs(t, err, clerk.ErrNoDelivery)
	require.ErrorIs(t, s.Webhooks().Drop("msg_nobody"), clerk.ErrNoDelivery)
}

func TestLostWebhooks(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := clerktest.New(t, r.to)
	s.Webhooks().DropNext(1)
	newUser(t, s, "lost@example.com")
	newUser(t, s, "found@example.com")
	s.Webhooks().Hold()
	newUser(t, s, "dropped@example.com")
	require.NoError(t, s.Webhooks().Drop(s.Webhooks().All()[2].ID))
	s.Webhooks().Release()
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Len(t, r.events(t), 1)
	require.Equal(t, clerk.DeliveryDropped, s.Webhooks().All()[0].State)
	_, err := s.Webhooks().Deliver(t.Context(), s.Webhooks().All()[0].ID)
	require.NoError(t, err)
	require.Len(t, r.events(t), 2, "a lost one can still come, late")
}

func TestWebhooksGoNowhereUntilThereIsAnAddress(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := clerktest.New(t)
	newUser(t, s, "before@example.com")
	s.Webhooks().SetURL(r.url)
	newUser(t, s, "after@example.com")
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Len(t, r.events(t), 1)
}

func TestEmitAnything(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := clerktest.New(t, r.to)
	id, err := s.Emit("waitlistEntry.created", map[string]any{"id": "wle_1"})
	require.NoError(t, err)
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Equal(t, id, r.events(t)[0].id)
	require.Equal(t, []string{"waitlistEntry.created"}, r.types(t))
	_, err = s.Emit("x", func() {})
	require.Error(t, err)
}
