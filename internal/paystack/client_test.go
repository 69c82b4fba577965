package paystack_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

func TestNewClientReadsTheURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"":                                       "https://api.paystack.co/transaction/verify/r",
		"https://api.paystack.co/":               "https://api.paystack.co/transaction/verify/r",
		"http://localhost:3001/sandbox/paystack": "http://localhost:3001/sandbox/paystack/transaction/verify/r",
	} {
		var asked string
		c, err := paystack.NewClient(paystack.ClientConfig{
			URL: url, SecretKey: secretKey, Clock: clock.NewFake(start),
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				asked = r.URL.String()
				return nil, context.Canceled
			}),
		})
		require.NoError(t, err)
		_, err = c.Verify(t.Context(), "r")
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, want, asked)
	}
}

func TestNewClientRefuses(t *testing.T) {
	t.Parallel()
	now := clock.System{}
	for name, c := range map[string]paystack.ClientConfig{
		"no key":             {Clock: now},
		"no clock":           {SecretKey: secretKey},
		"a key in two lines": {SecretKey: "sk_test_a\nb", Clock: now},
		"no scheme":          {SecretKey: secretKey, Clock: now, URL: "api.paystack.co"},
		"no host":            {SecretKey: secretKey, Clock: now, URL: "https://"},
		"a query":            {SecretKey: secretKey, Clock: now, URL: "https://x/?a=b"},
		"a user":             {SecretKey: secretKey, Clock: now, URL: "https://u:p@x/"},
		"not the web":        {SecretKey: secretKey, Clock: now, URL: "file:///etc/passwd"},
	} {
		_, err := paystack.NewClient(c)
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "sk_test", name)
	}
}

func TestTheSecretIsSentAsPaystackWantsIt(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(paid))
	_, err := b.Verify(t.Context(), "tt-1")
	require.NoError(t, err)
	got := b.only(t)
	require.Equal(t, http.MethodGet, got.method)
	require.Equal(t, "/sandbox/paystack/transaction/verify/tt-1", got.path)
	require.Equal(t, "Bearer "+secretKey, got.header.Get("Authorization"))
	require.Empty(t, got.header.Get("Content-Type"))
	require.Empty(t, got.body)
}

// Each of these takes an id into its path. What cannot be one is not asked for, since it would reach another path.
func TestOddIDsAreNotAskedFor(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`{}`))
	for _, id := range []string{
		"", ".", "..", "=", "---", "../refund", "a/b", "a%2fb", "a?b", "a#b", "a b", "a\x00", "é", "';--", string(make([]byte, 300)),
	} {
		for name, call := range byID(b) {
			require.True(t, fault.Is(call(t.Context(), id), fault.NotFound), "%s %q", name, id)
		}
	}
	require.Empty(t, b.asked())
}

func byID(b *backend) map[string]func(context.Context, string) error {
	return map[string]func(context.Context, string) error{
		"verify":       func(ctx context.Context, id string) error { _, err := b.Verify(ctx, id); return err },
		"customer":     func(ctx context.Context, id string) error { _, err := b.Customer(ctx, id); return err },
		"plan":         func(ctx context.Context, id string) error { _, err := b.Plan(ctx, id); return err },
		"update":       func(ctx context.Context, id string) error { return b.UpdatePlan(ctx, id, paystack.UpdatePlan{}) },
		"refund":       func(ctx context.Context, id string) error { _, err := b.RefundByID(ctx, id); return err },
		"subscription": func(ctx context.Context, id string) error { _, err := b.Subscription(ctx, id); return err },
		"link":         func(ctx context.Context, id string) error { _, err := b.ManageLink(ctx, id); return err },
		"enable":       func(ctx context.Context, id string) error { return b.Enable(ctx, id, "token") },
		"disable":      func(ctx context.Context, id string) error { return b.Disable(ctx, "SUB_1", id) },
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	for name := range byID(nil) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t, refusing(http.StatusNotFound, "Not here", ""))
			err := byID(b)[name](t.Context(), "X_1")
			require.True(t, fault.Is(err, fault.NotFound), "%v", err)
			require.Len(t, b.asked(), 1)
		})
	}
}

// A 404 of somebody else's, a proxy's say, must not pass for Paystack's word that something does not exist.
func TestAForeign404IsNotNotFound(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"<html>404</html>", "", "{}", `{"error":"no route"}`, `{"status":404,"message":"x"}`, `{"status":false}`, "[]", "null"} {
		b := newBackend(t, answer{status: http.StatusNotFound, body: body})
		_, err := b.Verify(t.Context(), "tt-1")
		require.Equal(t, "paystack_unavailable", fault.CodeOf(err), body)
		require.Len(t, b.asked(), 1, "it will be no other next time")
	}
}
