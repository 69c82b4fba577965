package clerk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/fault"
)

const (
	// MaxTries is how often a call that can be repeated is sent in all.
	MaxTries = 3
	// MaxWait is the longest pause between two tries. When Clerk asks for more, the call fails at once with RetryAfter
	// set, for a job to come back.
	MaxWait = 2 * time.Second

	firstPause = 100 * time.Millisecond
)

// callError is why a try failed, for the log. Status is 0 when there was no answer.
type callError struct {
	Status int
	Codes  []string // Clerk's own, such as "resource_not_found"
	Trace  string   // Clerk's trace id, to quote to its support
	Cause  error
}

func (e *callError) Error() string {
	if e.Cause != nil {
		return "clerk: " + e.Cause.Error()
	}
	return fmt.Sprintf("clerk: answered %d %s (trace %s)", e.Status, strings.Join(e.Codes, " "), e.Trace)
}

func (e *callError) Unwrap() error { return e.Cause }

func (e *callError) has(codes ...string) bool {
	for _, code := range codes {
		if slices.Contains(e.Codes, code) {
			return true
		}
	}
	return false
}

// failure makes a fault of an answer that is not 2xx. The methods refine the ones that mean something to them.
func (c *Client) failure(resp *http.Response, body []byte) error {
	cause := readCallError(resp.StatusCode, body)
	switch status := resp.StatusCode; {
	case status == http.StatusTooManyRequests:
		return errClerkBusy.After(c.retryAfter(resp.Header)).Because(cause)
	case status >= 500:
		return errClerkAway.After(c.retryAfter(resp.Header)).Because(cause)
	default:
		return errClerkRefused.Because(cause)
	}
}

// readCallError takes what is worth logging from Clerk's error body, {errors: [{code, …}], clerk_trace_id}. Its
// messages may quote personal data and are left out.
func readCallError(status int, body []byte) *callError {
	var w part[struct {
		Errors list[struct {
			Code text `json:"code"`
		}] `json:"errors"`
		Trace text `json:"clerk_trace_id"`
	}]
	_ = json.Unmarshal(body, &w) // an answer that is not JSON, a proxy's page say, leaves w empty
	e := &callError{Status: status, Trace: string(w.value.Trace)}
	for _, one := range w.value.Errors {
		e.Codes = append(e.Codes, string(one.Code))
	}
	return e
}

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

// retry says whether to try again after the failed try, and when. A 429 was not carried out, so any call may be sent
// again; after a 5xx or silence only one that can be repeated.
func (c *Client) retry(try int, repeat bool, err error) (time.Duration, bool) {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || try >= MaxTries || f.RetryAfter > MaxWait || errors.Is(err, context.Canceled) {
		return 0, false
	}
	switch f.Code {
	case errClerkBusy.Code:
		return max(f.RetryAfter, pause(try)), true
	case errClerkAway.Code:
		return max(f.RetryAfter, pause(try)), repeat
	default:
		return 0, false
	}
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
