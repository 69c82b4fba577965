package subscriptions_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sandbox "github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

// hears delivers a webhook with a signature.
func (f *fixture) hears(tb testing.TB, body, signature string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, "/api/subscriptions/webhook/paystack/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if signature != "" {
		r.Header.Set("X-Paystack-Signature", signature)
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

func signed(body string) string { return sandbox.Sign(paystacktest.SecretKey, []byte(body)) }

func TestForgedWebhooksAreNotStored(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	body := `{"event":"charge.success","data":{"id":1,"reference":"tt-1","status":"success","amount":1,"currency":"GHS"}}`
	for name, signature := range map[string]string{
		"none": "", "another key's": sandbox.Sign("sk_test_other", []byte(body)), "of another body": signed(body + " "),
		"cut short": signed(body)[:64], "not hex": strings.Repeat("z", 128),
	} {
		w := f.hears(t, body, signature)
		require.Equal(t, http.StatusUnauthorized, w.Code, name)
	}
	require.Equal(t, http.StatusUnauthorized, f.hears(t, strings.Replace(body, `"amount":1`, `"amount":2`, 1), signed(body)).Code)
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.webhook_inbox"))
	require.Zero(t, f.count(t, "SELECT count(*) FROM river.river_job"))
}

func TestUnreadableWebhooksWaitForAPerson(t *testing.T) {
	t.Parallel()
	f := payable(t)
	for _, body := range []string{"not json", `{"data":{}}`, `[1]`, "{\"event\":\"\xff\"}", `{"event":"charge.success","data":{}}`} {
		for range 2 {
			w := f.hears(t, body, signed(body))
			require.Equal(t, http.StatusOK, w.Code, "%q: %s", body, w.Body)
		}
	}
	f.settled(t)
	require.Equal(t, 5, f.count(t, "SELECT count(*) FROM public.webhook_inbox WHERE status = 'parked'"))
	require.Zero(t, f.count(t, "SELECT count(*) FROM river.river_job"), "nobody tries them again and again")
}

func TestEveryEventThatPaystackDocuments(t *testing.T) {
	t.Parallel()
	f := payable(t)
	f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	before := f.subscription(t, "one")
	samples, err := filepath.Glob("../paystack/testdata/events/*.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(samples), 27)
	for _, sample := range samples {
		body, err := os.ReadFile(sample)
		require.NoError(t, err)
		for range 2 {
			w := f.hears(t, string(body), signed(string(body)))
			require.Equal(t, http.StatusOK, w.Code, "%s: %s", sample, w.Body)
			f.settled(t)
			require.Zero(t, f.count(t, "SELECT count(*) FROM river.river_job WHERE state = 'available'"), "%s: its job fails", sample)
		}
	}
	require.Equal(t, before, f.subscription(t, "one"))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.webhook_inbox WHERE status IN ('failed', 'pending')"))
}
