package docpage

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxDepth bounds how far into nested and recursive schemas the page looks.
const maxDepth = 4

// field is one line of a table of fields.
type field struct {
	Name, In, Type, Doc, Limits string
	Required, ReadOnly          bool
}

// fields lists what is in an object, nested ones with dotted names. Lists are looked into.
func (s *spec) fields(sc *schema, prefix string, depth int) []field {
	sc = s.inner(sc)
	if depth == 0 {
		return nil
	}
	var all []field
	for _, name := range slices.Sorted(maps.Keys(sc.Properties)) {
		p := sc.Properties[name]
		all = append(all, s.field(prefix+name, p, slices.Contains(sc.Required, name)))
		all = append(all, s.fields(p, prefix+name+".", depth-1)...)
	}
	return all
}

// inner is the object itself, or what a list holds.
func (s *spec) inner(sc *schema) *schema {
	sc = s.resolve(sc)
	for range maxDepth {
		if sc.Items == nil {
			break
		}
		sc = s.resolve(sc.Items)
	}
	return sc
}

func (s *spec) field(name string, sc *schema, required bool) field {
	target := s.resolve(sc)
	doc := sc.Description
	if doc == "" {
		doc = target.Description
	}
	return field{
		Name: name, Type: s.typeName(sc), Doc: doc, Limits: target.limits(), Required: required,
		ReadOnly: sc.ReadOnly || target.ReadOnly,
	}
}

// typeName says what a value is: "integer", "string (date-time) or null", "list of Role".
func (s *spec) typeName(sc *schema) string {
	if sc == nil {
		return "any"
	}
	if one := sc.orNull(); one != nil {
		return s.typeName(one) + " or null"
	}
	if sc.Ref != "" {
		return lastPart(sc.Ref)
	}
	name, nullable := sc.kind()
	switch {
	case name == "array" && sc.Items != nil:
		name = "list of " + s.typeName(sc.Items)
	case name == "":
		name = "any"
	case sc.Format != "":
		name += " (" + sc.Format + ")"
	}
	if nullable {
		name += " or null"
	}
	return name
}

func (sc *schema) limits() string {
	var said []string
	add := func(ok bool, format string, v any) {
		if ok {
			said = append(said, fmt.Sprintf(format, v))
		}
	}
	add(len(sc.Enum) > 0, "one of %s", listed(sc.Enum))
	add(sc.Default != nil, "default %v", sc.Default)
	add(sc.Minimum != nil, "at least %v", value(sc.Minimum))
	add(sc.Maximum != nil, "at most %v", value(sc.Maximum))
	add(sc.MinLength != nil, "at least %v characters", value(sc.MinLength))
	add(sc.MaxLength != nil, "at most %v characters", value(sc.MaxLength))
	add(sc.Pattern != "", "matches %s", sc.Pattern)
	return strings.Join(said, "; ")
}

func value[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func listed(values []any) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ", ")
}
