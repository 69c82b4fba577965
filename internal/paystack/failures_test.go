package paystack_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

var charge = paystack.Charge{
	Email: "ngozi@buka.example", Amount: 250000, Currency: "NGN", AuthorizationCode: "AUTH_1", Reference: "tt-1",
}

var elsewhere = answer{status: http.StatusFound, header: map[string]string{"Location": "/stolen"}}

func TestReadingFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer answer
		kind   fault.Kind
		code   string
		tries  int
	}{
		"404":                   {refusing(http.StatusNotFound, "Transaction reference not found", ""), fault.NotFound, "not_found", 1},
		"404 as 400":            {refusing(http.StatusBadRequest, "Transaction reference not found.", "transaction_not_found"), fault.NotFound, "not_found", 1},
		"404 as 400, no code":   {refusing(http.StatusBadRequest, "Transaction reference not found", ""), fault.NotFound, "not_found", 1},
		"400":                   {refusing(http.StatusBadRequest, "No", "invalid_params"), fault.Conflict, "payment_refused", 1},
		"200 that refuses":      {refusing(http.StatusOK, "No", ""), fault.Conflict, "payment_refused", 1},
		"401":                   {refusing(http.StatusUnauthorized, "Invalid key", "invalid_Key"), fault.Unavailable, "paystack_key_refused", 1},
		"401 in HTML":           {answer{status: http.StatusUnauthorized, body: "<html>"}, fault.Unavailable, "paystack_key_refused", 1},
		"a refused key as 400":  {refusing(http.StatusBadRequest, "Invalid key", ""), fault.Unavailable, "paystack_key_refused", 1},
		"429":                   {refusing(http.StatusTooManyRequests, "Slow down", ""), fault.Unavailable, "paystack_rate_limited", 3},
		"500":                   {refusing(http.StatusInternalServerError, "Oops", ""), fault.Unavailable, "paystack_unavailable", 3},
		"503 in HTML":           {answer{status: http.StatusServiceUnavailable, body: "<html>"}, fault.Unavailable, "paystack_unavailable", 3},
		"no answer":             {answer{abort: true}, fault.Unavailable, "paystack_unavailable", 3},
		"not JSON":              {answer{status: 200, body: "<html>"}, fault.Unavailable, "paystack_unavailable", 1},
		"nothing":               {answer{status: 200}, fault.Unavailable, "paystack_unavailable", 1},
		"no envelope":           {answer{status: 200, body: paid}, fault.Unavailable, "paystack_unavailable", 1},
		"a key twice":           {ok(`{"reference":"tt-1","amount":1,"amount":250000,"currency":"NGN","status":"success"}`), fault.Unavailable, "paystack_unavailable", 1},
		"two answers":           {answer{status: 200, body: ok(paid).body + ok(paid).body}, fault.Unavailable, "paystack_unavailable", 1},
		"no data":               {ok("null"), fault.Unavailable, "paystack_unavailable", 1},
		"data of another type":  {ok("[]"), fault.Unavailable, "paystack_unavailable", 1},
		"another's transaction": {ok(strings.Replace(paid, `"tt-1"`, `"tt-2"`, 1)), fault.Unavailable, "paystack_unavailable", 1},
		"endless":               {ok(`"` + strings.Repeat("x", 9<<20) + `"`), fault.Unavailable, "paystack_unavailable", 3},
		"bottomless":            {ok(strings.Repeat("[", 1000) + strings.Repeat("]", 1000)), fault.Unavailable, "paystack_unavailable", 1},
		"a redirection":         {elsewhere, fault.Unavailable, "paystack_unavailable", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t, c.answer)
			_, err := b.Verify(t.Context(), "tt-1")
			require.Equal(t, c.kind, fault.KindOf(err), "%v", err)
			require.Equal(t, c.code, fault.CodeOf(err))
			require.Len(t, b.asked(), c.tries)
			require.False(t, paystack.OutcomeUnknown(err), "what only reads has no outcome")
			require.NotContains(t, err.Error(), secretKey)
		})
	}
}

// What changes something is sent once, whatever comes back, and it is never said to have failed when it may not have.
func TestChargingFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer  answer
		code    string
		unknown bool
	}{
		"400":                      {refusing(http.StatusBadRequest, "No", "x"), "payment_refused", false},
		"404":                      {refusing(http.StatusNotFound, "Customer not found", ""), "payment_refused", false},
		"an odd key of metadata":   {refusing(http.StatusBadRequest, "Invalid key in metadata", ""), "payment_refused", false},
		"422":                      {refusing(http.StatusUnprocessableEntity, "No", ""), "payment_refused", false},
		"403":                      {refusing(http.StatusForbidden, "Your IP address is not allowed to make this call", ""), "payment_refused", false},
		"200 that refuses":         {refusing(http.StatusOK, "No", ""), "payment_refused", false},
		"401":                      {refusing(http.StatusUnauthorized, "Invalid key", ""), "paystack_key_refused", false},
		"429":                      {refusing(http.StatusTooManyRequests, "Slow down", ""), "paystack_rate_limited", false},
		"400 of somebody else's":   {answer{status: http.StatusBadRequest, body: "<html>"}, "paystack_outcome_unknown", true},
		"408 of a proxy's":         {answer{status: http.StatusRequestTimeout}, "paystack_outcome_unknown", true},
		"500":                      {refusing(http.StatusInternalServerError, "Oops", ""), "paystack_outcome_unknown", true},
		"502 in HTML":              {answer{status: http.StatusBadGateway, body: "<html>"}, "paystack_outcome_unknown", true},
		"no answer":                {answer{abort: true}, "paystack_outcome_unknown", true},
		"not JSON":                 {answer{status: 200, body: "<html>"}, "paystack_outcome_unknown", true},
		"an answer cut short":      {answer{status: 200, body: `{"status":true`, header: map[string]string{"Content-Length": "900"}}, "paystack_outcome_unknown", true},
		"refused without a word":   {answer{status: 400, body: `{"status":false}`}, "paystack_outcome_unknown", true},
		"no amount":                {ok(`{"reference":"tt-1","currency":"NGN","status":"success"}`), "paystack_outcome_unknown", true},
		"another's transaction":    {ok(strings.Replace(paid, `"tt-1"`, `"tt-2"`, 1)), "paystack_outcome_unknown", true},
		"endless":                  {ok(`"` + strings.Repeat("x", 9<<20) + `"`), "paystack_outcome_unknown", true},
		"a redirection":            {elsewhere, "paystack_outcome_unknown", true},
		"paused without a page":    {ok(`{"paused":true,"reference":"tt-1"}`), "paystack_outcome_unknown", true},
		"another's that is paused": {ok(`{"paused":true,"reference":"tt-2","authorization_url":"https://x"}`), "paystack_outcome_unknown", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t, c.answer, ok(paid))
			_, err := b.Charge(t.Context(), charge)
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			require.Equal(t, c.unknown, paystack.OutcomeUnknown(err))
			require.Len(t, b.asked(), 1, "a charge is never sent twice")
			require.NotContains(t, err.Error(), secretKey)
			_, refused := paystack.Refused(err)
			require.Equal(t, c.code == "payment_refused", refused)
		})
	}
}

