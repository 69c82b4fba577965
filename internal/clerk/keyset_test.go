package clerk_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

var quiet = slog.New(slog.DiscardHandler)

const (
	unknown = "token_invalid"
	away    = "clerk_keys_unavailable"
)

func (r rig) requireCode(want, kid string) {
	r.t.Helper()
	err := r.present(kid)
	require.Equal(r.t, want, fault.CodeOf(err), "%v", err)
}

func TestKeysAreFetchedOnceAndExpireWhateverTheTraffic(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()), jwk("b", keyB()))
	require.Zero(t, r.server.count(), "nothing is fetched before the first token")
	r.requireCode("", "a")
	r.server.serve(jwk("a", keyA())) // b is withdrawn

	for range 9 { // steady use, up to 4½ minutes
		r.requireCode("", "b")
		r.now.Advance(30 * time.Second)
	}
	require.Equal(t, 1, r.server.count())
	r.now.Advance(30 * time.Second)
	r.requireCode(unknown, "b")
	r.requireCode("", "a")
	require.Equal(t, 2, r.server.count())
}

func TestARememberedTokenEndsWithItsKey(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()))
	long := mint(t, keyA(), header("a"), with(claims(start), object{"exp": start.Add(24 * time.Hour).Unix()}))
	verify := func() error { _, err := r.Verify(t.Context(), long); return err }
	require.NoError(t, verify())
	r.server.serve(jwk("b", keyB()))

	r.now.Advance(clerk.KeyLife - time.Second)
	require.NoError(t, verify())
	r.now.Advance(time.Second)
	require.Equal(t, unknown, fault.CodeOf(verify()))
}

// A token that is first seen late in its key's life is not remembered for longer than one that was seen early.
func TestARememberedTokenEndsWithItsKeyHoweverLateItCame(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()), jwk("b", keyB()))
	r.requireCode("", "a")
	r.now.Advance(clerk.KeyLife - time.Second)
	token := r.token("b")
	_, err := r.Verify(t.Context(), token)
	require.NoError(t, err)
	r.server.serve(jwk("a", keyA()))

	r.now.Advance(time.Second)
	_, err = r.Verify(t.Context(), token)
	require.Equal(t, unknown, fault.CodeOf(err))
}

func TestANewKeyIsFoundAndVoidsWhatTheOldSetVouchedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()))
	long := mint(t, keyA(), header("a"), with(claims(start), object{"exp": start.Add(24 * time.Hour).Unix()}))
	_, err := r.Verify(t.Context(), long)
	require.NoError(t, err)

	r.server.serve(jwk("b", keyB()))
	r.now.Advance(clerk.UnknownKeyInterval)
	r.requireCode("", "b")
	_, err = r.Verify(t.Context(), long)
	require.Equal(t, unknown, fault.CodeOf(err), "a's key is gone from the set, five minutes have not passed")
}

func TestMadeUpKeyIDsAreNoFlood(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()))
	r.requireCode("", "a")
	for i := range 200 { // for 100 seconds
		r.requireCode(unknown, fmt.Sprintf("made-up-%d", i))
		r.now.Advance(500 * time.Millisecond)
	}
	require.Equal(t, 4, r.server.count(), "the first, and one each 30 s")
	r.requireCode("", "a")
}

func TestATokenWithoutKeyIDIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()))
	_, err := r.Verify(t.Context(), mint(t, keyA(), with(header("a"), object{"kid": nil}), claims(start)))
	require.Equal(t, unknown, fault.CodeOf(err))
}

func TestOldKeysServeForAWhileWhenClerkIsAway(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()))
	r.requireCode("", "a")
	r.server.breakDown()

	r.now.Advance(clerk.KeyLife)
	r.requireCode("", "a")
	r.requireCode(away, "b") // it may be new: we cannot know
	r.now.Advance(clerk.KeyGrace - time.Second)
	r.requireCode("", "a")
	r.now.Advance(time.Second)
	r.requireCode(away, "a")

	r.server.serve(jwk("a", keyA()))
	r.now.Advance(clerk.KeyRetryInterval)
	r.requireCode("", "a")
}

func TestWithoutAnyKeysClerkIsAskedNowAndThen(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.server.breakDown()
	for range 50 {
		err := r.present("a")
		require.True(t, fault.Is(err, fault.Unavailable))
		require.Equal(t, away, fault.CodeOf(err))
	}
	require.Equal(t, 1, r.server.count())
	r.server.serve(jwk("a", keyA()))
	r.now.Advance(clerk.KeyRetryInterval)
	r.requireCode("", "a")
}

func TestAnEmptySetIsAnAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()))
	r.requireCode("", "a")
	r.server.serve()
	r.now.Advance(clerk.KeyLife)
	r.requireCode(away, "a")
}

func TestAClockSetBackDoesNotProlongAKeysLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0, jwk("a", keyA()), jwk("b", keyB()))
	r.requireCode("", "b")
	r.server.serve(jwk("a", keyA()))
	r.now.Advance(-time.Hour)
	r.requireCode(unknown, "b")
}

func TestAClockSetBackDoesNotPostponeTheNextFetch(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.server.breakDown()
	r.requireCode(away, "a")
	r.server.serve(jwk("a", keyA()))
	r.now.Advance(-time.Hour)
	r.requireCode("", "a")
}

