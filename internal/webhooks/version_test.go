package webhooks_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

// versions are made anew for each test: a generator notes things about itself, so tests that run at once cannot share one.
func versions() *rapid.Generator[webhooks.Version] { return rapid.Custom(drawVersion) }

func drawVersion(t *rapid.T) webhooks.Version {
	moment := func(name string) time.Time {
		return epoch.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, name)) * time.Second)
	}
	return webhooks.Version{
		Born: moment("born"), Gone: rapid.Bool().Draw(t, "gone"), At: moment("at"), Rank: rapid.IntRange(0, 2).Draw(t, "rank"),
	}
}

func TestVersionsAreInOneOrder(t *testing.T) {
	t.Parallel()
	versions := versions()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := versions.Draw(t, "a"), versions.Draw(t, "b"), versions.Draw(t, "c")
		require.Equal(t, a.Compare(b), -b.Compare(a))
		require.Equal(t, a == b, a.Compare(b) == 0)
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 {
			require.LessOrEqual(t, a.Compare(c), 0)
		}
	})
}

func TestVersionOrder(t *testing.T) {
	t.Parallel()
	later := epoch.Add(time.Second)
	for name, v := range map[string][2]webhooks.Version{
		"changed later":           {{At: epoch}, {At: later}},
		"deleted, whenever":       {{At: later}, {At: epoch, Gone: true}},
		"made anew after the end": {{Born: epoch, Gone: true}, {Born: later}},
		"the same moment":         {{At: epoch, Rank: 0}, {At: epoch, Rank: 1}},
	} {
		require.Negative(t, v[0].Compare(v[1]), name)
	}
}

// Whatever the order, what is handled last is the newest, and nothing is handled that was overtaken.
func TestNewerKeepsTheNewest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	object := 0
	rapid.Check(t, func(rt *rapid.T) {
		object++
		name := fmt.Sprint("object ", object)
		all := rapid.SliceOfN(versions(), 1, 8).Draw(rt, "versions")
		var handled []webhooks.Version
		for _, v := range all {
			newer, err := b.newer(t, name, v)
			require.NoError(rt, err)
			if newer {
				handled = append(handled, v)
			}
		}
		require.True(rt, slices.IsSortedFunc(handled, webhooks.Version.Compare))
		require.Equal(rt, slices.MaxFunc(all, webhooks.Version.Compare), handled[len(handled)-1])
	})
}

func (b *bench) newer(t *testing.T, object string, v webhooks.Version) (newer bool, err error) {
	t.Helper()
	err = b.db.Shared(t.Context(), func(tx postgres.Tx) (err error) {
		newer, err = b.Newer(t.Context(), tx, "clerk", object, v)
		return err
	})
	return newer, err
}

func TestOneOfManyAtOnceIsNewer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var mu sync.Mutex
	count := 0
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			newer, err := b.newer(t, "it", webhooks.Version{At: epoch})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if newer {
				count++
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, count)
}

func TestWhatIsRolledBackWasNotSeen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	err := b.db.Shared(t.Context(), func(tx postgres.Tx) error {
		newer, err := b.Newer(t.Context(), tx, "clerk", "it", webhooks.Version{At: epoch})
		require.NoError(t, err)
		require.True(t, newer)
		last, seen, err := b.Last(t.Context(), tx, "clerk", "it")
		require.NoError(t, err)
		require.True(t, seen)
		require.Equal(t, webhooks.Version{At: epoch}, last)
		return errBoom
	})
	require.ErrorIs(t, err, errBoom)

	err = b.db.Shared(t.Context(), func(tx postgres.Tx) error {
		_, seen, err := b.Last(t.Context(), tx, "clerk", "it")
		require.False(t, seen)
		return err
	})
	require.NoError(t, err)
	newer, err := b.newer(t, "it", webhooks.Version{At: epoch})
	require.NoError(t, err)
	require.True(t, newer)
}
