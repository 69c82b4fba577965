package paystack_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

func TestInitialize(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	made := initialize(t, s, `{"email":"ada@example.com","amount":"50000","reference":"a-1.b=C","currency":"GHS"}`)
	require.Equal(t, "a-1.b=C", made["reference"])
	require.Equal(t, s.APIURL()+"/checkout/"+made["access_code"].(string), made["authorization_url"])
	untouched := verify(t, s, "a-1.b=C")
	require.Equal(t, "abandoned", untouched["status"], "it was not tried")
	require.Equal(t, "GHS", untouched["currency"])
	require.EqualValues(t, 50000, untouched["amount"])
	require.Nil(t, untouched["paid_at"])
	require.Nil(t, untouched["fees"])
	require.Equal(t, object{}, untouched["authorization"])
	require.Empty(t, untouched["metadata"])
	require.NotEmpty(t, initialize(t, s, `{"email":"ada@example.com","amount":1}`)["reference"])
}

func TestInitializeRefuses(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	initialize(t, s, `{"email":"ada@example.com","amount":1,"reference":"taken"}`)
	for body, message := range map[string]string{
		`{"amount":1}`:                                                "Email Address is required",
		`{"email":"nobody","amount":1}`:                               "Invalid Email Address",
		`{"email":"a@example.com"}`:                                   "Invalid Amount",
		`{"email":"a@example.com","amount":0}`:                        "Invalid Amount",
		`{"email":"a@example.com","amount":-5}`:                       "Invalid Amount",
		`{"email":"a@example.com","amount":10.5}`:                     "Invalid Amount",
		`{"email":"a@example.com","amount":"x"}`:                      "Invalid Amount",
		`{"email":"a@example.com","amount":1000000001}`:               "Invalid Amount",
		`{"email":"a@example.com","amount":1,"currency":1}`:           "Currency not supported",
		`{"email":"a@example.com","amount":1,"reference":"a b"}`:      "Invalid characters",
		`{"email":"a@example.com","amount":1,"reference":"a_b"}`:      "Invalid characters",
		`{"email":"a@example.com","amount":1,"reference":"taken"}`:    "Duplicate Transaction Reference",
		`{"email":"a@example.com","amount":1,"callback_url":"here"}`:  "Invalid callback URL",
		`{"email":"a@example.com","amount":1,"invoice_limit":"many"}`: "invoice_limit",
		`["email"]`: "Invalid JSON",
	} {
		refused(t, s, "POST", "/transaction/initialize", body, http.StatusBadRequest, message)
	}
	refused(t, s, "POST", "/transaction/initialize", `{"email":"a@example.com","plan":"PLN_x"}`, http.StatusNotFound, "Plan not found")
	refused(t, s, "POST", "/transaction/initialize", `{"x":"`+strings.Repeat("x", 1<<20)+`"}`, http.StatusRequestEntityTooLarge, "too large")
	require.Len(t, s.Transactions(), 1, "nothing that was refused is kept")
}

func TestErrorsAreInPaystacksShape(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	status, answer := call(t, s, "GET", "/transaction/verify/nothing", "")
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, "transaction_not_found", answer["code"])
	require.Equal(t, "validation_error", answer["type"])
	require.NotEmpty(t, answer["meta"].(object)["nextStep"])
	refused(t, s, "GET", "/nothing/there", "", http.StatusNotFound, "path")

	for given, message := range map[string]string{"": "No Authorization Header", "Bearer sk_test_wrong": "Invalid key", "Basic x": "Invalid key"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.APIURL()+"/transaction", http.NoBody)
		require.NoError(t, err)
		request.Header.Set("Authorization", given)
		status, answer := send(t, request)
		require.Equal(t, http.StatusUnauthorized, status)
		require.Contains(t, answer["message"], message)
		require.Len(t, answer, 2)
	}
}

func TestFormsAndBareJSON(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	form := url.Values{
		"email": {"ada@example.com"}, "amount": {"700"}, "reference": {"form"}, "channels[]": {"card"}, "metadata": {`{"order":7}`},
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.APIURL()+"/transaction/initialize", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+paystacktest.SecretKey)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	status, answer := send(t, request)
	require.Equal(t, http.StatusOK, status, answer)
	require.Equal(t, object{"order": 7.0}, verify(t, s, "form")["metadata"])
	for given, want := range map[string]any{
		`{"a":"b"}`: object{"a": "b"}, `"{\"a\":\"b\"}"`: object{"a": "b"}, `"just text"`: "just text", `""`: "", `null`: "",
	} {
		made := initialize(t, s, `{"email":"ada@example.com","amount":1,"metadata":`+given+`}`)
		require.Equal(t, want, verify(t, s, made["reference"].(string))["metadata"], given)
	}
}

