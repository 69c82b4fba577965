package paystack

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/fault"
)

const (
	// MaxTries is how often a call that only reads is sent in all.
	MaxTries = 3
	// MaxWait is the longest pause between two tries. When Paystack asks for more, the call fails at once with
	// RetryAfter set, for a job to come back.
	MaxWait = 2 * time.Second

	firstPause = 100 * time.Millisecond
)

// retryAfter reads Retry-After, seconds or a date (RFC 9110, section 10.2.3). 0 is "it does not say".
func (c *Client) retryAfter(header http.Header) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(c.clock.Now()), 0)
	}
	return 0
}

// retry says whether to try again after the failed try, and when: a GET that found nobody, a 5xx or a 429. Not even
// after a 429 is a POST sent again. Whoever has its reference decides that.
func (c *Client) retry(try int, in call, err error) (time.Duration, bool) {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || !in.reads() || try >= MaxTries || f.RetryAfter > MaxWait || errors.Is(err, context.Canceled) {
		return 0, false
	}
	if f.Code != errBusy.Code && f.Code != errAway.Code || settled(err) {
		return 0, false
	}
	return max(f.RetryAfter, pause(try)), true
}

// settled reports an answer that will be no other next time: one that came, and is neither 5xx nor 429.
func settled(err error) bool {
	e, ok := errors.AsType[*callError](err)
	return ok && e.Status != 0 && e.Status < 500 && e.Status != http.StatusTooManyRequests
}

func withRetryAfter(err error, after time.Duration) error {
	if f, ok := errors.AsType[*fault.Error](err); ok && after > 0 {
		return f.After(after)
	}
	return err
}

// pause doubles with every try, with half of it left to chance, so that many callers do not come back at once.
func pause(try int) time.Duration {
	d := firstPause << (try - 1)
	return d/2 + rand.N(d/2)
}

func waitTimer(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
