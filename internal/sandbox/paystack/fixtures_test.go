package paystack_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

const (
	goodCard    = "4084084084084081"
	laterCard   = "4084084084084099"
	badCard     = "4084080000005408"
	mobileMoney = "0551234987"
)

type object = map[string]any

// call sends a request to the API and decodes the answer.
func call(t *testing.T, s *paystack.Server, method, path, body string) (status int, answer object) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.APIURL()+path, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+paystacktest.SecretKey)
	return send(t, request)
}

func send(t *testing.T, request *http.Request) (status int, answer object) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	return response.StatusCode, answer
}

// ok is call where a 200 is expected; it gives what is in "data".
func ok(t *testing.T, s *paystack.Server, method, path, body string) any {
	t.Helper()
	status, answer := call(t, s, method, path, body)
	require.Equal(t, http.StatusOK, status, "%s %s: %v", method, path, answer)
	require.Equal(t, true, answer["status"])
	return answer["data"]
}

// get is ok for an answer that is an object.
func get(t *testing.T, s *paystack.Server, path string) object {
	t.Helper()
	return ok(t, s, "GET", path, "").(object)
}

func refused(t *testing.T, s *paystack.Server, method, path, body string, status int, message string) {
	t.Helper()
	got, answer := call(t, s, method, path, body)
	require.Equal(t, status, got, answer)
	require.Equal(t, false, answer["status"])
	require.Contains(t, answer["message"], message)
}

// initialize begins a transaction and gives the answer.
func initialize(t *testing.T, s *paystack.Server, body string) object {
	t.Helper()
	return ok(t, s, "POST", "/transaction/initialize", body).(object)
}

func verify(t *testing.T, s *paystack.Server, reference string) object {
	t.Helper()
	return get(t, s, "/transaction/verify/"+reference)
}

// paid initializes and pays a transaction of NGN 500, and gives its authorization code.
func paid(t *testing.T, s *paystack.Server, reference, number string) string {
	t.Helper()
	initialize(t, s, `{"email":"ada@example.com","amount":50000,"reference":"`+reference+`"}`)
	transaction, err := s.Pay(reference, number)
	require.NoError(t, err)
	return transaction.AuthorizationCode
}

func newPlan(t *testing.T, s *paystack.Server, interval string) string {
	t.Helper()
	made := ok(t, s, "POST", "/plan", `{"name":"Pro","amount":"250000","interval":"`+interval+`"}`).(object)
	return made["plan_code"].(string)
}

// subscribed has a customer begin a subscription by paying for a plan with a card, and gives its code.
func subscribed(t *testing.T, s *paystack.Server, plan, reference, number string) string {
	t.Helper()
	initialize(t, s, `{"email":"ada@example.com","amount":1,"plan":"`+plan+`","reference":"`+reference+`"}`)
	transaction, err := s.Pay(reference, number)
	require.NoError(t, err)
	require.NotEmpty(t, transaction.SubscriptionCode)
	return transaction.SubscriptionCode
}

// begin is when the clocks of the tests begin: a moment without surprises in it.
var begin = time.Date(2030, 3, 4, 10, 30, 0, 0, time.UTC)

// clocked starts a stand-in whose clock is the test's.
func clocked(t *testing.T, options ...func(*paystack.Config)) (*paystack.Server, *clock.Fake) {
	t.Helper()
	now := clock.NewFake(begin)
	return paystacktest.New(t, append(options, func(c *paystack.Config) { c.Clock = now })...), now
}

const day = 24 * time.Hour

// later moves the clock and bills.
func later(t *testing.T, s *paystack.Server, now *clock.Fake, by time.Duration) int {
	t.Helper()
	now.Advance(by)
	charges, err := s.Bill(t.Context())
	require.NoError(t, err)
	return charges
}

// browser does not follow redirects.
var browser = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// submit posts a form to a page.
func submit(t *testing.T, address string, form url.Values) (response *http.Response, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return browse(t, request)
}

func visit(t *testing.T, address string) (response *http.Response, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	require.NoError(t, err)
	return browse(t, request)
}

func browse(t *testing.T, request *http.Request) (response *http.Response, body string) {
	t.Helper()
	response, err := browser.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(raw)
}

// card is a form that is filled in right.
func card(number, cvv string, more ...string) url.Values {
	form := url.Values{"number": {number}, "cvv": {cvv}, "expiry_month": {"12"}, "expiry_year": {"2040"}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// receiver is an endpoint for webhooks that checks each signature.
type receiver struct {
	url string

	mu       sync.Mutex
	answers  []int // statuses to answer with, in turn; 200 once they are used up
	received []object
	forged   int
}

func newReceiver(t *testing.T, answers ...int) *receiver {
	t.Helper()
	r := &receiver{answers: answers}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, err := io.ReadAll(request.Body)
	var event object
	if err != nil || request.Header.Get("x-paystack-signature") != hmacSHA512(body) || json.Unmarshal(body, &event) != nil {
		r.forged++
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.received = append(r.received, event)
	status := http.StatusOK
	if len(r.answers) > 0 {
		status, r.answers = r.answers[0], r.answers[1:]
	}
	w.WriteHeader(status)
}

// events lists what came in, in order, once everything was sent.
func (r *receiver) events(t *testing.T, s *paystack.Server) []object {
	t.Helper()
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	r.mu.Lock()
	defer r.mu.Unlock()
	require.Zero(t, r.forged, "webhooks with a bad signature")
	return r.received
}

// told lists the types of what came in since the last look, and forgets it.
func (r *receiver) told(t *testing.T, s *paystack.Server) []string {
	t.Helper()
	types := []string{}
	for _, e := range r.events(t, s) {
		types = append(types, e["event"].(string))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.received = nil
	return types
}

// to sends a stand-in's webhooks to r.
func (r *receiver) to(c *paystack.Config) { c.WebhookURL = r.url }

// data gives the data of the latest webhook of a type.
func data(t *testing.T, s *paystack.Server, kind string) object {
	t.Helper()
	all := s.Webhooks().All(kind)
	require.NotEmpty(t, all, kind)
	var event struct {
		Data object `json:"data"`
	}
	require.NoError(t, json.Unmarshal(all[len(all)-1].Body, &event))
	return event.Data
}
