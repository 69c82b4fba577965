package paystack_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

// movable starts a stand-in whose clock can be moved over HTTP.
func movable(t *testing.T, options ...func(*paystack.Config)) *paystack.Server {
	t.Helper()
	now := clock.NewFake(begin)
	return paystacktest.New(t, append(options, func(c *paystack.Config) {
		c.Clock = now
		c.Advance = func(_ context.Context, by time.Duration) (time.Time, error) {
			if by > 10*365*day {
				return time.Time{}, errors.New("too far")
			}
			now.Advance(by)
			return now.Now(), nil
		}
	})...)
}

func control(t *testing.T, s *paystack.Server, method, path, body string, status int) object {
	t.Helper()
	got, answer := call(t, s, method, "/sandbox/"+path, body)
	require.Equal(t, status, got, answer)
	return answer
}

func TestClock(t *testing.T) {
	t.Parallel()
	s := movable(t)
	subscribed(t, s, newPlan(t, s, "monthly"), "a", goodCard)
	require.Equal(t, object{"now": "2030-03-04T10:30:00Z"}, control(t, s, "GET", "clock", "", 200))
	at := begin
	for advance, by := range map[string]time.Duration{
		"744h": 744 * time.Hour, "31d": 31 * day, "2w": 14 * day, "1d12h": 36 * time.Hour, "1w1d": 8 * day, "90s": 90 * time.Second,
	} {
		at = at.Add(by)
		answer := control(t, s, "POST", "clock", `{"advance":"`+advance+`"}`, 200)
		require.Equal(t, at.Format(time.RFC3339), answer["now"], advance)
	}
	require.Len(t, s.Transactions(), 1+2, "what fell due was billed")
	for _, wrong := range []string{`"0h"`, `"-1d"`, `"d"`, `"soon"`, `""`, `31`, `"1d-25h"`} {
		control(t, s, "POST", "clock", `{"advance":`+wrong+`}`, 400)
	}
	control(t, s, "POST", "clock", `{"advance":"20000d"}`, 500)
	control(t, paystacktest.New(t), "POST", "clock", `{"advance":"1d"}`, 501)
}

func TestControlIsGuarded(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	for _, route := range []string{
		"GET clock", "POST clock", "POST bill", "POST pay", "POST card", "POST faults", "DELETE faults", "POST disputes",
		"POST disputes/1/remind", "POST expiring", "GET webhooks", "POST webhooks/x/deliver",
	} {
		var method, path string
		_, err := fmt.Sscan(route, &method, &path)
		require.NoError(t, err)
		request, err := http.NewRequestWithContext(t.Context(), method, s.APIURL()+"/sandbox/"+path, http.NoBody)
		require.NoError(t, err)
		status, _ := send(t, request)
		require.Equal(t, http.StatusUnauthorized, status, route)
	}
}

func TestPayBillAndCardsOverHTTP(t *testing.T) {
	t.Parallel()
	s := movable(t)
	initialize(t, s, `{"email":"ada@example.com","plan":"`+newPlan(t, s, "monthly")+`","reference":"r"}`)
	answer := control(t, s, "POST", "pay", `{"reference":"r","number":"`+badCard+`"}`, 200)
	require.Equal(t, object{"paid": false, "reason": "Declined", "status": "failed"}, answer)
	answer = control(t, s, "POST", "pay", `{"reference":"r","number":"`+goodCard+`"}`, 200)
	require.Equal(t, object{"paid": true, "reason": "", "status": "success"}, answer)
	control(t, s, "POST", "pay", `{"reference":"r","number":"`+goodCard+`"}`, 400)
	control(t, s, "POST", "pay", `not json`, 400)
	control(t, s, "POST", "card", `{"card":"`+goodCard+`","outcome":"declined"}`, 200)
	control(t, s, "POST", "card", `{"card":"`+goodCard+`","outcome":"often"}`, 400)
	control(t, s, "POST", "clock", `{"advance":"31d"}`, 200)
	require.Equal(t, paystack.TransactionFailed, s.Transactions()[1].Status)
	require.Equal(t, object{"charges": 0.0}, control(t, s, "POST", "bill", "", 200))
}

