package subscriptions_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/subscriptions"
)

// reconciles looks at the last days, and gives what it did.
func (f *fixture) reconciles(t *testing.T) *subscriptions.Reconciled {
	t.Helper()
	f.clock.Advance(time.Minute) // what happens now is the next one's
	done, err := f.ReconcileLately(t.Context(), 3)
	require.NoError(t, err)
	return done
}

func TestReconciliationFindsNothingWhereAllAgrees(t *testing.T) {
	t.Parallel()
	f, payment, _ := bought(t)
	f.refunds(t, payment, `{"reason": "x"}`, http.StatusCreated) // all of it: Paystack calls the transaction reversed
	f.settled(t)
	done := f.reconciles(t)
	require.Empty(t, done.Findings)
	require.Equal(t, 1, done.Checked, "it was asked about: Paystack's list of successes does not have it any more")
	require.Equal(t, 1, done.Refunds)
	require.Zero(t, done.Healed)
	f.balanced(t)
}

// The webhook of a payment never comes, nor does the customer come back: the night finds it, and so it does a refund.
func TestReconciliationHeals(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	asked := f.subscribes(t, "one", monthInGHS)
	f.there.Webhooks().DropNext(20)
	f.pays(t, asked["payment_url"].(string), goodCard)
	f.settled(t)
	f.get(t, "one-owner", "one", "/api/subscriptions/subscription/", http.StatusNotFound)

	done := f.reconciles(t)
	require.Equal(t, 1, done.Listed)
	require.Equal(t, 1, done.Healed)
	require.Empty(t, done.Findings)
	require.Equal(t, "active", f.subscription(t, "one")["status"])
	f.balanced(t)

	f.refundsAtPaystack(t, asked["reference"].(string), 40_00)
	f.settled(t)
	require.Zero(t, f.ledger(t, "refund"))
	f.reconciles(t)
	require.Equal(t, -40_00, f.ledger(t, "refund"))
	require.Zero(t, f.reconciles(t).Healed, "once")
	f.balanced(t)
}

func TestReconciliationReportsOnce(t *testing.T) {
	t.Parallel()
	f, payment, reference := bought(t)
	f.restaurant(t, "two")
	f.buys(t, "two", monthInGHS)
	// Money that came for nobody: somebody else's page at the same Paystack account.
	page, err := f.client.Initialize(t.Context(), paystack.Initialize{Email: "x@example.com", Amount: 7_00, Currency: "GHS", Reference: "elsewhere-1"})
	require.NoError(t, err)
	f.there.Webhooks().DropNext(20)
	f.pays(t, page.AuthorizationURL, goodCard)
	f.settled(t)
	// A charge in another amount than Paystack's, and one that Paystack does not know. Rows of the ledger never change: they are added to.
	f.posted(t, payment, "charge:more", 1)
	f.exec(t, `INSERT INTO public.payments (tenant_id, price_id, purpose, reference, amount, currency, email, status, created_at, updated_at)
SELECT tenant_id, price_id, 'checkout', 'tt-invented', amount, currency, email, 'success', created_at, updated_at FROM public.payments WHERE id = $1`, payment)
	f.posted(t, f.count(t, "SELECT id FROM public.payments WHERE reference = 'tt-invented'"), "charge:tt-invented", 100_00)

	found := map[string]string{}
	for _, one := range f.reconciles(t).Findings {
		found[one.Reference] = one.Kind
	}
	require.Equal(t, map[string]string{
		"elsewhere-1": "unknown_payment", reference: "ledger_differs", "tt-invented": "not_at_paystack",
	}, found)
	f.clock.Advance(time.Hour)
	require.Empty(t, f.reconciles(t).Findings, "each is told of once")
	require.Equal(t, "active", f.subscription(t, "one")["status"], "nothing is changed by it")
}

// posted writes a charge behind the service's back.
func (f *fixture) posted(t *testing.T, payment int, key string, amount int) {
	t.Helper()
	f.exec(t, `INSERT INTO public.ledger_entries (tenant_id, entry_key, kind, currency, amount, payment_id, occurred_at, created_at)
SELECT tenant_id, $2, 'charge', currency, $3, id, created_at, created_at FROM public.payments WHERE id = $1`, payment, key, amount)
}

func TestReconciliationReadsEveryPage(t *testing.T) {
	t.Parallel()
	f, _, reference := bought(t)
	first, err := f.client.Verify(t.Context(), reference)
	require.NoError(t, err)
	f.there.Webhooks().DropNext(1_000)
	const others = 110
	for i := range others {
		_, err := f.client.Charge(t.Context(), paystack.Charge{
			Email: first.Customer.Email, Amount: 1_00, Currency: "GHS", AuthorizationCode: first.Authorization.Code, Reference: fmt.Sprintf("other-%d", i),
		})
		require.NoError(t, err)
	}
	done := f.reconciles(t)
	require.Equal(t, others+1, done.Listed)
	require.Len(t, done.Findings, others)
}

func TestReconciliationThatIsBrokenOff(t *testing.T) {
	t.Parallel()
	f, _, _ := bought(t)
	f.there.FailNext("GET /transaction", 3, http.StatusBadGateway)
	_, err := f.ReconcileLately(t.Context(), 3)
	require.Error(t, err, "a list that was not read is not an empty one")
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.billing_findings"))
	require.Empty(t, f.reconciles(t).Findings)
	_, err = f.Reconcile(t.Context(), now, now)
	require.Error(t, err)
}

func TestFindingsAreResolvedByOperators(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	f.restaurant(t, "one")
	for _, reference := range []string{"a", "b"} {
		f.exec(t, `INSERT INTO public.billing_findings (tenant_id, kind, reference, detail, found_at) VALUES (1, 'wrong_payment', $1, '{"why": "x"}', $2)`, reference, now)
	}
	list := func(query string) []int64 {
		return ids(t, f.get(t, "operator", "", "/api/admin/findings/"+query, http.StatusOK))
	}
	require.JSONEq(t, `{"count": 2, "next": "http://example.com/api/admin/findings/?page=2&page_size=1", "previous": null, "results": [
{"id": 2, "tenant": 1, "kind": "wrong_payment", "reference": "b", "detail": {"why": "x"}, "found_at": "2026-03-01T12:00:00Z", "resolved_at": null}]}`,
		f.get(t, "operator", "", "/api/admin/findings/?page_size=1", http.StatusOK))
	for range 2 {
		w := f.ask(t, "operator", "", http.MethodPost, "/api/admin/findings/1/resolve/", "")
		require.Equal(t, http.StatusOK, w.Code, w.Body)
		require.Equal(t, now.Format(time.RFC3339), object(t, w.Body.String())["resolved_at"])
	}
	require.Equal(t, []string{"finding.resolved"}, f.actions(t, "finding.%"))
	require.Equal(t, []int64{2}, list(""))
	require.Equal(t, []int64{2}, list("?resolved=false"))
	require.Equal(t, []int64{1}, list("?resolved=true"))
	require.Equal(t, []int64{2, 1}, list("?resolved=all"))
	f.get(t, "operator", "", "/api/admin/findings/?resolved=perhaps", http.StatusBadRequest)
	require.Equal(t, http.StatusNotFound, f.ask(t, "operator", "", http.MethodPost, "/api/admin/findings/9/resolve/", "").Code)
	require.Equal(t, http.StatusForbidden, f.ask(t, "one-owner", "one", http.MethodPost, "/api/admin/findings/2/resolve/", "").Code)
	f.get(t, "one-owner", "one", "/api/admin/findings/", http.StatusForbidden)
}
