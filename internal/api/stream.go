package api

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"mime"
	"net"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tabletap/console/internal/fault"
)

// firstRead is how much room a body takes first, unless it says that it is smaller.
const firstRead = 64 << 10

// Bytes is the body of a route whose handler reads its format itself, as bytes: packed with gzip or not. Embed it in the input of a route
// that says in Reads what it takes.
type Bytes struct{ call *call }

var (
	errEncoding = fault.New(fault.UnsupportedMedia, "unsupported_media_type", "Unsupported Content-Encoding in request. Send gzip, or none.")
	errGzip     = &fault.Error{
		Kind: fault.Invalid, Code: codeParse, Message: "The body is not valid gzip.",
		Fields: map[string][]string{fault.NonField: {"The body is not valid gzip."}},
	}
)

// Resolve is called by huma.
func (b *Bytes) Resolve(ctx huma.Context) []error {
	c, ok := ctx.(*call)
	if !ok {
		return []error{errInternal.Because(errors.New("api: a body outside a call"))}
	}
	b.call = c
	return nil
}

// MediaType is the body's, without parameters and in lower case; what says nothing is JSON.
func (b *Bytes) MediaType() string {
	said := b.call.req.http.Header.Get("Content-Type")
	if said == "" {
		return jsonType
	}
	kind, _, err := mime.ParseMediaType(said)
	if err != nil {
		return said
	}
	return kind
}

// ReadAll gives the body, unpacked. It fails with TooLarge when that has more bytes than the route takes, with RateLimited when its Room
// has no more, and with Invalid for what is no gzip or ends early. Call it when it is known who asks.
func (b *Bytes) ReadAll() ([]byte, error) {
	r, room := b.call.req.http, &b.call.room
	from := b.call.humaContext.BodyReader() // of a request with an Idempotency-Key the body was read before, and is there again
	if err := room.take(requestCost); err != nil {
		return nil, err
	}
	most := b.call.route.MaxBody
	switch r.Header.Get("Content-Encoding") {
	case "", "identity":
		body, err := readAll(from, most, r.ContentLength, room)
		return body, unreadableBody(err)
	case "gzip":
		packed, err := gzip.NewReader(io.LimitReader(from, most+1))
		if err != nil {
			return nil, unreadableBody(badGzip(err))
		}
		body, err := readAll(packed, most, 0, room)
		return body, unreadableBody(badGzip(err))
	}
	return nil, errEncoding
}

// Reserve takes more of the route's Room, for what the handler makes of the body. It fails with RateLimited.
func (b *Bytes) Reserve(size int64) error { return b.call.room.take(size) }

// readAll reads to the end. It takes room for as much again as it has had so far, before that is read: one who sends slowly, or packs much
// into little, has no more than what came.
func readAll(from io.Reader, most, known int64, room *claim) ([]byte, error) {
	var body []byte
	next := int64(firstRead)
	for {
		had := int64(len(body))
		next = min(next, most+1-had)
		if known > had && known < had+next {
			next = known + 1 - had // to see the end
		}
		if err := room.take(next); err != nil {
			return nil, err
		}
		body = append(make([]byte, 0, had+next), body...)
		ended, err := fill(&body, from)
		switch {
		case err != nil:
			return nil, err
		case int64(len(body)) > most:
			return nil, errTooLarge
		case ended:
			return body, nil
		}
		next = int64(len(body))
	}
}

// fill reads as much as body has room for, and tells whether that was all.
func fill(body *[]byte, from io.Reader) (ended bool, err error) {
	for b := *body; len(b) < cap(b); *body = b {
		n, err := from.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err != nil {
			*body = b
			if errors.Is(err, io.EOF) {
				return true, nil
			}
			return false, err
		}
	}
	return false, nil
}

// badGzip tells what is no gzip, or ends early, from a body that did not arrive.
func badGzip(err error) error {
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	if corrupt || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errGzip.Because(err)
	}
	return err
}

// unreadableBody is for a body that could not be read to its end.
func unreadableBody(err error) error {
	if _, ours := errors.AsType[*fault.Error](err); err == nil || ours {
		return err
	}
	if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() {
		return errSlowBody
	}
	return unreadable("the body cannot be read", []error{err})
}

// describeBytes writes down what a body looks like that the handler reads.
func (a *API) describeBytes(r Route, op *huma.Operation) {
	if len(r.Reads) == 0 {
		return
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	for kind, shape := range r.Reads {
		op.RequestBody.Content[kind] = &huma.MediaType{Schema: a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(shape), true, "")}
	}
}
