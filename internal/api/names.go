package api

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// schemaNames names the document's schemas after their types. Two features may have a type of the same name: the second
// one carries its package's as well, and so do pages of it.
func schemaNames() func(reflect.Type, string) string {
	taken := map[string]reflect.Type{}
	return func(t reflect.Type, hint string) string {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		name := huma.DefaultSchemaNamer(t, hint)
		if owner, ok := taken[name]; ok && owner != t {
			name = packageOf(t) + name
		}
		taken[name] = t
		return name
	}
}

// packageOf is the last element of the path of t's package, or of the type that t is generic over.
func packageOf(t reflect.Type) string {
	path := t.PkgPath()
	if _, argument, generic := strings.Cut(t.Name(), "["); generic {
		path, _, _ = strings.Cut(argument, "]")
		path = path[:max(strings.LastIndex(path, "."), 0)]
	}
	path = path[strings.LastIndex(path, "/")+1:]
	if path == "" {
		return path
	}
	return strings.ToUpper(path[:1]) + path[1:]
}
