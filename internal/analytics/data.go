package analytics

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// What data may hold. PostgreSQL's jsonb refuses numbers of more than some thousand digits and runs out of stack in what is nested
// thousands deep; both would fail the whole statement and with it everybody else's events in it.
const (
	maxData     = 32 << 10 // bytes
	maxDepth    = 32
	maxNumber   = 64 // characters
	maxExponent = 3  // digits; a double's largest is 308
)

// cleanData is data as it is stored, or what is wrong with it. What comes is JSON that parses.
func cleanData(data json.RawMessage) (clean json.RawMessage, wrong string) {
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0:
		return json.RawMessage("{}"), ""
	case data[0] != '{':
		return nil, "Invalid data. Expected an object."
	case len(data) > maxData:
		return nil, "Ensure this field has no more than " + strconv.Itoa(maxData) + " bytes."
	case !utf8.Valid(data):
		return nil, "Not valid UTF-8."
	}
	if wrong := measure(data); wrong != "" {
		return nil, wrong
	}
	if bytes.Contains(data, []byte(`\u`)) {
		return withoutHalfCharacters(data)
	}
	return data, ""
}

// measure looks for what PostgreSQL could not store in JSON that parses.
func measure(data []byte) (wrong string) {
	depth, inString := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString && c == '\\':
			if bytes.HasPrefix(data[i+1:], []byte("u0000")) {
				return "Null characters are not allowed."
			}
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
			if depth > maxDepth {
				return "It is nested too deep."
			}
		case c == '}' || c == ']':
			depth--
		case c == '-' || c >= '0' && c <= '9':
			length := numberLength(data[i:])
			if !isSmall(data[i : i+length]) {
				return "A number in it is too long."
			}
			i += length - 1
		}
	}
	return ""
}

func numberLength(text []byte) int {
	rest := bytes.TrimLeft(text, "+-.0123456789eE")
	return len(text) - len(rest)
}

func isSmall(number []byte) bool {
	exponent := 0
	if at := bytes.IndexAny(number, "eE"); at >= 0 {
		exponent = len(bytes.TrimLeft(number[at+1:], "+-0"))
	}
	return len(number) <= maxNumber && exponent <= maxExponent
}

// withoutHalfCharacters writes data again, with U+FFFD for halves of UTF-16 pairs: JavaScript sends them for text that was cut in the
// middle of a character, and PostgreSQL cannot store them.
func withoutHalfCharacters(data []byte) (json.RawMessage, string) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return nil, "Invalid data. Expected an object."
	}
	clean, err := json.Marshal(object)
	if err != nil {
		return nil, "Invalid data. Expected an object."
	}
	return clean, ""
}
