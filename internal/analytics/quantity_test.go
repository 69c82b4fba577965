package analytics

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func quantityFrom(t require.TestingT, text string) quantity {
	q, ok := parseQuantity(text)
	require.True(t, ok, text)
	return q
}

func TestAmountsAsText(t *testing.T) {
	t.Parallel()
	for from, text := range map[string]string{
		"0": "0.00", "0.0000": "0.00", "-0.0000": "0.00", "42.5": "42.50", "42.5000": "42.50", "0.0625": "0.0625", "0.0600": "0.06", "0.1230": "0.123",
		"-0.0001": "-0.0001", "-7": "-7.00", "9999999999.9999": "9999999999.9999",
		"99999999999999999999.9999": "99999999999999999999.9999", "-99999999999999999999.9999": "-99999999999999999999.9999",
	} {
		require.Equal(t, text, amountText(quantityFrom(t, from)), from)
	}
	for _, text := range []string{"", "NaN", "Infinity", "1.00001", "1e5", "--1", strings.Repeat("9", 40)} {
		_, ok := parseQuantity(text)
		require.False(t, ok, text)
	}
}

// Sums and differences are those of numbers without a limit.
func TestQuantitiesAreExact(t *testing.T) {
	t.Parallel()
	number := rapid.Custom(func(rt *rapid.T) *big.Int {
		digits := rapid.StringMatching(`-?[0-9]{1,24}`).Draw(rt, "digits")
		n, _ := new(big.Int).SetString(digits, 10)
		return n
	})
	text := func(n *big.Int) string { // in ten-thousandths
		digits, sign := new(big.Int).Abs(n).String(), ""
		if n.Sign() < 0 {
			sign = "-"
		}
		digits = strings.Repeat("0", max(0, 5-len(digits))) + digits
		return sign + digits[:len(digits)-4] + "." + digits[len(digits)-4:]
	}
	rapid.Check(t, func(rt *rapid.T) {
		a, b := number.Draw(rt, "a"), number.Draw(rt, "b")
		x, y := quantityFrom(rt, text(a)), quantityFrom(rt, text(b))
		require.Equal(rt, new(big.Int).Add(a, b).String(), x.plus(y).digits())
		require.Equal(rt, new(big.Int).Sub(a, b).String(), x.minus(y).digits())
		require.Equal(rt, a.Cmp(b), x.compare(y))
		exact, _ := new(big.Float).SetInt(a).Float64()
		require.InDelta(rt, exact, x.float(), 1e-9*math.Abs(exact))
	})
}
