package analytics

import (
	"bytes"
	"encoding/json"
	"iter"
)

// What is in this file walks over JSON that is known to be valid: that takes a fraction of what decoding does, and events come by the
// thousand.

// elements are the values of an array.
func elements(array json.RawMessage) iter.Seq[json.RawMessage] {
	return func(yield func(json.RawMessage) bool) {
		for i := skipSpace(array, 1); i < len(array) && array[i] != ']'; i = skipSeparator(array, i) {
			end := valueEnd(array, i)
			if !yield(array[i:end:end]) {
				return
			}
			i = end
		}
	}
}

// fields are the names and values of an object. A name that comes twice is given twice; the last one counts, as in PostgreSQL.
func fields(object json.RawMessage) iter.Seq2[[]byte, json.RawMessage] {
	return func(yield func([]byte, json.RawMessage) bool) {
		for i := skipSpace(object, 1); i < len(object) && object[i] != '}'; i = skipSeparator(object, i) {
			end := stringEnd(object, i)
			name := unquote(object[i:end])
			i = skipSpace(object, end)
			i = skipSpace(object, i+1) // the colon
			end = valueEnd(object, i)
			if !yield(name, object[i:end:end]) {
				return
			}
			i = end
		}
	}
}

// field is the value of a name, nil when it is not there.
func field(object json.RawMessage, name string) (value json.RawMessage) {
	for is, v := range fields(object) {
		if string(is) == name {
			value = v
		}
	}
	return value
}

// unquote is what a JSON string says.
func unquote(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	var text string
	if err := json.Unmarshal(quoted, &text); err != nil {
		return quoted // cannot be: it is valid
	}
	return []byte(text)
}

func skipSpace(data []byte, at int) int {
	for at < len(data) && (data[at] == ' ' || data[at] == '\n' || data[at] == '\t' || data[at] == '\r') {
		at++
	}
	return at
}

func skipSeparator(data []byte, at int) int {
	if at = skipSpace(data, at); at < len(data) && data[at] == ',' {
		at = skipSpace(data, at+1)
	}
	return at
}

// stringEnd is where the string that begins at at has ended.
func stringEnd(data []byte, at int) int {
	for i := at + 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

// valueEnd is where the value that begins at at has ended.
func valueEnd(data []byte, at int) int {
	switch data[at] {
	case '"':
		return stringEnd(data, at)
	case '{', '[':
		return containerEnd(data, at)
	}
	for i := at; i < len(data); i++ {
		switch data[i] {
		case ',', '}', ']', ' ', '\n', '\t', '\r':
			return i
		}
	}
	return len(data)
}

func containerEnd(data []byte, at int) int {
	depth := 0
	for i := at; i < len(data); i++ {
		switch data[i] {
		case '"':
			i = stringEnd(data, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(data)
}
