package docpage

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

// Style is the page's style sheet; the page expects it beside itself as docs.css.
//
//go:embed docs.css
var Style []byte

//go:embed page.html
var source string

var page = template.Must(template.New("page").Parse(source))

// view is what the template shows.
type view struct {
	Title, Version, About string
	Groups                []group
}

type group struct {
	Name, Anchor string
	Operations   []entry
}

type entry struct {
	Anchor, Method, Path, Summary, Access, Curl string
	Paragraphs                                  []string
	Deprecated                                  bool
	Parameters, Body                            []field
	Answers                                     []answer
}

type answer struct {
	Status, Description, Example string
	OK                           bool
	Fields                       []field
}

// Render makes the page of an OpenAPI document.
func Render(document []byte) ([]byte, error) {
	var s spec
	if err := json.Unmarshal(document, &s); err != nil { //nolint:musttag // names match in any case
		return nil, fmt.Errorf("docpage: %w", err)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, s.view()); err != nil {
		return nil, fmt.Errorf("docpage: %w", err)
	}
	return out.Bytes(), nil
}

func (s *spec) view() view {
	byTag := map[string][]entry{}
	for _, path := range slices.Sorted(maps.Keys(s.Paths)) {
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			if op, ok := s.Paths[path][method]; ok {
				tag := strings.Join(append(op.Tags, "Other")[:1], "")
				byTag[tag] = append(byTag[tag], s.entry(strings.ToUpper(method), path, op))
			}
		}
	}
	v := view{Title: s.Info.Title, Version: s.Info.Version, About: s.Info.Description}
	for _, tag := range slices.Sorted(maps.Keys(byTag)) {
		v.Groups = append(v.Groups, group{Name: tag, Anchor: "group-" + anchor(tag), Operations: byTag[tag]})
	}
	return v
}

func (s *spec) entry(method, path string, op operation) entry {
	e := entry{
		Anchor: anchor(op.ID), Method: method, Path: path, Summary: op.Summary, Access: op.Access,
		Deprecated: op.Deprecated, Curl: s.curl(method, path, op),
	}
	for text := range strings.SplitSeq(op.Description, "\n\n") {
		e.Paragraphs = append(e.Paragraphs, strings.TrimSpace(text))
	}
	for _, p := range op.Parameters {
		f := s.field(p.Name, p.Schema, p.Required)
		f.In = p.In
		if p.Description != "" {
			f.Doc = p.Description
		}
		e.Parameters = append(e.Parameters, f)
	}
	if op.RequestBody != nil {
		for _, m := range op.RequestBody.Content {
			e.Body = writable(s.fields(m.Schema, "", maxDepth))
		}
	}
	e.Answers = s.answers(op)
	return e
}

func (s *spec) answers(op operation) []answer {
	var all []answer
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		r := s.response(op.Responses[status])
		a := answer{Status: status, Description: r.Description, OK: strings.HasPrefix(status, "2")}
		for _, m := range r.Content {
			example := m.Example
			if example == nil {
				example = s.example(m.Schema, false, maxDepth)
			}
			a.Example = indented(example)
			if a.OK {
				a.Fields = answered(s.fields(m.Schema, "", maxDepth))
			}
		}
		all = append(all, a)
	}
	return all
}

// answered drops what only matters to whoever writes.
func answered(fields []field) []field {
	for i := range fields {
		fields[i].Required = false
	}
	return fields
}

func writable(fields []field) []field {
	return slices.DeleteFunc(fields, func(f field) bool { return f.ReadOnly })
}

func anchor(name string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '-'
	}, strings.ToLower(name))
}
