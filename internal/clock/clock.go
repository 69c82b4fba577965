package clock

import (
	"sync"
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
