package subscriptions_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

const wantsBasic = `{"plan_id": 1, "currency": "GHS"}`

// submit posts a form to a page of Paystack's.
func (f *fixture) submit(tb testing.TB, page string, form map[string]string, status int) {
	tb.Helper()
	values := url.Values{}
	for name, value := range form {
		values.Set(name, value)
	}
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, page, strings.NewReader(values.Encode()))
	require.NoError(tb, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	require.NoError(tb, err)
	require.NoError(tb, answer.Body.Close())
	require.Equal(tb, status, answer.StatusCode)
}

func TestADeclinedCardAndThenAnother(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	asked := f.subscribes(t, "one", wantsBasic)
	page, reference := asked["payment_url"].(string), asked["reference"].(string)
	f.pays(t, page, declinedCard)
	verified := f.owner(t, "one", http.MethodGet, "payment/verify/?reference="+reference, "", http.StatusOK)
	require.Equal(t, "failed", verified["status"])
	require.NotEmpty(t, verified["failure_reason"])
	f.clock.Advance(10 * time.Minute)
	f.due(t)
	require.Equal(t, "trial", f.seen(t, one.ID).SubscriptionStatus)

	f.pays(t, page, goodCard)
	verified = f.owner(t, "one", http.MethodGet, "payment/verify/?reference="+reference, "", http.StatusOK)
	require.Equal(t, "success", verified["status"])
	require.Empty(t, verified["failure_reason"])
	f.settled(t)
	f.active(t, "one", "Basic", f.clock.Now(), f.clock.Now().AddDate(0, 1, 0))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments"))
	require.Zero(t, f.balance(t, one.ID))
	f.balanced(t)
}

func TestWhatCannotBeBought(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	f.restaurant(t, "two")
	f.exec(t, "UPDATE public.plans SET is_active = false WHERE id = 3")
	require.NoError(t, f.SetupDefaults(t.Context()))
	for body, field := range map[string]string{
		`{"plan_id": 99}`:                                                         "plan_id",
		`{"plan_id": 3}`:                                                          "plan_id",
		`{"plan_id": 1, "currency": "ZAR"}`:                                       "currency",
		`{"plan_id": 1, "interval": "weekly"}`:                                    "interval",
		`{"plan_id": 1, "callback_url": "//x"}`:                                   "callback_url",
		`{"plan_id": 1, "callback_url": "js:1"}`:                                  "callback_url",
		`{"plan_id": 1, "callback_url": "https://evil.example/"}`:                 "callback_url",
		`{"plan_id": 1, "callback_url": "https://app.example.com.evil.example/"}`: "callback_url",
		`{"plan_id": 1, "callback_url": "https://app.example.com@evil.example/"}`: "callback_url",
		`{"plan_id": 1, "callback_url": "http://app.example.com/"}`:               "callback_url",
		`{"plan_id": 1, "callback_url": "https://app.example.com:8443/"}`:         "callback_url",
	} {
		answer := f.owner(t, "one", http.MethodPost, "subscribe/", body, http.StatusBadRequest)
		require.Contains(t, mustJSON(t, answer), field, body)
	}
	w := f.ask(t, "one-waiter", "one", http.MethodPost, "/api/subscriptions/subscribe/", wantsBasic)
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.payments"))
	require.Empty(t, f.there.Transactions())

	asked := f.subscribes(t, "one", wantsBasic)
	f.owner(t, "two", http.MethodGet, "payment/verify/?reference="+asked["reference"].(string), "", http.StatusNotFound)
	f.owner(t, "one", http.MethodGet, "payment/verify/?reference=tt-unheard", "", http.StatusNotFound)
	f.owner(t, "one", http.MethodGet, "payment/verify/?reference=a%2Fb", "", http.StatusNotFound)
	f.owner(t, "one", http.MethodGet, "payment/verify/?reference="+asked["reference"].(string), "", http.StatusOK)
}

func TestPaystackIsDownAtFirst(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	f.there.FailNext("POST /transaction/initialize", 1, http.StatusServiceUnavailable)
	w := f.ask(t, "one-owner", "one", http.MethodPost, "/api/subscriptions/subscribe/", wantsBasic)
	require.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body)
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments WHERE payment_url = ''"))
	asked := f.subscribes(t, "one", wantsBasic)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments WHERE reference = $1", asked["reference"]), "the same payment")
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments"))
}

func TestThePageWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before anything happened": false, "after it did": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payableWithin(t, time.Second)
			one := f.restaurant(t, "one")
			f.there.Hang("POST /transaction/initialize", 1, after)
			w := f.ask(t, "one-owner", "one", http.MethodPost, "/api/subscriptions/subscribe/", wantsBasic)
			require.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body)
			f.buys(t, "one", wantsBasic)
			f.active(t, "one", "Basic", now, now.AddDate(0, 1, 0))
			f.days(t, 2)
			require.Zero(t, f.balance(t, one.ID))
			f.balanced(t)
		})
	}
}

func TestTwoPagesPaid(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	basic := f.subscribes(t, "one", wantsBasic)
	professional := f.subscribes(t, "one", `{"plan_id": 2, "currency": "GHS"}`)
	again := f.subscribes(t, "one", `{"plan_id": 2, "currency": "GHS", "callback_url": "https://app.example.com/"}`)
	for _, asked := range []map[string]any{professional, again, basic} {
		f.pays(t, asked["payment_url"].(string), goodCard)
		f.settled(t)
	}
	f.active(t, "one", "Professional", now, now.AddDate(0, 1, 0))
	require.Equal(t, []string{"paid_twice", "paid_twice"}, f.findings(t))
	require.Equal(t, 150_00, f.count(t, "SELECT sum(amount)::int FROM public.refunds WHERE status = 'processed'"), "what was paid twice goes back by itself")
	require.Zero(t, f.balance(t, one.ID))
	f.balanced(t)
	f.owner(t, "one", http.MethodPost, "subscribe/", `{"plan_id": 2, "currency": "GHS"}`, http.StatusConflict)
}

// chargedAs has the customer pay something else under the reference of our payment, which Paystack never heard of from us.
func (f *fixture) chargedAs(tb testing.TB, tenant string, in paystack.Initialize) {
	tb.Helper()
	f.there.FailNext("POST /transaction/initialize", 1, http.StatusInternalServerError)
	w := f.ask(tb, tenant+"-owner", tenant, http.MethodPost, "/api/subscriptions/subscribe/", wantsBasic)
	require.Equal(tb, http.StatusServiceUnavailable, w.Code, w.Body)
	in.Reference = f.texts(tb, "SELECT reference FROM public.payments")[0]
	client, err := paystack.NewClient(paystack.ClientConfig{URL: f.there.APIURL(), SecretKey: paystacktest.SecretKey, Clock: f.clock})
	require.NoError(tb, err)
	_, err = client.Initialize(tb.Context(), in)
	require.NoError(tb, err)
	_, err = f.there.Pay(in.Reference, goodCard)
	require.NoError(tb, err)
	f.settled(tb)
}

func TestMoneyThatDoesNotAgreeIsParked(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]paystack.Initialize{
		"less":             {Email: "one@example.com", Amount: 1_00, Currency: "GHS"},
		"more":             {Email: "one@example.com", Amount: 5000_00, Currency: "GHS"},
		"another currency": {Email: "one@example.com", Amount: 50_00, Currency: "NGN"},
		"another customer": {Email: "somebody@example.com", Amount: 50_00, Currency: "GHS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payable(t)
			one := f.restaurant(t, "one")
			f.chargedAs(t, "one", in)
			require.Equal(t, "trial", f.seen(t, one.ID).SubscriptionStatus, "nothing is granted")
			require.Zero(t, f.count(t, "SELECT count(*) FROM public.subscriptions"))
			require.Equal(t, []string{"parked"}, f.texts(t, "SELECT status FROM public.payments"))
			require.Equal(t, []string{"wrong_payment"}, f.findings(t))
			f.balanced(t)
			f.days(t, 2)
			require.Len(t, f.findings(t), 1)
		})
	}
}

func TestTheAmountIsTamperedWith(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.there.TamperNext(100)
	f.buys(t, "one", wantsBasic)
	require.Equal(t, "trial", f.seen(t, one.ID).SubscriptionStatus)
	require.Equal(t, []string{"wrong_payment"}, f.findings(t))
	require.Equal(t, 100, f.balance(t, one.ID))
	f.balanced(t)
	f.clock.Advance(time.Hour)
	f.buys(t, "one", wantsBasic)
	f.active(t, "one", "Basic", f.clock.Now(), f.clock.Now().AddDate(0, 1, 0))
}
