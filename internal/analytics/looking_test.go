package analytics

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// seen makes sightings of one-letter kinds, a minute apart, the newest first.
func seen(kinds string) []sighting {
	var rows []sighting
	for n, kind := range kinds {
		rows = append(rows, sighting{at: time.Unix(0, 0).Add(-time.Duration(n) * time.Minute), kind: string(kind)})
	}
	return rows
}

func kindsOf(rows []sighting) string {
	var text strings.Builder
	for n := range rows {
		text.WriteString(rows[n].kind)
	}
	return text.String()
}

// What is looked at is all that happened since a moment, of whatever kind.
func TestHowFarIsLookedAt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		read   string // of each kind, or in all, at most three: one more than may be looked at
		byKind bool
		left   string
		all    bool
	}{
		"nothing":                        {"", true, "", true},
		"not too many":                   {"abab", true, "abab", true},
		"too many of one kind":           {"abaabb", true, "aba", false},
		"too many of the other":          {"bbbaa", true, "bb", false},
		"too many in all":                {"abc", false, "ab", false},
		"not too many in all":            {"ab", false, "ab", true},
		"as many as may be, of one kind": {"aab", true, "aab", true},
	} {
		rows, how := cut(seen(c.read), 2, c.byKind)
		require.Equal(t, c.left, kindsOf(rows), name)
		require.Equal(t, c.all, how.all, name)
		require.Equal(t, len(c.left), how.events, name)
		if len(rows) > 0 {
			require.Equal(t, rows[len(rows)-1].at, how.since, name)
		}
	}
}
