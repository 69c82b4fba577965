package cache

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tabletap/console/internal/clock"
)

// ErrBadLimit is what Allow answers, with a refusal, to a limit that is not positive or finer than one in a microsecond.
var ErrBadLimit = errors.New("cache: a rate limit must be positive and no finer than one in a microsecond")

// Limiter says whether something may be done once more. It counts by the generic cell rate algorithm: a key that rested
// may be used limit times at once, then once every per/limit. So no span of per sees more than 2·limit−1 uses, and a steady
// stream sees limit. A refusal counts for nothing.
//
// With Redis the count is common to all instances and the time is Redis's, because their clocks differ. While Redis does
// not answer each instance counts for itself, by its own clock: the limit may be reached once on each, it is never off.
type Limiter struct {
	redis  *redisDoor
	prefix string
	clock  clock.Clock
	local  *localLimits
}

// NewLocalLimiter makes a Limiter that counts in this process alone. It remembers 65,536 keys at most; beyond that it
// forgets those that are nearest to being forgotten anyway.
func NewLocalLimiter(c clock.Clock) *Limiter { return newLimiter(nil, "", c) }

func newLimiter(redis *redisDoor, prefix string, c clock.Clock) *Limiter {
	return &Limiter{redis: redis, prefix: prefix, clock: c, local: newLocalLimits()}
}

// Allow uses the key once if its limit permits. Otherwise retryAfter is the wait until it will, if nobody else uses it.
// The key must name the rule as well as the subject, such as "signin:203.0.113.7". The error is ErrBadLimit or nil.
func (l *Limiter) Allow(
	ctx context.Context, key string, limit int, per time.Duration,
) (ok bool, retryAfter time.Duration, err error) {
	r, err := newRate(limit, per)
	if err != nil {
		return false, 0, err
	}
	wait, err := l.redis.take(ctx, l.prefix, key, r)
	if err != nil {
		wait = l.local.take(key, r, l.clock.Now().UnixMicro())
	}
	return wait == 0, time.Duration(wait) * time.Microsecond, nil
}

// rate is a limit in microseconds, the unit of Redis's TIME.
type rate struct {
	interval int64 // between two uses of a steady stream, rounded up so as never to admit more
	burst    int64 // interval × limit
}

func newRate(limit int, per time.Duration) (rate, error) {
	if limit <= 0 || per.Microseconds() < int64(limit) {
		return rate{}, fmt.Errorf("%d in %s: %w", limit, per, ErrBadLimit)
	}
	interval := (per.Microseconds() + int64(limit) - 1) / int64(limit)
	return rate{interval: interval, burst: interval * int64(limit)}, nil
}

// take is GCRA. full is when the key will have rested: no use counts against it then. One later than any use could have
// made it comes of another limit or a clock that was set back, and is cut. A wait above zero is a refusal.
func (r rate) take(full, now int64) (next, wait int64) {
	next = max(min(full, now+r.burst), now) + r.interval
	if wait = next - now - r.burst; wait > 0 {
		return full, wait
	}
	return next, 0
}