func TestVerifyShape(t *testing.T) {
	t.Parallel()
	s, _ := clocked(t)
	paid(t, s, "one", goodCard)
	v := verify(t, s, "one")
	require.ElementsMatch(t, []string{
		"id", "domain", "status", "reference", "receipt_number", "amount", "message", "gateway_response", "paid_at", "created_at",
		"channel", "currency", "ip_address", "metadata", "log", "fees", "fees_split", "authorization", "customer", "plan", "split",
		"order_id", "paidAt", "createdAt", "requested_amount", "pos_transaction_data", "source", "fees_breakdown", "connect",
		"transaction_date", "plan_object", "subaccount",
	}, keys(v))
	require.Equal(t, "2030-03-04T10:30:00.000Z", v["paid_at"])
	require.Equal(t, v["paid_at"], v["paidAt"])
	require.EqualValues(t, 750, v["fees"])
	require.Greater(t, v["id"], float64(1<<31), "ids need 64 bits")
	require.Nil(t, v["plan"])
	require.Equal(t, object{}, v["plan_object"])
	a := v["authorization"].(object)
	require.Regexp(t, `^AUTH_[0-9a-z]{10}$`, a["authorization_code"])
	require.Equal(t, "408408", a["bin"])
	require.Equal(t, "4081", a["last4"])
	require.Equal(t, "12", a["exp_month"])
	require.Equal(t, true, a["reusable"])
	require.Regexp(t, `^SIG_`, a["signature"])
	c := v["customer"].(object)
	require.Regexp(t, `^CUS_[0-9a-z]{15}$`, c["customer_code"])
	require.Contains(t, c, "international_format_phone")
	log := v["log"].(object)
	require.Equal(t, true, log["success"])
	require.EqualValues(t, 1, log["attempts"])
}

func keys(o object) []string {
	var list []string
	for key := range o {
		list = append(list, key)
	}
	return list
}

func TestChargeAuthorization(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	code := paid(t, s, "first", goodCard)
	charge := func(reference, more string) string {
		return `{"email":"Ada@example.com","amount":"1234","authorization_code":"` + code + `","reference":"` + reference + `"` + more + `}`
	}
	v := ok(t, s, "POST", "/transaction/charge_authorization", charge("second", `,"metadata":{"a":1}`)).(object)
	require.Equal(t, "success", v["status"])
	require.Equal(t, "Approved", v["gateway_response"])
	require.Equal(t, object{"a": 1.0}, v["metadata"])
	require.Equal(t, []string{"charge.success", "charge.success"}, r.told(t, s))

	refused(t, s, "POST", "/transaction/charge_authorization", charge("second", ""), 400, "Duplicate")
	require.NoError(t, s.SetCard(goodCard, paystack.OutcomeInsufficientFunds))
	v = ok(t, s, "POST", "/transaction/charge_authorization", charge("third", "")).(object)
	require.Equal(t, "failed", v["status"], "a failed charge is answered with 200")
	require.Equal(t, "Insufficient Funds", v["gateway_response"])
	require.Empty(t, r.told(t, s), "and told of to nobody")
	require.Equal(t, "failed", verify(t, s, "third")["status"])
	require.NoError(t, s.SetCard(goodCard, ""))

	for body, message := range map[string]string{
		`{"email":"other@example.com","amount":1,"authorization_code":"` + code + `"}`:                    "Email does not match",
		`{"email":"ada@example.com","amount":1,"authorization_code":"AUTH_x"}`:                            "does not exist",
		`{"email":"ada@example.com","amount":1}`:                                                          "required",
		charge("bad ref", ""):                                                                             "Invalid characters",
		`{"email":"ada@example.com","amount":"","authorization_code":"` + code + `"}`:                     "Invalid Amount",
		`{"email":"ada@example.com","amount":1,"currency":"X","authorization_code":"` + code + `"}`:       "Currency",
		`{"amount":1,"authorization_code":"` + code + `"}`:                                                "Email",
		`{"email":"ada@example.com","amount":1,"authorization_code":"` + mobileAuthorization(t, s) + `"}`: "not reusable",
	} {
		refused(t, s, "POST", "/transaction/charge_authorization", body, 400, message)
	}
	ok(t, s, "POST", "/customer/authorization/deactivate", `{"authorization_code":"`+code+`"}`)
	refused(t, s, "POST", "/transaction/charge_authorization", charge("fourth", ""), 400, "deactivated")
	refused(t, s, "POST", "/customer/authorization/deactivate", `{"authorization_code":"`+code+`"}`, 404, "not found")
}

