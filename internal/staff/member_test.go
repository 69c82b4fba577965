package staff

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDecimal(t *testing.T) {
	t.Parallel()
	for minor, want := range map[int64]string{
		0: "0.00", 5: "0.05", 50: "0.50", 100: "1.00", 123450: "1234.50", math.MaxInt64: "92233720368547758.07",
	} {
		require.Equal(t, want, decimal(minor))
	}
}

func TestParseSalary(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"0": 0, "0.00": 0, "7": 700, "7.5": 750, "7.05": 705, "1234.50": 123450, "9999999999.99": 999999999999, "0000000000000000000001.50": 150,
	} {
		got, err := parseSalary(" " + text + "\n")
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

// What was written comes back, and nothing that is read is another amount than it says.
func TestSalariesComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, 999_999_999_999).Draw(t, "minor")
		got, err := parseSalary(decimal(minor))
		require.NoError(t, err)
		require.Equal(t, minor, got)
	})
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-+]?[0-9]{0,14}[.,e]?[0-9]{0,4}`).Draw(t, "text")
		minor, err := parseSalary(text)
		exact, ok := new(big.Rat).SetString(text)
		if err == nil {
			require.True(t, ok)
			require.Zero(t, exact.Cmp(big.NewRat(minor, 100)), text)
		}
	})
}

func TestFolded(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Waiter": "waiter", "Sous \t Chef": "sous chef", "STRASSE": "strasse", "Straße": "strasse", "ꭰ": "ꭰ", "Ꭰ": "ꭰ", "": "",
	} {
		require.Equal(t, want, folded("  "+name+" "))
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		require.Equal(t, folded(name), folded(folded(name)), "folding twice is folding once")
	})
}

func TestPlaceKeysComeBack(t *testing.T) {
	t.Parallel()
	key, err := parsePlaceKey(placeKey{42, 7}.String())
	require.NoError(t, err)
	require.Equal(t, placeKey{42, 7}, key)
	for _, bad := range []string{"", "*", "42", "42:", ":7", "a:b"} {
		_, err := parsePlaceKey(bad)
		require.Error(t, err, bad)
	}
}
