package paystack_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/paystack"
)

func TestCurrencies(t *testing.T) {
	t.Parallel()
	for code, minimum := range map[string]int64{"NGN": 5000, "USD": 200, "GHS": 10, "ZAR": 100, "KES": 300, "XOF": 100} {
		c, found := paystack.CurrencyOf(code)
		require.True(t, found, code)
		require.Equal(t, code, c.Code)
		require.Equal(t, 2, c.MinorDigits, code)
		require.Equal(t, int64(1_000_000_000), c.Maximum, code)
		require.True(t, c.Chargeable(minimum), code)
		require.False(t, c.Chargeable(minimum-1), code)
		require.True(t, c.Chargeable(c.Maximum), code)
		require.False(t, c.Chargeable(c.Maximum+1), code)
	}
	require.Len(t, paystack.Currencies, 6)
	xof, _ := paystack.CurrencyOf("XOF")
	require.False(t, xof.Chargeable(150), "there is no half a franc")
	for _, code := range []string{"", "ngn", "EUR"} {
		_, found := paystack.CurrencyOf(code)
		require.False(t, found, code)
	}
}

func TestValidReference(t *testing.T) {
	t.Parallel()
	for reference, want := range map[string]bool{
		"tt-1": true, "T.1=a-B": true, "0": true, strings.Repeat("a", 100): true,
		"": false, "-": false, "..": false, "a_b": false, "a b": false, "a/b": false, "a,b": false, "é": false, "a\n": false,
		strings.Repeat("a", 101): false,
	} {
		require.Equal(t, want, paystack.ValidReference(reference), "%q", reference)
	}
}
