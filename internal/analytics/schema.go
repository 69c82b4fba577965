package analytics

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/tabletap/console/internal/fault"
)

// schemaURL is what a schema is called while it is compiled. Nobody sees it.
const schemaURL = "tabletap:type"

// maxParts bounds of how many schemas a schema consists, each counted as often as it is referred to: that is what checking an event against
// it costs.
const maxParts = 500

// english says what a schema is not met by.
var english = message.NewPrinter(language.English)

// compile makes a schema of draft 2020-12 ready to be met.
func compile(raw json.RawMessage) (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, badSchema(err)
	}
	root, ok := document.(map[string]any)
	if !ok {
		return nil, badSchema(errors.New("expected an object"))
	}
	if err := (&expansion{root: root}).add(root); err != nil {
		return nil, badSchema(err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(nowhere{})
	if err := c.AddResource(schemaURL, document); err != nil {
		return nil, badSchema(err)
	}
	schema, err := c.Compile(schemaURL)
	if err != nil {
		return nil, badSchema(err)
	}
	return schema, nil
}

func badSchema(err error) error {
	if broken, ok := errors.AsType[*jsonschema.SchemaValidationError](err); ok {
		err = broken.Err
	}
	if broken, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		return fault.Field("schema", "This is no JSON Schema: "+words(broken)+".").Because(err)
	}
	return fault.Field("schema", "This is no JSON Schema that can be used: "+err.Error()+".").Because(err)
}

// nowhere is where schemas refer to that are not in the document: nothing is fetched for anybody.
type nowhere struct{}

// Load fails.
func (nowhere) Load(url string) (any, error) {
	return nil, fmt.Errorf("it may not refer to %q", url)
}

// expansion counts of how many schemas a document consists when each reference stands for what it refers to. Without a bound, some lines
// that refer to each other twice would keep a processor busy for years, and one that refers to itself for ever.
type expansion struct {
	root    map[string]any
	parts   int
	pending []string // the references that are being followed
}

var errSchemaSize = fmt.Errorf("it consists of more than %d parts, each counted as often as it is referred to", maxParts)

func (e *expansion) add(node any) error {
	switch node := node.(type) {
	case []any:
		for _, item := range node {
			if err := e.add(item); err != nil {
				return err
			}
		}
	case map[string]any:
		return e.object(node)
	}
	return nil
}

func (e *expansion) object(node map[string]any) error {
	if e.parts++; e.parts > maxParts {
		return errSchemaSize
	}
	for name, value := range node {
		switch name {
		case "$defs", "definitions", "const", "enum", "default", "examples":
			continue // what is referred to is counted there, and values are no schemas
		case "$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor":
			return fmt.Errorf("%s is not supported", name)
		case "$ref":
			if to, ok := value.(string); ok {
				if err := e.follow(to); err != nil {
					return err
				}
				continue
			}
		}
		if err := e.add(value); err != nil {
			return err
		}
	}
	return nil
}

// follow counts what a reference within the document leads to.
func (e *expansion) follow(to string) error {
	for _, open := range e.pending {
		if open == to {
			return fmt.Errorf("%s refers to itself", to)
		}
	}
	node, err := e.find(to)
	if err != nil {
		return err
	}
	e.pending = append(e.pending, to)
	err = e.add(node)
	e.pending = e.pending[:len(e.pending)-1]
	return err
}

// find reads a JSON pointer, of RFC 6901, with names alone: schemas are kept under names.
func (e *expansion) find(to string) (any, error) {
	path, ok := strings.CutPrefix(to, "#")
	if !ok {
		return nil, fmt.Errorf("it may not refer to %q", to)
	}
	var node any = e.root
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		if path == "" {
			break
		}
		object, _ := node.(map[string]any)
		next, ok := object[strings.NewReplacer("~1", "/", "~0", "~").Replace(name)]
		if !ok {
			return nil, fmt.Errorf("there is no %q in it", to)
		}
		node = next
	}
	return node, nil
}

// meets says where data does not meet the schema, "" when it does.
func meets(schema *jsonschema.Schema, data json.RawMessage) (wrong string) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return "This is no JSON."
	}
	broken, ok := errors.AsType[*jsonschema.ValidationError](schema.Validate(value))
	if !ok {
		return ""
	}
	return "It does not meet the type's schema: " + words(broken) + "."
}

// words are the first of the failures that brought the others about, and where it is.
func words(broken *jsonschema.ValidationError) string {
	for len(broken.Causes) > 0 {
		broken = broken.Causes[0]
	}
	said := broken.ErrorKind.LocalizedString(english)
	if len(broken.InstanceLocation) == 0 {
		return said
	}
	return strings.Join(broken.InstanceLocation, ".") + ": " + said
}
