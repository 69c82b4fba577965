package api

import (
	"bufio"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Download is an answer that is a file, written while it is made. It is the output of a route that says in Produces what it
// gives.
type Download struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        func(huma.Context)
}

// NewDownload makes a file of what write writes. What can fail should be tried before: once the answer has begun, a failure can
// only cut it off, so that nobody takes half a file for the whole.
func NewDownload(contentType, filename string, write func(io.Writer) error) *Download {
	return &Download{
		Type: contentType, Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": filename}),
		Body: func(ctx huma.Context) {
			w := bufio.NewWriterSize(ctx.BodyWriter(), biggestPooled)
			err := write(w)
			if err == nil {
				err = w.Flush()
			}
			if err != nil {
				cutOff(ctx, err)
			}
		},
	}
}

// cutOff ends the connection, with the reason in the log.
func cutOff(ctx huma.Context, err error) {
	if r := requestFrom(ctx.Context()); r != nil {
		_ = r.problem(err, false) // notes the reason; nobody can be told any more
	}
	panic(http.ErrAbortHandler)
}
