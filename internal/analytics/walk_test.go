package analytics

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// Walking over JSON finds what decoding it does.
func FuzzWalk(f *testing.F) {
	for _, seed := range []string{
		`{"a": 1, "b": [true, null, "x,]}"], "c": {"d": {}}}`, ` [ 1 , -2.5e3, "\"", [[]], {} ] `, `{"\u0061": "\\", "a": 2}`, `{}`, `[]`, `"x"`, `7`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) {
			return
		}
		var value any
		require.NoError(t, json.Unmarshal([]byte(text), &value))
		raw := json.RawMessage(text)
		raw = raw[skipSpace(raw, 0):]
		switch value := value.(type) {
		case map[string]any:
			found := map[string]any{}
			for name, part := range fields(raw) {
				var key string
				quoted, err := json.Marshal(string(name))
				require.NoError(t, err)
				require.NoError(t, json.Unmarshal(quoted, &key))
				found[key] = decoded(t, part)
			}
			require.Equal(t, value, found)
		case []any:
			found := []any{}
			for part := range elements(raw) {
				found = append(found, decoded(t, part))
			}
			require.Equal(t, value, found)
		}
	})
}

func decoded(t *testing.T, part json.RawMessage) (value any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(part, &value), "%q", part)
	return value
}
