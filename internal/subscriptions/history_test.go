package subscriptions_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/subscriptions"
)

const historyPath = "/api/subscriptions/payment/history/"

// payment writes one behind the service's back: nobody pays it.
func (f *fixture) payment(tb testing.TB, t *access.Tenant, status, currency string, created time.Time) (id int64) {
	tb.Helper()
	require.NoError(tb, f.db.SharedQuery().QueryRow(tb.Context(), `INSERT INTO public.payments
(tenant_id, price_id, purpose, reference, amount, currency, status, email, created_at, updated_at)
SELECT $1, min(id), 'checkout', 'made-up-' || nextval('public.payments_id_seq'), 5000, $3, $2, '', $4, $4
FROM public.plan_prices WHERE currency = $3 RETURNING id`, int64(t.ID), status, currency, created).Scan(&id))
	return id
}

func TestHistoryIsTheContracts(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.operator(t)
	one, other := f.restaurant(t, "one"), f.restaurant(t, "other")
	bought := f.buys(t, "one", `{"plan_id": 2, "currency": "GHS"}`)
	theirs := f.payment(t, other, "pending", "NGN", now)
	var id, subscription int64
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(), "SELECT id, subscription_id FROM public.payments WHERE tenant_id = $1",
		int64(one.ID)).Scan(&id, &subscription))

	row := fmt.Sprintf(`{"id": %d, "subscription": %d, "amount": "100.00", "currency": "GHS", "status": "success",
		"payment_method": "visa ending in 4081", "paystack_reference": %q, "paid_at": "2026-03-01T12:00:00Z", "created_at": "2026-03-01T12:00:00Z",
		"tenant": %d, "purpose": "checkout", "period_start": "2026-03-01T12:00:00Z", "period_end": "2026-04-01T12:00:00Z", "failure_reason": "",
		"refunded_amount": "0.00"}`, id, subscription, bought["reference"], int64(one.ID))
	page := `{"count": 1, "next": null, "previous": null, "results": [` + row + `]}`
	require.JSONEq(t, page, f.get(t, "one-owner", "", historyPath, http.StatusOK))
	require.JSONEq(t, page, f.get(t, "operator", "one", historyPath, http.StatusOK))
	path := fmt.Sprintf("/api/subscriptions/payment/%d/", id)
	require.JSONEq(t, row, f.get(t, "one-owner", "", path, http.StatusOK))

	require.Equal(t, []int64{theirs, id}, ids(t, f.get(t, "operator", "", historyPath, http.StatusOK)), "everybody's, the newest first")
	require.Equal(t, []int64{theirs}, ids(t, f.get(t, "other-owner", "", historyPath, http.StatusOK)))
	f.get(t, "operator", "other", path, http.StatusNotFound)
	for _, what := range []string{"", "receipt/", "receipt/pdf/"} {
		f.get(t, "other-owner", "", path+what, http.StatusNotFound)
		f.get(t, "other-owner", "one", path+what, http.StatusNotFound)
		f.get(t, "one-waiter", "", path+what, http.StatusForbidden)
		f.get(t, "", "one", path+what, http.StatusUnauthorized)
		f.get(t, "operator", "", path+what, http.StatusOK)
	}
	f.get(t, "one-waiter", "", historyPath, http.StatusForbidden)
	f.get(t, "one-waiter", "", historyPath+"export/", http.StatusForbidden)
}

func TestHistoryFiltersAndPages(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one, other := f.restaurant(t, "one"), f.restaurant(t, "other")
	a := f.payment(t, one, "failed", "GHS", now)
	b := f.payment(t, one, "pending", "GHS", now.AddDate(0, 0, 1))
	f.payment(t, other, "failed", "GHS", now)
	c := f.payment(t, one, "failed", "NGN", now.AddDate(0, 0, 2))
	for query, want := range map[string][]int64{
		"":                                   {c, b, a},
		"?status=failed":                     {c, a},
		"?status=failed&currency=GHS":        {a},
		"?currency=USD":                      {},
		"?from=2026-03-02":                   {c, b},
		"?to=2026-03-02":                     {b, a},
		"?from=2026-03-02&to=2026-03-02":     {b},
		"?from=2026-03-01T12:00:00Z":         {c, b, a},
		"?from=2026-03-01T12:00:01Z":         {c, b},
		"?to=2026-03-02T13:00:00%2B01:00":    {b, a},
		"?to=2026-03-02T11:59:59Z":           {a},
		"?page_size=2":                       {c, b},
		"?page_size=2&page=2":                {a},
		"?page_size=1&page=2&status=failed":  {a},
		"?from=2026-04-01&to=2026-03-01":     {},
		"?to=9999-12-31":                     {c, b, a},
		"?status=abandoned&from=&to=&page=1": {},
	} {
		require.Equal(t, want, ids(t, f.get(t, "one-owner", "", historyPath+query, http.StatusOK)), query)
	}
	page := object(t, f.get(t, "one-owner", "", historyPath+"?page_size=1&page=2&currency=GHS", http.StatusOK))
	require.EqualValues(t, 2, page["count"])
	require.Nil(t, page["next"])
	require.Equal(t, "http://example.com/api/subscriptions/payment/history/?currency=GHS&page_size=1", page["previous"])
	f.get(t, "one-owner", "", historyPath+"?page=2", http.StatusNotFound)

	for query, field := range map[string]string{
		"?status=paid": "status", "?currency=ghs": "currency", "?currency=XXX": "currency", "?from=yesterday": "from",
		"?to=2026-02-30": "to", "?from=0000-01-01": "from",
	} {
		for _, path := range []string{historyPath, historyPath + "export/"} {
			require.Contains(t, object(t, f.get(t, "one-owner", "", path+query, http.StatusBadRequest)), field, path+query)
		}
	}
	require.JSONEq(t, `{"status": ["\"x\" is not a valid choice."],
		"to": ["Give a day such as 2026-03-01, or a moment with its zone."]}`,
		f.get(t, "one-owner", "", historyPath+"?status=x&to=x", http.StatusBadRequest))
}

