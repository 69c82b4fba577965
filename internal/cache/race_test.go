package cache

import (
	"context"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLoadThatBeganBeforeADropIsNotKept(t *testing.T) {
	t.Parallel()
	drops := map[string]func(*Cache[int, int64]){
		"Drop":    func(c *Cache[int, int64]) { c.Drop(7) },
		"DropAll": func(c *Cache[int, int64]) { c.DropAll() },
	}
	for name, drop := range drops {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := Local[int, int64](Options{})
				hold, early, late := make(chan struct{}), make(chan int64), make(chan int64)
				go func() { early <- get(t, c, 7, slow(hold, 1)) }()
				synctest.Wait()
				drop(c)
				go func() { late <- get(t, c, 7, func(context.Context, int) (int64, error) { return 2, nil }) }()
				require.EqualValues(t, 2, <-late, "who comes after the drop does not wait for the old load")
				close(hold)
				require.EqualValues(t, 1, <-early, "who came before may have the old value")
				require.EqualValues(t, 2, get(t, c, 7, slow(hold, 3)), "the old value did not replace the new")
			})
		})
	}
}

// model drives one cache through an order of events that rapid chooses. A load reads the truth when it begins and returns
// when it is let go; a write changes the truth and drops, as a commit does.
type model struct {
	t       *rapid.T
	cache   *Cache[int, int64]
	truth   map[int]int64
	holding []chan struct{}
	callers sync.WaitGroup
	tooOld  atomic.Int64
}

func (m *model) get(key int) {
	least := m.truth[key]
	m.callers.Go(func() {
		v, _ := m.cache.Get(context.Background(), key, m.load)
		if v < least {
			m.tooOld.Add(1)
		}
	})
	synctest.Wait()
}

func (m *model) load(_ context.Context, key int) (int64, error) {
	v, hold := m.truth[key], make(chan struct{})
	m.holding = append(m.holding, hold)
	<-hold
	return v, nil
}

func (m *model) letGo(i int) {
	close(m.holding[i])
	m.holding = append(m.holding[:i], m.holding[i+1:]...)
	synctest.Wait()
}

func (m *model) write(key int) {
	m.truth[key]++
	if rapid.IntRange(0, 9).Draw(m.t, "all") == 0 {
		m.cache.DropAll()
		return
	}
	m.cache.Drop(key)
}

func (m *model) finish() {
	for len(m.holding) > 0 {
		m.letGo(0)
	}
	m.callers.Wait()
}

func TestNoGetAnswersFromBeforeADrop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// rapid asks a *testing.T for its deadline, which a bubble forbids.
		rapid.Check(struct{ *testing.T }{t}, func(rt *rapid.T) {
			m := &model{t: rt, cache: Local[int, int64](Options{}), truth: map[int]int64{}}
			defer m.finish() // rapid also gives up runs halfway
			key := rapid.IntRange(1, 2)
			rt.Repeat(map[string]func(*rapid.T){
				"get":   func(rt *rapid.T) { m.get(key.Draw(rt, "key")) },
				"write": func(rt *rapid.T) { m.write(key.Draw(rt, "key")) },
				"letGo": func(rt *rapid.T) {
					if len(m.holding) > 0 {
						m.letGo(rapid.IntRange(0, len(m.holding)-1).Draw(rt, "which"))
					}
				},
				"": func(rt *rapid.T) { require.Zero(rt, m.tooOld.Load()) },
			})
			m.finish()
			require.Zero(rt, m.tooOld.Load())
			require.Empty(rt, m.cache.flights)
		})
	})
}

// TestStress is the same rule without a script: whoever asks after a write returned sees that write.
func TestStress(t *testing.T) {
	t.Parallel()
	const keys, workers, rounds = 8, 100, 300
	bus := newBus(nil, "", false)
	bus.turn(true)
	c := Bind[int, int64](bus, "number", strconv.Atoi, Options{Size: keys / 2})
	var truth [keys]atomic.Int64
	var tooOld atomic.Int64
	load := func(_ context.Context, k int) (int64, error) {
		v := truth[k].Load()
		runtime.Gosched()
		return v, nil
	}
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := range rounds {
				k := (w + i) % keys
				if w < 4 { // a writer
					least := truth[k].Add(1)
					bus.Drop(t.Context(), "number", strconv.Itoa(k))
					if v, _ := c.Get(t.Context(), k, load); v < least {
						tooOld.Add(1)
					}
					continue
				}
				if w == 4 && i%50 == 0 { // the path breaks and mends
					bus.turn(false)
					bus.turn(true)
				}
				_, _ = c.Get(t.Context(), k, load)
			}
		})
	}
	all.Wait()
	require.Zero(t, tooOld.Load())
	require.Empty(t, c.flights)
}
