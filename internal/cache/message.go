package cache

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	// maxPayload stays under the 8,000 bytes that NOTIFY takes.
	maxPayload = 7_000
	maxName    = 2_000 // of a topic and one key, as JSON
)

var (
	errBadName = errors.New("cache: a topic or key is empty, too long, or no valid text")
	errForeign = errors.New("cache: not an invalidation message")
)

// encode packs the keys into as few payloads as fit: JSON arrays of the topic and some keys, ["membership","42:7"].
func encode(topic string, keys []string) ([]string, error) {
	head, err := quote(topic)
	if err != nil {
		return nil, fmt.Errorf("topic %q: %w", topic, err)
	}
	var payloads []string
	var b strings.Builder
	for _, key := range keys {
		q, err := quote(key)
		if err != nil || len(head)+len(q) > maxName {
			return nil, fmt.Errorf("key %.40q of topic %q: %w", key, topic, errBadName)
		}
		if b.Len() > 0 && b.Len()+len(q) > maxPayload {
			payloads = append(payloads, b.String()+"]")
			b.Reset()
		}
		if b.Len() == 0 {
			b.WriteString("[" + head)
		}
		b.WriteString("," + q)
	}
	if b.Len() > 0 {
		payloads = append(payloads, b.String()+"]")
	}
	return payloads, nil
}

// quote refuses what would not come back from JSON and PostgreSQL as it went in: the drop would miss its key.
func quote(s string) (string, error) {
	if s == "" || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", errBadName
	}
	q, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("cache: encode %.40q: %w", s, err)
	}
	return string(q), nil
}

func decode(payload string) (topic string, keys []string, err error) {
	var parts []string
	if err := json.Unmarshal([]byte(payload), &parts); err != nil {
		return "", nil, fmt.Errorf("%w: %w", errForeign, err)
	}
	if len(parts) < 2 {
		return "", nil, errForeign
	}
	return parts[0], parts[1:], nil
}
