package paystack_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

// open initializes a transaction called "order" and gives the address of its page.
func open(t *testing.T, s *paystack.Server, more string) string {
	t.Helper()
	body := `{"email":"ada@example.com","amount":123450,"reference":"order","callback_url":"http://shop.example/back?x=1"` + more + `}`
	return initialize(t, s, body)["authorization_url"].(string)
}

func TestCheckoutPage(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	address := open(t, s, "")
	response, body := visit(t, address)
	require.Equal(t, 200, response.StatusCode)
	for _, want := range []string{"NGN 1,234.50", "ada@example.com", "TableTap", "4084 0840 8408 4081", `href="http://shop.example/back?`} {
		require.Contains(t, body, want)
	}
	require.NotContains(t, body, "<script")
	require.Contains(t, response.Header.Get("Content-Security-Policy"), "form-action 'self' http://shop.example")
	_, body = visit(t, address+"?card=1")
	require.Contains(t, body, `value="4084 0840 8408 4081"`, "a click fills the form")
	require.Contains(t, body, `value="408"`)
	response, _ = visit(t, s.APIURL()+"/assets/style.css")
	require.Equal(t, 200, response.StatusCode)
	response, _ = visit(t, s.APIURL()+"/checkout/nothing")
	require.Equal(t, 404, response.StatusCode)
	response, _ = submit(t, s.APIURL()+"/checkout/nothing", card(goodCard, "408"))
	require.Equal(t, 404, response.StatusCode)
	require.Equal(t, "abandoned", verify(t, s, "order")["status"], "looking is not trying")
}

func TestPaying(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	address := open(t, s, "")
	response, _ := submit(t, address, card("4084 0840 8408 4081", "408"))
	require.Equal(t, 303, response.StatusCode)
	require.Equal(t, "http://shop.example/back?reference=order&trxref=order&x=1", response.Header.Get("Location"))
	require.Equal(t, []string{"charge.success"}, r.told(t, s))
	require.Equal(t, "success", verify(t, s, "order")["status"])

	response, body := submit(t, address, card("4084 0840 8408 4081", "408"))
	require.Equal(t, 200, response.StatusCode)
	require.Contains(t, body, "paid already")
	_, body = visit(t, address)
	require.Contains(t, body, "Paid")
	require.Empty(t, r.told(t, s), "it is paid once")
	_, err := s.Pay("order", goodCard)
	require.Error(t, err)
}

func TestWithoutACallbackThePageSaysIt(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	address := initialize(t, s, `{"email":"ada@example.com","amount":1}`)["authorization_url"].(string)
	response, body := submit(t, address, card(goodCard, "408"))
	require.Equal(t, 200, response.StatusCode)
	require.Contains(t, body, "Paid")

	s = paystacktest.New(t, func(c *paystack.Config) { c.CallbackURL = "https://default.example/cb" })
	address = initialize(t, s, `{"email":"ada@example.com","amount":1,"reference":"r"}`)["authorization_url"].(string)
	response, _ = submit(t, address, card(goodCard, "408"))
	require.Equal(t, "https://default.example/cb?reference=r&trxref=r", response.Header.Get("Location"))
}

func TestCancel(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	_, body := visit(t, open(t, s, `,"metadata":{"cancel_action":"https://shop.example/cancelled"}`))
	require.Contains(t, body, `<a href="https://shop.example/cancelled">Cancel</a>`)
}

