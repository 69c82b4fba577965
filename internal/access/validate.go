package access

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tabletap/console/internal/fault"
)

// mostComplaints bounds an answer to nonsense.
const mostComplaints = 10

// ReadPermissions reads what somebody wrote: an object in the contract's shape, or a list of names that are each true. It fails
// with an Invalid fault about the field, which names everything that is wrong up to ten.
func ReadPermissions(field string, raw json.RawMessage) (Permissions, error) {
	var names []string
	if err := json.Unmarshal(raw, &names); err == nil && names != nil {
		ps := make(Permissions, len(names))
		for _, name := range names {
			ps[name] = true
		}
		return ps, ps.Validate(field)
	}
	var ps Permissions
	if err := json.Unmarshal(raw, &ps); err != nil || ps == nil {
		return nil, fault.Field(field, "Enter an object of permissions, or a list of their names.")
	}
	return ps, ps.Validate(field)
}

// Validate fails with an Invalid fault about the field when ps names a permission that the catalogue does not, or gives one a
// value or a level that it cannot have.
func (ps Permissions) Validate(field string) error {
	var f fault.Fields
	complaints := 0
	for _, name := range slices.Sorted(maps.Keys(ps)) {
		message := complaint(name, ps[name])
		if message == "" {
			continue
		}
		complaints++
		if complaints > mostComplaints {
			f.Add(field, "There is more.")
			break
		}
		f.Add(field, message)
	}
	return f.Err()
}

// complaint is what is wrong with an entry, "" for nothing.
func complaint(name string, value any) string {
	known := byName[Permission(name)]
	if known == nil {
		return quoted(name) + " is not a permission."
	}
	switch v := value.(type) {
	case bool:
		return ""
	case string:
		if known.has(v) {
			return ""
		}
		if len(known.Levels) > 0 {
			return fmt.Sprintf("%s is not a level of %q. Choose true, false or one of: %s.", quoted(v), name, strings.Join(known.Levels, ", "))
		}
	}
	if len(known.Levels) > 0 {
		return fmt.Sprintf("%q must be true, false or one of: %s.", name, strings.Join(known.Levels, ", "))
	}
	return fmt.Sprintf("%q must be true or false.", name)
}

// quoted shows the beginning of what somebody sent.
func quoted(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
