package subscriptions_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/postgres/pgtest"
	sandbox "github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/tenants"
)

func TestARenewalIsRefusedAndNobodyPays(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	code := f.subscription(t, "one")["paystack_subscription_code"].(string)
	require.NoError(t, f.there.SetCard(goodCard, sandbox.OutcomeDeclined))
	f.days(t, 31)
	f.late(t, one, "one")
	require.Equal(t, []string{"payment_failed"}, f.told(t, one.ID))
	for after, charges := range []int{2, 3, 3, 4, 4, 5, 5} { // the first, Paystack's own, and ours on days 1, 3, 5 and 7
		require.Len(t, f.there.Transactions(), charges, "day %d", after)
		f.late(t, one, "one")
		f.days(t, 1)
	}
	require.Equal(t, "unpaid", f.subscription(t, "one")["status"])
	require.False(t, f.open(t, one.ID))
	require.Equal(t, []string{"payment_failed", "closed"}, f.told(t, one.ID))
	there, err := f.Paystack.Subscription(t.Context(), code)
	require.NoError(t, err)
	require.Equal(t, "non-renewing", there.Status, "Paystack would charge again in a month")
	f.days(t, 31)
	require.Len(t, f.there.Transactions(), 6, "nobody is charged any more")

	require.NoError(t, f.there.SetCard(goodCard, ""))
	f.buys(t, "one", wantsBasic)
	f.active(t, "one", "Basic", f.clock.Now(), f.clock.Now().AddDate(0, 1, 0))
	require.True(t, f.open(t, one.ID))
	f.days(t, 32)
	require.Equal(t, "active", f.subscription(t, "one")["status"])
	require.Equal(t, 3, f.paidCharges())
	require.Zero(t, f.balance(t, one.ID))
	require.Empty(t, f.findings(t))
	f.balanced(t)
}

// The webhook's job and the run that looks at what is due see the same refusal at once: none of the retries is lost by that.
func TestTwoWhoSeeARefusalCountItOnce(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	require.NoError(t, f.there.SetCard(goodCard, sandbox.OutcomeDeclined))
	f.clock.Advance(31 * day)
	_, err := f.there.Bill(t.Context())
	require.NoError(t, err)
	turn, err := f.DB.Pool().Begin(t.Context())
	require.NoError(t, err)
	_, err = turn.Exec(t.Context(), "SELECT FROM public.tenants WHERE id = $1 FOR UPDATE", one.ID)
	require.NoError(t, err)
	id := int64(f.count(t, "SELECT max(id) FROM public.subscriptions"))
	saw := make(chan error, 2)
	for range cap(saw) {
		go func() { saw <- f.Look(t.Context(), id) }()
	}
	pgtest.AwaitBlocked(t, f.DB, 2)
	require.NoError(t, turn.Rollback(t.Context()))
	require.NoError(t, errors.Join(<-saw, <-saw))
	f.late(t, one, "one")
	require.Zero(t, f.count(t, "SELECT retries FROM public.subscriptions WHERE id = $1", id))
}

