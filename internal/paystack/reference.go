package paystack

import "strings"

const (
	// MaxReferenceBytes is the longest reference that we send. Paystack names no limit.
	MaxReferenceBytes = 100

	maxIDBytes = 200
)

// ValidReference reports whether a transaction may be begun under the reference: letters, digits, - . and = (Paystack's
// rule), at most MaxReferenceBytes, with a letter or digit in it. Those that Paystack makes itself may hold more.
func ValidReference(reference string) bool {
	return len(reference) <= MaxReferenceBytes && isID(reference) && !strings.Contains(reference, "_")
}

// isID reports whether text can be an id, a code or a reference of Paystack's. Nothing else becomes part of a path: it
// would reach another one.
func isID(text string) bool {
	return len(text) <= maxIDBytes && strings.IndexFunc(text, alphanumeric) >= 0 &&
		strings.IndexFunc(text, func(r rune) bool { return !alphanumeric(r) && !strings.ContainsRune("-_.=", r) }) < 0
}

func alphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// isEmail reports whether text is harmless where an email address is wanted: in a path too. Paystack judges the rest.
func isEmail(text string) bool {
	local, domain, found := strings.Cut(text, "@")
	return found && local != "" && domain != "" && len(text) <= maxIDBytes && printable(text) && !strings.ContainsAny(text, `/\?#%"<>`)
}
