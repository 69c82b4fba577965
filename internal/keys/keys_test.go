package keys_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/keys"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

var (
	launches = keys.Kind{Algorithm: keys.EdDSA, Type: "launch+jwt", Lifetime: time.Minute}
	openID   = keys.Kind{Algorithm: keys.RS256, Type: "JWT", Lifetime: 10 * time.Minute}
)

func deps(t *testing.T, db *pgtest.Database) (keys.Deps, *clock.Fake) {
	t.Helper()
	c := clock.NewFake(now)
	system, err := cache.New(t.Context(), cache.Config{DatabaseURL: db.URL, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	system.Start(t.Context())
	t.Cleanup(system.Close)
	return keys.Deps{DB: db.DB, Bus: system.Bus, Audit: audit.New(c), Clock: c, SecretKey: "a secret key for tests, long enough"}, c
}

// Two kinds share the table and the lock, and nothing else: rotating one leaves the other alone.
func TestKindsDoNotMeet(t *testing.T) {
	t.Parallel()
	d, c := deps(t, pgtest.New(t))
	small, err := keys.New(d, launches)
	require.NoError(t, err)
	large, err := keys.New(d, openID)
	require.NoError(t, err)
	smallRing, err := small.Ready(t.Context())
	require.NoError(t, err)
	largeRing, err := large.Ready(t.Context())
	require.NoError(t, err)
	require.Len(t, smallRing, 1)
	require.Len(t, largeRing, 1)
	require.IsType(t, ed25519.PublicKey{}, smallRing[0].Public)
	require.IsType(t, &rsa.PublicKey{}, largeRing[0].Public)
	require.Equal(t, 2048, largeRing[0].Public.(*rsa.PublicKey).N.BitLen())

	next, err := large.Rotate(t.Context(), false)
	require.NoError(t, err)
	listed, err := large.List(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{next, keys.StateNext, largeRing[0].ID, keys.StateSigning},
		[]string{listed[0].ID, listed[0].State, listed[1].ID, listed[1].State})
	require.Equal(t, new(now.Add(5*time.Minute+10*time.Minute+5*time.Minute)), listed[1].Expires, "overlap, lifetime, margin")
	listed, err = small.List(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{smallRing[0].ID, keys.EdDSA, keys.StateSigning}, []string{listed[0].ID, listed[0].Algorithm, listed[0].State})
	require.Nil(t, listed[0].Expires)

	c.Advance(5 * time.Minute)
	ring, err := large.Ring(t.Context())
	require.NoError(t, err)
	require.Equal(t, next, ring.Signer(c.Now()).ID)
}

// What an instance made, another one signs with; the signature fits the public half that is published.
func TestAnRSAKeySurvivesTheDatabase(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	d, _ := deps(t, db)
	first, err := keys.New(d, openID)
	require.NoError(t, err)
	_, err = first.Ready(t.Context())
	require.NoError(t, err)
	d, _ = deps(t, db)
	second, err := keys.New(d, openID)
	require.NoError(t, err)
	ring, err := second.Ready(t.Context())
	require.NoError(t, err)
	sum := sha256.Sum256([]byte("text"))
	signature, err := ring.Signer(now).Private.Sign(rand.Reader, sum[:], crypto.SHA256)
	require.NoError(t, err)
	require.NoError(t, rsa.VerifyPKCS1v15(ring[0].Public.(*rsa.PublicKey), crypto.SHA256, sum[:], signature))
	require.Len(t, ring, 1, "the second made none of its own")
}

func TestAnotherSecretOpensNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	d, _ := deps(t, db)
	made, err := keys.New(d, openID)
	require.NoError(t, err)
	_, err = made.Ready(t.Context())
	require.NoError(t, err)
	d, _ = deps(t, db)
	d.SecretKey = "another secret key, long enough too"
	other, err := keys.New(d, openID)
	require.NoError(t, err)
	ring, err := other.Ring(t.Context())
	require.NoError(t, err, "what was signed still verifies")
	require.Nil(t, ring[0].Private)
	require.ErrorContains(t, ring[0].Sealed, "SECRET_KEY")
}

func TestUnknownAlgorithm(t *testing.T) {
	t.Parallel()
	d, _ := deps(t, pgtest.New(t))
	_, err := keys.New(d, keys.Kind{Algorithm: "HS256"})
	require.ErrorContains(t, err, "HS256")
}
