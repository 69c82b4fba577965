package clerk_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func TestOneOfManyGetsTheAddress(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	const writers = 20
	var wins, others sync.Map
	var all sync.WaitGroup
	for n := range writers {
		all.Go(func() {
			if _, err := s.CreateUser(clerk.UserParams{EmailAddresses: []string{"ada@example.com"}}); err == nil {
				wins.Store(n, true)
			}
			_, err := s.CreateUser(clerk.UserParams{EmailAddresses: []string{fmt.Sprintf("user%d@example.com", n)}})
			others.Store(n, err)
		})
	}
	all.Wait()
	require.Equal(t, 1, count(&wins))
	others.Range(func(_, err any) bool { require.Nil(t, err); return true })
	_, answer := call(t, s, "GET", "/users/count", "")
	require.EqualValues(t, writers+1, answer["total_count"])
}

func count(m *sync.Map) (n int) {
	m.Range(func(any, any) bool { n++; return true })
	return n
}

func TestCloseDoesNotWaitForASlowReceiver(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = r.Body.Read(make([]byte, 1<<16)) // so that the server notices when the sender goes away
		close(arrived)
		<-r.Context().Done()
	}))
	t.Cleanup(slow.Close)
	s := clerktest.New(t, func(c *clerk.Config) { c.WebhookURL = slow.URL })
	s.Start(t.Context()) // a second start is no second worker
	newUser(t, s, "ada@example.com")
	<-arrived
	require.NoError(t, s.Close())
	require.Len(t, s.Webhooks().Pending(), 1, "whether it arrived is not known, so it will be sent again")
	s.Start(t.Context()) // after Close nothing starts any more
	require.Empty(t, s.Webhooks().Pending()[0].Attempts)
}

func TestNothingIsSentBeforeStart(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	s, err := clerk.New(clerk.Config{
		BaseURL: "http://localhost:3001/sandbox/clerk/", SecretKey: "sk", WebhookURL: r.url, WebhookSecret: clerktest.WebhookSecret,
	})
	require.NoError(t, err)
	newUser(t, s, "ada@example.com")
	require.Empty(t, r.types(t))
	require.Equal(t, "http://localhost:3001/sandbox/clerk", s.Issuer())
	s.Start(t.Context())
	require.NoError(t, s.Webhooks().Wait(t.Context()))
	require.Len(t, r.types(t), 1)
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
}
