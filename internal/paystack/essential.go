package paystack

import (
	"fmt"
	"strings"
)

// essentials reads what must be there, and keeps the first thing that is not.
type essentials struct {
	object

	what string
	err  error
}

func (e *essentials) missing(name string) {
	if e.err == nil {
		e.err = fmt.Errorf("paystack: %s: %s is missing or malformed", e.what, name)
	}
}

// mustText wants a string.
func (e *essentials) mustText(name string) string {
	if _, ok := e.object[name].(string); !ok || e.text(name) == "" {
		e.missing(name)
	}
	return e.text(name)
}

// mustID wants something that can be a part of a path and of a key.
func (e *essentials) mustID(name string) string {
	v := e.id(name)
	if v == "" {
		e.missing(name)
	}
	return v
}

// mustAmount wants subunits, zero or more.
func (e *essentials) mustAmount(name string) int64 {
	v, ok := e.whole(name)
	if !ok {
		e.missing(name)
	}
	return v
}

func (e *essentials) mustCurrency(name string) string {
	v := currencyCode(e.text(name))
	if v == "" {
		e.missing(name)
	}
	return v
}

// currencyCode gives the three capital letters of a currency, "" for what is none.
func currencyCode(text string) string {
	text = strings.ToUpper(text)
	if len(text) != 3 || strings.IndexFunc(text, func(r rune) bool { return r < 'A' || r > 'Z' }) >= 0 {
		return ""
	}
	return text
}
