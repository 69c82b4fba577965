package clerk_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/clerk/clerk-sdk-go/v2"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
)

func TestUserIsAskedForAsClerkWantsIt(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(fullUser))
	user, err := b.User(t.Context(), "user_1")
	require.NoError(t, err)
	require.Equal(t, "ada@example.com", user.Email)

	require.Len(t, b.asked(), 1)
	got := b.asked()[0]
	require.Equal(t, http.MethodGet, got.method)
	require.Equal(t, "/sandbox/clerk/v1/users/user_1", got.path)
	require.Equal(t, "Bearer "+secretKey, got.header.Get("Authorization"))
	require.Equal(t, clerk.APIVersion, got.header.Get("Clerk-API-Version"))
}

// The shapes are those of Clerk's own SDK, so that a misspelt field of ours shows.
func TestUserAndOrganizationReadClerksShapes(t *testing.T) {
	t.Parallel()
	at := start.UnixMilli()
	encode := func(v any) answer {
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		return ok(string(raw))
	}
	b := newBackend(t, encode(sdk.User{
		ID: "user_1", Username: new("ada"), FirstName: new("Ada"), LastName: new("L"),
		PrimaryEmailAddressID: new("e2"), ImageURL: new("https://i"), ExternalID: new("x"),
		EmailAddresses: []*sdk.EmailAddress{
			{ID: "e1", EmailAddress: "1@example.com"},
			{ID: "e2", EmailAddress: "2@example.com", Verification: &sdk.Verification{Status: "verified"}},
		},
		Banned: true, Locked: true, CreatedAt: at, UpdatedAt: at, PublicMetadata: json.RawMessage(`{"a":"b"}`),
	}), encode(sdk.Organization{
		ID: "org_1", Name: "ABC", Slug: "abc", ImageURL: new("https://i"), CreatedBy: "user_1",
		MembersCount: new(int64(3)), MaxAllowedMemberships: 5, CreatedAt: at, UpdatedAt: at,
	}))

	user, err := b.User(t.Context(), "user_1")
	require.NoError(t, err)
	require.Equal(t, clerk.User{
		ID: "user_1", Username: "ada", FirstName: "Ada", LastName: "L", Email: "2@example.com", EmailVerified: true,
		ImageURL: "https://i", ExternalID: "x", Banned: true, Locked: true, CreatedAt: start, UpdatedAt: start,
		PublicMetadata: map[string]any{"a": "b"},
	}, user)

	org, err := b.Organization(t.Context(), "org_1")
	require.NoError(t, err)
	require.Equal(t, clerk.Organization{
		ID: "org_1", Name: "ABC", Slug: "abc", ImageURL: "https://i", CreatedBy: "user_1", MembersCount: 3, MaxMembers: 5,
		CreatedAt: start, UpdatedAt: start,
	}, org)
	require.Equal(t, "/sandbox/clerk/v1/organizations/org_1", b.asked()[1].path)
}

func TestUserFailures(t *testing.T) {
	t.Parallel()
	elsewhere := answer{status: http.StatusFound, header: map[string]string{"Location": "/sandbox/clerk/v1/x"}}
	for name, c := range map[string]struct {
		answer answer
		kind   fault.Kind
		code   string
		tries  int
	}{
		"404":           {failing(http.StatusNotFound), fault.NotFound, "not_found", 1},
		"401":           {failing(http.StatusUnauthorized), fault.Unavailable, "clerk_refused", 1},
		"403":           {failing(http.StatusForbidden), fault.Unavailable, "clerk_refused", 1},
		"400":           {failing(http.StatusBadRequest), fault.Unavailable, "clerk_refused", 1},
		"429":           {failing(http.StatusTooManyRequests), fault.Unavailable, "clerk_rate_limited", 3},
		"500":           {failing(http.StatusInternalServerError), fault.Unavailable, "clerk_unavailable", 3},
		"503 in HTML":   {answer{status: http.StatusServiceUnavailable, body: "<html>"}, fault.Unavailable, "clerk_unavailable", 3},
		"no answer":     {answer{abort: true}, fault.Unavailable, "clerk_unavailable", 3},
		"not JSON":      {ok("<html>"), fault.Unavailable, "clerk_unavailable", 1},
		"nothing":       {ok(""), fault.Unavailable, "clerk_unavailable", 1},
		"nobody":        {ok("{}"), fault.Unavailable, "clerk_unavailable", 1},
		"endless":       {ok(`{"id":"` + strings.Repeat("x", 5<<20) + `"}`), fault.Unavailable, "clerk_unavailable", 3},
		"a redirection": {elsewhere, fault.Unavailable, "clerk_refused", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBackend(t, c.answer)
			_, err := b.User(t.Context(), "user_1")
			require.Equal(t, c.kind, fault.KindOf(err), "%v", err)
			require.Equal(t, c.code, fault.CodeOf(err))
			require.Len(t, b.asked(), c.tries)
			require.NotContains(t, err.Error(), secretKey)
		})
	}
}

