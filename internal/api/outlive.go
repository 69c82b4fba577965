package api

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/clock"
)

// outlive frees a call of what bounds short ones: the route's timeout, and the server's deadlines for reading and writing. From then on only
// its caller's leave, a cause that is given to the function it returns, and patience of each write end it. Call that function in the end.
func (c *call) outlive() (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(c.ctx))
	stop := context.AfterFunc(c.req.Context, func() { cancel(context.Cause(c.req.Context)) })
	// A read deadline that passes would look like a caller who left. Not every writer of a test has deadlines.
	_ = http.NewResponseController(c.w).SetReadDeadline(time.Time{})
	return ctx, func(cause error) {
		stop()
		cancel(cause)
	}
}

// patience is how long the caller may take to make room for what is written next. The kernel's deadlines know no clock but the machine's.
func (c *call) patience(within time.Duration) {
	_ = http.NewResponseController(c.w).SetWriteDeadline(clock.System{}.Now().Add(within))
}
