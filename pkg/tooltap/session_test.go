package tooltap_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/pkg/tooltap"
)

func TestRedeem(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	client := c.client(t)
	token := c.token(t, nil)
	who, session, err := client.Redeem(t.Context(), token)
	require.NoError(t, err)
	require.NotEmpty(t, session.Token)
	require.Equal(t, &tooltap.Identity{
		UserID: 7, Username: "ama", Role: "Waiter", Permissions: tooltap.Permissions{"orders": "create", "menu": false}, ToolID: 1, TenantID: 3, TenantSchema: "mama",
		Profile: &tooltap.Profile{
			Email: "ama@example.com", FirstName: "Ama", LastName: "Mensah", DisplayName: "Ama Mensah", Restaurant: "Mama's Kitchen",
			RestaurantSlug: "mamas-kitchen", SubscriptionStatus: "trial", TrialEnd: time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC),
		},
	}, who)
	in, err := client.Introspect(t.Context(), session.Token)
	require.NoError(t, err)
	require.True(t, in.Active)
	require.Equal(t, "ama", in.Identity.Username)
	require.Nil(t, in.Identity.Profile)

	_, _, err = client.Redeem(t.Context(), token)
	require.ErrorIs(t, err, tooltap.ErrInvalidToken, "once")
	var refused *tooltap.APIError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, http.StatusBadRequest, refused.Status)
	_, _, err = client.Redeem(t.Context(), "")
	require.ErrorIs(t, err, tooltap.ErrInvalidToken)

	stranger := c.client(t, func(cfg *tooltap.Config) { cfg.ClientSecret = "x" })
	_, _, err = stranger.Redeem(t.Context(), c.token(t, nil))
	require.ErrorIs(t, err, tooltap.ErrInvalidClient)
	require.NotErrorIs(t, err, tooltap.ErrInvalidToken)
}

// A second use of a launch token ends the session of the first, so a redemption whose answer got lost is not sent again.
func TestRedeemIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter)
		tries  int
	}{
		"the answer got lost": {func(w http.ResponseWriter) { w.WriteHeader(lost) }, 1},
		"503":                 {func(w http.ResponseWriter) { refuse(w, http.StatusServiceUnavailable, "unavailable") }, 1},
		"500":                 {func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) }, 1},
		"403":                 {func(w http.ResponseWriter) { refuse(w, http.StatusForbidden, "x") }, 1},
		"429, nothing was done": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "1")
			refuse(w, http.StatusTooManyRequests, "throttled")
		}, 3},
		"429 for long": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "60")
			refuse(w, http.StatusTooManyRequests, "throttled")
		}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			console := newConsole(t)
			console.intercept(func(w http.ResponseWriter, _ *http.Request) bool { c.answer(w); return true })
			_, _, err := console.client(t).Redeem(t.Context(), "a.b.c")
			require.Error(t, err, name)
			require.Equal(t, c.tries, console.count(verifyPath), name)
		})
	}
}

// roundTrip is a function as an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

func (fn roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return fn(r) }

// Nothing of a request was sent when there was no connection.
func TestRedeemIsRepeatedWhenItDidNotArrive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		var tries atomic.Int32
		client := c.client(t, func(cfg *tooltap.Config) {
			cfg.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if tries.Add(1) < 3 {
					return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
				}
				return c.RoundTrip(r)
			})}
		})
		_, _, err := client.Redeem(t.Context(), c.token(t, nil))
		require.NoError(t, err)
	})
}

func redeemed(t *testing.T, c *console, client *tooltap.Client) *tooltap.Session {
	t.Helper()
	_, session, err := client.Redeem(t.Context(), c.token(t, nil))
	require.NoError(t, err)
	return session
}

func TestIntrospectionIsRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		client := c.client(t)
		session := redeemed(t, c, client)
		for range 5 {
			in, err := client.Introspect(t.Context(), session.Token)
			require.NoError(t, err)
			require.True(t, in.Active)
			in.Identity.Permissions["*"] = true // the caller's own
		}
		require.Equal(t, 1, c.count(introspectPath))
		in, _ := client.Introspect(t.Context(), session.Token)
		require.False(t, in.Identity.Permissions.Allow("menu"))
		require.NotContains(t, in.Identity.Permissions, "*")
		time.Sleep(10 * time.Second)
		_, _ = client.Introspect(t.Context(), session.Token)
		require.Equal(t, 2, c.count(introspectPath))

		for range 5 {
			in, err := client.Introspect(t.Context(), "unknown")
			require.NoError(t, err)
			require.False(t, in.Active)
		}
		require.Equal(t, 3, c.count(introspectPath))
		time.Sleep(time.Second)
		_, _ = client.Introspect(t.Context(), "unknown")
		require.Equal(t, 4, c.count(introspectPath), "a refusal is kept for a second")
		_, _ = client.Introspect(t.Context(), "")
		require.Equal(t, 4, c.count(introspectPath), "nothing need not be asked about")
	})
}

