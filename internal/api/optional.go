package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Optional is a field of a body that may be left out, null or a value, where the three mean different things: left alone, cleared,
// written. Give it `json:"…,omitzero"`, or it is required.
type Optional[T any] struct {
	Sent  bool // it was in the body
	Value *T   // nil for null
}

// UnmarshalJSON is only called for what is there.
func (o *Optional[T]) UnmarshalJSON(raw []byte) error {
	o.Sent, o.Value = true, nil
	return json.Unmarshal(raw, &o.Value)
}

// Schema says that it is a T or null.
func (Optional[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), true, "")
	s.Nullable = true
	return &s
}

// OrNull is a field of an answer that is an object or null.
type OrNull[T any] struct{ Value *T }

// MarshalJSON writes the object alone.
func (o OrNull[T]) MarshalJSON() ([]byte, error) {
	if o.Value == nil {
		return []byte("null"), nil
	}
	return json.Marshal(o.Value)
}

// Schema says that it is a T or null.
func (OrNull[T]) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{r.Schema(reflect.TypeFor[T](), true, ""), {Type: "null"}}}
}
