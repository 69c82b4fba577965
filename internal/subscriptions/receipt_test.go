package subscriptions_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/subscriptions/receipt"
)

// receiptPath is where the newest payment's receipt is.
func (f *fixture) receiptPath(tb testing.TB) (id int64, path string) {
	tb.Helper()
	require.NoError(tb, f.db.SharedQuery().QueryRow(tb.Context(), "SELECT max(id) FROM public.payments").Scan(&id))
	return id, fmt.Sprintf("/api/subscriptions/payment/%d/receipt/", id)
}

// receipt is that of the newest payment.
func (f *fixture) receipt(t *testing.T, one *access.Tenant) *receipt.Receipt {
	t.Helper()
	id, _ := f.receiptPath(t)
	r, err := f.Receipt(access.WithTenant(t.Context(), one), id)
	require.NoError(t, err)
	return r
}

func TestAReceiptToPrint(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.exec(t, `UPDATE public.tenants SET name = 'Chidi''s Café Ọlá', address = E'12 Ring Road\n\nLagos', contact_phone = '', phone = '+234 1 555'`)
	asked := f.subscribes(t, "one", `{"plan_id": 2, "currency": "NGN", "interval": "annually"}`)
	id, path := f.receiptPath(t)
	for _, what := range []string{"", "pdf/"} {
		refused := object(t, f.get(t, "one-owner", "", path+what, http.StatusConflict))
		require.Equal(t, "not_paid", refused["code"])
	}
	f.pays(t, asked["payment_url"].(string), goodCard)
	f.settled(t)

	number := fmt.Sprintf("TT-2026-%06d", id)
	require.Equal(t, &receipt.Receipt{
		Number: number, Restaurant: "Chidi's Café Ọlá", Contact: []string{"12 Ring Road", "Lagos", "one@example.com", "+234 1 555"},
		Lines: []receipt.Line{{Text: "Professional plan, paid annually", Detail: "1 March 2026 to 1 March 2027", Amount: "NGN 100,000.00"}},
		Total: "NGN 100,000.00", Method: "visa ending in 4081", Reference: asked["reference"].(string), Paid: now,
	}, f.receipt(t, one))

	w := f.ask(t, "one-owner", "", http.MethodGet, path, "")
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
	require.Equal(t, "inline; filename=receipt-"+number+".html", w.Header().Get("Content-Disposition"))
	require.Equal(t, receipt.Policy, w.Header().Get("Content-Security-Policy"))
	require.Contains(t, w.Body.String(), "<strong>Chidi&#39;s Café Ọlá</strong>")
	require.Contains(t, w.Body.String(), "NGN 100,000.00")

	w = f.ask(t, "one-owner", "", http.MethodGet, path+"pdf/", "")
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "application/pdf", w.Header().Get("Content-Type"))
	require.Equal(t, "attachment; filename=receipt-"+number+".pdf", w.Header().Get("Content-Disposition"))
	var drawn bytes.Buffer
	require.NoError(t, receipt.WritePDF(&drawn, f.receipt(t, one)))
	require.Equal(t, drawn.Bytes(), w.Body.Bytes())
}

// The rest of a period that was credited, and what went back, stand on the receipt; what the plan costs by now does not change it.
func TestAReceiptSaysWhatTheLedgerSays(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	f.buys(t, "one", `{"plan_id": 1, "currency": "GHS"}`)
	f.clock.Advance(10 * day)
	w := f.ask(t, "one-owner", "", http.MethodPost, "/api/subscriptions/change/", `{"plan_id": 3}`)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	f.settled(t)
	r := f.receipt(t, one)
	credit := f.count(t, "SELECT amount FROM public.ledger_entries WHERE kind = 'proration'")
	require.InDelta(t, 50_00*21/31, credit, 1)
	require.Equal(t, []receipt.Line{
		{Text: "Enterprise plan, paid monthly", Detail: "11 March 2026 to 11 April 2026", Amount: "GHS 200.00"},
		{Text: "Credit for the unused rest of the previous period", Amount: fmt.Sprintf("GHS -%d.%02d", credit/100, credit%100)},
	}, r.Lines)
	paid := 200_00 - credit
	require.Equal(t, fmt.Sprintf("GHS %d.%02d", paid/100, paid%100), r.Total)
	require.Empty(t, r.Returned)
	require.Empty(t, r.Remark)

	id, _ := f.receiptPath(t)
	f.exec(t, `INSERT INTO public.ledger_entries (tenant_id, entry_key, kind, currency, amount, payment_id, occurred_at, created_at) VALUES
($1, 'r', 'refund', 'GHS', -1050, $2, $3, $3), ($1, 'c', 'credit', 'GHS', 1050, $2, $3, $3), ($1, 'b', 'chargeback', 'GHS', -100, $2, $3, $3)`,
		int64(one.ID), id, now.AddDate(0, 1, 0))
	f.exec(t, "UPDATE public.payments SET status = 'refunded', refunded = 1050 WHERE id = $1", id)
	after := f.receipt(t, one)
	require.Equal(t, []receipt.Line{
		{Text: "Refunded", Detail: "1 April 2026", Amount: "GHS -10.50"}, {Text: "Taken back by the bank", Detail: "1 April 2026", Amount: "GHS -1.00"},
	}, after.Returned)
	after.Returned = nil
	require.Equal(t, r, after, "nothing else changed")
}

// Money that came and bought nothing is receipted as what it is.
func TestAReceiptForWhatWasParked(t *testing.T) {
	t.Parallel()
	f := payable(t)
	one := f.restaurant(t, "one")
	asked := f.subscribes(t, "one", `{"plan_id": 1, "currency": "GHS"}`)
	f.exec(t, "UPDATE public.payments SET amount = 4000")
	f.pays(t, asked["payment_url"].(string), goodCard)
	f.settled(t)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.payments WHERE status = 'parked'"))
	r := f.receipt(t, one)
	require.Equal(t, []receipt.Line{{Text: "Payment on account", Amount: "GHS 50.00"}}, r.Lines)
	require.Equal(t, "GHS 50.00", r.Total)
	require.Equal(t, "No subscription was granted for this payment: paid GHS 50.00, and GHS 40.00 was asked for.", r.Remark)
}

// A refund that an operator makes stands on the receipt from when Paystack has made it.
func TestAReceiptAfterARefund(t *testing.T) {
	t.Parallel()
	f, payment, _ := bought(t)
	ctx := access.WithTenant(t.Context(), &access.Tenant{ID: 1})
	f.refunds(t, payment, `{"amount": "30.50", "reason": "the soup was cold"}`, http.StatusCreated)
	before, err := f.Receipt(ctx, int64(payment))
	require.NoError(t, err)
	require.Empty(t, before.Returned, "it is not made yet")
	f.pass(t, 2*day)
	after, err := f.Receipt(ctx, int64(payment))
	require.NoError(t, err)
	require.Len(t, after.Returned, 1)
	require.Equal(t, "Refunded", after.Returned[0].Text)
	require.Equal(t, "GHS -30.50", after.Returned[0].Amount)
	require.Equal(t, before.Lines, after.Lines)
	require.Equal(t, "GHS 100.00", after.Total)
}
