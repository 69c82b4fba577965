package clerktest

import (
	"crypto/rand"
	"crypto/rsa"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/tabletap/console/internal/sandbox/clerk"
)

// SecretKey is the Backend API's key of the stand-ins that New starts.
const SecretKey = "sk_test_sandbox"

// WebhookSecret is what they sign webhooks with.
const WebhookSecret = "whsec_dGFibGV0YXAtY2xlcmstc2FuZGJveC0yNA==" //nolint:gosec // G101: protects nothing

// signingKey is shared by all tests of a process: making one takes a quarter of a second.
var signingKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// New starts a stand-in on a port of its own, which ends with the test. Each option may change the configuration; BaseURL is
// set already. Webhooks go nowhere until Config.WebhookURL or Webhooks().SetURL says where, and are retried at once.
func New(tb testing.TB, options ...func(*clerk.Config)) *clerk.Server {
	tb.Helper()
	listener := listen(tb)
	config := clerk.Config{
		BaseURL: "http://" + listener.Addr().String(), SecretKey: SecretKey, WebhookSecret: WebhookSecret,
		Backoff: clerk.ScaledBackoff(0), SigningKey: sharedKey(tb),
	}
	for _, option := range options {
		option(&config)
	}
	server, err := clerk.New(config)
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

func listen(tb testing.TB) net.Listener {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	return listener
}

func sharedKey(tb testing.TB) *rsa.PrivateKey {
	tb.Helper()
	key, err := signingKey()
	if err != nil {
		tb.Fatal(err)
	}
	return key
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
