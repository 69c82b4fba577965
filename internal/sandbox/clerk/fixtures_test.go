package clerk_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	sdk "github.com/clerk/clerk-sdk-go/v2"
	"github.com/stretchr/testify/require"
	svix "github.com/svix/svix-webhooks/go"

	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

// sdkConfig makes clerk-sdk-go talk to the stand-in.
func sdkConfig(s *clerk.Server) *sdk.ClientConfig {
	return &sdk.ClientConfig{BackendConfig: sdk.BackendConfig{
		URL: new(s.APIURL()), Key: new(clerktest.SecretKey), HTTPClient: http.DefaultClient,
	}}
}

// call sends a request to the Backend API and decodes the answer.
func call(t *testing.T, s *clerk.Server, method, path, body string) (status int, answer map[string]any) {
	t.Helper()
	return send(t, newRequest(t, s, method, path, body))
}

func newRequest(t *testing.T, s *clerk.Server, method, path, body string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.APIURL()+path, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+clerktest.SecretKey)
	request.Header.Set("Content-Type", "application/json")
	return request
}

func send(t *testing.T, request *http.Request) (status int, answer map[string]any) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	if bytes.HasPrefix(raw, []byte("{")) {
		require.NoError(t, json.Unmarshal(raw, &answer))
	}
	return response.StatusCode, answer
}

func newUser(t *testing.T, s *clerk.Server, email string) *clerk.User {
	t.Helper()
	u, err := s.CreateUser(clerk.UserParams{EmailAddresses: []string{email}, FirstName: "Ada", LastName: "Obi"})
	require.NoError(t, err)
	return u
}

// receiver is an endpoint for webhooks that checks each signature with Svix's own library.
type receiver struct {
	url      string
	verifier *svix.Webhook

	mu       sync.Mutex
	answers  []int // statuses to answer with, in turn; 200 once they are used up
	header   http.Header
	received []received
	forged   int
}

type received struct {
	id    string
	event map[string]any
}

func newReceiver(t *testing.T, answers ...int) *receiver {
	t.Helper()
	verifier, err := svix.NewWebhook(clerktest.WebhookSecret)
	require.NoError(t, err)
	r := &receiver{verifier: verifier, answers: answers, header: http.Header{}}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, err := io.ReadAll(request.Body)
	var event map[string]any
	if err != nil || r.verifier.Verify(body, request.Header) != nil || json.Unmarshal(body, &event) != nil {
		r.forged++
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.received = append(r.received, received{request.Header.Get("Svix-Id"), event})
	for name := range r.header {
		w.Header().Set(name, r.header.Get(name))
	}
	w.WriteHeader(r.nextAnswer())
}

func (r *receiver) nextAnswer() int {
	if len(r.answers) == 0 {
		return http.StatusOK
	}
	answer := r.answers[0]
	r.answers = r.answers[1:]
	return answer
}

// events lists what came in, in order, and fails the test when a signature did not verify.
func (r *receiver) events(t *testing.T) []received {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	require.Zero(t, r.forged, "webhooks with a bad signature")
	return r.received
}

func (r *receiver) types(t *testing.T) []string {
	t.Helper()
	var types []string
	for _, e := range r.events(t) {
		types = append(types, e.event["type"].(string))
	}
	return types
}

// to sends a stand-in's webhooks to r.
func (r *receiver) to(c *clerk.Config) { c.WebhookURL = r.url }
