package gather_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/gather"
)

// slow is a call that takes a second, and remembers what it was given.
type slow struct {
	mu    sync.Mutex
	calls [][]int
	fail  func([]int) error
}

func (s *slow) call(ctx context.Context, batch []int) ([]string, error) {
	s.mu.Lock()
	s.calls = append(s.calls, slices.Clone(batch))
	s.mu.Unlock()
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.fail != nil {
		if err := s.fail(batch); err != nil {
			return nil, err
		}
	}
	out := make([]string, len(batch))
	for i, n := range batch {
		out[i] = strconv.Itoa(n)
	}
	return out, nil
}

type answer struct {
	in  int
	out string
	err error
}

// ask asks for each of ns, one after the other though none waits for another, and gives what they were answered by and by.
func ask(g *gather.Gatherer[int, string], ns ...int) <-chan answer {
	answers := make(chan answer, len(ns))
	for _, n := range ns {
		go func() {
			out, err := g.Do(context.Background(), n)
			answers <- answer{n, out, err}
		}()
		synctest.Wait()
	}
	return answers
}

func TestWhatComesDuringACallGoesTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s slow
		g := gather.New(gather.Config[int]{MaxBatch: 3, MaxWaiting: 10, Timeout: time.Minute}, s.call)
		answers := ask(g, 1, 2, 3, 4, 5)
		for range 5 {
			got := <-answers
			require.NoError(t, got.err)
			require.Equal(t, strconv.Itoa(got.in), got.out, "everybody gets the own answer")
		}
		require.Equal(t, [][]int{{1}, {2, 3, 4}, {5}}, s.calls)
	})
}

func TestWhatIsTooMuchIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s slow
		size := func(n int) int { return n }
		g := gather.New(gather.Config[int]{Size: size, MaxBatch: 10, MaxWaiting: 10, Timeout: time.Minute}, s.call)
		first := ask(g, 100) // larger than anything, but nothing waits
		waiting := ask(g, 4, 6)
		require.ErrorIs(t, (<-ask(g, 1)).err, gather.ErrFull)
		require.NoError(t, (<-first).err)
		require.NoError(t, (<-waiting).err)
		require.NoError(t, (<-waiting).err)
		require.NoError(t, (<-ask(g, 1)).err, "there is room again")
	})
}

func TestWhoLeavesInTimeIsNotPartOfIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s slow
		g := gather.New(gather.Config[int]{MaxBatch: 10, MaxWaiting: 10, Timeout: time.Minute}, s.call)
		first := ask(g, 1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		_, err := g.Do(ctx, 2)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NoError(t, (<-first).err)
		require.NoError(t, (<-ask(g, 3)).err)
		require.Equal(t, [][]int{{1}, {3}}, s.calls)
	})
}

func TestOnlyTheOneToBlameFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("seven")
		s := slow{fail: func(batch []int) error {
			if slices.Contains(batch, 7) {
				return bad
			}
			return nil
		}}
		g := gather.New(gather.Config[int]{
			MaxBatch: 10, MaxWaiting: 10, Timeout: time.Minute, Apart: func(err error) bool { return errors.Is(err, bad) },
		}, s.call)
		answers := ask(g, 1, 6, 7, 8)
		for range 4 {
			got := <-answers
			require.Equal(t, got.in == 7, got.err != nil, "%v", got)
		}
	})
}

func TestOtherwiseAllFailTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("the database is gone")
		s := slow{fail: func([]int) error { return gone }}
		g := gather.New(gather.Config[int]{
			MaxBatch: 10, MaxWaiting: 10, Timeout: time.Minute, Apart: func(error) bool { return false },
		}, s.call)
		answers := ask(g, 1, 2, 3)
		for range 3 {
			require.ErrorIs(t, (<-answers).err, gone)
		}
		require.Len(t, s.calls, 2)
	})
}

func TestACallThatHangsOrPanicsEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s slow
		g := gather.New(gather.Config[int]{MaxBatch: 10, MaxWaiting: 10, Timeout: time.Second / 2}, s.call)
		require.ErrorIs(t, (<-ask(g, 1)).err, context.DeadlineExceeded)
		panics := gather.New(gather.Config[int]{MaxBatch: 10, MaxWaiting: 10, Timeout: time.Second},
			func(context.Context, []int) ([]string, error) { panic("boom") })
		require.ErrorContains(t, (<-ask(panics, 1)).err, "boom")
		require.ErrorContains(t, (<-ask(panics, 2)).err, "boom", "it goes on")
	})
}

// Whatever comes when, everybody gets the own answer or a refusal, in calls no larger than they may be.
func TestEverybodyIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		most, calls := rapid.IntRange(1, 20).Draw(rt, "most"), rapid.IntRange(1, 3).Draw(rt, "calls")
		sizes := rapid.SliceOfN(rapid.IntRange(1, 15), 1, 200).Draw(rt, "sizes")
		var mu sync.Mutex
		seen := map[int]int{}
		g := gather.New(gather.Config[int]{
			Size: func(i int) int { return sizes[i] }, MaxBatch: most, MaxWaiting: 4 * most, Calls: calls, Timeout: time.Minute,
		}, func(_ context.Context, batch []int) ([]string, error) {
			mu.Lock()
			defer mu.Unlock()
			total, out := 0, make([]string, len(batch))
			for i, n := range batch {
				total += sizes[n]
				seen[n]++
				out[i] = strconv.Itoa(n)
			}
			if len(batch) > 1 && total > most {
				t.Errorf("a call of %d, though %d are the most", total, most)
			}
			return out, nil
		})
		var group sync.WaitGroup
		for i := range sizes {
			group.Go(func() {
				out, err := g.Do(context.Background(), i)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case errors.Is(err, gather.ErrFull) && seen[i] == 0:
				case err == nil && out == strconv.Itoa(i) && seen[i] == 1:
				default:
					t.Errorf("%d: %q, %v, called %d times", i, out, err, seen[i])
				}
			})
		}
		group.Wait()
	})
}

func TestLittleWaitsForTheCallThatIsUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s slow
		g := gather.New(gather.Config[int]{MaxBatch: 10, MaxWaiting: 20, Calls: 2, Ahead: 3, Timeout: time.Minute}, s.call)
		first := ask(g, 1, 2, 3)
		require.Equal(t, [][]int{{1}}, s.calls)
		<-time.After(time.Second / 2)
		second := ask(g, 4, 5)
		require.Equal(t, [][]int{{1}, {2, 3, 4}}, s.calls, "now there is enough for another")
		<-time.After(3 * time.Second / 4) // the first has ended, and left the fifth to the second
		third := ask(g, 6)
		for _, answers := range []<-chan answer{first, second, third} {
			for range cap(answers) {
				require.NoError(t, (<-answers).err)
			}
		}
		require.Equal(t, [][]int{{1}, {2, 3, 4}, {5, 6}}, s.calls)
		last := ask(g, 7, 8)
		require.NoError(t, errors.Join((<-last).err, (<-last).err))
		require.Equal(t, [][]int{{1}, {2, 3, 4}, {5, 6}, {7}, {8}}, s.calls)
	})
}
