package paystack_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

func TestCreateSubscriptionChargesAtOnce(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, _ := clocked(t, r.to)
	plan := newPlan(t, s, "monthly")
	authorization := paid(t, s, "first", goodCard)
	r.told(t, s)
	made := ok(t, s, "POST", "/subscription", `{"customer":"ada@example.com","plan":"`+plan+`"}`).(object)
	require.Equal(t, []string{"subscription.create", "invoice.create", "charge.success", "invoice.update"}, r.told(t, s))
	require.Regexp(t, `^SUB_[0-9a-z]{15}$`, made["subscription_code"])
	require.Regexp(t, `^[0-9a-z]{15}$`, made["email_token"])
	require.Equal(t, "2030-04-04T10:30:00.000Z", made["next_payment_date"])
	require.IsType(t, 0.0, made["customer"], "an id")
	require.IsType(t, 0.0, made["plan"])
	require.Equal(t, authorization, made["authorization"].(object)["authorization_code"])
	refused(t, s, "POST", "/subscription", `{"customer":"ada@example.com","plan":"`+plan+`"}`, 400, "This subscription is already in place.")
}

func TestStartDateIsATrial(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, now := clocked(t, r.to)
	plan := newPlan(t, s, "monthly")
	authorization := paid(t, s, "first", laterCard)
	customer := get(t, s, "/customer/ada@example.com")["customer_code"].(string)
	r.told(t, s)
	made := ok(t, s, "POST", "/subscription",
		`{"customer":"`+customer+`","plan":"`+plan+`","authorization":"`+authorization+`","start_date":"2030-03-31T09:00:00+01:00"}`).(object)
	require.Equal(t, "2030-03-31T08:00:00.000Z", made["next_payment_date"])
	require.Equal(t, []string{"subscription.create"}, r.told(t, s))
	require.Zero(t, later(t, s, now, 25*day))
	require.Equal(t, []string{"invoice.create"}, r.told(t, s))
	require.NoError(t, s.SetCard(authorization, paystack.OutcomeSuccess))
	require.Equal(t, 1, later(t, s, now, 3*day))
	require.Equal(t, "2030-04-28T08:00:00.000Z", get(t, s, "/subscription/"+made["subscription_code"].(string))["next_payment_date"])
}

func TestFirstChargeOfASubscriptionCanFail(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	paid(t, s, "first", laterCard)
	made := ok(t, s, "POST", "/subscription", `{"customer":"ada@example.com","plan":"`+newPlan(t, s, "monthly")+`"}`).(object)
	require.Equal(t, "attention", made["status"])
}

func TestCreateSubscriptionRefuses(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	plan := newPlan(t, s, "monthly")
	ok(t, s, "POST", "/customer", `{"email":"bo@example.com"}`)
	paid(t, s, "mobile", mobileMoney)
	for body, message := range map[string]string{
		`{"plan":"` + plan + `"}`:                                                        "Customer not found",
		`{"customer":"bo@example.com"}`:                                                  "Plan not found",
		`{"customer":"bo@example.com","plan":"` + plan + `"}`:                            "no saved authorizations",
		`{"customer":"ada@example.com","plan":"` + plan + `"}`:                           "no saved authorizations",
		`{"customer":"ada@example.com","plan":"` + plan + `","authorization":"AUTH_no"}`: "does not exist",
	} {
		refused(t, s, "POST", "/subscription", body, 404, message)
	}
	refused(t, s, "POST", "/subscription", `{"customer":"ada@example.com","plan":"`+plan+`","start_date":"soon"}`, 400, "start_date")
}

func TestMobileMoneyBeginsNoSubscription(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	initialize(t, s, `{"email":"ada@example.com","plan":"`+newPlan(t, s, "monthly")+`","reference":"r"}`)
	transaction, err := s.Pay("r", mobileMoney)
	require.NoError(t, err)
	require.Empty(t, transaction.SubscriptionCode)
	require.Empty(t, ok(t, s, "GET", "/subscription", ""))
}

