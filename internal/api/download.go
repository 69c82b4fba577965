package api

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// heldBack is how much of a download waits before any of it leaves: a failure before that is still answered as one.
const heldBack = 32 << 10

// Download is the answer of a route that gives a file instead of JSON.
type Download struct {
	FileName string // what browsers call the file; any text
	Type     string // content type, where the route has several; "": the route's
	Long     bool   // takes as long as its caller keeps reading, up to an hour, rather than the route's Timeout
	Inline   bool   // shown by browsers rather than saved
	Policy   string // Content-Security-Policy of a page; "": the one of all answers, which lets a page do nothing

	// Write writes the file. Nothing is kept but a small buffer, so a file may be of any length, but a slow caller must not hold
	// on to a connection to the database: read a part, end the query, write the part. An error that comes before the caller got
	// anything is answered like a handler's; later ones cut the connection, so that nobody takes a part for the whole.
	Write func(ctx context.Context, w io.Writer) error
}

// How long a Long download may take: all of it, and its caller to read some of it.
const (
	longestDownload  = time.Hour
	downloadPatience = 30 * time.Second
)

// HandleDownload is Handle for a route that answers with a file of a content type, such as TypeCSV, or of others that its handler chooses.
// The whole of it has to leave within the route's Timeout, unless it is Long.
func HandleDownload[I any](a *API, r Route, contentType string, h func(context.Context, *I) (*Download, error), others ...string) {
	rt := a.prepare(r, reflect.TypeFor[I]())
	rt.takesKey = false // a file may be of any length
	op := rt.operation(reflect.TypeFor[I]())
	describeFile(&op, append([]string{contentType}, others...)...)
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		file, err := h(ctx, in)
		if err != nil {
			return nil, requestFrom(ctx).problem(err, rt.ToolErrors)
		}
		return &huma.StreamResponse{Body: func(to huma.Context) { file.send(to, contentType) }}, nil //nolint:contextcheck // the call carries it
	})
	a.polish(r)
}

func describeFile(op *huma.Operation, contentTypes ...string) {
	text := &huma.Schema{Type: huma.TypeString}
	content := map[string]*huma.MediaType{}
	for _, contentType := range contentTypes {
		mediaType, _, err := mime.ParseMediaType(contentType)
		if err != nil {
			panic(err)
		}
		content[mediaType] = &huma.MediaType{Schema: text}
	}
	if op.DefaultStatus == 0 {
		op.DefaultStatus = http.StatusOK
	}
	op.Responses[strconv.Itoa(op.DefaultStatus)] = &huma.Response{
		Description: "The file",
		Content:     content,
		Headers:     map[string]*huma.Param{"Content-Disposition": {Schema: text, Description: "The file's name, and whether it is to be saved or shown"}},
	}
}

func (d *Download) send(to huma.Context, contentType string) {
	c, ok := to.BodyWriter().(*call)
	if !ok {
		panic(errors.New("api: a download outside a call"))
	}
	ctx, end := d.bounded(c)
	defer end()
	out := &fileWriter{call: c, file: d, contentType: cmp.Or(d.Type, contentType)}
	buffer := bufio.NewWriterSize(out, heldBack)
	err := d.Write(ctx, buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if err != nil {
		out.fail(err)
		return
	}
	if !c.sent { // an empty file
		_, _ = out.Write(nil)
	}
}

// bounded is the context in which the file is written.
func (d *Download) bounded(c *call) (context.Context, context.CancelFunc) {
	if !d.Long {
		return context.WithCancel(c.ctx)
	}
	ctx, end := c.outlive()
	ctx, cancel := context.WithTimeout(ctx, longestDownload)
	return ctx, func() {
		cancel()
		end(nil)
	}
}

// disposition is that of RFC 6266.
func (d *Download) disposition() string {
	if d.Inline {
		return "inline"
	}
	return "attachment"
}

// fileWriter says what the file is with its first bytes, so that a failure before them can say that it is none.
type fileWriter struct {
	*call

	file        *Download
	contentType string
	gone        bool // nobody reads any more
}

// Write sends bytes of the file.
func (w *fileWriter) Write(b []byte) (int, error) {
	if !w.sent {
		w.SetHeader("Content-Type", w.contentType)
		w.SetHeader("Content-Disposition", mime.FormatMediaType(w.file.disposition(), map[string]string{"filename": w.file.FileName}))
		if w.file.Policy != "" {
			w.SetHeader("Content-Security-Policy", w.file.Policy)
		}
	}
	if w.file.Long {
		w.patience(downloadPatience)
	}
	n, err := w.call.Write(b)
	w.gone = w.gone || err != nil
	return n, err
}

func (w *fileWriter) fail(err error) {
	if !w.sent {
		w.sent = true
		w.req.refuse(w.w, err, w.route.ToolErrors)
		return
	}
	if w.gone {
		w.req.failed.code = codeGone
	} else {
		_ = w.req.problem(err, false) // notes it for the log
	}
	panic(http.ErrAbortHandler)
}
