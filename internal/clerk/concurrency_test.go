package clerk_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

func TestOneFetchIsUnderWayAtATime(t *testing.T) {
	t.Parallel()
	keyA() // made outside the bubble, for the other tests too
	keyB()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 0, jwk("a", keyA()))
		for round := 1; round <= 3; round++ { // at first, and when the keys expire
			hold := make(chan struct{})
			r.server.set(func(s *keyServer) { s.hold = hold })
			failures := together(100, func() error { return r.present("a") }, func() {
				require.Equal(t, round, r.server.count())
				close(hold)
			})
			require.Empty(t, failures)
			require.Equal(t, round, r.server.count())
			r.now.Advance(clerk.KeyLife)
		}
	})
}

func TestAFailedFetchIsSharedToo(t *testing.T) {
	t.Parallel()
	keyA()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 0)
		hold := make(chan struct{})
		r.server.breakDown()
		r.server.set(func(s *keyServer) { s.hold = hold })
		failures := together(100, func() error { return r.present("a") }, func() { close(hold) })
		require.Len(t, failures, 100)
		require.Equal(t, 1, r.server.count())
	})
}

func TestACallerWhoGivesUpDoesNotSpoilTheFetch(t *testing.T) {
	t.Parallel()
	keyA()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 0, jwk("a", keyA()))
		hold := make(chan struct{})
		r.server.set(func(s *keyServer) { s.hold = hold })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := r.Verify(ctx, r.token("a"))
		require.True(t, fault.Is(err, fault.Unavailable))
		require.ErrorIs(t, err, context.Canceled)

		synctest.Wait()
		close(hold)
		require.NoError(t, r.present("a"))
		require.Equal(t, 1, r.server.count())
	})
}

// When Clerk hangs, its first victim waits out the timeout; after that the old keys answer at once.
func TestNobodyWaitsAgainForAClerkThatHangs(t *testing.T) {
	t.Parallel()
	keyA()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 0, jwk("a", keyA()))
		require.NoError(t, r.present("a"))
		hold := make(chan struct{})
		r.server.set(func(s *keyServer) { s.hold = hold })
		r.now.Advance(clerk.KeyLife)

		require.Equal(t, clerk.KeyFetchTimeout, elapsed(func() { require.NoError(t, r.present("a")) }))
		r.now.Advance(clerk.KeyRetryInterval)
		require.Zero(t, elapsed(func() { require.NoError(t, r.present("a")) }))
		synctest.Wait()
		require.Equal(t, 3, r.server.count(), "it is being asked all the same")
		close(hold)
	})
}

// together runs n copies of work, calls between once all of them wait, and gives the errors.
func together(n int, work func() error, between func()) []error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failures []error
	for range n {
		wg.Go(func() {
			if err := work(); err != nil {
				mu.Lock()
				failures = append(failures, err)
				mu.Unlock()
			}
		})
	}
	synctest.Wait()
	between()
	wg.Wait()
	return failures
}

// elapsed measures in a bubble's time.
func elapsed(work func()) time.Duration {
	begin := clock.System{}.Now()
	work()
	return clock.System{}.Now().Sub(begin)
}
