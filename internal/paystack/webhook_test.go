package paystack_test

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

const vector = "0e76043de1ee58afb8df6d1ecb02da1f4407a663f45f2d90282b083b0bc825b4" +
	"6178c4eda60a1454186ebf04d66bed9c5cb9cdcd453cd5c0bd9834f9666e1869"

var webhook = []byte(`{"event":"charge.success","data":` + paid + `}`)

// signed makes the header as Paystack's documentation says, without our help.
func signed(key string, body []byte) http.Header {
	mac := hmac.New(sha512.New, []byte(key))
	mac.Write(body)
	h := http.Header{}
	h.Set("x-paystack-signature", hex.EncodeToString(mac.Sum(nil)))
	return h
}

func verifier(tb testing.TB, keys ...string) *paystack.Verifier {
	tb.Helper()
	v, err := paystack.NewVerifier(keys...)
	require.NoError(tb, err)
	return v
}

// The vector is openssl's: printf '{"event":"x"}' | openssl dgst -sha512 -hmac sk_test_1.
func TestSignIsHMACSHA512(t *testing.T) {
	t.Parallel()
	require.Equal(t, vector, paystack.Sign("sk_test_1", []byte(`{"event":"x"}`)))
}

func TestVerifyTakesAnyActiveKey(t *testing.T) {
	t.Parallel()
	v := verifier(t, "sk_live_new", "sk_live_old")
	for _, key := range []string{"sk_live_new", "sk_live_old"} {
		event, err := v.Verify(signed(key, webhook), webhook)
		require.NoError(t, err, key)
		require.Equal(t, paystack.EventChargeSuccess, event.Type)
	}
	_, err := v.Verify(signed("sk_live_older", webhook), webhook)
	require.Equal(t, "webhook_signature_invalid", fault.CodeOf(err))
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	good := signed(secretKey, webhook).Get(paystack.SignatureHeader)
	for name, c := range map[string]struct{ signature, code string }{
		"no signature":          {"", "webhook_headers_missing"},
		"not hex":               {"signature", "webhook_signature_invalid"},
		"in capitals":           {strings.ToUpper(good), "webhook_signature_invalid"},
		"cut short":             {good[:len(good)-1], "webhook_signature_invalid"},
		"too long":              {good + "0", "webhook_signature_invalid"},
		"twice":                 {good + "," + good, "webhook_signature_invalid"},
		"with its name":         {"sha512=" + good, "webhook_signature_invalid"},
		"another key's":         {signed("sk_test_x", webhook).Get(paystack.SignatureHeader), "webhook_signature_invalid"},
		"the empty key's":       {signed("", webhook).Get(paystack.SignatureHeader), "webhook_signature_invalid"},
		"of the public key":     {signed("pk_test_of_these_tests", webhook).Get(paystack.SignatureHeader), "webhook_signature_invalid"},
		"of another body":       {signed(secretKey, []byte(`{}`)).Get(paystack.SignatureHeader), "webhook_signature_invalid"},
		"of the body re-spaced": {signed(secretKey, []byte(strings.ReplaceAll(string(webhook), " ", ""))).Get(paystack.SignatureHeader), "webhook_signature_invalid"},
	} {
		header := http.Header{}
		header.Set("x-paystack-signature", c.signature)
		_, err := verifier(t, secretKey).Verify(header, webhook)
		require.Equal(t, c.code, fault.CodeOf(err), name)
		require.Equal(t, c.code == "webhook_signature_invalid", fault.Is(err, fault.Unauthenticated), name)
	}
	require.NoError(t, verifier(t, secretKey).Check(signed(secretKey, webhook), webhook))
}

func TestVerifyRefusesOneAlteredByte(t *testing.T) {
	t.Parallel()
	v, header := verifier(t, secretKey), signed(secretKey, webhook)
	for i := range webhook {
		altered := append([]byte(nil), webhook...)
		altered[i] ^= 1
		require.Equal(t, "webhook_signature_invalid", fault.CodeOf(v.Check(header, altered)), i)
	}
	require.Error(t, v.Check(header, append(append([]byte(nil), webhook...), '\n')))
	require.Error(t, v.Check(header, webhook[:len(webhook)-1]))
	require.Error(t, v.Check(header, nil))
}

func TestNewVerifierRefuses(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"none": nil, "empty": {""}, "one of two": {secretKey, ""}, "with a line break": {secretKey + "\n"},
	} {
		_, err := paystack.NewVerifier(keys...)
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), secretKey, name)
	}
}
