package paystack

import (
	"encoding/json"
	"strconv"
	"strings"
)

// object is a JSON object whose getters never fail: what is missing or does not make sense is the zero value. The names
// are spelled exactly, and the first that is there counts, since Paystack spells some fields in two ways.
type object map[string]any

func (o object) first(names []string) any {
	for _, name := range names {
		if v := o[name]; v != nil {
			return v
		}
	}
	return nil
}

// text reads a string, and a number as its digits. NUL is dropped, because PostgreSQL's text cannot hold it, and so is
// white space around it: Paystack's card types end in some.
func (o object) text(names ...string) string {
	switch v := o.first(names).(type) {
	case string:
		return strings.TrimSpace(strings.ReplaceAll(v, "\x00", ""))
	case json.Number:
		return v.String()
	default:
		return ""
	}
}

// id reads an identifier that comes as a string or as a whole number.
func (o object) id(names ...string) string {
	id := o.text(names...)
	if _, number := o.first(names).(json.Number); number && !allDigits(id) || !isID(id) {
		return ""
	}
	return id
}

// flag reads true, "true" and 1 as true, and false, "false" and 0 as false. The second result is whether it was either.
func (o object) flag(name string) (value, ok bool) {
	switch v := o[name].(type) {
	case bool:
		return v, true
	case string, json.Number:
		switch o.text(name) {
		case "true", "1":
			return true, true
		case "false", "0":
			return false, true
		}
	}
	return false, false
}

// whole reads an amount or a count: digits and nothing else, as a number or as a string. 5000.0, 5e3 and -1 are none.
func (o object) whole(names ...string) (int64, bool) {
	text := o.text(names...)
	if !allDigits(text) {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// count is whole, with 0 for what is none.
func (o object) count(names ...string) int64 {
	n, _ := o.whole(names...)
	return n
}

// object reads an object; {} and anything else is nil.
func (o object) object(names ...string) object {
	v, _ := o.first(names).(map[string]any)
	if len(v) == 0 {
		return nil
	}
	return v
}

// list reads the objects of a list.
func (o object) list(name string) []object {
	elements, _ := o[name].([]any)
	var out []object
	for _, element := range elements {
		if fields, ok := element.(map[string]any); ok {
			out = append(out, fields)
		}
	}
	return out
}

// metadata reads what comes as an object, as a string that holds one, or as 0, "" or null when there is none. Numbers in
// it are json.Number.
func (o object) metadata(name string) map[string]any {
	if text, ok := o[name].(string); ok {
		v, err := decode([]byte(text))
		if err != nil {
			return nil
		}
		return object{name: v}.object(name)
	}
	return o.object(name)
}

// code reads what comes as an object with the code in it, or as the code itself.
func (o object) code(name, inside string) string {
	if nested := o.object(name); nested != nil {
		return nested.id(inside)
	}
	return o.id(name)
}

func allDigits(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
