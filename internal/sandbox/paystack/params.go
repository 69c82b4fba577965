package paystack

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// params are what a request asks for: the fields of its body, JSON or a form, or of its query when it is a GET. Values of JSON
// keep their numbers as they were written.
type params map[string]any

func readParams(r *http.Request) (params, error) {
	if r.Method == http.MethodGet || r.Method == http.MethodDelete {
		return formParams(r.URL.Query()), nil
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return nil, refuse(http.StatusRequestEntityTooLarge, "invalid_params", "Request entity too large")
		}
		return nil, errInvalid("invalid_params", "The body could not be read")
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && media == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(raw))
		if err != nil {
			return nil, errInvalid("invalid_params", "The form could not be read")
		}
		return formParams(form), nil
	}
	return jsonParams(raw)
}

func formParams(form url.Values) params {
	p := params{}
	for name, values := range form {
		if list, ok := strings.CutSuffix(name, "[]"); ok {
			items := make([]any, len(values))
			for i, v := range values {
				items[i] = v
			}
			p[list] = items
			continue
		}
		p[name] = values[0]
	}
	return p
}

func jsonParams(raw []byte) (params, error) {
	p := params{}
	if len(bytes.TrimSpace(raw)) == 0 {
		return p, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&p); err != nil {
		return nil, errInvalid("invalid_params", "Invalid JSON: an object is expected")
	}
	return p, nil
}

// text is a field as a string, "" when it is missing or null.
func (p params) text(name string) string {
	switch v := p[name].(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	default:
		return ""
	}
}

// textOrNil is a field as a string that may be unsaid.
func (p params) textOrNil(name string) *string {
	if v, ok := p[name]; !ok || v == nil {
		return nil
	}
	text := p.text(name)
	return &text
}

// amount is the field of that name: a whole number above zero, written as a number or as a string.
func (p params) amount() (int64, error) {
	n, err := strconv.ParseInt(p.text("amount"), 10, 64)
	if err != nil || n <= 0 || n > maxAmount {
		return 0, errAmount()
	}
	return n, nil
}

// integer is a field as a whole number, or missing when it is not there.
func (p params) integer(name string, missing int64) (int64, error) {
	if p.text(name) == "" {
		return missing, nil
	}
	n, err := strconv.ParseInt(p.text(name), 10, 64)
	if err != nil || n < 0 {
		return 0, errInvalid("invalid_params", name+" must be a whole number")
	}
	return n, nil
}

// flag is a field as a boolean, or missing when it is not there.
func (p params) flag(name string, missing bool) bool {
	b, err := strconv.ParseBool(p.text(name))
	if err != nil {
		return missing
	}
	return b
}

// moment is a field as a time in ISO 8601, zero when it is missing.
func (p params) moment(name string) (time.Time, error) {
	given := p.text(name)
	if given == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, time.DateOnly} {
		if at, err := time.Parse(layout, given); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, errInvalid("invalid_params", name+" must be a date in ISO 8601")
}

// metadata is the field of that name: an object, or a string with one in it. Any other string stays a string.
func (p params) metadata() (json.RawMessage, error) {
	given, ok := p["metadata"]
	if !ok || given == nil || given == "" {
		return nil, nil
	}
	if text, ok := given.(string); ok && json.Valid([]byte(text)) {
		return json.RawMessage(text), nil
	}
	return json.Marshal(given)
}
