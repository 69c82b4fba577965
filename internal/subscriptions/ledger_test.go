package subscriptions_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

const goodwill = `{"tenant": 1, "key": "ticket-7", "kind": "credit", "amount": "12.50", "currency": "GHS", "note": "an evening without the till"}`

func TestOperatorsPostByHand(t *testing.T) {
	t.Parallel()
	f, payment, reference := bought(t)
	f.restaurant(t, "two")
	post := func(body string, status int) map[string]any {
		w := f.ask(t, "operator", "", http.MethodPost, "/api/admin/ledger/", body)
		require.Equal(t, status, w.Code, "%s: %s", body, w.Body)
		return object(t, w.Body.String())
	}
	first := post(goodwill, http.StatusCreated)
	require.Equal(t, "12.50", first["amount"])
	require.Equal(t, first, post(goodwill, http.StatusCreated), "posted again it is the same")
	require.Equal(t, "key_used", post(`{"tenant": 1, "key": "ticket-7", "kind": "credit", "amount": "12.51", "currency": "GHS", "note": "x"}`, http.StatusConflict)["code"])
	require.Equal(t, "-3.00", post(`{"tenant": 2, "key": "w", "kind": "write_off", "amount": "-3", "currency": "ghs", "note": "x"}`, http.StatusCreated)["amount"])
	require.Equal(t, []string{"ledger.posted", "ledger.posted"}, f.actions(t, "ledger.%"))
	require.Equal(t, 12_50, f.count(t, "SELECT sum(amount)::int FROM public.ledger_entries WHERE tenant_id = 1"))

	list := object(t, f.get(t, "operator", "", "/api/admin/ledger/?tenant=1", http.StatusOK))["results"].([]any)
	require.Len(t, list, 3)
	require.Equal(t, []any{"credit", "fee", "charge"}, []any{list[0].(map[string]any)["kind"], list[1].(map[string]any)["kind"], list[2].(map[string]any)["kind"]})
	require.EqualValues(t, payment, list[2].(map[string]any)["payment"], reference)
	require.Len(t, ids(t, f.get(t, "operator", "", "/api/admin/ledger/?tenant=2", http.StatusOK)), 1)
	require.Len(t, ids(t, f.get(t, "operator", "", "/api/admin/ledger/", http.StatusOK)), 4)
	f.get(t, "one-owner", "one", "/api/admin/ledger/?tenant=1", http.StatusForbidden)
	require.Equal(t, http.StatusForbidden, f.ask(t, "one-owner", "one", http.MethodPost, "/api/admin/ledger/", goodwill).Code)
}

func TestPostingsThatCannotBe(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.operator(t)
	f.restaurant(t, "one")
	body := func(field, value string) string {
		fields := map[string]string{"tenant": "1", "key": `"k"`, "kind": `"credit"`, "amount": `"1"`, "currency": `"GHS"`, "note": `"x"`}
		fields[field] = value
		return fmt.Sprintf(`{"tenant": %s, "key": %s, "kind": %s, "amount": %s, "currency": %s, "note": %s}`,
			fields["tenant"], fields["key"], fields["kind"], fields["amount"], fields["currency"], fields["note"])
	}
	for _, c := range []struct{ field, value string }{
		{"tenant", "99"}, {"tenant", "0"}, {"key", `""`}, {"kind", `"charge"`}, {"kind", `""`}, {"amount", `"-1"`}, {"amount", `"0"`}, {"amount", `"0.001"`},
		{"amount", `"NaN"`}, {"amount", `"--1"`}, {"amount", `"99999999999"`}, {"amount", `"1000000000000000000000"`}, {"amount", "1"}, {"currency", `"XXX"`},
		{"currency", `""`}, {"note", `" "`},
	} {
		w := f.ask(t, "operator", "", http.MethodPost, "/api/admin/ledger/", body(c.field, c.value))
		require.Equal(t, http.StatusBadRequest, w.Code, "%s %s: %s", c.field, c.value, w.Body)
		require.Contains(t, object(t, w.Body.String()), c.field, c.value)
	}
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.ledger_entries"))
}
