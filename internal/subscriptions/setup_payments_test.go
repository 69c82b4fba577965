package subscriptions_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres/pgtest"
	sandbox "github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
	"github.com/tabletap/console/internal/subscriptions"
)

// The test cards of the stand-in.
const (
	goodCard     = "4084084084084081"
	declinedCard = "4084080000005408"
)

// payable is setup with the stand-in for Paystack beside it, whose webhooks reach the service over HTTP. Both live by the same clock.
func payable(tb testing.TB, options ...func(*sandbox.Config)) *fixture {
	tb.Helper()
	return payableWithin(tb, 5*time.Second, options...)
}

// payableWithin is payable where a call of Paystack's API may take so long.
func payableWithin(tb testing.TB, timeout time.Duration, options ...func(*sandbox.Config)) *fixture {
	tb.Helper()
	var there *sandbox.Server
	f := instance(tb, pgtest.New(tb), people{}, func(f *fixture, d *subscriptions.Deps) {
		there = paystacktest.New(tb, append(options, func(c *sandbox.Config) { c.Clock = f.clock })...)
		client, err := paystack.NewClient(paystack.ClientConfig{
			URL: there.APIURL(), SecretKey: paystacktest.SecretKey, Clock: f.clock, Timeout: timeout,
			Wait: func(context.Context, time.Duration) error { return nil },
		})
		require.NoError(tb, err)
		signed, err := paystack.NewVerifier(paystacktest.SecretKey)
		require.NoError(tb, err)
		d.Paystack, d.Signed, f.client = client, signed, client
	})
	f.there = there
	server := httptest.NewServer(f.handler)
	tb.Cleanup(server.Close)
	there.Webhooks().SetURL(server.URL + "/api/subscriptions/webhook/paystack/")
	require.NoError(tb, f.PlanCodes(tb.Context()))
	return f
}

// settled waits for Paystack's webhooks and works off the jobs that there are, until there are none.
func (f *fixture) settled(tb testing.TB) {
	tb.Helper()
	for {
		require.NoError(tb, f.there.Webhooks().Wait(tb.Context()))
		if f.work(tb) == 0 && len(f.there.Webhooks().Pending()) == 0 {
			return
		}
	}
}

// work runs the jobs that are waiting, in order, as the queue would, and reports how many there were.
func (f *fixture) work(tb testing.TB) int {
	tb.Helper()
	rows, err := f.db.SharedQuery().Query(tb.Context(), "SELECT id, kind, args FROM river.river_job WHERE state = 'available' ORDER BY id")
	require.NoError(tb, err)
	type job struct {
		id   int64
		kind string
		args json.RawMessage
	}
	var waiting []job
	for rows.Next() {
		var j job
		require.NoError(tb, rows.Scan(&j.id, &j.kind, &j.args))
		waiting = append(waiting, j)
	}
	require.NoError(tb, rows.Err())
	done := 0
	for _, j := range waiting {
		if err := f.run(tb.Context(), j.kind, j.args); err == nil || fault.Is(err, fault.NotFound) {
			f.exec(tb, "DELETE FROM river.river_job WHERE id = $1", j.id)
			done++
		}
	}
	return done
}

func (f *fixture) run(ctx context.Context, kind string, raw json.RawMessage) error {
	var args struct {
		ID           int64   `json:"id"`
		IDs          []int64 `json:"ids"`
		Reference    string  `json:"reference"`
		Subscription int64   `json:"subscription"`
		Payment      int64   `json:"payment"`
		Refund       int64   `json:"refund"`
		Dispute      string  `json:"dispute"`
	}
	if err := json.Unmarshal(raw, &args); err != nil {
		return err
	}
	switch kind {
	case "webhook_process":
		return f.inbox.Process(ctx, args.ID, 1)
	case "webhook_process_many":
		return f.inbox.ProcessMany(ctx, args.IDs)
	case "payment_settle":
		_, err := f.Settle(ctx, args.Reference)
		return err
	case "subscription_sync":
		return f.Sync(ctx, args.Subscription)
	case "subscription_look":
		return f.Look(ctx, args.Subscription)
	case "refund_make":
		return f.MakeRefund(ctx, args.Refund)
	case "refunds_look":
		return f.LookAtRefunds(ctx, args.Reference)
	case "dispute_look":
		return f.LookAtDispute(ctx, args.Dispute)
	case "plan_codes":
		return f.PlanCodes(ctx)
	default:
		panic("a job that nobody runs: " + kind)
	}
}

