package clerk

import (
	"context"
	"crypto/rsa"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
)

// A goroutine that looked before a fetch and asks after it: too rare to bring about from outside.
func TestALateCallerTakesTheAnswerThatIsThere(t *testing.T) {
	t.Parallel()
	fetches := 0
	s := &KeySet{
		clock: clock.NewFake(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)), log: slog.New(slog.DiscardHandler),
		fetch: func(context.Context) (map[string]*rsa.PublicKey, error) {
			fetches++
			return map[string]*rsa.PublicKey{"a": {}}, nil
		},
	}
	before := &keyState{}
	s.state.Store(before)

	first, err := s.refresh(t.Context(), before)
	require.NoError(t, err)
	late, err := s.refresh(t.Context(), before)
	require.NoError(t, err)
	require.Same(t, first, late)
	require.Equal(t, 1, fetches)
}