func TestDisableAndEnable(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, now := clocked(t, r.to)
	code := subscribed(t, s, newPlan(t, s, "monthly"), "a", goodCard)
	token := get(t, s, "/subscription/"+code)["email_token"].(string)
	body := `{"code":"` + code + `","token":"` + token + `"}`
	r.told(t, s)

	refused(t, s, "POST", "/subscription/disable", `{"code":"`+code+`","token":"wrong"}`, 404, "not found or already inactive")
	refused(t, s, "POST", "/subscription/enable", body, 404, "already active")
	ok(t, s, "POST", "/subscription/disable", body)
	refused(t, s, "POST", "/subscription/disable", body, 404, "already inactive")
	require.Equal(t, []string{"subscription.not_renew"}, r.told(t, s))
	event := data(t, s, "subscription.not_renew")
	require.Equal(t, "non-renewing", event["status"])
	require.Contains(t, event, "next_payment_date")
	require.Nil(t, event["next_payment_date"])
	require.Equal(t, token, event["email_token"])
	require.NotNil(t, event["id"])
	require.Nil(t, get(t, s, "/subscription/"+code)["next_payment_date"])

	ok(t, s, "POST", "/subscription/enable", body)
	require.Equal(t, "2030-04-04T10:30:00.000Z", get(t, s, "/subscription/"+code)["next_payment_date"])
	ok(t, s, "POST", "/subscription/disable", body)
	r.told(t, s)
	require.Zero(t, later(t, s, now, 40*day), "it is not charged any more")
	require.Equal(t, []string{"subscription.disable"}, r.told(t, s))
	require.Equal(t, "cancelled", data(t, s, "subscription.disable")["status"])
	require.Equal(t, "cancelled", get(t, s, "/subscription/"+code)["status"])
	refused(t, s, "POST", "/subscription/disable", body, 404, "already inactive")

	ok(t, s, "POST", "/subscription/enable", body)
	require.Equal(t, "2030-05-04T10:30:00.000Z", get(t, s, "/subscription/"+code)["next_payment_date"])
}

func TestInvoiceLimit(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, now := clocked(t, r.to)
	initialize(t, s, `{"email":"ada@example.com","plan":"`+newPlan(t, s, "daily")+`","reference":"r","invoice_limit":3}`)
	transaction, err := s.Pay("r", goodCard)
	require.NoError(t, err)
	r.told(t, s)
	require.Equal(t, 2, later(t, s, now, 10*day), "three with the first")
	require.Equal(t, []string{
		"invoice.create", "charge.success", "invoice.update", "invoice.create", "charge.success", "invoice.update", "subscription.disable",
	}, r.told(t, s))
	require.Equal(t, "complete", data(t, s, "subscription.disable")["status"], "webhooks spell it so")
	require.Equal(t, "completed", get(t, s, "/subscription/"+transaction.SubscriptionCode)["status"])
}

func TestListSubscriptions(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	monthly, weekly := newPlan(t, s, "monthly"), newPlan(t, s, "weekly")
	a := subscribed(t, s, monthly, "a", goodCard)
	b := subscribed(t, s, weekly, "b", goodCard)
	list := ok(t, s, "GET", "/subscription?perPage=1", "").([]any)
	require.Len(t, list, 1)
	newest := list[0].(object)
	require.Equal(t, b, newest["subscription_code"])
	require.Equal(t, "ada@example.com", newest["customer"].(object)["email"])
	require.Equal(t, weekly, newest["plan"].(object)["plan_code"])
	require.EqualValues(t, 1, newest["payments_count"])
	require.Nil(t, newest["most_recent_invoice"])
	id := fmt.Sprintf("%.0f", get(t, s, "/plan/"+monthly)["id"])
	list = ok(t, s, "GET", "/subscription?plan="+id, "").([]any)
	require.Len(t, list, 1)
	require.Equal(t, a, list[0].(object)["subscription_code"])
	customer := fmt.Sprintf("%.0f", newest["customer"].(object)["id"])
	require.Len(t, ok(t, s, "GET", "/subscription?customer="+customer, ""), 2)
	require.Empty(t, ok(t, s, "GET", "/subscription?customer="+id, ""), "the id of something else")
	require.Equal(t, b, get(t, s, fmt.Sprintf("/subscription/%.0f", newest["id"]))["subscription_code"])
	require.Len(t, get(t, s, "/customer/ada@example.com")["subscriptions"], 2)
	refused(t, s, "GET", "/subscription/SUB_x", "", 404, "not found")
	refused(t, s, "GET", "/subscription?from=x", "", 400, "from")
	refused(t, s, "GET", "/subscription?page=x", "", 400, "page")
}