func TestIntrospectionEndsWithTheSession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		client := c.client(t, func(cfg *tooltap.Config) { cfg.IntrospectionTTL = 24 * time.Hour })
		session := redeemed(t, c, client)
		in, err := client.Introspect(t.Context(), session.Token)
		require.NoError(t, err)
		require.True(t, in.Active)
		time.Sleep(time.Until(session.ExpiresAt))
		in, err = client.Introspect(t.Context(), session.Token)
		require.NoError(t, err)
		require.False(t, in.Active)
	})
}

func TestIntrospectionCanAskEveryTime(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	client := c.client(t, func(cfg *tooltap.Config) { cfg.IntrospectionTTL = -1 })
	session := redeemed(t, c, client)
	for range 3 {
		_, err := client.Introspect(t.Context(), session.Token)
		require.NoError(t, err)
	}
	require.Equal(t, 3, c.count(introspectPath))
}

func TestIntrospectionIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		client := c.client(t, func(cfg *tooltap.Config) { cfg.IntrospectionSize = 16 })
		first := redeemed(t, c, client)
		for range 200 {
			in, err := client.Introspect(t.Context(), redeemed(t, c, client).Token)
			require.NoError(t, err)
			require.True(t, in.Active)
		}
		in, err := client.Introspect(t.Context(), first.Token)
		require.NoError(t, err)
		require.True(t, in.Active)
	})
}

// Many who ask about one session at once share a question, and one who gives up does not take it from the others.
func TestIntrospectionIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		client := c.client(t)
		session := redeemed(t, c, client)
		c.intercept(func(http.ResponseWriter, *http.Request) bool { time.Sleep(time.Second); return false })
		hasty, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		var group sync.WaitGroup
		group.Go(func() {
			_, err := client.Introspect(hasty, session.Token)
			require.ErrorIs(t, err, context.DeadlineExceeded)
		})
		synctest.Wait()
		for range 50 {
			group.Go(func() {
				in, err := client.Introspect(t.Context(), session.Token)
				require.NoError(t, err)
				require.True(t, in.Active)
			})
		}
		group.Wait()
		require.Equal(t, 1, c.count(introspectPath))
	})
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		client := c.client(t)
		session := redeemed(t, c, client)
		_, err := client.Introspect(t.Context(), session.Token)
		require.NoError(t, err)
		require.NoError(t, client.Revoke(t.Context(), session.Token))
		in, err := client.Introspect(t.Context(), session.Token)
		require.NoError(t, err)
		require.False(t, in.Active, "what was remembered of it is forgotten")
		require.NoError(t, client.Revoke(t.Context(), session.Token))
		require.NoError(t, client.Revoke(t.Context(), ""))
	})
}

func TestIntrospectionIsRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t)
		client := c.client(t)
		session := redeemed(t, c, client)
		failures := 2
		c.intercept(func(w http.ResponseWriter, r *http.Request) bool {
			if failures == 0 || r.URL.Path != introspectPath {
				return false
			}
			failures--
			w.WriteHeader([]int{http.StatusBadGateway, lost}[failures])
			return true
		})
		in, err := client.Introspect(t.Context(), session.Token)
		require.NoError(t, err)
		require.True(t, in.Active)

		c.intercept(func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Retry-After", "7")
			refuse(w, http.StatusServiceUnavailable, "unavailable")
			return true
		})
		time.Sleep(time.Minute)
		_, err = client.Introspect(t.Context(), session.Token)
		require.ErrorIs(t, err, tooltap.ErrUnavailable)
		var refused *tooltap.APIError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, 7*time.Second, refused.RetryAfter)
	})
}

// Credentials go to the console and nowhere else.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	c.intercept(func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, "https://evil.test/", http.StatusTemporaryRedirect)
		return true
	})
	_, _, err := c.client(t).Redeem(t.Context(), "a.b.c")
	var refused *tooltap.APIError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, http.StatusTemporaryRedirect, refused.Status)
	require.Equal(t, 1, c.count(verifyPath))
	require.Zero(t, c.count("/"))
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for _, bad := range []tooltap.Config{
		{},
		{BaseURL: "console.test"},
		{BaseURL: "ftp://console.test"},
		{BaseURL: "https://a:b@console.test"},
		{BaseURL: "https://console.test/?x=1"},
		{BaseURL: "https://console.test", ClientID: "x"},
		{BaseURL: "https://console.test\n"},
	} {
		_, err := tooltap.New(bad)
		require.ErrorContains(t, err, "tooltap: ", "%+v", bad)
	}
	_, err := tooltap.New(tooltap.Config{BaseURL: "https://console.test/"})
	require.NoError(t, err)
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	p := tooltap.Permissions{"a": true, "b": false, "c": "create", "d": "", "e": 1.0, "*": "basic"}
	for name, want := range map[string]bool{"a": true, "b": false, "c": true, "d": false, "e": false, "other": true} {
		require.Equal(t, want, p.Allow(name), name)
	}
	require.Equal(t, "create", p.Level("c"))
	require.Equal(t, "basic", p.Level("other"))
	require.Empty(t, p.Level("a"))
	require.False(t, tooltap.Permissions(nil).Allow("a"))
}
