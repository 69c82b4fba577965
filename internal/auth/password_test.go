package auth

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
)

var cheap = cost{memory: 8, passes: 1, threads: 1}

func TestHashes(t *testing.T) {
	t.Parallel()
	h := newHasher()
	stored, err := h.hash(t.Context(), "vier Pferde")
	require.NoError(t, err)
	require.Regexp(t, `^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, stored)
	for password, want := range map[string]bool{"vier Pferde": true, "vier pferde": false, "": false, "vier Pferde ": false} {
		ok, err := h.verify(t.Context(), password, stored)
		require.NoError(t, err)
		require.Equal(t, want, ok, password)
	}
	again, err := h.hash(t.Context(), "vier Pferde")
	require.NoError(t, err)
	require.NotEqual(t, stored, again)
}

// The string is one that the reference implementation made: argon2 -id -t 2 -k 65536 -p 1 -l 32, of "password" and "somesalt".
func TestAHashOfTheReferenceImplementation(t *testing.T) {
	t.Parallel()
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	ok, err := newHasher().verify(t.Context(), "password", reference)
	require.NoError(t, err)
	require.True(t, ok)
	require.True(t, newHasher().outdated(reference))
}

func TestPasswordsAreTheSameInEveryFormOfUnicode(t *testing.T) {
	t.Parallel()
	h := &hasher{cost: cheap, open: make(chan struct{}, 1)}
	stored, err := h.hash(t.Context(), "Zo\u00eb")
	require.NoError(t, err)
	ok, err := h.verify(t.Context(), "Zoe\u0308", stored)
	require.NoError(t, err)
	require.True(t, ok)
}

func TestNothingStoredIsNeverRight(t *testing.T) {
	t.Parallel()
	h := &hasher{cost: cheap, open: make(chan struct{}, 1)}
	ok, err := h.verify(t.Context(), "", "")
	require.NoError(t, err)
	require.False(t, ok)
}

func TestDamagedHashesAreErrors(t *testing.T) {
	t.Parallel()
	h := &hasher{cost: cheap, open: make(chan struct{}, 1)}
	good, err := h.hash(t.Context(), "x")
	require.NoError(t, err)
	for _, stored := range []string{
		"x", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=8", "m=99999999", 1), strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "p=1", "p=255", 1),
		good[:len(good)-30], good + "$", strings.Replace(good, "m=8", "m=x", 1), good[:len(good)-1] + "!",
	} {
		_, err := h.verify(t.Context(), "x", stored)
		require.ErrorIs(t, err, errHashFormat, stored)
	}
}

func TestACrowdAtTheSignInWaitsItsTurn(t *testing.T) {
	t.Parallel()
	h := &hasher{cost: cheap, open: make(chan struct{}, 1)}
	h.open <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h.verify(ctx, "x", "")
	require.True(t, fault.Is(err, fault.Unavailable))
	<-h.open
	_, err = h.verify(t.Context(), "x", "")
	require.NoError(t, err)
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	for password, ok := range map[string]bool{
		"correct horse battery":     true,
		"vier Pferde, eine":         true,
		"密码密碼正确马电池订书钉三":             true,
		"xK9#mQ2$vL7!":              true,
		"short":                     false,
		"elevenchars":               false,
		"aaaaaaaaaaaa":              false,
		"abababababab":              false,
		"123456789012":              false,
		"abcdefghijklm":             false,
		"zyxwvutsrqpon":             false,
		"password1234":              false,
		"PasswordPassword":          false,
		"adminadmin12":              false,
		"tabletap2026":              false,
		"kofimensah12":              false,
		"qwertyqwerty1":             false,
		strings.Repeat("aB3$", 257): false,
		"not text at all\xff":       false,
	} {
		err := checkNewPassword("kofimensah@tabletap.example", password)
		require.Equal(t, ok, err == nil, "%q: %v", password, err)
		if !ok {
			require.True(t, fault.Is(err, fault.Invalid))
		}
	}
}

func TestNetworks(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "2001:db8::1": "2001:db8::/64", "2001:db8::ffff:1": "2001:db8::/64", "::ffff:192.0.2.7": "::ffff:192.0.2.7",
		"": "", "unknown": "unknown",
	} {
		require.Equal(t, want, network(ip))
	}
}
