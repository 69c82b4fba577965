package api

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

const jsonType = "application/json"

type humaContext huma.Context

// call is one request on its way through huma. It holds the status back until the body is known to be good.
type call struct {
	humaContext

	ctx    context.Context //nolint:containedctx // huma asks for it
	req    *request
	route  *route
	room   claim
	w      http.ResponseWriter
	status int
	sent   bool
	broken error // why the output could not be encoded
}

// Context carries the actor and the restaurant.
func (c *call) Context() context.Context { return c.ctx }

// Unwrap is for huma's adapter.
func (c *call) Unwrap() huma.Context { return c.humaContext }

// Status is for huma.
func (c *call) Status() int { return c.status }

// SetStatus remembers the status until the first byte, or the end.
func (c *call) SetStatus(status int) { c.status = status }

// SetReadDeadline does nothing: the server's own read timeout stands. One set here would outlive the body and cancel a
// handler that is still at work.
func (c *call) SetReadDeadline(time.Time) error { return nil }

// BodyWriter is the call itself.
func (c *call) BodyWriter() io.Writer { return c }

// BodyReader lets no body at all count as an empty object, so that the caller hears which fields are required.
func (c *call) BodyReader() io.Reader {
	if c.bodiless() {
		return strings.NewReader("{}")
	}
	return c.humaContext.BodyReader()
}

func (c *call) bodiless() bool { return c.route.wantsObject && c.req.http.ContentLength == 0 }

// Header reads a header; a content type counts in any case, and not at all where there is nothing that would be of it.
func (c *call) Header(name string) string {
	if name == "Content-Type" && c.bodiless() {
		return jsonType
	}
	value := c.req.http.Header.Get(name)
	if name == "Content-Type" && value != jsonType {
		return c.route.format(strings.ToLower(value))
	}
	return value
}

// Write sends the status with the first bytes.
func (c *call) Write(b []byte) (int, error) {
	c.start()
	return c.w.Write(b)
}

// SetHeader shares the value that nearly every answer has.
func (c *call) SetHeader(name, value string) {
	if name == "Content-Type" && value == jsonType {
		c.w.Header()[name] = jsonOnly
		return
	}
	c.humaContext.SetHeader(name, value)
}

// send writes a whole body. The length of a short one is net/http's to set. A caller who is gone by now is no error: nobody
// is left to tell.
func (c *call) send(body []byte) error {
	if len(body) >= smallestGzip {
		c.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	if _, err := c.Write(body); err != nil && c.req.failed.code == "" {
		c.req.failed.code = codeGone
	}
	return nil
}

func (c *call) start() {
	if !c.sent {
		c.sent = true
		c.w.WriteHeader(c.status)
	}
}

// finish answers what the handler left unanswered.
func (c *call) finish() {
	if c.broken != nil {
		c.req.refuse(c.w, errInternal.Because(c.broken), c.route.ToolErrors)
		return
	}
	c.start()
}
