package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// biggestPooled keeps one large answer from pinning its buffer for good.
const biggestPooled = 1 << 20

var formats = map[string]huma.Format{
	"application/json": {Marshal: marshal, Unmarshal: unmarshal},
	"json":             {Marshal: marshal, Unmarshal: unmarshal},
	formFormat:         {Marshal: marshal, Unmarshal: unmarshalForm},
}

type encoder struct {
	buf  bytes.Buffer
	json *json.Encoder
}

var encoders = sync.Pool{New: func() any {
	e := &encoder{}
	e.json = json.NewEncoder(&e.buf)
	e.json.SetEscapeHTML(false)
	return e
}}

// Appender is an answer that writes itself, as encoding/json would have: one of thousands of values, of which each costs encoding/json several
// looks at its type.
type Appender interface {
	AppendJSON(to []byte) ([]byte, error)
}

// marshal writes v only when all of it could be encoded, so that a failure can still become an honest 500.
func marshal(w io.Writer, v any) error {
	c, ok := w.(*call)
	if !ok {
		return errors.New("api: an answer outside a call")
	}
	if p, ok := v.(*problem); ok {
		return c.send(p.body)
	}
	e := encoders.Get().(*encoder) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer e.release()
	if err := e.encode(v); err != nil {
		c.broken = err
		return nil
	}
	return c.send(bytes.TrimSuffix(e.buf.Bytes(), []byte{'\n'}))
}

func (e *encoder) encode(v any) error {
	a, ok := v.(Appender)
	if !ok {
		return e.json.Encode(v)
	}
	raw, err := a.AppendJSON(e.buf.AvailableBuffer())
	_, _ = e.buf.Write(raw)
	return err
}

func (e *encoder) release() {
	if e.buf.Cap() <= biggestPooled {
		e.buf.Reset()
		encoders.Put(e)
	}
}

// Errors reach huma's result as text alone, so what we need to know later travels as a prefix of it.
const (
	markParse = "\x1fparse\x1f" // the rest is the parser's message
	markField = "\x1ffield\x1f" // the rest is the field, \x1f, the message
)

// unmarshal is called twice for a body: first into any, for the validation, and then into its type.
func unmarshal(data []byte, v any) error {
	err := json.Unmarshal(data, v)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return errors.New(markField + wrong.Field + "\x1f" + expected(wrong))
	}
	if _, untyped := v.(*any); untyped && err != nil {
		return errors.New(markParse + err.Error())
	}
	if err == nil && bytes.Contains(data, []byte(`\u0000`)) && hasNull(v) {
		return errors.New(msgNull) //nolint:staticcheck // a message for people; PostgreSQL's text cannot hold it
	}
	return err
}

func expected(wrong *json.UnmarshalTypeError) string {
	if strings.HasPrefix(wrong.Type.Kind().String(), "int") || strings.HasPrefix(wrong.Type.Kind().String(), "uint") {
		return msgInteger
	}
	return msgInvalid
}

// hasNull looks for U+0000 in the parsed body. The escape alone proves nothing: its backslash may be escaped itself.
func hasNull(v any) bool {
	switch v := v.(type) {
	case *any:
		return hasNull(*v)
	case string:
		return strings.ContainsRune(v, 0)
	case []any:
		return slices.ContainsFunc(v, hasNull)
	case map[string]any:
		for name, item := range v {
			if strings.ContainsRune(name, 0) || hasNull(item) {
				return true
			}
		}
	}
	return false
}
