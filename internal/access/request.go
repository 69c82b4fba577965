package access

import "context"

// Request is where a change came from, for the audit log and the logs.
type Request struct {
	ID        string // the X-Request-ID of the answer
	IP        string // the client's address, as far as trusted proxies tell
	UserAgent string
}

// RequestKey is the context key under which the HTTP layer keeps its Describer.
type RequestKey struct{}

// Describer tells of a request when somebody asks, so that requests nobody asks about pay nothing.
type Describer interface{ Describe() Request }

// RequestFrom says which request ctx belongs to; the zero Request outside of one, in a job or a command.
func RequestFrom(ctx context.Context) Request {
	if d, ok := ctx.Value(RequestKey{}).(Describer); ok {
		return d.Describe()
	}
	return Request{}
}
