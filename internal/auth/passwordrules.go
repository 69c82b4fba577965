package auth

import (
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tabletap/console/internal/fault"
)

const (
	shortestPassword = 12   // characters
	longestPassword  = 1024 // bytes: more is an attack on the hash, not a password
	fewestDifferent  = 5    // characters that differ
	longestEmail     = 254  // bytes (RFC 5321, 4.5.3.1.3)
)

// guessed are words that every list of passwords begins with. What is left of a password without them must still be one.
var guessed = []string{
	"password", "passwort", "qwerty", "azerty", "letmein", "welcome", "administrator", "admin", "superuser", "changeme",
	"secret", "iloveyou", "restaurant", "tabletap", "console",
}

// checkNewPassword says what is wrong with a password that somebody wants, following NIST SP 800-63B: length above all, no
// rules of composition, and nothing that is guessed first.
func checkNewPassword(email, password string) error {
	var problems fault.Fields
	problems.Check(utf8.ValidString(password), "password", "This is not valid text.")
	problems.Check(utf8.RuneCountInString(password) >= shortestPassword, "password", "Use at least 12 characters.")
	problems.Check(len(password) <= longestPassword, "password", "Use at most 1024 bytes.")
	if err := problems.Err(); err != nil {
		return err
	}
	problems.Check(!trivial(email, password), "password", "This password is too easy to guess.")
	return problems.Err()
}

// trivial reports passwords of few different characters, runs such as 123456789012, and those that consist of the email
// address or of words that are guessed first.
func trivial(email, password string) bool {
	text := strings.ToLower(password)
	if different([]rune(text)) < fewestDifferent || sequence([]rune(text)) {
		return true
	}
	local, domain, _ := strings.Cut(strings.ToLower(email), "@")
	domain, _, _ = strings.Cut(domain, ".")
	return !substantial(text, append([]string{local, domain}, guessed...))
}

func different(text []rune) int {
	sorted := slices.Sorted(slices.Values(text))
	return len(slices.Compact(sorted))
}

// sequence reports that nearly every character follows from the one before, up or down.
func sequence(text []rune) bool {
	up, down := 0, 0
	for i := 1; i < len(text); i++ {
		switch text[i] - text[i-1] {
		case 1:
			up++
		case -1:
			down++
		}
	}
	return max(up, down) >= (len(text)-1)*3/4
}

// substantial reports that enough is left of a password when the words that anybody would try are gone: six letters, or
// eight characters of any kind.
func substantial(text string, words []string) bool {
	for _, word := range words {
		if len(word) >= 4 {
			text = strings.ReplaceAll(text, word, "")
		}
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, text)
	return different([]rune(letters)) >= fewestDifferent || different([]rune(text)) >= fewestDifferent+2
}

// checkEmail gives an address as it is stored, in lower case.
func checkEmail(email string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > longestEmail {
		return "", fault.Field("email", "Enter a valid email address.")
	}
	return email, nil
}
