package paystack_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// Whatever body is signed, it is an event with a type and a key that white space does not change, or an Invalid; and what
// is read of an event has all that is essential.
func FuzzParseEvent(f *testing.F) {
	for name := range samples {
		f.Add(sample(f, name))
	}
	for _, seed := range []string{``, `{`, `{"event":"x"}`, `{"event":"charge.success","data":{"amount":"1e9"}}`, `{"event":"x","data":"\ud800"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		event, err := paystack.ParseEvent(data)
		if err != nil {
			require.Equal(t, "webhook_payload_invalid", fault.CodeOf(err))
			require.Zero(t, event)
			return
		}
		require.True(t, json.Valid(data), "what is no JSON is no event")
		require.True(t, utf8.Valid(data))
		require.NotEmpty(t, event.Type)
		require.LessOrEqual(t, len(event.Key), 255)
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, data))
		again, err := paystack.ParseEvent(compact.Bytes())
		require.NoError(t, err)
		require.Equal(t, event.Key, again.Key)
		for what, err := range readings(event) {
			require.True(t, err == nil || fault.CodeOf(err) == "webhook_payload_invalid", what)
		}
		if transaction, err := event.Transaction(); err == nil {
			requireEssentials(t, transaction)
		}
	})
}

// Whatever Paystack answers, it is a transaction that can be believed or an error.
func FuzzParseTransaction(f *testing.F) {
	for _, seed := range []string{
		paid, `{}`, `null`, `{"reference":"a","amount":"5","currency":"ngn","status":"s"}`, `{"reference":1,"amount":1e2,"currency":"NGN","status":"s"}`,
		`{"reference":"a","amount":5,"currency":"NGN","status":"s","metadata":"{\"a\":1}","paid_at":1e308,"plan":{},"fees":"-1"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		transaction, err := paystack.ParseTransaction(data)
		if err != nil {
			require.Equal(t, "webhook_payload_invalid", fault.CodeOf(err))
			require.Zero(t, transaction)
			return
		}
		requireEssentials(t, transaction)
	})
}

func requireEssentials(t *testing.T, transaction paystack.Transaction) {
	t.Helper()
	require.NotEmpty(t, transaction.Reference)
	require.NotEmpty(t, transaction.Status)
	require.Regexp(t, `^[A-Z]{3}$`, transaction.Currency)
	require.GreaterOrEqual(t, transaction.Amount, int64(0))
	require.NotContains(t, transaction.Status+transaction.Message+transaction.Customer.Email, "\x00")
	require.Less(t, transaction.PaidAt.Year(), 5001)
	if transaction.Fees != nil {
		require.GreaterOrEqual(t, *transaction.Fees, int64(0))
	}
}