func mobileAuthorization(t *testing.T, s *paystack.Server) string {
	t.Helper()
	return paid(t, s, "mobile", mobileMoney)
}

func TestListTransactions(t *testing.T) {
	t.Parallel()
	s, now := clocked(t)
	for i := range 5 {
		paid(t, s, fmt.Sprintf("r%d", i), goodCard)
		now.Advance(time.Hour)
	}
	initialize(t, s, `{"email":"bo@example.com","amount":700,"reference":"open"}`)
	list := func(query string) (references []string, meta object) {
		status, answer := call(t, s, "GET", "/transaction?"+query, "")
		require.Equal(t, http.StatusOK, status, answer)
		for _, one := range answer["data"].([]any) {
			references = append(references, one.(object)["reference"].(string))
		}
		return references, answer["meta"].(object)
	}
	all, meta := list("")
	require.Equal(t, []string{"open", "r4", "r3", "r2", "r1", "r0"}, all)
	require.Equal(t, object{"total": 6.0, "total_volume": 250700.0, "skipped": 0.0, "perPage": 50.0, "page": 1.0, "pageCount": 1.0}, meta)
	page, meta := list("perPage=4&page=2")
	require.Equal(t, []string{"r1", "r0"}, page)
	require.EqualValues(t, 2, meta["pageCount"])
	id := fmt.Sprintf("%.0f", verify(t, s, "open")["customer"].(object)["id"])
	for query, want := range map[string][]string{
		"status=abandoned": {"open"}, "reference=r3": {"r3"}, "customer=" + id: {"open"}, "customer=1": nil, "amount=700": {"open"},
		"from=2030-03-04T12:30:00Z&to=2030-03-04T13:30:00.000Z": {"r3", "r2"}, "from=2031-01-01": nil,
	} {
		got, _ := list(query)
		require.Equal(t, want, got, query)
	}

	var walked []string
	var next, back any = "", nil
	for next != nil {
		part, meta := list("use_cursor=true&perPage=4&next=" + url.QueryEscape(next.(string)))
		walked = append(walked, part...)
		next, back = meta["next"], meta["previous"]
	}
	require.Equal(t, all, walked)
	before, _ := list("use_cursor=true&perPage=4&previous=" + url.QueryEscape(back.(string)))
	require.Equal(t, all[:4], before)
	for _, query := range []string{"perPage=x", "page=-1", "from=yesterday", "to=x", "use_cursor=true&next=x", "use_cursor=1&previous=eHg="} {
		refused(t, s, "GET", "/transaction?"+query, "", 400, "")
	}

	one := get(t, s, fmt.Sprintf("/transaction/%.0f", verify(t, s, "r3")["id"]))
	require.Equal(t, "r3", one["reference"])
	require.True(t, slices.Contains(keys(one), "helpdesk_link"))
	require.Equal(t, "merchant_api", one["source"].(object)["source"])
	refused(t, s, "GET", "/transaction/1", "", 404, "not found")
	refused(t, s, "GET", "/transaction/r3", "", 400, "numeric")
}

func TestFees(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	for given, want := range map[string]float64{
		"NGN 100000": 1500, "NGN 250000": 13750, "NGN 100000000": 200000, "GHS 10000": 195, "ZAR 10000": 390, "USD 10000": 290,
	} {
		currency, amount, _ := strings.Cut(given, " ")
		made := initialize(t, s, `{"email":"a@example.com","currency":"`+currency+`","amount":`+amount+`}`)
		reference := made["reference"].(string)
		_, err := s.Pay(reference, goodCard)
		require.NoError(t, err)
		require.Equal(t, any(want), verify(t, s, reference)["fees"], given)
	}
	balances := ok(t, s, "GET", "/balance", "").([]any)
	require.Len(t, balances, 4)
	require.Equal(t, object{"currency": "ZAR", "balance": 9610.0}, balances[2])
}
