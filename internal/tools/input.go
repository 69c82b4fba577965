package tools

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tabletap/console/internal/fault"
)

const (
	mostObject  = 16 << 10 // bytes
	mostAddress = 2000     // bytes
)

// isAddress reports whether raw is an address that a browser may be sent to with a secret in it: absolute, over TLS unless it
// never leaves the machine, and without a fragment, which RFC 6749, section 3.1.2, forbids.
func isAddress(raw string) bool {
	if raw == "" || len(raw) > mostAddress || strings.ContainsFunc(raw, unfit) {
		return false
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname())
}

// unfit is what an address has to write in another way, and the fragment.
func unfit(r rune) bool {
	return r <= ' ' || r >= unicode.MaxASCII || strings.ContainsRune("#\"<>\\^`{|}", r)
}

func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func checkAddresses(f *fault.Fields, field string, list []string) {
	f.Check(len(list) <= mostAddresses, field, fmt.Sprintf("Ensure this field has no more than %d elements.", mostAddresses))
	seen := map[string]bool{}
	for i, raw := range list {
		name := fmt.Sprintf("%s[%d]", field, i)
		f.Check(isAddress(raw), name, badAddress)
		f.Check(!seen[raw], name, "This address is in the list already.")
		seen[raw] = true
	}
}

func checkText(f *fault.Fields, field, value string, most int) {
	f.Check(utf8.RuneCountInString(value) <= most, field, fmt.Sprintf("Ensure this field has no more than %d characters.", most))
	f.Check(utf8.ValidString(value) && !strings.ContainsFunc(value, isControl), field, "Control characters are not allowed.")
}

func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

func checkObject(f *fault.Fields, field string, raw json.RawMessage) {
	trimmed := bytes.TrimSpace(raw)
	f.Check(json.Valid(trimmed) && bytes.HasPrefix(trimmed, []byte("{")), field, "Enter a JSON object.")
	f.Check(len(raw) <= mostObject, field, fmt.Sprintf("Ensure this field has no more than %d bytes.", mostObject))
}