func TestRefusedGivesPaystacksWords(t *testing.T) {
	t.Parallel()
	b := newBackend(t, refusing(http.StatusBadRequest, "Not with "+secretKey+" "+strings.Repeat("x", 1000), "invalid_params"))
	_, err := b.Charge(t.Context(), charge)
	message, refused := paystack.Refused(err)
	require.True(t, refused)
	require.True(t, strings.HasPrefix(message, "Not with [secret] xxx"), message)
	require.Len(t, message, 300)
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	require.Equal(t, "The payment service refused the request.", f.Message, "the customer reads our words")
	require.False(t, paystack.DuplicateReference(err))
	require.False(t, paystack.AlreadySubscribed(err))

	for _, other := range []error{nil, context.Canceled, fault.Missing("x")} {
		_, refused = paystack.Refused(other)
		require.False(t, refused)
		require.False(t, paystack.OutcomeUnknown(other))
		require.False(t, paystack.DuplicateReference(other))
	}
}

func TestRefusalsThatMeanSomething(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer                answer
		duplicate, subscribed bool
	}{
		"a reference, by message":    {refusing(http.StatusBadRequest, "Duplicate Transaction Reference", ""), true, false},
		"a reference, by code":       {refusing(http.StatusBadRequest, "No", "duplicate_reference"), true, false},
		"a subscription, by message": {refusing(http.StatusBadRequest, "This subscription is already in place.", ""), false, true},
		"a subscription, by code":    {refusing(http.StatusBadRequest, "No", "duplicate_subscription"), false, true},
		"words in a 500":             {refusing(http.StatusInternalServerError, "Duplicate Transaction Reference", "duplicate_subscription"), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t, c.answer)
			_, err := b.CreateSubscription(t.Context(), paystack.CreateSubscription{Customer: "CUS_1", Plan: "PLN_1"})
			require.Equal(t, c.duplicate, paystack.DuplicateReference(err))
			require.Equal(t, c.subscribed, paystack.AlreadySubscribed(err))
		})
	}
}

// Where nobody listens nothing was sent, so there is nothing to ask about.
func TestNoServerIsNoUnknownOutcome(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	c, err := paystack.NewClient(paystack.ClientConfig{URL: server.URL, SecretKey: secretKey, Clock: clock.NewFake(start)})
	require.NoError(t, err)
	_, err = c.Charge(t.Context(), charge)
	require.Equal(t, "paystack_unavailable", fault.CodeOf(err))
	require.False(t, paystack.OutcomeUnknown(err))
}

func TestACallerWhoHasGoneSendsNothing(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(paid))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.Charge(ctx, charge)
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, paystack.OutcomeUnknown(err))
	require.Empty(t, b.asked())
}

func TestACallGivesUpAfterItsTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		c, err := paystack.NewClient(paystack.ClientConfig{
			SecretKey: secretKey, Clock: clock.NewFake(start),
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				tries++
				<-r.Context().Done()
				return nil, r.Context().Err()
			}),
		})
		require.NoError(t, err)

		took := elapsed(func() { _, err = c.Verify(t.Context(), "tt-1") })
		require.Equal(t, "paystack_unavailable", fault.CodeOf(err))
		require.GreaterOrEqual(t, took, paystack.MaxTries*paystack.CallTimeout)
		require.Less(t, took, paystack.MaxTries*paystack.CallTimeout+time.Second)
		require.Equal(t, paystack.MaxTries, tries)

		took = elapsed(func() { _, err = c.Charge(t.Context(), charge) })
		require.True(t, paystack.OutcomeUnknown(err))
		require.Equal(t, paystack.CallTimeout, took)
		require.Equal(t, paystack.MaxTries+1, tries)
	})
}

func elapsed(f func()) time.Duration {
	began := time.Now()
	f()
	return time.Since(began)
}

// An address may hold somebody's email address, so it is in no error.
func TestErrorsDoNotQuoteTheAddress(t *testing.T) {
	t.Parallel()
	b := newBackend(t, answer{abort: true})
	_, err := b.Customer(t.Context(), "ngozi@buka.example")
	require.Equal(t, "paystack_unavailable", fault.CodeOf(err))
	require.NotContains(t, err.Error(), "ngozi")
}