func TestManagePage(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, now := clocked(t, r.to)
	code := subscribed(t, s, newPlan(t, s, "monthly"), "a", laterCard)
	link := get(t, s, "/subscription/"+code+"/manage/link")["link"].(string)
	status, answer := call(t, s, "POST", "/subscription/"+code+"/manage/email", "")
	require.Equal(t, 200, status, answer)
	_, body := visit(t, link)
	for _, want := range []string{"NGN 2,500.00", "ending with 4099", "next payment on 4 April 2030"} {
		require.Contains(t, body, want)
	}
	_, body = visit(t, link+"&card=1")
	require.Contains(t, body, "4084 0840 8408 4081")

	replace := card(goodCard, "408", "action", "replace")
	bad := card(badCard, "001", "action", "replace")
	_, body = submit(t, link, bad)
	require.Contains(t, body, "Declined")
	_, body = submit(t, link, url.Values{"action": {"replace"}, "number": {mobileMoney}})
	require.Contains(t, body, "cannot be saved")
	_, body = submit(t, link, card("507850785078507812", "081", "action", "replace"))
	require.Contains(t, body, `name="pin"`)
	_, body = submit(t, link, url.Values{})
	require.Contains(t, body, "neither")
	_, body = submit(t, link, replace)
	require.Contains(t, body, "ending with 4081")
	require.Equal(t, 1, later(t, s, now, 31*day))
	require.Equal(t, "active", get(t, s, "/subscription/"+code)["status"], "the new card was charged")

	response, body := visit(t, link)
	require.Equal(t, 403, response.StatusCode, "a day is over")
	require.Contains(t, body, "not valid")
	link = get(t, s, "/subscription/"+code+"/manage/link")["link"].(string)
	forged := strings.Replace(link, "subscription_token=e", "subscription_token=f", 1)
	for _, wrong := range []string{forged, forged + "x", strings.Split(link, "?")[0], strings.Replace(link, "subscriptions/", "subscriptions/x", 1)} {
		response, _ = submit(t, wrong, replace)
		require.Equal(t, 403, response.StatusCode, wrong)
	}
	r.told(t, s)
	_, body = submit(t, link, url.Values{"action": {"cancel"}})
	require.Contains(t, body, "non-renewing")
	require.NotContains(t, body, "<form")
	require.Equal(t, []string{"subscription.not_renew"}, r.told(t, s))
	_, body = submit(t, link, replace)
	require.Contains(t, body, "does not renew")
	refused(t, s, "GET", "/subscription/SUB_x/manage/link", "", 404, "not found")
	refused(t, s, "POST", "/subscription/SUB_x/manage/email", "", 404, "not found")
}

func TestExpiringCards(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, now := clocked(t, r.to)
	plan := newPlan(t, s, "monthly")
	made := initialize(t, s, `{"email":"ada@example.com","plan":"`+plan+`","reference":"soon"}`)
	submit(t, made["authorization_url"].(string), card(goodCard, "408", "expiry_month", "4", "expiry_year", "2030"))
	initialize(t, s, `{"email":"bo@example.com","plan":"`+plan+`","reference":"far"}`)
	_, err := s.Pay("far", goodCard)
	require.NoError(t, err)
	told, err := s.TellExpiringCards()
	require.NoError(t, err)
	require.Zero(t, told)
	later(t, s, now, 28*day)
	r.told(t, s)
	told, err = s.TellExpiringCards()
	require.NoError(t, err)
	require.Equal(t, 1, told)
	events := r.events(t, s)
	list := events[0]["data"].([]any)
	require.Len(t, list, 1)
	one := list[0].(object)
	require.Equal(t, "04/2030", one["expiry_date"])
	require.Equal(t, "visa ending with 4081", one["description"])
	require.Equal(t, "ada@example.com", one["customer"].(object)["email"])
	require.Equal(t, plan, one["subscription"].(object)["plan"].(object)["plan_code"])

	later(t, s, now, 33*day)
	failed := s.Transactions()[len(s.Transactions())-2:]
	require.Equal(t, "Expired Card", verify(t, s, failed[0].Reference)["gateway_response"])
	require.Equal(t, paystack.TransactionSuccess, failed[1].Status)
}

func TestDeactivatedCardIsNotCharged(t *testing.T) {
	t.Parallel()
	s, now := clocked(t)
	code := subscribed(t, s, newPlan(t, s, "hourly"), "a", goodCard)
	ok(t, s, "POST", "/customer/authorization/deactivate", `{"authorization_code":"`+s.Transactions()[0].AuthorizationCode+`"}`)
	require.Equal(t, 2, later(t, s, now, 2*time.Hour))
	require.Equal(t, "attention", get(t, s, "/subscription/"+code)["status"])
}
