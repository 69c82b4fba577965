package gather

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// ErrFull is the answer when too much waits already. Nothing was done; the same may work a moment later.
var ErrFull = fault.New(fault.RateLimited, "overloaded", "More arrives than can be stored. Try again in a moment.")

// Config says how much goes together, and how much may wait.
type Config[In any] struct {
	// Size is what an item counts towards MaxBatch and MaxWaiting. nil: 1.
	Size func(In) int
	// MaxBatch bounds a call. An item that is larger goes alone.
	MaxBatch int
	// MaxWaiting bounds what waits for a call; what comes then is refused with ErrFull.
	MaxWaiting int
	// Calls is how many calls may be under way at once. 0: 1.
	Calls int
	// Ahead is how much must wait for a call to begin beside another: less goes together with what comes until that one ends. 0: anything.
	Ahead int
	// Timeout bounds a call.
	Timeout time.Duration
	// Apart reports an error for which the items of a call are tried again one by one, because one of them may be to blame: it must be
	// sure that nothing of the call was done. nil: none.
	Apart func(error) bool
}

// Gatherer makes calls of many items. It is safe for use by many goroutines.
type Gatherer[In, Out any] struct {
	cfg  Config[In]
	call func(context.Context, []In) ([]Out, error)

	mu      sync.Mutex
	waiting []*item[In, Out]
	size    int // of all that waits
	calls   int // under way
}

// item is one caller's.
type item[In, Out any] struct {
	in    In
	size  int
	taken bool // by a call: its caller cannot take it back any more
	out   Out
	err   error
	done  chan struct{}
}

// New makes a gatherer of call, which answers each item of what it is given, in order, or fails for all.
func New[In, Out any](cfg Config[In], call func(context.Context, []In) ([]Out, error)) *Gatherer[In, Out] {
	if cfg.Size == nil {
		cfg.Size = func(In) int { return 1 }
	}
	cfg.Calls = max(cfg.Calls, 1)
	return &Gatherer[In, Out]{cfg: cfg, call: call}
}

// Do has in answered by a call, alone or with others. When ctx ends first, in is taken back if no call has it yet; otherwise it is as with
// any commit whose answer was lost.
func (g *Gatherer[In, Out]) Do(ctx context.Context, in In) (out Out, err error) {
	it := &item[In, Out]{in: in, size: g.cfg.Size(in), done: make(chan struct{})}
	if err := g.add(it); err != nil {
		return out, err
	}
	select {
	case <-it.done:
		return it.out, it.err
	case <-ctx.Done():
		g.takeBack(it)
		return out, ctx.Err()
	}
}

func (g *Gatherer[In, Out]) add(it *item[In, Out]) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.size > 0 && g.size+it.size > g.cfg.MaxWaiting {
		return ErrFull
	}
	g.waiting = append(g.waiting, it)
	g.size += it.size
	if g.calls == 0 || g.calls < g.cfg.Calls && g.size >= g.cfg.Ahead {
		g.calls++
		go g.work()
	}
	return nil
}

func (g *Gatherer[In, Out]) takeBack(it *item[In, Out]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if it.taken {
		return
	}
	for i, waiting := range g.waiting {
		if waiting == it {
			g.waiting = append(g.waiting[:i], g.waiting[i+1:]...)
			g.size -= it.size
			return
		}
	}
}

// work makes calls until nothing waits.
func (g *Gatherer[In, Out]) work() {
	for batch := g.next(); len(batch) > 0; batch = g.next() {
		g.answer(batch)
	}
}

// next takes what goes together, the oldest first. When it takes nothing, the worker that asked has to end.
func (g *Gatherer[In, Out]) next() []*item[In, Out] {
	g.mu.Lock()
	defer g.mu.Unlock()
	n, size := 0, 0
	if g.calls > 1 && g.size < g.cfg.Ahead {
		g.calls--
		return nil // it is left to the others
	}
	for n < len(g.waiting) && (n == 0 || size+g.waiting[n].size <= g.cfg.MaxBatch) {
		size += g.waiting[n].size
		g.waiting[n].taken = true
		n++
	}
	if n == 0 {
		g.calls--
		return nil
	}
	batch := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	g.size -= size
	return batch
}

// answer gives every item of a batch its answer.
func (g *Gatherer[In, Out]) answer(batch []*item[In, Out]) {
	ctx, cancel := context.WithTimeout(context.Background(), g.cfg.Timeout) //nolint:forbidigo // a call is no single caller's
	defer cancel()
	err := g.try(ctx, batch)
	for _, it := range batch {
		switch {
		case err == nil:
		case len(batch) > 1 && g.cfg.Apart != nil && g.cfg.Apart(err):
			it.err = g.try(ctx, []*item[In, Out]{it})
		default:
			it.err = err
		}
		close(it.done)
	}
}

// try makes a call. A panic in it is an error of the call's, since callers of other goroutines wait.
func (g *Gatherer[In, Out]) try(ctx context.Context, batch []*item[In, Out]) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("gather: the call panicked: %v\n%s", v, debug.Stack())
		}
	}()
	all := make([]In, len(batch))
	for i, it := range batch {
		all[i] = it.in
	}
	outs, err := g.call(ctx, all)
	if err != nil {
		return err
	}
	if len(outs) != len(batch) {
		return fmt.Errorf("gather: %d answers to %d items", len(outs), len(batch))
	}
	for i, it := range batch {
		it.out = outs[i]
	}
	return nil
}