// exported is the file of an export, row by row.
func (f *fixture) exported(t *testing.T, who, query string) [][]string {
	t.Helper()
	w := f.ask(t, who, "", http.MethodGet, historyPath+"export/"+query, "")
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "text/csv; charset=utf-8", w.Header().Get("Content-Type"))
	rows, err := csv.NewReader(strings.NewReader(w.Body.String())).ReadAll()
	require.NoError(t, err)
	return rows
}

func TestHistoryAsAFile(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.operator(t)
	one, other := f.restaurant(t, "one"), f.restaurant(t, "other")
	f.buys(t, "one", `{"plan_id": 1, "currency": "GHS"}`)
	f.payment(t, other, "pending", "NGN", now)
	refused := f.payment(t, one, "failed", "GHS", now)
	f.exec(t, "UPDATE public.payments SET failure = $2, payment_method = '@SUM(1)' WHERE id = $1", refused, `=HYPERLINK("https://evil.example")`)
	rows := f.exported(t, "one-owner", "")
	require.Len(t, rows, 3)
	require.Equal(t, []string{
		"id", "subscription", "amount", "currency", "status", "payment_method", "paystack_reference", "paid_at", "created_at", "tenant", "purpose",
		"period_start", "period_end", "failure_reason", "refunded_amount",
	}, rows[0])
	require.Empty(t, rows[1][1])
	require.Equal(t, "'@SUM(1)", rows[1][5])
	require.Equal(t, `'=HYPERLINK("https://evil.example")`, rows[1][13])
	require.Equal(t, []string{"50.00", "GHS", "success", "visa ending in 4081"}, rows[2][2:6])
	require.Equal(t, "2026-03-01T12:00:00Z", rows[2][7])
	require.Len(t, f.exported(t, "one-owner", "?status=success"), 2)
	require.Len(t, f.exported(t, "operator", ""), 4)
	require.Contains(t, f.ask(t, "one-owner", "", http.MethodGet, historyPath+"export/", "").Header().Get("Content-Disposition"), "payments-one.csv")
}

// More than is read at a time: every payment once, also while others arrive.
func TestALongHistoryAsAFile(t *testing.T) {
	t.Parallel()
	f := setup(t)
	one := f.restaurant(t, "one")
	const many = 1234
	f.exec(t, `INSERT INTO public.payments (tenant_id, price_id, purpose, reference, amount, currency, status, email, created_at, updated_at)
SELECT $1, 1, 'checkout', 'r' || n, 5000, 'GHS', 'failed', '', $2, $2 FROM generate_series(1, $3::int) n`, int64(one.ID), now, many)
	rows := f.exported(t, "one-owner", "?status=failed")
	require.Len(t, rows, many+1)
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		require.False(t, seen[row[0]], "twice: %v", row)
		seen[row[0]] = true
	}
	file, err := f.ExportPayments(access.WithTenant(t.Context(), one), subscriptions.HistoryFilter{})
	require.NoError(t, err)
	w := &arriving{meanwhile: func() { f.payment(t, one, "failed", "GHS", now) }}
	require.NoError(t, file.Write(t.Context(), w))
	require.Equal(t, many+1, strings.Count(w.String(), "\r\n"), "what arrives while the file is written is not in it, and shifts nothing")
	require.Positive(t, w.times)
}

// arriving is a file during whose writing something happens.
type arriving struct {
	strings.Builder

	meanwhile func()
	times     int
}

func (a *arriving) Write(b []byte) (int, error) {
	a.meanwhile()
	a.times++
	return a.Builder.Write(b)
}
