package paystacktest

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tabletap/console/internal/sandbox/paystack"
)

// SecretKey is the key of the stand-ins that New starts.
const SecretKey = "sk_test_sandbox"

// New starts a stand-in on a port of its own, which ends with the test. Each option may change the configuration; BaseURL is
// set already. Webhooks go nowhere until Config.WebhookURL or Webhooks().SetURL says where, and are retried at once. What falls
// due waits for Bill.
func New(tb testing.TB, options ...func(*paystack.Config)) *paystack.Server {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	config := paystack.Config{
		BaseURL: "http://" + listener.Addr().String(), SecretKey: SecretKey, Backoff: paystack.ScaledBackoff(0), BillEvery: -1,
	}
	for _, option := range options {
		option(&config)
	}
	server, err := paystack.New(config)
	if err != nil {
		tb.Fatal(err)
	}
	serve(tb, listener, server.Handler())
	server.Start(tb.Context())
	tb.Cleanup(func() {
		if err := server.Close(); err != nil {
			tb.Error(err)
		}
	})
	return server
}

func serve(tb testing.TB, listener net.Listener, handler http.Handler) {
	tb.Helper()
	server := httptest.NewUnstartedServer(handler)
	if err := server.Listener.Close(); err != nil {
		tb.Fatal(err)
	}
	server.Listener = listener
	server.Start()
	tb.Cleanup(server.Close)
}
