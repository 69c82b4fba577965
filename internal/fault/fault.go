package fault

import (
	"errors"
	"fmt"
	"maps"
	"sort"
	"strings"
	"time"
)

// Kind says what sort of failure an error is. The zero Kind is Internal: an error nobody classified is our fault.
type Kind uint8

// The kinds, each answered by one HTTP status in package api.
const (
	Internal         Kind = iota // ours: a bug or a broken dependency
	Invalid                      // the input breaks a rule; Fields says which
	Unauthenticated              // nobody is signed in, or the proof is not valid
	Forbidden                    // signed in, and not permitted
	NotFound                     // no such thing, or not the caller's to know of
	Conflict                     // the present state does not allow it
	MethodNotAllowed             // the path exists, the method does not
	TooLarge                     // the body is over the limit
	UnsupportedMedia             // the body is in a format we do not read
	RateLimited                  // too many requests; RetryAfter says when to come back
	Unavailable                  // a part we need is away for now
)

// NonField is the key of messages that belong to no single field.
const NonField = "non_field_errors"

// Error is a failure with a public face (Kind, Code, Message, Fields, Extra) and a private cause.
type Error struct {
	Kind       Kind
	Code       string              // stable machine word, such as "tenant_required"
	Message    string              // a sentence for people, safe to show
	Fields     map[string][]string // for Invalid: messages by field
	Extra      map[string]any      // more for programs, beside detail and code: numbers, texts and lists of them
	RetryAfter time.Duration       // for RateLimited, Unavailable and Conflict: when trying again makes sense
	Cause      error               // for the log only, never shown
}

// Error is for logs: it includes the cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	for _, name := range e.fieldNames() {
		fmt.Fprintf(&b, "; %s: %s", name, strings.Join(e.Fields[name], " "))
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

func (e *Error) fieldNames() []string {
	names := make([]string, 0, len(e.Fields))
	for name := range e.Fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Unwrap gives the private cause.
func (e *Error) Unwrap() error { return e.Cause }

// Because returns a copy of e with cause attached, for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// After returns a copy of e that asks the caller to wait d before trying again.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// With returns a copy of e whose body also says value under name, such as how many are in the way.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Extra = maps.Clone(e.Extra)
	if c.Extra == nil {
		c.Extra = map[string]any{}
	}
	c.Extra[name] = value
	return &c
}

// New makes a fault of the given kind. The code is part of the API: clients switch on it.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Newf is New with a formatted message.
func Newf(kind Kind, code, format string, args ...any) *Error {
	return New(kind, code, fmt.Sprintf(format, args...))
}

// Field makes an Invalid fault about one field.
func Field(name, message string) *Error {
	return &Error{Kind: Invalid, Code: "invalid", Fields: map[string][]string{name: {message}}}
}

// Missing is what a caller gets for what does not exist and for what is somebody else's: the two look the same.
func Missing(what string) *Error { return New(NotFound, "not_found", what+" was not found.") }

// KindOf finds the kind of the first fault in err's chain, Internal when there is none.
func KindOf(err error) Kind {
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Kind
	}
	return Internal
}

// Is reports whether err's chain holds a fault of the kind.
func Is(err error, kind Kind) bool {
	f, ok := errors.AsType[*Error](err)
	return ok && f.Kind == kind
}

// UnlessMissing is err, or nil when what was looked for is not there.
func UnlessMissing(err error) error {
	if Is(err, NotFound) {
		return nil
	}
	return err
}

// CodeOf finds the code of the first fault in err's chain, "" when there is none.
func CodeOf(err error) string {
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Code
	}
	return ""
}
