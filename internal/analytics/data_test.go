package analytics

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever comes, what is kept is JSON that parses, and an object.
func FuzzCleanData(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a": [1, -2.5e+3, "\\\"", "\ud83d"]}`, `{"a": 1e9999}`, `{"":{"":{"":[[[]]]}}}`, `[`, ``} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text != "" && !json.Valid([]byte(text)) {
			return // the API has refused it
		}
		clean, wrong := cleanData(json.RawMessage(text))
		if wrong != "" {
			require.Nil(t, clean)
			return
		}
		var object map[string]any
		require.NoError(t, json.Unmarshal(clean, &object), "%q", clean)
		require.NotNil(t, object)
		require.Empty(t, measure(clean))
	})
}