func TestNoServerIsUnavailable(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	c, err := clerk.NewClient(clerk.ClientConfig{
		URL: server.URL, SecretKey: secretKey, Clock: clock.NewFake(start),
		Wait: func(context.Context, time.Duration) error { return nil },
	})
	require.NoError(t, err)
	_, err = c.User(t.Context(), "user_1")
	require.Equal(t, "clerk_unavailable", fault.CodeOf(err))
}

func TestOddIDsAreNotAskedFor(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(fullUser))
	for _, id := range []string{
		"", ".", "..", "../organizations/org_1", "user_1?x", "user_1#", "a/b", "a%2fb", "a b", "é", "'; --",
		strings.Repeat("u", 256),
	} {
		_, err := b.User(t.Context(), id)
		require.True(t, fault.Is(err, fault.NotFound), id)
		_, err = b.Organization(t.Context(), id)
		require.True(t, fault.Is(err, fault.NotFound), id)
		require.True(t, fault.Is(b.RevokeInvitation(t.Context(), id), fault.NotFound), id)
	}
	require.Empty(t, b.asked())
}

func TestUsersWalksThePages(t *testing.T) {
	t.Parallel()
	b := newBackend(t, ok(`[{"id":"user_1"},{"id":"user_2"}]`), ok(`[{"no":"id"},{"id":"user_4"}]`), ok(`[]`))
	var ids []string
	for page := (clerk.UserPage{Next: clerk.Page{Limit: 2}, More: true}); page.More; {
		var err error
		page, err = b.Users(t.Context(), page.Next)
		require.NoError(t, err)
		for _, user := range page.Users {
			ids = append(ids, user.ID)
		}
	}
	require.Equal(t, []string{"user_1", "user_2", "user_4"}, ids)
	require.Equal(t, "limit=2&offset=0&order_by=%2Bcreated_at", b.asked()[0].query)
	require.Equal(t, "limit=2&offset=4&order_by=%2Bcreated_at", b.asked()[2].query)
}

func TestUsersBoundsThePage(t *testing.T) {
	t.Parallel()
	for in, want := range map[clerk.Page]string{
		{}:                        "limit=100&offset=0&order_by=%2Bcreated_at",
		{Limit: 9999, Offset: -1}: "limit=500&offset=0&order_by=%2Bcreated_at",
	} {
		b := newBackend(t, ok(`[]`))
		page, err := b.Users(t.Context(), in)
		require.NoError(t, err)
		require.False(t, page.More)
		require.Equal(t, want, b.asked()[0].query)
	}
}

func TestUsersThatAreNoListAreNotNobody(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`null`, `{}`, `{"data":[]}`, `x`, ``} {
		_, err := newBackend(t, ok(body)).Users(t.Context(), clerk.Page{})
		require.Equal(t, "clerk_unavailable", fault.CodeOf(err), body)
	}
}

func TestNewClientReadsTheURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"":                                    "https://api.clerk.com/v1/users/u",
		"https://api.clerk.com/":              "https://api.clerk.com/v1/users/u",
		"https://x/v1":                        "https://x/v1/users/u",
		"https://x/v1/":                       "https://x/v1/users/u",
		"http://localhost:3001/sandbox/clerk": "http://localhost:3001/sandbox/clerk/v1/users/u",
	} {
		var asked string
		c, err := clerk.NewClient(clerk.ClientConfig{
			URL: url, SecretKey: secretKey, Clock: clock.NewFake(start),
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				asked = r.URL.String()
				return nil, context.Canceled
			}),
		})
		require.NoError(t, err)
		_, err = c.User(t.Context(), "u")
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, want, asked)
	}
}

func TestNewClientRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]clerk.ClientConfig{
		"no key":      {Clock: clock.System{}},
		"no clock":    {SecretKey: secretKey},
		"no scheme":   {SecretKey: secretKey, Clock: clock.System{}, URL: "api.clerk.com"},
		"no host":     {SecretKey: secretKey, Clock: clock.System{}, URL: "https://"},
		"a query":     {SecretKey: secretKey, Clock: clock.System{}, URL: "https://x/?a=b"},
		"not the web": {SecretKey: secretKey, Clock: clock.System{}, URL: "file:///etc/passwd"},
	} {
		_, err := clerk.NewClient(c)
		require.Error(t, err, name)
	}
}

func TestACallGivesUpAfterItsTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, err := clerk.NewClient(clerk.ClientConfig{
			SecretKey: secretKey, Clock: clock.NewFake(start),
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}),
		})
		require.NoError(t, err)
		took := elapsed(func() { _, err = c.User(t.Context(), "user_1") })
		require.Equal(t, "clerk_unavailable", fault.CodeOf(err))
		require.GreaterOrEqual(t, took, clerk.MaxTries*clerk.CallTimeout)
		require.Less(t, took, clerk.MaxTries*clerk.CallTimeout+time.Second)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
