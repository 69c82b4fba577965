package subscriptions_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

const ledgerPath = "/api/subscriptions/ledger/"

func TestTheLedgerOverHTTP(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.restaurant(t, "other")
	empty := `{"count": 0, "next": null, "previous": null, "results": [], "balance": {}}`
	require.JSONEq(t, empty, f.get(t, "one-owner", "", ledgerPath, http.StatusOK))
	f.buys(t, "one", `{"plan_id": 1, "currency": "GHS"}`)
	f.exec(t, `INSERT INTO public.ledger_entries (tenant_id, entry_key, kind, currency, amount, occurred_at, created_at)
VALUES ($1, 'given', 'credit', 'USD', 150, $2, $2)`, int64(one.ID), now)
	var payment, first int64
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), "SELECT payment_id, id FROM public.ledger_entries WHERE kind = 'charge'").
		Scan(&payment, &first))
	require.JSONEq(t, fmt.Sprintf(`{"count": 3, "next": null, "previous": null, "balance": {"GHS": "0.00", "USD": "1.50"}, "results": [
		{"id": %[2]d, "kind": "credit", "amount": "1.50", "currency": "USD", "payment": null, "tenant": 1, "note": "", "occurred_at": "2026-03-01T12:00:00Z"},
		{"id": %[3]d, "kind": "fee", "amount": "-50.00", "currency": "GHS", "payment": %[1]d, "tenant": 1, "note": "2026-03-01 to 2026-04-01",
			"occurred_at": "2026-03-01T12:00:00Z"},
		{"id": %[4]d, "kind": "charge", "amount": "50.00", "currency": "GHS", "payment": %[1]d, "tenant": 1, "note": "visa ending in 4081",
			"occurred_at": "2026-03-01T12:00:00Z"}]}`, payment, first+2, first+1, first), f.get(t, "one-owner", "", ledgerPath, http.StatusOK))

	second := object(t, f.get(t, "one-owner", "", ledgerPath+"?page=2&page_size=2", http.StatusOK))
	require.Len(t, second["results"], 1)
	require.Equal(t, map[string]any{"GHS": "0.00", "USD": "1.50"}, second["balance"], "of all, not of the page")
	f.get(t, "one-owner", "", ledgerPath+"?page=3&page_size=2", http.StatusNotFound)
	require.JSONEq(t, empty, f.get(t, "other-owner", "", ledgerPath, http.StatusOK))
	f.get(t, "other-owner", "one", ledgerPath, http.StatusNotFound)
	f.get(t, "one-waiter", "", ledgerPath, http.StatusForbidden)
}
