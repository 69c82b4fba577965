package clerk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
)

func TestAGoodTokenIsVerifiedOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()))
	token := r.token("a")
	first, err := r.Verify(t.Context(), token)
	require.NoError(t, err)
	second, err := r.Verify(t.Context(), token)
	require.NoError(t, err)
	require.Same(t, first, second)
}

func TestARememberedTokenStillExpires(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()))
	token := r.token("a")
	for _, step := range []struct {
		at   time.Duration
		code string
	}{{0, ""}, {64 * time.Second, ""}, {65 * time.Second, "token_expired"}, {-11 * time.Second, "token_not_yet_valid"}} {
		r.now.Advance(start.Add(step.at).Sub(r.now.Now()))
		_, err := r.Verify(t.Context(), token)
		require.Equal(t, step.code, fault.CodeOf(err), "at %s", step.at)
	}
}

func TestARefusedTokenIsNotRemembered(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()))
	early := mint(t, keyA(), header("a"), claims(start.Add(10*time.Second)))
	_, err := r.Verify(t.Context(), early)
	require.Equal(t, "token_not_yet_valid", fault.CodeOf(err))
	r.now.Advance(10 * time.Second)
	_, err = r.Verify(t.Context(), early)
	require.NoError(t, err)
}

func TestTheCacheIsOptional(t *testing.T) {
	t.Parallel()
	r := newRig(t, -1, jwk("a", keyA()))
	token := r.token("a")
	first, err := r.Verify(t.Context(), token)
	require.NoError(t, err)
	second, err := r.Verify(t.Context(), token)
	require.NoError(t, err)
	require.NotSame(t, first, second)
}
