package subscriptions_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
	"github.com/tabletap/console/internal/subscriptions"
	"github.com/tabletap/console/internal/tenants"
)

// freezing lets disputes close the tools.
func freezing(f *fixture) { f.FreezeDisputed = true }

// resolves is the merchant who answers a dispute in Paystack's dashboard.
func (f *fixture) resolves(t *testing.T, dispute int64, resolution string) {
	t.Helper()
	body := fmt.Sprintf(`{"resolution": %q, "message": "x", "uploaded_filename": "x"}`, resolution)
	path := f.there.APIURL() + "/dispute/" + strconv.FormatInt(dispute, 10) + "/resolve"
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, path, bytes.NewBufferString(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+paystacktest.SecretKey)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode, string(said))
}

func (f *fixture) disputes(t *testing.T, reference string) int64 {
	t.Helper()
	id, err := f.there.OpenDispute(reference)
	require.NoError(t, err)
	f.settled(t)
	return id
}

func TestADisputeClosesTheToolsUntilItIsWon(t *testing.T) {
	t.Parallel()
	f, _, reference := bought(t)
	freezing(f)
	f.restaurant(t, "two")
	f.buys(t, "two", monthInGHS)
	id := f.disputes(t, reference)

	list := object(t, f.get(t, "one-owner", "one", "/api/subscriptions/disputes/", http.StatusOK))["results"].([]any)
	require.Len(t, list, 1)
	require.Equal(t, reference, list[0].(map[string]any)["paystack_reference"])
	require.Equal(t, "100.00", list[0].(map[string]any)["amount"])
	require.Empty(t, ids(t, f.get(t, "two-owner", "two", "/api/subscriptions/disputes/", http.StatusOK)), "another's")
	require.Equal(t, []int64{id}, ids(t, f.get(t, "operator", "", "/api/admin/disputes/", http.StatusOK)))
	sub := f.subscription(t, "one")
	require.Equal(t, true, sub["is_frozen"])
	require.Equal(t, false, sub["is_active"])
	require.Nil(t, sub["paystack_subscription_code"], "Paystack does not charge")
	require.Equal(t, "active", sub["status"])
	require.Equal(t, subscriptions.CodeSubscriptionInactive, f.may(t, 1, "pos"))
	require.Empty(t, f.may(t, 2, "pos"), "the other one is open")
	require.Contains(t, f.get(t, "one-owner", "one", "/api/subscriptions/notices/", http.StatusOK), "payment_disputed")
	require.Equal(t, "payment_disputed", f.refunds(t, 1, `{"reason": "x"}`, http.StatusConflict)["code"])

	require.NoError(t, f.there.RemindOfDispute(id))
	f.pass(t, 32*day)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments WHERE tenant_id = 1"), "nothing is charged while it is frozen")
	require.Equal(t, "active", f.subscription(t, "one")["status"], "and nothing is counted as unpaid")
	f.resolves(t, id, "declined")
	f.settled(t)
	require.Empty(t, f.may(t, 1, "pos"))
	require.Equal(t, false, f.subscription(t, "one")["is_frozen"])
	require.Zero(t, f.ledger(t, "chargeback"))
	f.pass(t, 2*time.Hour)
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.payments WHERE tenant_id = 1 AND status = 'success'"), "what fell due meanwhile is charged")
	require.Equal(t, []string{"dispute.opened", "dispute.resolved"}, f.actions(t, "dispute.%"))
	f.balanced(t)
}

// actions are those of the audit log that are like a pattern, in order.
func (f *fixture) actions(t *testing.T, like string) (all []string) {
	t.Helper()
	rows, err := f.db.SharedQuery().Query(t.Context(), "SELECT action FROM public.audit_log WHERE action LIKE $1 ORDER BY id", like)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var action string
		require.NoError(t, rows.Scan(&action))
		all = append(all, action)
	}
	require.NoError(t, rows.Err())
	return all
}

