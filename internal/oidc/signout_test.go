package oidc_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

// end ends a sign-in in the console, as Clerk's webhooks and a superuser's sign-out do.
func (f *fixture) end(t *testing.T, signIn string) error {
	t.Helper()
	return f.db.Shared(t.Context(), func(tx postgres.Tx) error { return f.EndSignIn(t.Context(), tx, signIn) })
}

func (f *fixture) ends(t *testing.T, signIn string) {
	t.Helper()
	require.NoError(t, f.end(t, signIn))
}

// signInOf is the sign-in that the newest request came of.
func (f *fixture) signInOf(t *testing.T) (signIn string) {
	t.Helper()
	require.NoError(t, f.db.SharedQuery().QueryRow(t.Context(),
		"SELECT clerk_session_id FROM public.oidc_requests ORDER BY created_at DESC, user_id LIMIT 1").Scan(&signIn))
	require.NotEmpty(t, signIn)
	return signIn
}

func TestSignOutOfTheConsoleEndsWhatCameOfIt(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret, "openid", "offline_access")
	b, first := p.signedIn(t, ama, tenant)
	second, err := p.exchange(t, b.open(p.authURL(set("prompt", "consent"))).choose(tenant).code(p))
	require.NoError(t, err)
	here := f.signInOf(t)
	f.clock.Advance(time.Second)
	elsewhere, err := p.exchange(t, f.browser(t).open(p.authURL()).signIn(ama).code(p))
	require.NoError(t, err)
	require.NotEqual(t, here, f.signInOf(t))

	f.ends(t, "")
	f.ends(t, "sess_other")
	require.True(t, p.works(t, first) && p.works(t, second))
	for range 2 {
		f.ends(t, here)
		require.False(t, p.works(t, first) || p.works(t, second))
		_, err = p.again(t, first.RefreshToken)
		refused(t, err, http.StatusBadRequest, "invalid_grant")
		require.True(t, p.works(t, elsewhere), "another sign-in")
	}
	require.Equal(t, 2, f.count(t, `SELECT count(*) FROM public.audit_log WHERE action = 'openid.ended' AND actor_kind = 'webhook'
AND tenant_id = $1 AND target_id = '1' AND changes -> 'reason' ->> 'after' = 'signed_out'`, int64(tenant.ID)))
}

func TestACodeOfASignInThatIsOverIsGoodForNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	code := f.browser(t).open(p.authURL()).signIn(ama).choose(tenant).code(p)
	f.ends(t, f.signInOf(t))
	for range 2 {
		_, err := p.exchange(t, code)
		refused(t, err, http.StatusBadRequest, "invalid_grant")
	}
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.oidc_grants"))
}

// A code is exchanged while its sign-in ends: whichever of the two commits last, nothing is left.
func TestASignInEndsWhileACodeIsExchanged(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.person(t, "Ama")
	tenant := f.restaurant(t, "one", ama)
	p := f.party(t, "pos", secret)
	b := f.browser(t).open(p.authURL()).signIn(ama).choose(tenant)
	code := b.code(p)
	signIn := f.signInOf(t)
	var group sync.WaitGroup
	var err error
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		if err := f.EndSignIn(t.Context(), tx, signIn); err != nil {
			return err
		}
		group.Go(func() { _, err = p.exchange(t, code) })
		pgtest.AwaitBlocked(t, f.db.DB, 1)
		return nil
	}))
	group.Wait()
	refused(t, err, http.StatusBadRequest, "invalid_grant")
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.oidc_grants"))

	f.exec(t, "DELETE FROM public.ended_sign_ins")
	code = b.open(p.authURL()).choose(tenant).code(p)
	var token *oauth2.Token
	var ended error
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		if _, err := tx.Exec(t.Context(), "SELECT FROM public.oidc_requests FOR UPDATE"); err != nil {
			return err
		}
		group.Go(func() { token, err = p.exchange(t, code) })
		pgtest.AwaitBlocked(t, f.db.DB, 1)
		group.Go(func() { ended = f.end(t, signIn) })
		pgtest.AwaitBlocked(t, f.db.DB, 2)
		return nil
	}))
	group.Wait()
	require.NoError(t, errors.Join(err, ended))
	require.False(t, p.works(t, token))
}
