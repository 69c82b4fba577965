package paystack_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

// hmacSHA512 is written here anew, so that the stand-in does not check itself.
func hmacSHA512(body []byte) string {
	mac := hmac.New(sha512.New, []byte(paystacktest.SecretKey))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func TestSignatureIsPaystacks(t *testing.T) {
	t.Parallel()
	// RFC 4231, test case 2.
	require.Equal(t, "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
		paystack.Sign("Jefe", []byte("what do ya want for nothing?")))
}

func TestOnly200CountsAsDelivered(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, 201, 302, 500, 204)
	var waits []int
	s := paystacktest.New(t, r.to, func(c *paystack.Config) {
		c.Backoff = func(attempt int) time.Duration { waits = append(waits, attempt); return 0 }
	})
	paid(t, s, "one", goodCard)
	require.Equal(t, []string{"charge.success", "charge.success", "charge.success", "charge.success", "charge.success"}, r.told(t, s))
	d := s.Webhooks().All()[0]
	require.Equal(t, paystack.DeliveryDelivered, d.State)
	require.Equal(t, []int{201, 302, 500, 204, 200}, statuses(d))
	require.Equal(t, []int{2, 3, 4, 5}, waits)
}

func statuses(d paystack.Delivery) []int {
	var statuses []int
	for _, a := range d.Attempts {
		statuses = append(statuses, a.Status)
	}
	return statuses
}

func TestAttemptsAreBoundedAndCanBeRepeated(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, 500, 500, 500)
	s := paystacktest.New(t, r.to, func(c *paystack.Config) { c.MaxAttempts = 3 })
	paid(t, s, "one", goodCard)
	r.events(t, s)
	d := s.Webhooks().All()[0]
	require.Equal(t, paystack.DeliveryFailed, d.State)
	require.Len(t, d.Attempts, 3)

	attempt, err := s.Webhooks().Deliver(t.Context(), d.ID)
	require.NoError(t, err)
	require.Equal(t, 200, attempt.Status)
	d, _ = s.Webhooks().Find(d.ID)
	require.Equal(t, paystack.DeliveryDelivered, d.State)
	_, err = s.Webhooks().Deliver(t.Context(), "nothing")
	require.ErrorIs(t, err, paystack.ErrNoDelivery)
}

func TestBackoffIsPaystacks(t *testing.T) {
	t.Parallel()
	var total time.Duration
	for attempt := range 77 {
		total += paystack.LiveBackoff(attempt + 1)
	}
	require.Equal(t, 72*time.Hour+12*time.Minute, total)
	require.Equal(t, 3*time.Minute, paystack.LiveBackoff(5))
	require.Equal(t, time.Hour, paystack.LiveBackoff(6))
	require.Equal(t, 180*time.Millisecond, paystack.ScaledBackoff(0.001)(2))
}

func TestHeldWebhooksAreLateAndCanBeShuffled(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	s.Webhooks().Hold()
	for _, reference := range []string{"a", "b", "c", "d", "e", "f"} {
		paid(t, s, reference, goodCard)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Webhooks().Wait(ended), context.Canceled)
	require.Len(t, s.Webhooks().Pending(), 6)
	s.Webhooks().Shuffle(1)
	s.Webhooks().Release()
	order := references(r.events(t, s))
	require.ElementsMatch(t, []string{"a", "b", "c", "d", "e", "f"}, order)
	require.NotEqual(t, []string{"a", "b", "c", "d", "e", "f"}, order)
}

func references(events []object) []string {
	var list []string
	for _, e := range events {
		list = append(list, e["data"].(object)["reference"].(string))
	}
	return list
}

func TestLostAndRepeatedWebhooks(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	s.Webhooks().DropNext(1)
	paid(t, s, "lost", goodCard)
	s.Webhooks().RepeatNext(1)
	paid(t, s, "twice", goodCard)
	paid(t, s, "once", goodCard)
	require.Equal(t, []string{"twice", "twice", "once"}, references(r.events(t, s)))

	lost := s.Webhooks().All()[0]
	require.Equal(t, paystack.DeliveryDropped, lost.State)
	_, err := s.Webhooks().Deliver(t.Context(), lost.ID)
	require.NoError(t, err)
	require.Equal(t, "lost", references(r.events(t, s))[3], "it can still come, late")

	s.Webhooks().Hold()
	paid(t, s, "dropped", goodCard)
	require.NoError(t, s.Webhooks().Drop(s.Webhooks().Pending()[0].ID))
	s.Webhooks().Release()
	require.Len(t, r.events(t, s), 4)
	require.ErrorIs(t, s.Webhooks().Drop("nothing"), paystack.ErrNoDelivery)
}

func TestFullQueueRefusesChanges(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to, func(c *paystack.Config) { c.QueueSize, c.History = 1, 1 })
	s.Webhooks().Hold()
	authorization := paid(t, s, "one", goodCard)
	body := `{"email":"ada@example.com","amount":100,"reference":"two","authorization_code":"` + authorization + `"}`
	refused(t, s, "POST", "/transaction/charge_authorization", body, 503, "webhooks wait")
	refused(t, s, "GET", "/transaction/verify/two", "", 400, "not found")
	require.Len(t, s.Transactions(), 1)
	s.Webhooks().Release()
	r.events(t, s)
	ok(t, s, "POST", "/transaction/charge_authorization", body)
	r.events(t, s)
	paid(t, s, "three", goodCard)
	r.events(t, s)
	require.Len(t, s.Webhooks().All(), 1, "only as many as History says are remembered")
}

func TestUnreachableReceiver(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t, func(c *paystack.Config) { c.WebhookURL, c.MaxAttempts = "http://127.0.0.1:1/", 2 })
	paid(t, s, "one", goodCard)
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	d := s.Webhooks().All()[0]
	require.Equal(t, paystack.DeliveryFailed, d.State)
	require.NotEmpty(t, d.Attempts[1].Error)
	_, err := s.Webhooks().Deliver(t.Context(), d.ID)
	require.Error(t, err)
}

func TestEmitAndSetURL(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t)
	require.NoError(t, s.Emit("product.updated", object{"id": 1}))
	s.Webhooks().SetURL(r.url)
	require.NoError(t, s.Emit("paymentrequest.draft", nil))
	require.Equal(t, []string{"paymentrequest.draft"}, r.told(t, s), "the first went nowhere")
	require.Error(t, s.Emit("bad", func() {}))
}
