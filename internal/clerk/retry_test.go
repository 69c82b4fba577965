package clerk_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

func after(status int, retryAfter string) answer {
	return answer{status: status, header: map[string]string{"Retry-After": retryAfter}}
}

func TestARepeatableCallSurvivesTwoFailures(t *testing.T) {
	t.Parallel()
	b := newBackend(t, failing(http.StatusBadGateway), answer{abort: true}, ok(fullUser))
	_, err := b.User(t.Context(), "user_1")
	require.NoError(t, err)
	require.Len(t, b.pauses, 2)
	require.GreaterOrEqual(t, b.pauses[0], 50*time.Millisecond)
	require.Less(t, b.pauses[0], 100*time.Millisecond)
	require.GreaterOrEqual(t, b.pauses[1], 100*time.Millisecond)
	require.Less(t, b.pauses[1], 200*time.Millisecond)
}

func TestRetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer answer
		pause  time.Duration // 0: not tried again
		said   time.Duration
	}{
		"seconds":          {after(http.StatusTooManyRequests, "1"), time.Second, 0},
		"a date":           {after(http.StatusTooManyRequests, start.Add(2*time.Second).Format(http.TimeFormat)), 2 * time.Second, 0},
		"of a 503":         {after(http.StatusServiceUnavailable, "2"), 2 * time.Second, 0},
		"longer than ours": {after(http.StatusTooManyRequests, "3"), 0, 3 * time.Second},
		"an hour":          {after(http.StatusTooManyRequests, "3600"), 0, time.Hour},
		"an hour, dated":   {after(http.StatusServiceUnavailable, start.Add(time.Hour).Format(http.TimeFormat)), 0, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t, c.answer, ok(fullUser))
			_, err := b.User(t.Context(), "user_1")
			if c.pause > 0 {
				require.NoError(t, err)
				require.Equal(t, []time.Duration{c.pause}, b.pauses)
				return
			}
			var f *fault.Error
			require.ErrorAs(t, err, &f)
			require.Equal(t, fault.Unavailable, f.Kind)
			require.Equal(t, c.said, f.RetryAfter)
			require.Empty(t, b.pauses)
		})
	}
}

func TestAnUnreadableRetryAfterIsNone(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "soon", "-1", "99999999999999999999", start.Add(-time.Hour).Format(http.TimeFormat)} {
		b := newBackend(t, after(http.StatusTooManyRequests, value), ok(fullUser))
		_, err := b.User(t.Context(), "user_1")
		require.NoError(t, err)
		require.Less(t, b.pauses[0], 100*time.Millisecond, value)
	}
}

func TestACallerWhoGivesUpIsNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		c, err := clerk.NewClient(clerk.ClientConfig{
			SecretKey: secretKey, Clock: clock.NewFake(start),
			Transport: roundTripper(func(*http.Request) (*http.Response, error) {
				tries++
				return nil, errors.New("connection refused")
			}),
		})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		took := elapsed(func() { _, err = c.User(ctx, "user_1") })
		require.Equal(t, "clerk_unavailable", fault.CodeOf(err))
		require.Equal(t, 10*time.Millisecond, took)
		require.Equal(t, 1, tries)
	})
}
