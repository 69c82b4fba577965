package api

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tabletap/console/internal/fault"
)

const (
	codeParse     = "parse_error"
	codeGone      = "client_closed_request"
	defaultRetry  = 5 * time.Second // for 503 without a better idea
	clientIsGone  = 499             // in the log only; nobody is left to read it
	invalidFields = "invalid"
)

// kinds is the one place where a kind of fault becomes a status. Code and message stand in for a fault without its own.
var kinds = map[fault.Kind]struct {
	status        int
	code, message string
}{
	fault.Internal:         {500, "internal_error", "Something went wrong on our side. Please quote the request id when you report it."},
	fault.Invalid:          {400, invalidFields, "Invalid input."},
	fault.Unauthenticated:  {401, "not_authenticated", "Authentication credentials were not provided."},
	fault.Forbidden:        {403, "permission_denied", "You do not have permission to perform this action."},
	fault.NotFound:         {404, "not_found", "Not found."},
	fault.Conflict:         {409, "conflict", "The present state does not allow this."},
	fault.MethodNotAllowed: {405, "method_not_allowed", "Method not allowed."},
	fault.TooLarge:         {413, "too_large", "The body is too large."},
	fault.UnsupportedMedia: {415, "unsupported_media_type", "Unsupported media type in request."},
	fault.RateLimited:      {429, "throttled", "Request was throttled."},
	fault.Unavailable:      {503, "unavailable", "The service is away for a moment. Please try again."},
}

// problem is an answer that reports a failure, ready to be written. It is what huma calls a status error.
type problem struct {
	status int
	header http.Header
	body   []byte
}

// Error is for huma, which carries problems as errors.
func (p *problem) Error() string { return http.StatusText(p.status) }

// GetStatus is for huma.
func (p *problem) GetStatus() int { return p.status }

// GetHeaders is for huma.
func (p *problem) GetHeaders() http.Header { return p.header }

// Schema keeps problem out of the document's components; the error bodies are described there by hand.
func (p *problem) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeObject} }

// detail is the body of every failure that is not about fields.
type detail struct {
	Error       string `json:"error,omitempty"`
	Description string `json:"error_description,omitempty"`
	Detail      string `json:"detail"`
	Code        string `json:"code"`
	RequestID   string `json:"request_id,omitempty"`
}

// oauthCodes are RFC 6749's, section 5.2. Tools' libraries look for them in "error", and for the sentence beside it.
var oauthCodes = map[string]bool{"invalid_client": true, "invalid_request": true}

// render turns a fault into an answer. With tool, the body carries "error" as well, and never the map of fields.
func render(f *fault.Error, tool bool, requestID string) *problem {
	kind := kinds[f.Kind]
	p := &problem{status: kind.status, header: headersOf(f)}
	if f.Kind == fault.Invalid && len(f.Fields) > 0 && !tool {
		p.body = encodeFields(f)
		return p
	}
	d := detail{Detail: messageOf(f), Code: f.Code}
	if d.Code == "" || f.Kind == fault.Internal {
		d.Code = kind.code
	}
	if f.Kind == fault.Internal {
		d.Detail, d.RequestID = kind.message, requestID
	}
	if tool {
		d.Error = d.Detail
	}
	if tool && oauthCodes[d.Code] {
		d.Error, d.Description = d.Code, d.Detail
	}
	p.body = encode(d)
	if f.Kind != fault.Internal {
		p.body = withExtra(p.body, f.Extra)
	}
	return p
}

// withExtra adds what a fault says beside its sentence and its code, which stay the first. It cannot replace them.
func withExtra(body []byte, extra map[string]any) []byte {
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		if name == "detail" || name == "code" || name == "error" || name == "request_id" {
			continue
		}
		body = append(body[:len(body)-1], ',')
		body = append(body, encode(name)...)
		body = append(body, ':')
		body = append(body, encode(extra[name])...)
		body = append(body, '}')
	}
	return body
}

// messageOf is the fault's sentence; for tools, what is wrong with the fields becomes one.
func messageOf(f *fault.Error) string {
	if f.Message != "" {
		return f.Message
	}
	var said []string
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		text := strings.Join(f.Fields[name], " ")
		if name != fault.NonField {
			text = name + ": " + text
		}
		said = append(said, text)
	}
	if len(said) == 0 {
		return kinds[f.Kind].message
	}
	return strings.Join(said, " ")
}

// encodeFields writes the map of fields. What cannot be parsed at all has no fields: it says so in both shapes.
func encodeFields(f *fault.Error) []byte {
	if f.Code != codeParse {
		return encode(f.Fields)
	}
	body := map[string]any{"detail": f.Message, "code": f.Code}
	for name, messages := range f.Fields {
		body[name] = messages
	}
	return encode(body)
}

func headersOf(f *fault.Error) http.Header {
	h := http.Header{}
	switch f.Kind {
	case fault.Unauthenticated:
		h.Set("WWW-Authenticate", challenge(f.Code))
	case fault.RateLimited:
		h.Set("Retry-After", seconds(max(f.RetryAfter, time.Second)))
	case fault.Unavailable:
		if f.RetryAfter <= 0 {
			f = f.After(defaultRetry)
		}
		h.Set("Retry-After", seconds(f.RetryAfter))
	case fault.Conflict:
		if f.RetryAfter > 0 {
			h.Set("Retry-After", seconds(f.RetryAfter))
		}
	default: // the others need none
	}
	return h
}

// challenge says how to prove who one is: tools do so by a secret of theirs, everybody else with a token.
func challenge(code string) string {
	if code == "invalid_client" {
		return `Basic realm="TableTap", charset="UTF-8"`
	}
	return "Bearer"
}

func seconds(d time.Duration) string {
	return strconv.Itoa(int(math.Ceil(d.Seconds())))
}

// encode marshals bodies that cannot fail to marshal: strings, numbers and lists of them all the way down.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(errors.Join(errors.New("api: error body"), err))
	}
	return b
}
