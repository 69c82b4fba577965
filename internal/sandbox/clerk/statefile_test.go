package clerk_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func at(path string) func(*clerk.Config) {
	return func(c *clerk.Config) { c.StateFile, c.WebhookSecret = path, "" }
}

func TestStateOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "clerk.json")
	first := clerktest.New(t, at(path))
	ada := newUser(t, first, "ada@example.com")
	o := newOrganization(t, first, "Mama Put", ada.ID)
	session := newSession(t, first, ada.ID, o.ID)
	token, err := first.SessionToken(session.ID)
	require.NoError(t, err)
	_, err = first.RotateKey()
	require.NoError(t, err)

	second := clerktest.New(t, at(path), func(c *clerk.Config) { c.Issuer = first.Issuer() })
	require.Equal(t, ada.ID, second.UserByEmail("ada@example.com").ID)
	require.Equal(t, first.WebhookSecret(), second.WebhookSecret())
	_, err = verify(t, second, token)
	require.NoError(t, err, "a token from before the restart still verifies")
	token, err = second.SessionToken(session.ID)
	require.NoError(t, err)
	require.Equal(t, o.ID, part(t, token, 1)["o"].(map[string]any)["id"])
	_, err = verify(t, first, token)
	require.NoError(t, err, "the signing key is the same")
	require.NoError(t, second.Close(), "closing twice is fine")
}

func TestStateFileIsPrivateAndAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	newUser(t, clerktest.New(t, at(filepath.Join(dir, "clerk.json"))), "ada@example.com")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file stays")
	info, err := entries[0].Info()
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

func TestUndeliveredWebhooksOutliveTheProcess(t *testing.T) {
	t.Parallel()
	path, r := filepath.Join(t.TempDir(), "clerk.json"), newReceiver(t)
	first := clerktest.New(t, r.to, at(path), func(c *clerk.Config) { c.WebhookSecret = clerktest.WebhookSecret })
	first.Webhooks().Hold()
	newUser(t, first, "ada@example.com") // and no Close, as after kill -9
	second := clerktest.New(t, r.to, at(path))
	require.NoError(t, second.Webhooks().Wait(t.Context()))
	require.Equal(t, []string{"user.created"}, r.types(t))
	require.Equal(t, first.Webhooks().Pending()[0].ID, r.events(t)[0].id)
	require.NoError(t, second.Close())
	third := clerktest.New(t, r.to, at(path))
	require.Empty(t, third.Webhooks().All(), "what was delivered is not sent again")
}

func TestUnusableStateFileStopsTheStart(t *testing.T) {
	t.Parallel()
	for content, problem := range map[string]string{
		`{"version":1,"users"`: "damaged",
		`{"version":2}`:        "version 2",
		`{"version":1,"keys":[{"private_key":"secret"}]}`: "damaged",
	} {
		path := filepath.Join(t.TempDir(), "clerk.json")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := clerk.New(clerk.Config{BaseURL: "http://localhost", SecretKey: "sk", StateFile: path})
		require.ErrorContains(t, err, problem)
		require.NotContains(t, err.Error(), "secret")
	}
}

func TestUnsavableChangeDidNotHappen(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := clerktest.New(t, at(filepath.Join(dir, "clerk.json")))
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.WriteFile(dir, nil, 0o600), "a file where the folder was")
	status, answer := call(t, s, "POST", "/users", `{"email_address":["ada@example.com"]}`)
	require.Equal(t, 500, status)
	requireError(t, answer, "internal_clerk_error", "")
	require.Nil(t, s.UserByEmail("ada@example.com"))
	require.Empty(t, s.Webhooks().All())
	require.NoError(t, os.Remove(dir))
	newUser(t, s, "ada@example.com")
}