// Whatever order its events come in and however often, a lost dispute costs what it is about, once.
func TestALostDispute(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 2, 3} {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			f, _, reference := bought(t)
			freezing(f)
			f.there.Webhooks().Hold()
			id, err := f.there.OpenDispute(reference)
			require.NoError(t, err)
			require.NoError(t, f.there.RemindOfDispute(id))
			f.resolves(t, id, "merchant-accepted")
			f.there.Webhooks().Shuffle(seed)
			for _, d := range f.there.Webhooks().Pending() {
				_, err := f.there.Webhooks().Deliver(t.Context(), d.ID)
				require.NoError(t, err)
			}
			f.there.Webhooks().Release()
			f.settled(t)
			require.Equal(t, -100_00, f.ledger(t, "chargeback"))
			require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.disputes WHERE resolution = 'merchant-accepted' AND resolved_at IS NOT NULL"))
			require.Equal(t, tenants.StatusActive, f.seen(t, 1).SubscriptionStatus)
			require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.ledger_entries WHERE kind = 'chargeback'"))
			require.Equal(t, "payment_disputed", f.refunds(t, 1, `{"reason": "x"}`, http.StatusConflict)["code"], "the bank took it already")
		})
	}
}

func TestADisputeThatFreezesNothing(t *testing.T) {
	t.Parallel()
	f, _, reference := bought(t)
	f.disputes(t, reference)
	require.Empty(t, f.may(t, 1, "pos"), "FreezeDisputed is off")
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.subscription_notices WHERE kind = 'payment_disputed'"))
}

// Two disputes: the tools open when both are over. A dispute whose last event got lost is asked about at night.
func TestTheLastDisputeThaws(t *testing.T) {
	t.Parallel()
	f, _, reference := bought(t)
	freezing(f)
	first, second := f.disputes(t, reference), f.disputes(t, reference)
	f.resolves(t, first, "declined")
	f.settled(t)
	require.NotEmpty(t, f.may(t, 1, "pos"))
	f.there.Webhooks().DropNext(1)
	f.resolves(t, second, "declined")
	f.settled(t)
	require.NotEmpty(t, f.may(t, 1, "pos"))
	_, err := f.ReconcileLately(t.Context(), 3)
	require.NoError(t, err)
	require.Empty(t, f.may(t, 1, "pos"))
}

func TestAnOperatorFreezes(t *testing.T) {
	t.Parallel()
	f, _, reference := bought(t)
	freezing(f)
	post := func(what string, status int) {
		w := f.ask(t, "operator", "", http.MethodPost, "/api/admin/subscriptions/1/"+what+"/", "")
		require.Equal(t, status, w.Code, w.Body)
	}
	for range 2 {
		post("freeze", http.StatusOK)
		require.NotEmpty(t, f.may(t, 1, "pos"))
	}
	f.settled(t)
	require.Nil(t, f.subscription(t, "one")["paystack_subscription_code"])
	for range 2 {
		post("unfreeze", http.StatusOK)
		require.Empty(t, f.may(t, 1, "pos"))
	}
	f.settled(t)
	f.pass(t, 31*day+2*time.Hour)
	require.Equal(t, 2, f.count(t, "SELECT count(*) FROM public.payments WHERE status = 'success'"), "it renews by itself again")

	id := f.disputes(t, reference)
	f.clock.Advance(time.Minute)
	post("freeze", http.StatusOK)
	f.resolves(t, id, "declined")
	f.settled(t)
	require.NotEmpty(t, f.may(t, 1, "pos"), "what an operator froze no dispute thaws")
	require.NoError(t, f.Activate(t.Context(), 1, 0))
	require.Empty(t, f.may(t, 1, "pos"))
	require.Equal(t, false, f.subscription(t, "one")["is_frozen"], "who opens it wants it open")

	require.NoError(t, f.Deactivate(t.Context(), 1))
	post("freeze", http.StatusConflict)
	w := f.ask(t, "operator", "", http.MethodPost, "/api/admin/subscriptions/99/freeze/", "")
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Equal(t, http.StatusForbidden, f.ask(t, "one-owner", "one", http.MethodPost, "/api/admin/subscriptions/1/unfreeze/", "").Code)
}
