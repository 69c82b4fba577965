package analytics

import (
	"regexp"
	"strings"
)

// by is what events are told apart by: "type", "tool", "user", or a field of their data.
type by struct {
	word  string
	field []string // of data, the way from the outside to the inside
}

const (
	byField  = "data."
	askBy    = "Use type, tool, user, or a field of data such as data.table or data.customer.id."
	askField = "Use user, or a field of data such as data.table or data.customer.id."
)

// fieldPattern has no character that means something in a JSON path between quotes.
var fieldPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}(?:\.[A-Za-z0-9_-]{1,64}){0,4}$`)

func parseBy(text string) (by, bool) {
	if field, ok := strings.CutPrefix(text, byField); ok {
		return by{word: byField, field: strings.Split(field, ".")}, fieldPattern.MatchString(field)
	}
	switch text {
	case "type", "tool", "user":
		return by{word: text}, true
	}
	return by{}, false
}

// path leads to the one value that the field has, and to nothing when that is a list or an object. Without a field it is empty.
func (b by) path() string {
	if len(b.field) == 0 {
		return ""
	}
	return `strict $."` + strings.Join(b.field, `"."`) + `"`
}

// pathToAll leads also into lists on the way: data.items.dish to every dish of an order. It leads to the first hundred things of each list,
// so that one event cannot be a million.
func (b by) pathToAll() string {
	if len(b.field) == 0 {
		return ""
	}
	return `lax $."` + strings.Join(b.field, `"[0 to 99]."`) + `"[0 to 99]`
}

// mostDays is how long a period may be for which events are told apart in this way.
func (b by) mostDays(rank ranking) int {
	switch {
	case b.word != "type" && b.word != "tool":
		return mostDaysOfEvents
	case rank == byUsers:
		return mostDaysOfPeople
	}
	return mostDays
}
