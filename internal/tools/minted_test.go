package tools

import (
	"crypto/ed25519"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/keys"
)

func mintedClaims() *claims {
	return &claims{
		Issuer: testIssuer, Subject: 7, Audience: "pos", Expires: testNow.Unix() + 60, NotBefore: testNow.Unix(), IssuedAt: testNow.Unix(),
		ID: "abc", TenantID: 1, Schema: "one", MemberID: 2, ToolID: 3,
	}
}

// A token that was signed here opens without its signature being checked again: the ring's public key cannot check it.
func TestWhatWasSignedHereNeedsNoSecondCheck(t *testing.T) {
	t.Parallel()
	ring, own := testRing(t), &minted{}
	c := mintedClaims()
	token, err := c.sign(&ring[0])
	require.NoError(t, err)
	own.add(token, c, testNow)
	stranger, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	ring[0].Public = stranger

	got, err := verifyToken(ring, token, testIssuer, testNow.Add(59*time.Second), own)
	require.NoError(t, err)
	require.Equal(t, c, got)
	_, err = verifyToken(ring, token, testIssuer, testNow, &minted{})
	require.ErrorIs(t, err, errSignature, "another instance checks it")
	for name, altered := range map[string]string{"signature": flip(token, len(token)-10), "payload": flip(token, len(ring[0].Header)+5)} {
		_, err = verifyToken(ring, altered, testIssuer, testNow, own)
		require.ErrorIs(t, err, errSignature, name)
	}
}

func TestWhatWasSignedHereStillExpires(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*keys.Signing)
		after  time.Duration
		want   error
	}{
		"token expired": {func(*keys.Signing) {}, time.Minute, errExpired},
		"key expired":   {func(k *keys.Signing) { k.Expires = new(testNow.Add(time.Second)) }, time.Second, errUnknown},
		"key gone":      {func(k *keys.Signing) { k.Header = "another" }, 0, errUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ring, own := testRing(t), &minted{}
			token, err := mintedClaims().sign(&ring[0])
			require.NoError(t, err)
			own.add(token, mintedClaims(), testNow)
			c.change(&ring[0])
			_, err = verifyToken(ring, token, testIssuer, testNow.Add(c.after), own)
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestMintedForgets(t *testing.T) {
	t.Parallel()
	own := &minted{}
	own.add("first", mintedClaims(), testNow)
	require.NotNil(t, own.find("first", testNow.Add(tokenLifetime)), "it may be as young as that when its generation ends")
	require.Nil(t, own.find("first", testNow.Add(2*tokenLifetime)))

	for i := range 3 * recentKept {
		own.add(strconv.Itoa(i), mintedClaims(), testNow)
		require.LessOrEqual(t, len(own.tokens.young)+len(own.tokens.old), 2*recentKept)
	}
	require.Nil(t, own.find("0", testNow))
	require.NotNil(t, own.find(strconv.Itoa(3*recentKept-1), testNow))
}
