package audit

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
)

// Field says what the log keeps of a field: make one with Tracked, Shown, Secret or Ignored.
type Field struct {
	name string
	how  treatment
	show func(reflect.Value) any
	of   reflect.Type // what show takes; nil: anything
}

type treatment uint8

const (
	undeclared treatment = iota
	tracked
	secret
	ignored
)

// Tracked is a field whose values before and after are kept, under its name in the API.
func Tracked(name string) Field {
	return Field{name: name, how: tracked, show: reflect.Value.Interface}
}

// Shown is Tracked for a field of which only a part says something, such as the name of a role.
func Shown[F any](name string, part func(F) any) Field {
	return Field{name: name, how: tracked, of: reflect.TypeFor[F](), show: func(v reflect.Value) any {
		field, _ := reflect.TypeAssert[F](v) // Describe has compared the types
		return part(field)
	}}
}

// Secret is a field of which the log says that it changed, and nothing else.
func Secret(name string) Field {
	return Field{name: name, how: secret, show: reflect.Value.Interface}
}

// Ignored is a field that the log does not speak of: one that never changes, that the target's id or the entry's time says already,
// or that is another entity's.
func Ignored(name string) Field { return Field{name: name, how: ignored} }

// Fields declares the fields of a struct by their Go names. Those of an embedded struct count as the struct's own; a name that two
// embedded structs share is written with its struct's, "Profile.Name".
type Fields map[string]Field

// Entity is a kind of thing that changes are recorded of.
type Entity[T any] struct {
	targetType string
	fields     []describedField // without the ignored ones
}

// Description is what Describe was told of a kind of thing.
type Description struct {
	TargetType string
	GoType     reflect.Type
	Names      []string // every declared name, the ignored ones too
}

type describedField struct {
	Field

	index []int
}

var described = struct {
	sync.Mutex

	byType map[string]Description
}{byType: map[string]Description{}}

// Describe declares a kind of thing, before the program does anything else: call it for a package's variable. It panics for a field
// of T that is not declared, a declaration of what is no field, and a second entity of the name, so that nobody can add a field
// without deciding what the log may say of it.
func Describe[T any](targetType string, fields Fields) *Entity[T] {
	e, err := describe[T](targetType, fields)
	if err == nil {
		err = register(targetType, reflect.TypeFor[T](), fields)
	}
	if err != nil {
		panic(fmt.Errorf("audit: %s: %w", targetType, err))
	}
	return e
}

// Descriptions are all kinds of things that were declared, in order of their names.
func Descriptions() []Description {
	described.Lock()
	defer described.Unlock()
	list := make([]Description, 0, len(described.byType))
	for _, name := range slices.Sorted(maps.Keys(described.byType)) {
		list = append(list, described.byType[name])
	}
	return list
}

func register(targetType string, of reflect.Type, fields Fields) error {
	described.Lock()
	defer described.Unlock()
	if other, ok := described.byType[targetType]; ok {
		return fmt.Errorf("was declared already, for %s", other.GoType)
	}
	names := make([]string, 0, len(fields))
	for _, f := range fields {
		names = append(names, f.name)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	described.byType[targetType] = Description{TargetType: targetType, GoType: of, Names: names}
	return nil
}

func describe[T any](targetType string, fields Fields) (*Entity[T], error) {
	e, of := &Entity[T]{targetType: targetType}, reflect.TypeFor[T]()
	if of.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is no struct", of)
	}
	left, taken := maps.Clone(fields), map[string]string{}
	for name, f := range fieldsOf(of) {
		declared := left[name]
		delete(left, name)
		if err := check(name, declared, f); err != nil {
			return nil, err
		}
		if declared.how == ignored {
			continue
		}
		if other := taken[declared.name]; other != "" {
			return nil, fmt.Errorf("fields %s and %s are both called %q", other, name, declared.name)
		}
		taken[declared.name] = name
		e.fields = append(e.fields, describedField{declared, f.Index})
	}
	for name := range left {
		return nil, fmt.Errorf("%s has no field %s", of, name)
	}
	return e, nil
}

func check(name string, declared Field, f reflect.StructField) error {
	switch {
	case declared.how == undeclared:
		return fmt.Errorf("field %s is declared neither tracked nor secret nor ignored", name)
	case declared.name == "":
		return fmt.Errorf("field %s has no name", name)
	case declared.how != ignored && !f.IsExported():
		return fmt.Errorf("field %s is not exported: it can only be ignored", name)
	case declared.of != nil && declared.of != pointedTo(f.Type):
		return fmt.Errorf("field %s is a %s and would be shown as a %s", name, f.Type, declared.of)
	}
	return nil
}

func pointedTo(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
