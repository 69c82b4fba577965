package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tabletap/console/internal/fault"
)

const multipartType = "multipart/form-data"

// Upload is the body of a route that takes a file: the file itself, or a form with it. Embed it in the input of a route
// that says in Accepts what it takes.
type Upload struct {
	Type    string `header:"Content-Type" hidden:"true"`
	RawBody []byte `contentType:"application/octet-stream"`
}

var errNoFile = fault.Field("file", "No file was submitted.")

// File gives the file's bytes, which are good until the handler returns. Of a form it is the first part with a file name.
func (u *Upload) File() ([]byte, error) {
	kind, params, _ := mime.ParseMediaType(u.Type) // what cannot be read was refused before, or the route takes anything
	if kind != multipartType {
		return u.RawBody, nil
	}
	reader := multipart.NewReader(bytes.NewReader(u.RawBody), params["boundary"])
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errNoFile
		}
		if err != nil {
			return nil, parseFault("the form cannot be read").Because(err)
		}
		if part.FileName() == "" {
			continue
		}
		file, err := io.ReadAll(part)
		if err != nil {
			return nil, parseFault("the form cannot be read").Because(err)
		}
		return file, nil
	}
}

// checkMedia refuses a file in a format that the route does not take.
func (rt *route) checkMedia(r *http.Request) error {
	if len(rt.Accepts) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && slices.Contains(rt.Accepts, kind) {
		return nil
	}
	return fault.New(fault.UnsupportedMedia, errMedia.Code, "Unsupported media type in request. Send "+strings.Join(rt.Accepts, " or ")+".")
}

// describeFiles writes down which formats a route takes, where they are not JSON.
func (r Route) describeFiles(op *huma.Operation) {
	if len(r.Accepts) > 0 {
		op.RequestBody.Content = files(r.Accepts)
	}
}

func files(types []string) map[string]*huma.MediaType {
	content := map[string]*huma.MediaType{}
	for _, kind := range types {
		schema := &huma.Schema{Type: huma.TypeString, Format: "binary"}
		if kind == multipartType {
			schema = &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{"file": schema}, Required: []string{"file"}}
		}
		content[kind] = &huma.MediaType{Schema: schema}
	}
	return content
}
