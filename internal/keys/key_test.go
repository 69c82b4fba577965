package keys

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var testNow = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestSigner(t *testing.T) {
	t.Parallel()
	at := func(minutes int) time.Time { return testNow.Add(time.Duration(minutes) * time.Minute) }
	require.Nil(t, Ring{}.Signer(testNow))
	future := Ring{{ID: "later", From: at(2)}, {ID: "soon", From: at(1)}}
	require.Equal(t, "soon", future.Signer(testNow).ID, "clocks differ a little")
	ring := Ring{
		{ID: "next", From: at(5)},
		{ID: "overtaken", From: at(-1), Retired: new(at(-1)), Expires: new(at(9))},
		{ID: "now", From: at(-2), Retired: new(at(5))},
		{ID: "old", From: at(-9)},
	}
	require.Equal(t, "now", ring.Signer(testNow).ID)
	require.Equal(t, "next", ring.Signer(at(5)).ID)
}
