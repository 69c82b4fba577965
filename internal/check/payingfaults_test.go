package check

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPaymentFailures(t *testing.T) {
	t.Parallel()
	on := func(endpoint string, status int, body any, line string) func(*fake) broken {
		return func(*fake) broken {
			return broken{users: true, endpoint: endpoint, with: answers(status, body), line: line}
		}
	}
	other := func(body object, name string, value any) object {
		body[name] = value
		return body
	}
	const subscribe, verify = "POST /api/subscriptions/subscribe/", "GET /api/subscriptions/payment/verify/"
	page := object{"payment_url": "http://localhost/sandbox/paystack/checkout/1", "reference": "r", "access_code": "a", "amount": "50.00", "currency": "GHS"}
	cheap := other(filled(checkoutFields, page), "amount", "0.50")
	all := object{"pos": true, "menu": true, "cms": true}
	play(t, map[string]func(*fake) broken{
		"another price":      on(subscribe, 200, cheap, `subscribe +POST /api/subscriptions/subscribe/ answered amount 0.50, expected 50.00`),
		"not told why":       on(verify, 200, other(payment("failed"), "failure_reason", ""), `declined +GET /api/subscriptions/payment/verify/\S+ answered failure_reason , expected Declined`),
		"granted anyway":     on("GET /api/subscriptions/subscription/", 200, object{}, `declined +expected 404, got 200`),
		"a charge not heard": on(verify, 200, payment("pending"), `pay +GET /api/subscriptions/payment/verify/\S+ answered status pending after the card was charged: Declined  → the server must reach the stand-in`),
		"more than was paid": on("GET /api/subscriptions/entitlements/", 200, filled(entitledFields, object{"plan": "Basic", "status": "trial", "is_active": true, "tools": all}), `subscribed +GET /api/subscriptions/entitlements/ opens pos, menu, cms, expected what Basic includes: pos`),
		"cancelled at once":  on("POST /api/subscriptions/subscription/cancel/", 200, filled(subscriptionFields, object{"status": "cancelled", "plan": object{"id": 1}}), `cancelled +POST \S+ answered cancel_at_period_end false, expected true`),
		"the card is accepted": func(*fake) broken {
			return broken{endpoint: "POST /sandbox/paystack/checkout/2", with: answers(200, object{}), line: `declined +POST /sandbox/paystack/checkout/2 answered 200, and not that the card was declined`}
		},
		"led elsewhere": func(*fake) broken {
			return broken{
				endpoint: "POST /sandbox/paystack/checkout/1", with: http.RedirectHandler("https://elsewhere.example/", http.StatusSeeOther).ServeHTTP,
				line: `pay +POST /sandbox/paystack/checkout/1 answered 303 and leads to "https://elsewhere.example/", expected back to /billing/`,
			}
		},
	})
}

// Where nothing can be paid, or it would be paid for real, the rest of the check is done.
func TestPaymentsThatAreNotThere(t *testing.T) {
	t.Parallel()
	for reason, answer := range map[string]http.HandlerFunc{
		"payments are not set up here": answers(503, object{"detail": "Payments are not set up.", "code": "payments_unavailable"}),
		"no stand-in for Paystack here: payments are made at https://checkout.paystack.com": answers(200, filled(checkoutFields, object{
			"payment_url": "https://checkout.paystack.com/abc", "reference": "r", "amount": "50.00", "currency": "GHS",
		})),
	} {
		f := newFake(t)
		f.breaksForUsers("POST /api/subscriptions/subscribe/", answer)
		out, report := f.check(t)
		require.True(t, report.OK(), out)
		require.Contains(t, out, reason)
		require.Contains(t, out, "skip  pay         subscribe was skipped")
		require.NotContains(t, f.seen, "POST /sandbox/paystack/checkout/1")
	}
}
