package clock

import (
	"sync"
	"sync/atomic"
	"time"
)

// Clock tells the time in UTC, at the microsecond that PostgreSQL keeps.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now is the present moment.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Fake stands still until it is moved. It is safe for use by many goroutines.
type Fake struct {
	mu  sync.Mutex
	now time.Time
}

// NewFake makes a clock that shows now.
func NewFake(now time.Time) *Fake {
	return &Fake{now: now.UTC().Truncate(time.Microsecond)}
}

// Now is the moment the clock was last set to.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Advance moves the clock by d, backwards when d is negative.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

// Ahead is another clock, moved ahead by as much as was asked for. It is for development, where a month has to pass in a moment. It is
// safe for use by many goroutines.
type Ahead struct {
	base Clock
	by   atomic.Int64 // nanoseconds
}

// NewAhead makes a clock that is ahead of base.
func NewAhead(base Clock, by time.Duration) *Ahead {
	a := &Ahead{base: base}
	a.by.Store(int64(by))
	return a
}

// Now is the moment that the base shows, and as much later as the clock is ahead.
func (a *Ahead) Now() time.Time { return a.base.Now().Add(a.By()) }

// By is how far the clock is ahead.
func (a *Ahead) By() time.Duration { return time.Duration(a.by.Load()) }

// Advance moves the clock on.
func (a *Ahead) Advance(d time.Duration) { a.by.Add(int64(d)) }
