package docpage

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// host is where `tabletap dev` listens.
const host = "http://localhost:3001"

// example makes a value that fits the schema, from its own examples where it has some.
func (s *spec) example(sc *schema, writing bool, depth int) any {
	own := sc
	sc = s.resolve(sc)
	for _, given := range []*schema{own, sc} {
		if given != nil && len(given.Examples) > 0 {
			return given.Examples[0]
		}
	}
	name, _ := sc.kind()
	switch {
	case sc.Default != nil:
		return sc.Default
	case len(sc.Enum) > 0:
		return sc.Enum[0]
	case len(sc.AnyOf) > 0:
		return s.example(sc.AnyOf[0], writing, depth)
	case len(sc.OneOf) > 0:
		return s.example(sc.OneOf[0], writing, depth)
	case name == "object":
		return s.exampleObject(sc, writing, depth)
	case name == "array":
		return s.exampleList(sc, writing, depth)
	}
	return scalar(name, sc.Format)
}

func (s *spec) exampleObject(sc *schema, writing bool, depth int) any {
	object := map[string]any{}
	if depth == 0 {
		return object
	}
	for _, name := range slices.Sorted(maps.Keys(sc.Properties)) {
		p := sc.Properties[name]
		if writing && (p.ReadOnly || s.resolve(p).ReadOnly) {
			continue
		}
		object[name] = s.example(p, writing, depth-1)
	}
	return object
}

func (s *spec) exampleList(sc *schema, writing bool, depth int) any {
	if depth == 0 || sc.Items == nil {
		return []any{}
	}
	return []any{s.example(sc.Items, writing, depth-1)}
}

func scalar(name, format string) any {
	switch name {
	case "integer":
		return 1
	case "number":
		return 1.5
	case "boolean":
		return true
	case "string":
		return text(format)
	}
	return nil
}

func text(format string) string {
	switch format {
	case "date-time":
		return "2026-01-31T09:30:00Z"
	case "date":
		return "2026-01-31"
	case "email":
		return "ama@example.com"
	case "uri":
		return "https://example.com/"
	case "ipv4", "ip":
		return "192.0.2.1"
	}
	return "text"
}

func indented(v any) string {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return ""
	}
	return string(raw)
}

// curl is a command that calls the operation.
func (s *spec) curl(method, path string, op operation) string {
	lines := []string{"curl -X " + method + " " + host + path}
	if method == "GET" {
		lines[0] = "curl " + host + path
	}
	if op.Access != "public" && !strings.HasPrefix(op.Access, "proof:") {
		lines = append(lines, `-H "Authorization: Bearer $TOKEN"`)
	}
	if op.Tenant == "required" && !strings.Contains(op.Access, "-of:") {
		lines = append(lines, `-H "X-Tenant-ID: my-restaurant"`)
	}
	if op.RequestBody != nil {
		for kind, m := range op.RequestBody.Content {
			body := strings.ReplaceAll(indented(s.example(m.Schema, true, maxDepth)), "'", `'\''`)
			lines = append(lines, `-H "Content-Type: `+kind+`"`, "-d '"+body+"'")
			break
		}
	}
	return strings.Join(lines, " \\\n  ")
}
