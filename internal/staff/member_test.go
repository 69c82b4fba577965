package staff

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecimal(t *testing.T) {
	t.Parallel()
	for minor, want := range map[int64]string{
		0: "0.00", 5: "0.05", 50: "0.50", 100: "1.00", 123450: "1234.50", math.MaxInt64: "92233720368547758.07",
	} {
		require.Equal(t, want, decimal(minor))
	}
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
