package analytics

import (
	"bytes"
	"encoding/json"
	"iter"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// The forms in which a batch may come.
const (
	jsonType   = "application/json"
	ndjsonType = "application/x-ndjson"
)

// isNDJSON knows the names that are about for lines of JSON, none of which is registered.
func isNDJSON(mediaType string) bool {
	switch mediaType {
	case ndjsonType, "application/ndjson", "application/jsonl", "application/x-jsonlines":
		return true
	}
	return false
}

var errMediaType = fault.New(fault.UnsupportedMedia, "unsupported_media_type",
	"Unsupported media type in request. Send application/json, or application/x-ndjson with an event a line.")

// batchIn finds the events in a body.
func batchIn(mediaType string, body []byte) (iter.Seq[json.RawMessage], error) {
	switch {
	case isNDJSON(mediaType):
		return lines(body), nil
	case mediaType != jsonType:
		return nil, errMediaType
	}
	if err := parses(body); err != nil {
		return nil, err
	}
	body = bytes.TrimSpace(body)
	if body[0] == '{' {
		body = bytes.TrimSpace(field(body, "events"))
	}
	if len(body) == 0 || body[0] != '[' {
		return nil, fault.Field("events", "Send a list of events, or an object with one under this name.")
	}
	return elements(body), nil
}

// lines are those of a body that are not empty.
func lines(body []byte) iter.Seq[json.RawMessage] {
	return func(yield func(json.RawMessage) bool) {
		for line := range bytes.Lines(body) {
			if line = bytes.TrimSpace(line); len(line) > 0 && !yield(line) {
				return
			}
		}
	}
}

// parses fails for what is no JSON.
func parses(body []byte) error {
	if json.Valid(body) {
		return nil
	}
	var nothing json.RawMessage
	message := "JSON parse error"
	if err := json.Unmarshal(body, &nothing); err != nil {
		message += " - " + err.Error()
	}
	return &fault.Error{
		Kind: fault.Invalid, Code: "parse_error", Message: message, Fields: map[string][]string{fault.NonField: {message}},
	}
}

// atMost counts, up to one more than most.
func atMost(events iter.Seq[json.RawMessage], most int) (n int) {
	for range events {
		if n++; n > most {
			break
		}
	}
	return n
}

// reportOf reads an event as a client writes it. What is wrong with its form is noted in the report.
func reportOf(event json.RawMessage) (r Report) {
	if len(event) == 0 || event[0] != '{' {
		r.refuse(fault.NonField, "Invalid data. Expected an object.")
		return r
	}
	typed := false
	for name, value := range fields(event) {
		switch string(name) {
		case "id":
			r.Key = r.text("id", value)
		case "event_type":
			r.Type, typed = r.text("event_type", value), true
		case "data":
			r.Data = value
		case "user":
			r.User = r.user(value)
		case "occurred_at":
			r.Occurred = r.time(value)
		}
	}
	if !typed {
		r.refuse("event_type", "This field is required.")
	}
	return r
}

// lineOf is reportOf for what may be no JSON, such as a line that was cut.
func lineOf(event json.RawMessage) (r Report) {
	if !json.Valid(event) {
		r.refuse(fault.NonField, "This is no JSON.")
		return r
	}
	return reportOf(event)
}

const null = "null"

func (r *Report) text(name string, value json.RawMessage) string {
	if value[0] != '"' {
		if name == "event_type" || string(value) != null {
			r.refuse(name, "Not a valid string.")
		}
		return ""
	}
	return string(unquote(value))
}

func (r *Report) user(value json.RawMessage) *int64 {
	if string(value) == null {
		return nil
	}
	id, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil {
		r.refuse("user", "A valid integer is required.")
		return nil
	}
	return &id
}

func (r *Report) time(value json.RawMessage) *time.Time {
	if string(value) == null {
		return nil
	}
	if value[0] == '"' {
		if at, err := time.Parse(time.RFC3339, string(unquote(value))); err == nil {
			return &at
		}
	}
	r.refuse("occurred_at", "Use a time such as 2026-01-31T09:30:00Z.")
	return nil
}