func TestEveryCard(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		number, cvv string
		more        []string
		status      int
		reason      string // "" when it is paid
		reusable    bool
	}{
		"reusable":      {number: goodCard, cvv: "408", reusable: true},
		"pin":           {number: "5078 5078 5078 5078 12", cvv: "081", more: []string{"pin", "1111"}, reusable: true},
		"pin and otp":   {number: "5060 6666 6666 6666 666", cvv: "123", more: []string{"pin", "1234", "otp", "123456"}, reusable: true},
		"bank":          {number: "408408 0000 0004 09", cvv: "000", more: []string{"bank", "approve"}, reusable: true},
		"bank declines": {number: "408408 0000 0004 09", cvv: "000", more: []string{"bank", "decline"}, reason: "did not approve"},
		"later":         {number: laterCard, cvv: "408", reusable: true},
		"mobile money":  {number: mobileMoney, more: []string{"expiry_month", "", "expiry_year", ""}},
		"declined":      {number: "4084 0800 0000 5408", cvv: "001", reason: "Declined"},
		"no token":      {number: "5078 5078 5078 5078 53", cvv: "082", reason: "Token Not Generated"},
		"error":         {number: "506066 0000000064", reason: "An error occurred", status: 500},
		"error, longer": {number: "5060 6600 0000 0000 64", reason: "An error occurred", status: 500},
		"timeout":       {number: "506066 506066 506067", reason: "timed out", status: 504},
		"no funds":      {number: "4084 0840 8408 0051", cvv: "408", reason: "Insufficient Funds"},
		"unknown":       {number: "4111 1111 1111 1111", cvv: "1", reason: "Unknown card"},
		"wrong cvv":     {number: goodCard, cvv: "409", reason: "Incorrect CVV"},
		"wrong pin":     {number: "507850785078507812", cvv: "081", more: []string{"pin", "0"}, reason: "Incorrect PIN"},
		"wrong otp":     {number: "5060666666666666666", cvv: "123", more: []string{"pin", "1234", "otp", "1"}, reason: "Incorrect OTP"},
		"expired":       {number: goodCard, cvv: "408", more: []string{"expiry_month", "2", "expiry_year", "30"}, reason: "Expired Card"},
		"this month":    {number: goodCard, cvv: "408", more: []string{"expiry_month", "3", "expiry_year", "30"}, reusable: true},
		"no expiry":     {number: goodCard, cvv: "408", more: []string{"expiry_month", ""}, reason: "expiry month"},
		"month 13":      {number: goodCard, cvv: "408", more: []string{"expiry_month", "13"}, reason: "expiry month"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := clocked(t)
			response, body := submit(t, open(t, s, ""), card(c.number, c.cvv, c.more...))
			v := verify(t, s, "order")
			if c.reason == "" {
				require.Equal(t, 303, response.StatusCode, body)
				require.Equal(t, "success", v["status"])
				require.Equal(t, c.reusable, v["authorization"].(object)["reusable"])
				return
			}
			require.Equal(t, max(c.status, 200), response.StatusCode)
			require.Contains(t, body, c.reason)
			require.Contains(t, body, "<form", "the customer can try again")
			require.Equal(t, "failed", v["status"])
			require.Contains(t, v["gateway_response"], c.reason)
			require.EqualValues(t, 1, v["log"].(object)["errors"])
		})
	}
}

func TestStepsAreAskedForOneAfterTheOther(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	address := open(t, s, "")
	form := card("5060666666666666666", "123")
	response, body := submit(t, address, form)
	require.Equal(t, 200, response.StatusCode)
	require.Contains(t, body, `name="pin"`)
	require.Contains(t, body, `value="5060666666666666666"`, "what was filled in stays")
	form.Set("pin", "1234")
	_, body = submit(t, address, form)
	require.Contains(t, body, `name="otp"`)
	require.Contains(t, body, `name="pin"`)
	require.Equal(t, "abandoned", verify(t, s, "order")["status"], "being asked is no failure")
	form.Set("otp", "123456")
	response, _ = submit(t, address, form)
	require.Equal(t, 303, response.StatusCode)

	s = paystacktest.New(t)
	_, body = submit(t, open(t, s, ""), card("4084080000000409", "000"))
	require.Contains(t, body, `name="bank" value="approve"`)
}

