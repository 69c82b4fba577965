package tools

import (
	"crypto/ed25519"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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
	token, err := ring[0].sign(c)
	require.NoError(t, err)
	own.add(token, c, testNow)
	stranger, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	ring[0].public = stranger

	got, err := ring.verify(token, testIssuer, testNow.Add(59*time.Second), own)
	require.NoError(t, err)
	require.Equal(t, c, got)
	_, err = ring.verify(token, testIssuer, testNow, &minted{})
	require.ErrorIs(t, err, errSignature, "another instance checks it")
	for name, altered := range map[string]string{"signature": flip(token, len(token)-10), "payload": flip(token, len(ring[0].header)+5)} {
		_, err = ring.verify(altered, testIssuer, testNow, own)
		require.ErrorIs(t, err, errSignature, name)
	}
}

func TestWhatWasSignedHereStillExpires(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*signingKey)
		after  time.Duration
		want   error
	}{
		"token expired": {func(*signingKey) {}, time.Minute, errExpired},
		"key expired":   {func(k *signingKey) { k.expires = new(testNow.Add(time.Second)) }, time.Second, errUnknown},
		"key gone":      {func(k *signingKey) { k.header = encodeHeader("another") }, 0, errUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ring, own := testRing(t), &minted{}
			token, err := ring[0].sign(mintedClaims())
			require.NoError(t, err)
			own.add(token, mintedClaims(), testNow)
			c.change(&ring[0])
			_, err = ring.verify(token, testIssuer, testNow.Add(c.after), own)
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
