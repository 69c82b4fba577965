package check

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// fail is a finding about this answer.
func (a *answer) fail(advice, format string, args ...any) error {
	return fail(advice, "%s %s %s", a.request.method, a.request.path(), fmt.Sprintf(format, args...))
}

// want fails unless the answer has the status.
func (a *answer) want(status int) error {
	if a.status == status {
		return nil
	}
	return fail(a.advice(), "expected %d, got %d: %s", status, a.status, a.reason())
}

// problem fails unless the answer is a failure in the contract's shape.
func (a *answer) problem(status int) error {
	if err := a.want(status); err != nil {
		return err
	}
	body, err := read[struct{ Detail, Code string }](a, status, "detail", "code")
	if err == nil && (body.Detail == "" || body.Code == "") {
		err = a.fail(adviceContract, "answered %d with an empty detail or code", status)
	}
	return err
}

// reason is what the answer says about itself, in the words of whoever wrote it.
func (a *answer) reason() string {
	said, body := string(a.body), a.failure()
	switch {
	case body.Detail != "":
		said = body.Detail
	case body.Error != "":
		said = body.Error
	case len(body.Errors) > 0:
		said = body.Errors[0].Message
	}
	said = strings.TrimSpace(shorten(said, longestSaid))
	if said == "" {
		return http.StatusText(a.status)
	}
	return said
}

func (a *answer) code() string { return a.failure().Code }

// failureBody is a failure in our words, or in Clerk's.
type failureBody struct {
	Detail string `json:"detail"`
	Error  string `json:"error"`
	Code   string `json:"code"`
	Errors []struct {
		Message string `json:"long_message"`
	} `json:"errors"`
}

// failure is what can be read of the body as one.
func (a *answer) failure() (body failureBody) {
	if err := json.Unmarshal(a.body, &body); err != nil {
		return failureBody{}
	}
	return body
}

// all fails unless every name in want is among those found.
func (a *answer) all(what string, want, found []string) error {
	for _, name := range want {
		if !slices.Contains(found, name) {
			return a.fail(adviceSeed, "has no %s %q among %s", what, name, listed(found))
		}
	}
	return nil
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// same fails for the first pair of values that differ, by name.
func (a *answer) same(pairs map[string][2]any) error {
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		if got, want := pairs[name][0], pairs[name][1]; got != want {
			return a.fail(adviceContract, "answered %s %v, expected %v", name, got, want)
		}
	}
	return nil
}
