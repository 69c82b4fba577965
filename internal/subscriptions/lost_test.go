package subscriptions_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestASubscriptionIsMadeThoughTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before anything happened": false, "after it did": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payableWithin(t, time.Second)
			one := f.restaurant(t, "one")
			f.there.Hang("POST /subscription", 1, after)
			f.buys(t, "one", wantsBasic)
			f.settled(t)
			require.NotNil(t, f.subscription(t, "one")["paystack_subscription_code"])
			f.days(t, 32)
			require.Equal(t, 2, f.paidCharges())
			require.Zero(t, f.balance(t, one.ID))
			require.Empty(t, f.findings(t))
		})
	}
}

func TestALostSubscriptionDoesNotChargeForAPlanThatWasLeft(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	asked := f.subscribes(t, "one", wantsBasic)
	f.pays(t, asked["payment_url"].(string), goodCard)
	require.NoError(t, f.there.Webhooks().Wait(t.Context()))
	f.there.Cut("POST /subscription", 1)
	for f.count(t, "SELECT count(*) FROM public.subscriptions WHERE paystack_plan_code IS NOT NULL") == 0 {
		f.work(t)
	}
	f.clock.Advance(time.Hour)
	f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusOK)
	f.settled(t)
	f.days(t, 32)
	at := now.Add(time.Hour)
	f.active(t, "one", "Professional", at.AddDate(0, 1, 0), at.AddDate(0, 2, 0))
	require.Equal(t, 3, f.paidCharges())
	require.Empty(t, f.findings(t))
	require.Zero(t, f.balance(t, one.ID))
}

func TestASubscriptionIsEndedThoughTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before anything happened": false, "after it did": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payableWithin(t, time.Second)
			f.restaurant(t, "one")
			f.buys(t, "one", wantsBasic)
			f.there.Hang("POST /subscription/disable", 1, after)
			f.owner(t, "one", http.MethodPost, "subscription/cancel/", "", http.StatusOK)
			f.settled(t)
			f.settled(t)
			f.days(t, 40)
			require.Equal(t, 1, f.paidCharges())
			require.Empty(t, f.findings(t))
		})
	}
}

func TestARenewalOfOursWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before anything happened": false, "after it did": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payableWithin(t, time.Second)
			f.restaurant(t, "one")
			two := f.restaurant(t, "two")
			f.sameEmail(t)
			f.buys(t, "one", wantsBasic)
			f.buys(t, "two", wantsBasic)
			f.days(t, 30)
			f.there.Webhooks().SetURL("")
			f.there.Hang("POST /transaction/charge_authorization", 1, after)
			f.clock.Advance(day)
			ran, err := f.RunDue(t.Context())
			require.NoError(t, err)
			require.Equal(t, 1, ran.Failed, "it is not known what became of it")
			f.clock.Advance(time.Hour)
			f.due(t)
			f.active(t, "two", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
			f.days(t, 1)
			require.Equal(t, 4, f.paidCharges())
			require.Zero(t, f.balance(t, two.ID))
			require.Empty(t, f.findings(t))
			f.balanced(t)
		})
	}
}