func TestFaultsOverHTTP(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	control(t, s, "POST", "faults", `{"fail":{"path":"/plan"},"cut":{"path":"/balance","times":1},"hang":{"path":"/dispute","after":true}}`, 200)
	refused(t, s, "GET", "/plan", "", 500, "")
	require.Equal(t, "cut", outcome(t, s, "/balance"))
	require.ErrorIs(t, try(t, s, "GET", "/dispute", "", 20*time.Millisecond), context.DeadlineExceeded)

	control(t, s, "POST", "faults", `{"tamper":{"amount":7},"refund":{"fail":1},"webhooks":{"drop":1,"repeat":1,"hold":true}}`, 200)
	paid(t, s, "lost", goodCard)
	require.EqualValues(t, 7, verify(t, s, "lost")["amount"])
	paid(t, s, "a", goodCard)
	paid(t, s, "b", goodCard)
	ok(t, s, "POST", "/refund", `{"transaction":"b"}`)
	require.Equal(t, paystack.RefundFailed, s.Refunds()[0].Status)
	require.Empty(t, s.Webhooks().All("charge.success")[1].Attempts)
	control(t, s, "POST", "faults", `{"webhooks":{"shuffle":3,"hold":false}}`, 200)
	require.Len(t, r.events(t, s), 6)

	control(t, s, "POST", "faults", `{"chaos":{"seed":1,"rates":{"fail":1}}}`, 200)
	refused(t, s, "GET", "/plan", "", 500, "")
	control(t, s, "POST", "faults", `{"chaos":{"rates":{"fail":1.5}}}`, 400)
	control(t, s, "POST", "faults", `{"fial":{}}`, 400)
	s.Webhooks().Hold()
	control(t, s, "DELETE", "faults", "", 200)
	ok(t, s, "GET", "/plan", "")
	paid(t, s, "c", goodCard)
	require.Len(t, r.events(t, s), 7, "nothing is held any more")
}

func TestDisputesAndExpiringOverHTTP(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	paid(t, s, "order", goodCard)
	id := control(t, s, "POST", "disputes", `{"reference":"order"}`, 201)["id"].(float64)
	control(t, s, "POST", fmt.Sprintf("disputes/%.0f/remind", id), "", 200)
	require.Len(t, s.Webhooks().All("charge.dispute.create", "charge.dispute.remind"), 2)
	control(t, s, "POST", "disputes", `{"reference":"nothing"}`, 404)
	control(t, s, "POST", "disputes", `[]`, 400)
	control(t, s, "POST", "disputes/x/remind", "", 404)
	require.Equal(t, object{"cards": 0.0}, control(t, s, "POST", "expiring", "", 200))
}

func TestWebhooksOverHTTP(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	s.Webhooks().DropNext(1)
	paid(t, s, "order", goodCard)
	paid(t, s, "other", goodCard)
	r.events(t, s)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.APIURL()+"/sandbox/webhooks?state=dropped&type=charge.success", http.NoBody)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+paystacktest.SecretKey)
	_, body := browse(t, request)
	lost := s.Webhooks().All()[0].ID
	require.Contains(t, body, lost)
	require.NotContains(t, body, s.Webhooks().All()[1].ID)
	require.EqualValues(t, 200, control(t, s, "POST", "webhooks/"+lost+"/deliver", "", 200)["status"])
	require.Equal(t, []string{"other", "order"}, references(r.events(t, s)))
	control(t, s, "POST", "webhooks/nothing/deliver", "", 404)
	s.Webhooks().SetURL("http://127.0.0.1:1/")
	control(t, s, "POST", "webhooks/"+lost+"/deliver", "", 502)
}
