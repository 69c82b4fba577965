package audit

import (
	"encoding/json"
	"reflect"
	"time"
)

// Diff gives what is different between two states of a thing. Without a state before, it gives what of a new thing was filled in,
// and without one after, what was in it at its end.
func (e *Entity[T]) Diff(before, after *T) Changes {
	was, is := reflect.ValueOf(before).Elem(), reflect.ValueOf(after).Elem()
	changes := Changes{}
	for _, f := range e.fields {
		b, a := f.value(was), f.value(is)
		switch {
		case before == nil && isEmpty(a), after == nil && isEmpty(b), same(b, a):
		case f.how == secret:
			changes[f.name] = Change{Changed: true}
		default:
			changes[f.name] = Change{Before: b, After: a}
		}
	}
	return changes
}

// Entry is an entry about one thing, for the caller to complete.
func (e *Entity[T]) Entry(action string, id int64, label string) Entry {
	return Entry{Action: action, TargetType: e.targetType, TargetID: id, Label: label}
}

// value is what is shown of the field, nil for no struct and for an empty pointer.
func (f describedField) value(of reflect.Value) any {
	if !of.IsValid() {
		return nil
	}
	v := of.FieldByIndex(f.index)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	return f.show(v)
}

// same compares as the log shows: moments, not the zones they are told in, and JSON by what it says, not how it is spaced.
func same(b, a any) bool {
	switch b := b.(type) {
	case time.Time:
		a, ok := a.(time.Time)
		return ok && b.Equal(a)
	case json.RawMessage:
		a, ok := a.(json.RawMessage)
		return ok && reflect.DeepEqual(parsed(b), parsed(a))
	}
	return reflect.DeepEqual(b, a)
}

// parsed is what JSON says. What cannot be read is itself.
func parsed(raw json.RawMessage) any {
	var said any
	if json.Unmarshal(raw, &said) != nil {
		return string(raw)
	}
	return said
}

func isEmpty(v any) bool {
	if raw, ok := v.(json.RawMessage); ok {
		v = parsed(raw)
	}
	of := reflect.ValueOf(v)
	switch of.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Map, reflect.Slice:
		return of.Len() == 0
	default:
		return of.IsZero()
	}
}
