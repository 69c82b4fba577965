package clerk

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// The types below read a JSON value of any type and never fail: what does not make sense is the zero value. Clerk's
// payloads drift in type and unit between its specification, its documentation and its examples.

// text reads a string, and a number as its digits. NUL is dropped: PostgreSQL's text cannot hold it.
type text string

func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	switch {
	case json.Unmarshal(raw, &s) == nil:
		*t = text(strings.ReplaceAll(s, "\x00", ""))
	case isNumber(raw):
		*t = text(raw)
	default:
		*t = ""
	}
	return nil
}

// flag reads true, "true" and 1 as true.
type flag bool

func (f *flag) UnmarshalJSON(raw []byte) error {
	s := strings.Trim(string(raw), `"`)
	*f = s == "true" || s == "1"
	return nil
}

// count reads a whole number, in quotes too.
type count int64

func (c *count) UnmarshalJSON(raw []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	if err != nil {
		n = 0
	}
	*c = count(n)
	return nil
}

// moment reads a time in milliseconds or seconds since 1970, or as RFC 3339.
type moment time.Time

// Numbers from here on are milliseconds: as seconds they would be after the year 5000, as milliseconds they are after
// March 1973.
const firstMilliseconds = 1e11

func (m *moment) UnmarshalJSON(raw []byte) error {
	s := strings.Trim(string(raw), `"`)
	*m = moment{}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		*m = moment(fromEpoch(n))
	} else if t, err := time.Parse(time.RFC3339, s); err == nil {
		*m = moment(t.UTC().Truncate(time.Microsecond))
	}
	return nil
}

func fromEpoch(n float64) time.Time {
	if n < firstMilliseconds {
		n *= 1000
	}
	if !(n > 0 && n < firstMilliseconds*1000) { // NaN too; a time after the year 5000 is nonsense
		return time.Time{}
	}
	return time.UnixMilli(int64(math.Round(n))).UTC()
}

// object reads a JSON object, and anything else as none.
type object map[string]any

func (o *object) UnmarshalJSON(raw []byte) error {
	var m map[string]any
	if json.Unmarshal(raw, &m) != nil {
		m = nil
	}
	*o = m
	return nil
}

// list reads an array, leaving out the elements that do not fit T.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(raw []byte) error {
	*l = nil
	var elements []json.RawMessage
	if json.Unmarshal(raw, &elements) != nil {
		return nil //nolint:nilerr // what is no array has no elements: payloads drift
	}
	for _, element := range elements {
		var v T
		if string(element) != "null" && json.Unmarshal(element, &v) == nil {
			*l = append(*l, v)
		}
	}
	return nil
}

// part reads an object into T, and anything else as T's zero value.
type part[T any] struct{ value T }

func (p *part[T]) UnmarshalJSON(raw []byte) error {
	var v T
	if json.Unmarshal(raw, &v) != nil {
		v = *new(T)
	}
	p.value = v
	return nil
}

func isNumber(raw []byte) bool {
	_, err := strconv.ParseFloat(string(raw), 64)
	return err == nil
}