func TestARetrySucceedsOnDayThree(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	require.NoError(t, f.there.SetCard(goodCard, sandbox.OutcomeInsufficientFunds))
	f.days(t, 33)
	f.late(t, one, "one")
	require.NoError(t, f.there.SetCard(goodCard, ""))
	f.days(t, 1)
	f.active(t, "one", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	require.Equal(t, 2, f.paidCharges())
	f.days(t, 31)
	f.active(t, "one", "Basic", now.AddDate(0, 2, 0), now.AddDate(0, 3, 0))
	require.Equal(t, 3, f.paidCharges())
	require.Zero(t, f.balance(t, one.ID))
	require.Empty(t, f.findings(t))
	f.balanced(t)
}

func TestALateOwnerPaysOnAPage(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	asked := f.subscribes(t, "one", wantsBasic)
	f.pays(t, asked["payment_url"].(string), laterCard)
	f.settled(t)
	f.days(t, 33)
	f.late(t, one, "one")
	first := f.subscribes(t, "one", wantsBasic)
	f.days(t, 1)
	second := f.subscribes(t, "one", wantsBasic)
	require.NotEqual(t, first["reference"], second["reference"])
	f.pays(t, first["payment_url"].(string), goodCard)
	f.settled(t)
	f.active(t, "one", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	f.pays(t, second["payment_url"].(string), goodCard)
	f.settled(t)
	f.active(t, "one", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	require.Equal(t, []string{"paid_twice"}, f.findings(t))
	require.Zero(t, f.balance(t, one.ID), "what was paid twice went back")
	f.days(t, 31)
	require.Equal(t, "active", f.subscription(t, "one")["status"], "it is charged to the card that was paid with last")
	f.balanced(t)
}

func TestARenewalIsFoundThoughNobodyTellsOfIt(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.there.Webhooks().SetURL("")
	f.days(t, 32)
	f.active(t, "one", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	require.Equal(t, 2, f.paidCharges())
	require.Zero(t, f.balance(t, one.ID))
	f.balanced(t)
}

func TestARefusalIsFoundThoughNobodyTellsOfIt(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.there.Webhooks().SetURL("")
	require.NoError(t, f.there.SetCard(goodCard, sandbox.OutcomeDeclined))
	f.days(t, 32)
	f.late(t, one, "one")
	require.NoError(t, f.there.SetCard(goodCard, ""))
	f.days(t, 3)
	f.active(t, "one", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
}

func TestACardIsReplacedAtPaystack(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	asked := f.subscribes(t, "one", wantsBasic)
	f.pays(t, asked["payment_url"].(string), laterCard)
	f.settled(t)
	f.days(t, 31)
	f.late(t, one, "one")
	f.managed(t, "one", map[string]string{"action": "replace", "number": goodCard, "cvv": "408", "expiry_month": "12", "expiry_year": "2031"})
	f.days(t, 1)
	f.active(t, "one", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	require.Equal(t, "4081", f.subscription(t, "one")["card"].(map[string]any)["last4"])
	f.owner(t, "one", http.MethodPost, "change/", `{"plan_id": 2}`, http.StatusOK)
	f.settled(t)
	require.Equal(t, 3, f.paidCharges())
	f.balanced(t)
}

func TestACustomerCancelsAtPaystack(t *testing.T) {
	t.Parallel()
	for name, told := range map[string]bool{"and we are told": true, "and we are not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := payable(t)
			one := f.restaurant(t, "one")
			f.buys(t, "one", wantsBasic)
			f.days(t, 5)
			if !told {
				f.there.Webhooks().SetURL("")
			}
			f.managed(t, "one", map[string]string{"action": "cancel"})
			f.settled(t)
			require.Equal(t, told, f.subscription(t, "one")["cancel_at_period_end"])
			f.days(t, 25)
			require.True(t, f.open(t, one.ID), "it was paid for")
			f.days(t, 3)
			require.Equal(t, "cancelled", f.subscription(t, "one")["status"])
			require.Equal(t, tenants.StatusCancelled, f.seen(t, one.ID).SubscriptionStatus)
			require.Equal(t, []string{"ended"}, f.told(t, one.ID))
			f.days(t, 10)
			require.Len(t, f.there.Transactions(), 1, "nobody is charged who cancelled")
		})
	}
}

func TestALateCustomerCancelsAtPaystack(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	require.NoError(t, f.there.SetCard(goodCard, sandbox.OutcomeDeclined))
	f.days(t, 31)
	f.late(t, one, "one")
	f.managed(t, "one", map[string]string{"action": "cancel"})
	require.NoError(t, f.there.SetCard(goodCard, ""))
	f.days(t, 2)
	require.Equal(t, "cancelled", f.subscription(t, "one")["status"])
	require.Equal(t, 1, f.paidCharges())
}

func TestACustomerResumesWhatWasCancelledAtPaystack(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.days(t, 5)
	f.managed(t, "one", map[string]string{"action": "cancel"})
	f.settled(t)
	f.owner(t, "one", http.MethodPost, "subscription/resume/", "", http.StatusOK)
	f.settled(t)
	require.Equal(t, false, f.subscription(t, "one")["cancel_at_period_end"])
	f.days(t, 27)
	f.active(t, "one", "Basic", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
	require.Equal(t, 2, f.paidCharges())
	require.Zero(t, f.balance(t, one.ID))
}
