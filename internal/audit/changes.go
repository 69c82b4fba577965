package audit

import "encoding/json"

// Changes are what became different, by the field's name in the API.
type Changes = map[string]Change

// Change is one field before and after. Neither is known of one that only says that it changed: a secret, or what is too long to be
// kept twice.
type Change struct {
	Before, After any
	Changed       bool
}

// longestValue bounds what a value may weigh in the log, as JSON. Only a restaurant's settings and a role's permissions get near.
const longestValue = 8 << 10

// MarshalJSON writes {"before": …, "after": …}, or {"changed": true}.
func (c Change) MarshalJSON() ([]byte, error) {
	type values struct {
		Before any `json:"before"`
		After  any `json:"after"`
	}
	if !c.Changed {
		raw, err := json.Marshal(values{c.Before, c.After})
		if err != nil || len(raw) <= 2*longestValue {
			return raw, err
		}
	}
	return []byte(`{"changed":true}`), nil
}
