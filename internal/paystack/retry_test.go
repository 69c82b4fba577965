package paystack_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

func TestReadingSurvivesTwoFailures(t *testing.T) {
	t.Parallel()
	b := newBackend(t, answer{status: http.StatusBadGateway}, answer{abort: true}, ok(paid))
	got, err := b.Verify(t.Context(), "tt-1")
	require.NoError(t, err)
	require.True(t, got.Paid())
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
		"an hour, dated":   {after(http.StatusServiceUnavailable, start.Add(time.Hour).Format(http.TimeFormat)), 0, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t, c.answer, ok(paid))
			_, err := b.Verify(t.Context(), "tt-1")
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

func TestAChargePassesRetryAfterOn(t *testing.T) {
	t.Parallel()
	for status, unknown := range map[int]bool{http.StatusTooManyRequests: false, http.StatusServiceUnavailable: true} {
		b := newBackend(t, after(status, "1"), ok(paid))
		_, err := b.Charge(t.Context(), charge)
		var f *fault.Error
		require.ErrorAs(t, err, &f)
		require.Equal(t, time.Second, f.RetryAfter)
		require.Equal(t, unknown, paystack.OutcomeUnknown(err))
		require.Len(t, b.asked(), 1)
	}
}

func TestAnUnreadableRetryAfterIsNone(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "soon", "-1", "99999999999999999999", start.Add(-time.Hour).Format(http.TimeFormat)} {
		b := newBackend(t, after(http.StatusTooManyRequests, value), ok(paid))
		_, err := b.Verify(t.Context(), "tt-1")
		require.NoError(t, err)
		require.Less(t, b.pauses[0], 100*time.Millisecond, value)
	}
}

func TestACallerWhoGivesUpIsNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		c, err := paystack.NewClient(paystack.ClientConfig{
			SecretKey: secretKey, Clock: clock.NewFake(start),
			Transport: roundTripper(func(*http.Request) (*http.Response, error) {
				tries++
				return nil, errors.New("connection reset")
			}),
		})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		took := elapsed(func() { _, err = c.Verify(ctx, "tt-1") })
		require.Equal(t, "paystack_unavailable", fault.CodeOf(err))
		require.Equal(t, 10*time.Millisecond, took)
		require.Equal(t, 1, tries)
	})
}
