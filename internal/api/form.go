package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// formType is the content type of HTML forms and of the parameters of OAuth's endpoints.
const formType = "application/x-www-form-urlencoded"

// formFormat is the name of the reader for forms among huma's formats, which no request can name. So a form is read only where a route
// says so, and is an unsupported media type everywhere else.
const formFormat = "\x1fform"

// format is the name of the reader for a content type in lower case.
func (rt *route) format(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	switch kind = strings.TrimSpace(kind); {
	case rt.Form && kind == formType:
		return formFormat
	case kind == formFormat:
		return formType // which no format is called
	default:
		return contentType
	}
}

// unmarshalForm reads a form as the JSON object of its fields, each a string. A field may not come twice (RFC 6749, section 3.2).
func unmarshalForm(data []byte, v any) error {
	values, err := url.ParseQuery(string(data))
	if err != nil {
		return errors.New(markParse + err.Error())
	}
	fields := make(map[string]any, len(values))
	for name, said := range values {
		if len(said) > 1 {
			return errors.New(markField + name + "\x1fThis field may not be repeated.")
		}
		if !wellFormed(name) || !wellFormed(said[0]) {
			return errors.New(msgNull) //nolint:staticcheck // a message for people
		}
		fields[name] = said[0]
	}
	if untyped, ok := v.(*any); ok {
		*untyped = fields
		return nil
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return fmt.Errorf("api: form: %w", err)
	}
	return unmarshal(raw, v)
}

// describeForm tells of the form in the document.
func describeForm(op *huma.Operation) {
	if op.RequestBody == nil || op.RequestBody.Content[jsonType] == nil {
		return
	}
	op.RequestBody.Content[formType] = &huma.MediaType{Schema: op.RequestBody.Content[jsonType].Schema}
}
