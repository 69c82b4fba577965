package paystack_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

func TestCustomers(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	made := ok(t, s, "POST", "/customer", `{"email":"Ada@Example.com","first_name":"Ada","metadata":{"tenant":7}}`).(object)
	require.Equal(t, "ada@example.com", made["email"])
	require.Equal(t, "Ada", made["first_name"])
	require.Nil(t, made["last_name"])
	code := made["customer_code"].(string)
	require.Regexp(t, `^CUS_[0-9a-z]{15}$`, code)
	again := ok(t, s, "POST", "/customer", `{"email":"ada@example.com"}`).(object)
	require.Equal(t, code, again["customer_code"], "an address is one customer")
	require.Equal(t, "Ada", again["first_name"])

	changed := ok(t, s, "PUT", "/customer/"+code, `{"last_name":"Obi","phone":"080","first_name":null}`).(object)
	require.Equal(t, []any{"Ada", "Obi", "080"}, []any{changed["first_name"], changed["last_name"], changed["phone"]})
	require.Equal(t, object{"tenant": 7.0}, changed["metadata"])

	authorization := paid(t, s, "order", goodCard)
	for _, path := range []string{code, "ada@example.com", "ADA@example.com"} {
		fetched := get(t, s, "/customer/"+path)
		require.Equal(t, made["id"], fetched["id"])
		require.Equal(t, fetched["createdAt"], fetched["created_at"])
		require.Equal(t, authorization, fetched["authorizations"].([]any)[0].(object)["authorization_code"])
		require.EqualValues(t, 1, fetched["total_transactions"])
		require.Equal(t, []any{object{"currency": "NGN", "amount": 50000.0}}, fetched["total_transaction_value"])
	}
	ok(t, s, "POST", "/customer/authorization/deactivate", `{"authorization_code":"`+authorization+`"}`)
	require.Empty(t, get(t, s, "/customer/"+code)["authorizations"])

	ok(t, s, "POST", "/customer", `{"email":"bo@example.com"}`)
	list := ok(t, s, "GET", "/customer", "").([]any)
	require.Len(t, list, 2)
	require.Equal(t, "bo@example.com", list[0].(object)["email"], "the newest first")
	require.NotContains(t, list[0], "authorizations")
	status, answer := call(t, s, "GET", "/customer?use_cursor=true&perPage=1", "")
	require.Equal(t, 200, status)
	require.NotNil(t, answer["meta"].(object)["next"])

	refused(t, s, "POST", "/customer", `{"first_name":"x"}`, 400, "Email")
	refused(t, s, "GET", "/customer/CUS_nobody", "", 404, "not found")
	refused(t, s, "PUT", "/customer/CUS_nobody", "{}", 404, "not found")
	refused(t, s, "GET", "/customer?to=x", "", 400, "to")
	refused(t, s, "GET", "/customer?perPage=0x", "", 400, "perPage")
}

func TestPlans(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	code := newPlan(t, s, "monthly")
	require.Regexp(t, `^PLN_[0-9a-z]{15}$`, code)
	plan := get(t, s, "/plan/"+code)
	require.Equal(t, plan, get(t, s, fmt.Sprintf("/plan/%.0f", plan["id"])))
	require.EqualValues(t, 250000, plan["amount"])
	require.Equal(t, true, plan["send_invoices"])
	require.Equal(t, "NGN", plan["currency"])
	require.Empty(t, plan["subscriptions"])
	require.Contains(t, plan, "hosted_page_url")
	sub := subscribed(t, s, code, "a", goodCard)
	require.Equal(t, sub, get(t, s, "/plan/"+code)["subscriptions"].([]any)[0].(object)["subscription_code"])

	newPlan(t, s, "hourly")
	require.Len(t, ok(t, s, "GET", "/plan", ""), 2)
	require.Len(t, ok(t, s, "GET", "/plan?interval=hourly", ""), 1)
	require.Empty(t, ok(t, s, "GET", "/plan?amount=1", ""))
	for body, message := range map[string]string{
		`{"amount":1,"interval":"daily"}`:                                "Name",
		`{"name":"x","interval":"daily"}`:                                "Amount",
		`{"name":"x","amount":1}`:                                        "Interval",
		`{"name":"x","amount":1,"interval":"yearly"}`:                    "Invalid Interval",
		`{"name":"x","amount":0,"interval":"daily"}`:                     "Invalid Amount",
		`{"name":"x","amount":1,"interval":"daily","currency":"EUR"}`:    "Currency",
		`{"name":"x","amount":1,"interval":"daily","invoice_limit":"x"}`: "invoice_limit",
	} {
		refused(t, s, "POST", "/plan", body, 400, message)
	}
	refused(t, s, "GET", "/plan/PLN_x", "", 404, "not found")
	refused(t, s, "PUT", "/plan/PLN_x", "{}", 404, "not found")
	refused(t, s, "PUT", "/plan/"+code, `{"amount":-1}`, 400, "Invalid Amount")
	require.EqualValues(t, 250000, get(t, s, "/plan/"+code)["amount"], "what was refused changed nothing")
	refused(t, s, "GET", "/plan?from=x", "", 400, "from")
	refused(t, s, "GET", "/plan?page=x", "", 400, "page")
}

func TestChangingAPlanChangesItsSubscribersToo(t *testing.T) {
	t.Parallel()
	s, now := clocked(t)
	plan := newPlan(t, s, "monthly")
	sub := subscribed(t, s, plan, "a", goodCard)
	update := func(body string) string {
		status, answer := call(t, s, "PUT", "/plan/"+plan, body)
		require.Equal(t, 200, status, answer)
		return answer["message"].(string)
	}
	require.Contains(t, update(`{"name":"Gold","amount":300000,"description":"d","update_existing_subscriptions":false}`), "0 subscription(s)")
	require.EqualValues(t, 250000, get(t, s, "/subscription/"+sub)["amount"])
	later(t, s, now, 30*day) // announced, not charged
	require.Contains(t, update(`{"amount":400000,"interval":"weekly"}`), "1 subscription(s)")
	later(t, s, now, 9*day)
	all := s.Transactions()
	require.Len(t, all, 3, "weekly from then on")
	require.EqualValues(t, 400000, all[2].Amount)
	require.EqualValues(t, 400000, get(t, s, "/subscription/"+sub)["invoices"].([]any)[0].(object)["amount"])
}