func TestFailedOneCanBePaidAfterAll(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s := paystacktest.New(t, r.to)
	address := open(t, s, "")
	submit(t, address, card(badCard, "001"))
	require.Equal(t, "failed", verify(t, s, "order")["status"])
	submit(t, address, card(goodCard, "408"))
	v := verify(t, s, "order")
	require.Equal(t, "success", v["status"])
	require.Equal(t, "Successful", v["gateway_response"])
	log := v["log"].(object)
	require.EqualValues(t, 2, log["attempts"])
	require.EqualValues(t, 1, log["errors"])
	require.Len(t, log["history"], 2)
	require.Equal(t, []string{"charge.success"}, r.told(t, s))
}

func TestChannels(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	address := open(t, s, `,"channels":["mobile_money"]`)
	_, body := submit(t, address, card(goodCard, "408"))
	require.Contains(t, body, "cannot be made by card")
	response, _ := submit(t, address, url.Values{"number": {mobileMoney}})
	require.Equal(t, 303, response.StatusCode)
	require.Equal(t, "mobile_money", verify(t, s, "order")["channel"])
}

func TestSetCardCountsOnThePageToo(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	code := paid(t, s, "first", goodCard)
	require.NoError(t, s.SetCard(code, paystack.OutcomeDeclined))
	initialize(t, s, `{"email":"ada@example.com","amount":1,"reference":"hers"}`)
	initialize(t, s, `{"email":"bo@example.com","amount":1,"reference":"his"}`)
	_, err := s.Pay("hers", goodCard)
	require.ErrorContains(t, err, "Declined")
	_, err = s.Pay("his", goodCard)
	require.NoError(t, err, "it is her card alone")
	require.NoError(t, s.SetCard("4084 0840 8408 4081", paystack.OutcomeTimeout))
	initialize(t, s, `{"email":"bo@example.com","amount":1,"reference":"again"}`)
	_, err = s.Pay("again", goodCard)
	require.ErrorContains(t, err, "timed out")
	require.Error(t, s.SetCard("AUTH_unknown", paystack.OutcomeDeclined))
	require.Error(t, s.SetCard("123", paystack.OutcomeDeclined))
	require.Error(t, s.SetCard(code, "sometimes"))
	_, err = s.Pay("nothing", goodCard)
	require.Error(t, err)
	_, err = s.Pay("again", "no card")
	require.ErrorContains(t, err, "Unknown card")
}

func TestEveryCardOfTheListCanBePaidWithOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	for i, card := range paystack.Cards() {
		reference := fmt.Sprintf("r%d", i)
		initialize(t, s, `{"email":"ada@example.com","amount":1,"reference":"`+reference+`"}`)
		_, err := s.Pay(reference, card.Grouped())
		transaction, known := s.Transaction(reference)
		require.True(t, known)
		require.Equal(t, err == nil, strings.HasPrefix(card.About, "Succeeds") || strings.Contains(card.About, ": succeeds"), card.About)
		require.Equal(t, err == nil, transaction.Status == paystack.TransactionSuccess)
	}
	_, known := s.Transaction("nothing")
	require.False(t, known)
}

func TestSameCardIsTheSameAuthorization(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	require.Equal(t, paid(t, s, "a", goodCard), paid(t, s, "b", goodCard))
	require.NotEqual(t, paid(t, s, "c", goodCard), paid(t, s, "d", laterCard))
}

func TestHugeFormIsRefused(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	response, _ := submit(t, open(t, s, ""), url.Values{"number": {strings.Repeat("1", 100<<10)}})
	require.Equal(t, 400, response.StatusCode)
}

func TestTamperedAmount(t *testing.T) {
	t.Parallel()
	s := paystacktest.New(t)
	s.TamperNext(100)
	submit(t, open(t, s, ""), card(goodCard, "408"))
	v := verify(t, s, "order")
	require.Equal(t, "success", v["status"])
	require.EqualValues(t, 100, v["amount"])
	require.EqualValues(t, 123450, v["requested_amount"])
	require.EqualValues(t, 100, data(t, s, "charge.success")["amount"])
}
