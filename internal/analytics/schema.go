package analytics

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// english says what a schema is not met by.
var english = message.NewPrinter(language.English)

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
	for len(broken.Causes) > 0 {
		broken = broken.Causes[0] // the first of those that brought the others about
	}
	said := broken.ErrorKind.LocalizedString(english)
	if len(broken.InstanceLocation) == 0 {
		return "It does not meet the type's schema: " + said + "."
	}
	return "It does not meet the type's schema at " + strings.Join(broken.InstanceLocation, ".") + ": " + said + "."
}