func TestUnfitKeysArePassedOver(t *testing.T) {
	t.Parallel()
	ec := object{"kty": "EC", "crv": "P-256", "use": "sig", "kid": "ec", "x": b64(make([]byte, 32)), "y": b64(make([]byte, 32))}
	symmetric := object{"kty": "oct", "use": "sig", "kid": "oct", "k": b64(keyA().N.Bytes())}
	for name, unfit := range map[string]object{
		"1024 bits":      jwk("x", weak()),
		"for encryption": with(jwk("x", keyB()), object{"use": "enc"}),
		"no use":         with(jwk("x", keyB()), object{"use": nil}),
		"another alg":    with(jwk("x", keyB()), object{"alg": "PS256"}),
		"no kid":         with(jwk("x", keyB()), object{"kid": nil}),
		"no modulus":     with(jwk("x", keyB()), object{"n": nil}),
		"elliptic":       ec,
		"symmetric":      symmetric,
		"nonsense":       {"kty": 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0, unfit, jwk("a", keyA()))
			r.requireCode("", "a")
			for _, kid := range []string{"x", ""} {
				_, err := r.Verify(t.Context(), mint(t, keyB(), header(kid), claims(start)))
				require.Equal(t, unknown, fault.CodeOf(err))
				_, err = r.Verify(t.Context(), mint(t, weak(), header(kid), claims(start)))
				require.Equal(t, unknown, fault.CodeOf(err))
			}
		})
	}
}

func TestBadAnswersAreNoKeys(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*keyServer){
		"500":       func(s *keyServer) { s.status = http.StatusInternalServerError },
		"401":       func(s *keyServer) { s.status = http.StatusUnauthorized },
		"redirect":  func(s *keyServer) { s.status = http.StatusFound },
		"not JSON":  func(s *keyServer) { s.body = []byte("<html>") },
		"no keys":   func(s *keyServer) { s.body = []byte("{}") },
		"truncated": func(s *keyServer) { s.body = []byte(`{"keys":[`) },
		"endless":   func(s *keyServer) { s.body = []byte(`{"keys":[], "x":"` + strings.Repeat("x", 1<<20) + `"}`) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0, jwk("a", keyA()))
			r.server.set(change)
			r.requireCode(away, "a")
			require.Equal(t, 1, r.server.count())

			r = newRig(t, 0, jwk("a", keyA()))
			r.requireCode("", "a")
			r.server.set(change)
			r.now.Advance(clerk.KeyLife)
			r.requireCode("", "a") // by the old keys
			require.Equal(t, 2, r.server.count())
		})
	}
}

func TestTheSecretIsSentWhenThereIsOne(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"", "sk_test_1"} {
		server := &keyServer{keys: []object{jwk("a", keyA())}}
		keys, err := clerk.NewKeySet(clerk.KeySetConfig{
			URL: "https://api.clerk.com/v1/jwks", Secret: secret, Clock: clock.NewFake(start), Transport: server, Logger: quiet,
		})
		require.NoError(t, err)
		_, err = newVerifier(t, keys, clock.NewFake(start), 0).Verify(t.Context(), mint(t, keyA(), header("a"), claims(start)))
		require.NoError(t, err)
		require.Equal(t, "https://api.clerk.com/v1/jwks", server.last.URL.String())
		if secret == "" {
			require.Empty(t, server.last.Header.Values("Authorization"))
		} else {
			require.Equal(t, []string{"Bearer " + secret}, server.last.Header.Values("Authorization"))
		}
	}
}

func TestKeySetFromPEM(t *testing.T) {
	t.Parallel()
	good := pemOf(t, keyA())
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"as it is":          {good, true},
		"on one line":       {strings.ReplaceAll(good, "\n", `\n`), true},
		"with space around": {"\n  " + good + "\n", true},
		"empty":             {"", false},
		"not PEM":           {"sk_test_x", false},
		"weak":              {pemOf(t, weak()), false},
		"a certificate":     {strings.ReplaceAll(good, "PUBLIC KEY", "CERTIFICATE"), false},
		"cut short":         {good[:len(good)/2], false},
	} {
		_, err := clerk.KeySetFromPEM(c.text)
		require.Equal(t, c.ok, err == nil, "%s: %v", name, err)
	}
}

func TestAPEMVerifiesEveryKeyIDForEver(t *testing.T) {
	t.Parallel()
	now := clock.NewFake(start)
	v := verifierWithPEM(t, now)
	for _, h := range []object{header("a"), header("z"), with(header(""), object{"kid": nil, "typ": nil})} {
		now.Advance(24 * time.Hour)
		_, err := v.Verify(t.Context(), mint(t, keyA(), h, claims(now.Now())))
		require.NoError(t, err)
	}
}

func TestNewKeySetRefuses(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "ftp://x/jwks", "clerk.example.com", "https://", "https://x y/", "file:///etc/passwd"} {
		_, err := clerk.NewKeySet(clerk.KeySetConfig{URL: url, Clock: clock.System{}})
		require.Error(t, err, url)
	}
	_, err := clerk.NewKeySet(clerk.KeySetConfig{URL: "https://x/jwks"})
	require.Error(t, err, "no clock")
}