// pass lets time go by in steps of an hour, with all that falls due in it, here and at Paystack.
func (f *fixture) pass(tb testing.TB, d time.Duration) {
	tb.Helper()
	for ; d > 0; d -= time.Hour {
		f.clock.Advance(min(d, time.Hour))
		_, err := f.there.Bill(tb.Context())
		require.NoError(tb, err)
		f.settled(tb)
		_, err = f.RunDue(tb.Context())
		require.NoError(tb, err)
		f.settled(tb)
	}
}

// subscribes asks for a plan as a restaurant's owner, and gives the answer.
func (f *fixture) subscribes(tb testing.TB, tenant, body string) map[string]any {
	tb.Helper()
	w := f.ask(tb, tenant+"-owner", tenant, http.MethodPost, "/api/subscriptions/subscribe/", body)
	require.Equal(tb, http.StatusOK, w.Code, w.Body)
	return object(tb, w.Body.String())
}

// pays posts a card to the page of a payment, as a browser would, and gives where that leads.
func (f *fixture) pays(tb testing.TB, page, card string) *http.Response {
	tb.Helper()
	form := url.Values{"number": {card}, "cvv": {"408"}, "expiry_month": {"12"}, "expiry_year": {"2030"}}
	if card == declinedCard {
		form.Set("cvv", "001")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, page, strings.NewReader(form.Encode()))
	require.NoError(tb, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(r)
	require.NoError(tb, err)
	require.NoError(tb, answer.Body.Close())
	return answer
}

// buys subscribes a restaurant to a plan and pays for it with a card that works.
func (f *fixture) buys(tb testing.TB, tenant, body string) map[string]any {
	tb.Helper()
	asked := f.subscribes(tb, tenant, body)
	require.Equal(tb, http.StatusSeeOther, f.pays(tb, asked["payment_url"].(string), goodCard).StatusCode)
	f.settled(tb)
	return asked
}

func object(tb testing.TB, body string) map[string]any {
	tb.Helper()
	var out map[string]any
	require.NoError(tb, json.Unmarshal([]byte(body), &out), body)
	return out
}

// subscription is the restaurant's, as its owner reads it.
func (f *fixture) subscription(tb testing.TB, tenant string) map[string]any {
	tb.Helper()
	return object(tb, f.get(tb, tenant+"-owner", tenant, "/api/subscriptions/subscription/", http.StatusOK))
}

// balanced fails unless what the ledger says came is what Paystack says was paid, less what went back, in every currency.
func (f *fixture) balanced(tb testing.TB) {
	tb.Helper()
	here, there := map[string]int64{}, map[string]int64{}
	rows, err := f.db.SharedQuery().Query(tb.Context(), "SELECT currency, sum(amount)::bigint FROM public.ledger_entries "+
		"WHERE kind IN ('charge', 'refund') GROUP BY currency")
	require.NoError(tb, err)
	for rows.Next() {
		var currency string
		var sum int64
		require.NoError(tb, rows.Scan(&currency, &sum))
		here[currency] = sum
	}
	require.NoError(tb, rows.Err())
	for _, paid := range f.there.Transactions() {
		if paid.Status == paystack.TransactionSuccess || paid.Status == paystack.TransactionReversed {
			there[paid.Currency] += paid.Amount
		}
	}
	for _, back := range f.there.Refunds() {
		if back.Status == paystack.RefundProcessed {
			there[back.Currency] -= back.Amount
		}
	}
	require.Equal(tb, there, here)
}
