package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/klauspost/compress/gzhttp"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

const typeEvents = "text/event-stream"

// streaming is how long things may take in a stream.
type streaming struct {
	look  time.Duration // how often it is asked whether the listener still may
	life  time.Duration // after which the listener has to ask again, with a token that is good then
	write time.Duration // that a listener may take to read
}

var defaultStreaming = streaming{look: time.Second, life: 5 * time.Minute, write: 10 * time.Second}

// StreamEnd is why a stream ended that its listener did not leave, as the stream says in the end.
type StreamEnd string

// Why streams end. All but EndAccess are invitations to come again, which browsers do by themselves, saying what they heard last.
const (
	EndShutdown StreamEnd = "shutdown" // this instance stops; another answers
	EndTime     StreamEnd = "time"     // it has lasted for long enough
	EndSlow     StreamEnd = "slow"     // the listener does not keep up
	EndAccess   StreamEnd = "access"   // the listener has no right to it any more
	EndFailure  StreamEnd = "failure"  // something broke on our side
)

// endedError carries why a stream ended.
type endedError struct{ why StreamEnd }

// Error is for logs.
func (e endedError) Error() string { return "api: the stream ended: " + string(e.why) }

// Ended is what Stream.Run returns to say why it is over.
func Ended(why StreamEnd) error { return endedError{why} }

// Stream is the answer of a route that goes on for as long as somebody listens: server-sent events.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
type Stream struct {
	// Run sends what there is to send until ctx ends: when the listener leaves or loses the right, the program stops, or the time is
	// over. An error before anything was sent is answered like a handler's; Ended says why it is over.
	Run func(ctx context.Context, to *Events) error
}

// HandleStream is Handle for a route that answers with server-sent events. Its Timeout bounds what happens before Run.
func HandleStream[I any](a *API, r Route, h func(context.Context, *I) (*Stream, error)) {
	rt := a.prepare(r, reflect.TypeFor[I]())
	rt.takesKey = false // there is no end to keep
	op := rt.operation(reflect.TypeFor[I]())
	op.DefaultStatus = http.StatusOK
	op.Responses[strconv.Itoa(http.StatusOK)] = &huma.Response{
		Description: "Events, until the caller leaves",
		Content:     map[string]*huma.MediaType{typeEvents: {Schema: &huma.Schema{Type: huma.TypeString}}},
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		s, err := h(ctx, in)
		if err != nil {
			return nil, requestFrom(ctx).problem(err, rt.ToolErrors)
		}
		return &huma.StreamResponse{Body: s.send}, nil
	})
	a.polish(r)
}

func (s *Stream) send(to huma.Context) {
	c, ok := to.BodyWriter().(*call)
	if !ok {
		panic(errors.New("api: a stream outside a call"))
	}
	ctx, end := c.outlive()
	defer end(nil)
	go c.watch(ctx, end)
	w := &Events{call: c}
	err := s.Run(ctx, w)
	w.finish(ctx, err)
}

// watch ends a stream that may not go on.
func (c *call) watch(ctx context.Context, end context.CancelCauseFunc) {
	look := time.NewTicker(c.route.api.streaming.look)
	defer look.Stop()
	life := time.NewTimer(c.route.api.streaming.life)
	defer life.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.route.api.stopping:
			end(Ended(EndShutdown))
		case <-life.C:
			end(Ended(EndTime))
		case <-look.C:
			if c.route.lost(ctx) {
				end(Ended(EndAccess))
			}
		}
	}
}

// lost reports whether whoever was let in would not be now. Answers come from memory, and instances hear at once of what changes them. A
// question that cannot be answered takes no right away.
func (rt *route) lost(ctx context.Context) bool {
	err := rt.stands(ctx)
	return fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Unauthenticated)
}

func (rt *route) stands(ctx context.Context) error {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil //nolint:nilerr // nobody was asked for
	}
	if rt.api.cfg.Standing != nil {
		if err := rt.api.cfg.Standing(ctx, actor); err != nil {
			return err
		}
	}
	t, err := access.TenantFrom(ctx)
	if err != nil || rt.tenancy != "required" {
		return nil //nolint:nilerr // the route is about no restaurant
	}
	now, member, err := rt.api.tenants.ResolveID(ctx, actor, t.ID)
	if err != nil {
		return err
	}
	if visit := access.VisitFrom(ctx); visit != nil {
		if _, err := rt.api.cfg.Visits.Visit(ctx, visit.ID, actor, t.ID); err != nil {
			return err
		}
	}
	return rt.permit(actor, place{now, member})
}

// Events is where a stream's events are written. It is used by one goroutine.
type Events struct {
	*call

	buffer bytes.Buffer
}

// Add writes an event with data as JSON. With an id, a listener who comes again after it says so. It is on its way after Flush.
func (w *Events) Add(name, id string, data any) error {
	raw, err := json.Marshal(data) // one line: JSON has no newlines of its own
	if err != nil {
		return fmt.Errorf("api: event %s: %w", name, err)
	}
	if id != "" {
		w.buffer.WriteString("id: " + id + "\n")
	}
	w.buffer.WriteString("event: " + name + "\ndata: ")
	w.buffer.Write(raw)
	w.buffer.WriteString("\n\n")
	return nil
}

// Beat writes what says nothing but that somebody is still there, so that neither side nor a proxy takes silence for the end.
func (w *Events) Beat() error {
	w.buffer.WriteString(":\n\n")
	return w.Flush()
}

// Flush sends what was written. It fails when the listener is gone or does not read.
func (w *Events) Flush() error {
	if !w.sent {
		w.SetHeader("Content-Type", typeEvents)
		w.SetHeader("X-Accel-Buffering", "no")           // nginx would wait for more
		w.w.Header().Set(gzhttp.HeaderNoCompression, "") // so would a compressor
	}
	w.patience(w.route.api.streaming.write)
	if _, err := w.Write(w.buffer.Bytes()); err != nil {
		return err
	}
	w.buffer.Reset()
	return http.NewResponseController(w.w).Flush()
}

type endBody struct {
	Reason StreamEnd `json:"reason"`
}

// finish says why it is over, unless the listener has left.
func (w *Events) finish(ctx context.Context, err error) {
	cause := context.Cause(ctx)
	if _, ours := errors.AsType[endedError](cause); ours {
		err = cause
	} else if ctx.Err() != nil {
		w.req.failed.code = codeGone
		w.sent = true
		return
	}
	ended, ok := errors.AsType[endedError](err)
	switch {
	case err == nil:
		return
	case ok:
	case !w.sent:
		w.sent = true
		w.req.refuse(w.w, err, w.route.ToolErrors)
		return
	default:
		_ = w.req.problem(err, false) // notes it for the log
		ended.why = EndFailure
	}
	if w.Add("end", "", endBody{ended.why}) == nil {
		_ = w.Flush() // the listener may be gone
	}
}
