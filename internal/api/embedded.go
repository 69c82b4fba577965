package api

import (
	"fmt"
	"reflect"
)

// checkEmbedded panics for a body that embeds a type which is not exported: encoding/json reads and writes its fields, but huma neither
// documents nor validates them.
func checkEmbedded(types ...reflect.Type) {
	for _, t := range types {
		lookForEmbedded(t, map[reflect.Type]bool{})
	}
}

func lookForEmbedded(t reflect.Type, seen map[reflect.Type]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		lookForEmbedded(t.Elem(), seen)
		return
	case reflect.Struct:
	default:
		return
	}
	if seen[t] {
		return
	}
	seen[t] = true
	for field := range t.Fields() {
		if field.Anonymous && !field.IsExported() {
			panic(fmt.Sprintf("api: %s embeds %s, whose fields would not be documented: export it", t, field.Type))
		}
		if field.IsExported() {
			lookForEmbedded(field.Type, seen)
		}
	}
}

// bodyOf is the type of what is read or written as the body, if there is one.
func bodyOf(t reflect.Type) reflect.Type {
	if field, ok := t.FieldByName("Body"); ok {
		return field.Type
	}
	return reflect.TypeFor[struct{}]()
}
