package paystack_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

func keyOf(t *testing.T, raw string) string {
	t.Helper()
	event, err := paystack.ParseEvent([]byte(raw))
	require.NoError(t, err, raw)
	return event.Key
}

// Paystack sends the same fact many times, and nothing says that it is written the same way every time.
func TestTheSameFactHasTheSameKey(t *testing.T) {
	t.Parallel()
	for name := range samples {
		raw := sample(t, name)
		want := keyOf(t, string(raw))
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, raw))
		require.NotEqual(t, string(raw), compact.String())
		require.Equal(t, want, keyOf(t, compact.String()), "%s without white space", name)

		var body map[string]any // with keys in another order than Paystack's
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		require.NoError(t, d.Decode(&body))
		sorted, err := json.Marshal(body)
		require.NoError(t, err)
		require.Equal(t, want, keyOf(t, string(sorted)), "%s in another order", name)
	}
	require.Equal(t, keyOf(t, `{"event":"x","data":{"a":"é<","b":"/"}}`), keyOf(t, `{"data":{"b":"\/","a":"\u00e9\u003c"},"event":"\u0078"}`))
}

// Whatever differs in what is said makes another key, in every sample and at every leaf.
func TestAnotherFactHasAnotherKey(t *testing.T) {
	t.Parallel()
	for name := range samples {
		var body any
		d := json.NewDecoder(bytes.NewReader(sample(t, name)))
		d.UseNumber()
		require.NoError(t, d.Decode(&body))
		seen := map[string]string{keyOf(t, string(sample(t, name))): "the sample"}
		atEveryLeaf(body, func(path string) {
			if path == ".event" {
				return // without a type it is no event
			}
			raw, err := json.Marshal(body)
			require.NoError(t, err)
			key := keyOf(t, string(raw))
			require.Empty(t, seen[key], "%s: %s", name, path)
			seen[key] = path
		})
	}
}

// atEveryLeaf changes one leaf of v after the other and calls f.
func atEveryLeaf(v any, f func(path string)) {
	var walk func(path string, v any, set func(any))
	walk = func(path string, v any, set func(any)) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(path+"."+name, inner, func(to any) { v[name] = to })
			}
		case []any:
			for i, inner := range v {
				walk(fmt.Sprintf("%s[%d]", path, i), inner, func(to any) { v[i] = to })
			}
		default:
			set("changed" + path)
			f(path)
			set(v)
		}
	}
	walk("", v, nil)
}

func TestNumbersKeepEveryDigitInTheKey(t *testing.T) {
	t.Parallel()
	require.NotEqual(t, keyOf(t, `{"event":"x","data":9007199254740992}`), keyOf(t, `{"event":"x","data":9007199254740993}`))
	require.NotEqual(t, keyOf(t, `{"event":"x","data":1}`), keyOf(t, `{"event":"x","data":"1"}`))
}

func TestUnknownEventsAreFine(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		`{"event":"product.created","data":{"id":1}}`, `{"event":"product.created"}`, `{"event":"product.created","data":null}`,
		`{"event":"product.created","data":[]}`, `{"event":"charge.success"}`, `{"event":"charge.success","data":{}}`,
		`{"event":"refund.new-thing","data":{"status":"x"}}`,
	} {
		event, err := paystack.ParseEvent([]byte(raw))
		require.NoError(t, err, raw)
		require.NotEmpty(t, event.Key)
		require.True(t, strings.HasPrefix(event.Key, event.Type+":"))
	}
	require.Len(t, keyOf(t, `{"event":"product.created","data":{"id":1}}`), len("product.created:")+64)
}

func TestNamesInKeysAreHarmless(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	for _, id := range []string{"", " ", "a b", "a:b", "é", `\u0000`, `\n`, long, `'; --`} {
		key := keyOf(t, `{"event":"subscription.create","data":{"subscription_code":"`+id+`","status":"`+id+`","next_payment_date":"`+id+`"}}`)
		require.Len(t, strings.Split(key, ":"), 5, key)
		require.LessOrEqual(t, len(key), 255)
		require.NotContains(t, key, " ")
		require.Empty(t, strings.Trim(key, "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"))
	}
	require.NotEqual(t,
		keyOf(t, `{"event":"charge.success","data":{"id":"`+long+`a"}}`), keyOf(t, `{"event":"charge.success","data":{"id":"`+long+`b"}}`),
		"what is cut off still counts")
}

func TestParseEventRefuses(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"nothing":                  "",
		"no JSON":                  "<html>",
		"half of it":               `{"event":"charge.success"`,
		"two of them":              `{"event":"x"}{"event":"x"}`,
		"something after it":       `{"event":"x"} x`,
		"a list":                   `[{"event":"x"}]`,
		"null":                     `null`,
		"no type":                  `{"data":{}}`,
		"a type in capitals":       `{"Event":"x"}`,
		"an empty type":            `{"event":""}`,
		"a type that is a number":  `{"event":1}`,
		"a type with a space":      `{"event":"a b"}`,
		"a type with a NUL":        `{"event":"a\u0000"}`,
		"an endless type":          `{"event":"` + strings.Repeat("x", 101) + `"}`,
		"two types":                `{"event":"a","event":"b"}`,
		"an amount twice":          `{"event":"charge.success","data":{"amount":1,"amount":1}}`,
		"twice, written otherwise": `{"event":"x","data":{"amount":1,"\u0061mount":2}}`,
		"twice, deep down":         `{"event":"x","data":[{"a":{"b":1,"c":2,"b":3}}]}`,
		"not UTF-8":                "{\"event\":\"x\",\"data\":\"\xff\"}",
		"not UTF-8 in a name":      "{\"event\":\"x\",\"\xc3\x28\":1}",
		"UTF-16":                   "\xff\xfe{\x00",
		"a byte order mark":        "\xef\xbb\xbf{\"event\":\"x\"}",
		"bottomless":               `{"event":"x","data":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`,
		"bottomless objects":       `{"event":"x","data":` + strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100) + `}`,
		"never closed":             `{"event":"x","data":` + strings.Repeat("[", 500000),
		"endless":                  `{"event":"x","data":"` + strings.Repeat("x", paystack.MaxEventBytes) + `"}`,
		"no comma":                 `{"event":"x" "data":1}`,
		"a comma too many":         `{"event":"x","data":[1,],}`,
		"NaN":                      `{"event":"x","data":NaN}`,
		"a leading zero":           `{"event":"x","data":01}`,
	} {
		event, err := paystack.ParseEvent([]byte(raw))
		require.Equal(t, "webhook_payload_invalid", fault.CodeOf(err), name)
		require.True(t, fault.Is(err, fault.Invalid), name)
		require.Zero(t, event, name)
	}
}

// Paystack's encoder cuts texts in the middle of a pair, which is no reason to lose the event.
func TestHalfASurrogatePairIsRead(t *testing.T) {
	t.Parallel()
	got, err := paystack.ParseEvent([]byte(`{"event":"charge.success","data":{"reference":"r","amount":1,"currency":"NGN","status":"success","message":"a\ud83d"}}`))
	require.NoError(t, err)
	transaction, err := got.Transaction()
	require.NoError(t, err)
	require.Equal(t, "a\ufffd", transaction.Message)
}
