package analytics

import (
	"encoding/json"
	"math/big"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAmounts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		`0`: 0, `-0`: 0, `0.0000`: 0, `12`: 120_000, `12.5`: 125_000, `"12.50"`: 125_000, `-0.0001`: -1, `"-7"`: -70_000, `1e3`: 10_000_000, `15e-1`: 15_000,
		`1.50000000`: 15_000, `9999999999.9999`: 99_999_999_999_999, `"0012"`: 120_000, `0e999`: 0,
	} {
		got, wrong := parseAmount(json.RawMessage(text))
		require.Empty(t, wrong, text)
		require.Equal(t, want, got, text)
	}
	for text, want := range map[string]string{
		`true`: badAmount, `{}`: badAmount, `[1]`: badAmount, `""`: badAmount, `"a"`: badAmount, `"1,5"`: badAmount, `"1."`: badAmount, `".5"`: badAmount,
		`"+1"`: badAmount, `"1_000"`: badAmount, `"0x1"`: badAmount, `" 1"`: badAmount, `"1/2"`: badAmount, `"--1"`: badAmount, `"Infinity"`: badAmount,
		`"1e99999"`: badAmount, `"1e"`: badAmount, `0.00001`: longAmount, `1e-5`: longAmount, `1e10`: largeAmount, `-10000000000`: largeAmount, `1e300`: largeAmount,
	} {
		_, wrong := parseAmount(json.RawMessage(text))
		require.Equal(t, want, wrong, text)
	}
}

// Whatever number is taken is taken exactly.
func TestAmountsAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?([eE][+-]?[0-9])?`).Draw(rt, "number")
		got, wrong := parseAmount(json.RawMessage(text))
		if wrong != "" {
			return
		}
		want, ok := new(big.Rat).SetString(text)
		require.True(rt, ok)
		require.Zero(rt, want.Cmp(big.NewRat(got, 10_000)), "%s: %s", text, strconv.FormatInt(got, 10))
	})
}
