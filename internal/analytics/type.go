package analytics

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
)

// The bounds of what tools register.
const (
	maxTypes       = 200 // of one tool
	maxDescription = 500
	maxAmountField = 100
	maxSchema      = 16 << 10 // bytes
)

// EventType is a type of events that a tool registered, for all restaurants that have it.
type EventType struct {
	Tool        int64
	Name        string
	Description string
	Schema      json.RawMessage // a JSON Schema that data must meet; nil: any object does
	AmountField string          // the field of data whose number is summed; "": none
	Created     time.Time
	Updated     time.Time
}

// What the audit log says of types of events.
var auditedType = audit.Describe[EventType]("event_type", audit.Fields{
	"Tool":        audit.Tracked("tool_id"),
	"Name":        audit.Tracked("name"),
	"Description": audit.Tracked("description"),
	"Schema":      audit.Tracked("data_schema"),
	"AmountField": audit.Tracked("amount_field"),
	"Created":     audit.Ignored("created_at"), // the entry's time
	"Updated":     audit.Ignored("updated_at"),
})

var (
	errTypeMissing  = fault.Missing("This type")
	errTypePlatform = fault.New(fault.Conflict, "platform_type", "This type is the platform's, and the same for everybody.")
	errTooManyTypes = fault.Newf(fault.Conflict, "too_many_types", "A tool has at most %d types. Delete one first.", maxTypes)
)

// kind is the type as events are checked by it.
func (t *EventType) kind() (*kind, error) {
	k := &kind{name: t.Name, amount: t.AmountField}
	if t.Schema == nil {
		return k, nil
	}
	var err error
	k.schema, err = compile(t.Schema)
	return k, err
}

// validate fails with what is wrong with a type that a tool wants to register.
func (t *EventType) validate() error {
	if platformKind(t.Name) != nil {
		return errTypePlatform
	}
	var f fault.Fields
	f.Check(isTypeName(t.Name), "name", badTypeName)
	f.Check(utf8.RuneCountInString(t.Description) <= maxDescription, "description", "Ensure this field has no more than 500 characters.")
	f.Check(len(t.AmountField) <= maxAmountField, "amount_field", "Ensure this field has no more than 100 bytes.")
	f.Check(len(t.Schema) <= maxSchema, "schema", "Ensure this field has no more than 16384 bytes.")
	if err := f.Err(); err != nil {
		return err
	}
	_, err := t.kind()
	return err
}

// same reports whether the two say the same.
func (t *EventType) same(o *EventType) bool {
	return t.Description == o.Description && t.AmountField == o.AmountField && sameJSON(t.Schema, o.Schema)
}

// sameJSON compares two documents, of which one may be as PostgreSQL wrote it.
func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return a == nil && b == nil
	}
	first, _ := json.Marshal(x)  //nolint:errchkjson // it was JSON
	second, _ := json.Marshal(y) //nolint:errchkjson // the same
	return bytes.Equal(first, second)
}

func findType(types []EventType, name string) *EventType {
	i := slices.IndexFunc(types, func(t EventType) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return &types[i]
}