func TestAChargeIsNotMadeLaterThatWasPaidMeanwhile(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	two := f.restaurant(t, "two")
	f.sameEmail(t)
	f.buys(t, "one", wantsBasic)
	f.buys(t, "two", wantsBasic)
	f.days(t, 30)
	f.there.FailNext("POST /transaction/charge_authorization", 1, http.StatusBadGateway)
	f.clock.Advance(day)
	_, err := f.there.Bill(t.Context())
	require.NoError(t, err)
	f.settled(t)
	ran, err := f.RunDue(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, ran.Failed)
	f.buys(t, "two", wantsBasic)
	f.days(t, 2)
	f.active(t, "two", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	require.Equal(t, 4, f.paidCharges())
	require.Zero(t, f.balance(t, two.ID))
	require.Empty(t, f.findings(t))
}

func TestPaystackRenewsWhatWasCancelledInTime(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.there.FailNext("POST /subscription/disable", 1_000_000, http.StatusInternalServerError)
	f.owner(t, "one", http.MethodPost, "subscription/cancel/", "", http.StatusOK)
	f.clock.Advance(31 * day)
	_, err := f.there.Bill(t.Context())
	require.NoError(t, err)
	f.settled(t)
	require.Equal(t, []string{"wrong_payment"}, f.findings(t))
	require.Equal(t, 50_00, f.balance(t, one.ID), "it goes back")
	_, err = f.RunDue(t.Context())
	require.NoError(t, err)
	require.Equal(t, "cancelled", f.subscription(t, "one")["status"])
	f.there.ClearFaults()
	f.days(t, 40)
	require.Equal(t, 2, f.paidCharges(), "and never again")
	f.balanced(t)
}

func TestSyncsOfOneSubscriptionAtTheSameTime(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusOK)
	id := int64(f.count(t, "SELECT max(id) FROM public.subscriptions"))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { _ = f.Sync(t.Context(), id) })
	}
	all.Wait()
	f.settled(t)
	alive := []string{}
	list, err := f.Paystack.Subscriptions(t.Context(), paystack.SubscriptionFilter{})
	require.NoError(t, err)
	for _, there := range list.Items {
		if there.Status == paystack.SubscriptionActive {
			alive = append(alive, there.Code)
		}
	}
	require.Equal(t, []string{f.subscription(t, "one")["paystack_subscription_code"].(string)}, alive, "one that we know, and none besides")
}

// told lets somebody tell of Paystack's subscriptions after they were asked for and before the answer is there.
type told struct{ tell func() }

func (r told) RoundTrip(request *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(request)
	if request.Method == http.MethodGet && request.URL.Path == "/subscription" {
		r.tell()
	}
	return answer, err
}

// Paystack's webhook tells of a subscription whose making was not answered, while we look for it: it goes on.
func TestAWebhookTellsOfALostSubscriptionWhileItIsLookedFor(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	asked := f.subscribes(t, "one", wantsBasic)
	f.pays(t, asked["payment_url"].(string), goodCard)
	require.NoError(t, f.there.Webhooks().Wait(t.Context()))
	f.there.Cut("POST /subscription", 1)
	for f.count(t, "SELECT count(*) FROM public.subscriptions WHERE paystack_plan_code IS NOT NULL") == 0 {
		f.work(t)
	}
	list, err := f.Paystack.Subscriptions(t.Context(), paystack.SubscriptionFilter{})
	require.NoError(t, err)
	require.Len(t, list.Items, 1)
	made := list.Items[0]
	const note = "UPDATE public.subscriptions SET paystack_subscription_code = $1 WHERE paystack_plan_code = $2"
	_, err = f.DB.Pool().Exec(t.Context(), note, nil, made.PlanCode)
	require.NoError(t, err)
	held := make(chan pgx.Tx, 1)
	f.through(t, told{func() {
		tx, err := f.DB.Pool().Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), note, made.Code, made.PlanCode)
		require.NoError(t, err)
		held <- tx
	}})
	id := int64(f.count(t, "SELECT max(id) FROM public.subscriptions"))
	synced := make(chan error, 1)
	go func() { synced <- f.Sync(t.Context(), id) }()
	webhook := <-held
	pgtest.AwaitBlocked(t, f.DB, 1) // our own note of it waits for the webhook's
	require.NoError(t, webhook.Commit(t.Context()))
	require.NoError(t, <-synced)
	there, err := f.Paystack.Subscription(t.Context(), made.Code)
	require.NoError(t, err)
	require.Equal(t, paystack.SubscriptionActive, there.Status)
	require.Equal(t, made.Code, f.subscription(t, "one")["paystack_subscription_code"])
}
