package clerk_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/clerk/clerk-sdk-go/v2/emailaddress"
	"github.com/clerk/clerk-sdk-go/v2/user"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func TestUserLifeThroughTheSDK(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	users, ctx := user.NewClient(sdkConfig(s)), t.Context()
	metadata := json.RawMessage(`{"plan":"trial"}`)

	made, err := users.Create(ctx, &user.CreateParams{
		EmailAddresses: &[]string{"Ada@Example.com"}, FirstName: new("Adé"), LastName: new("Obi"),
		PublicMetadata: &metadata, SkipPasswordRequirement: new(true),
	})
	require.NoError(t, err)
	require.Regexp(t, `^user_[0-9A-Za-z]{27}$`, made.ID)
	require.Equal(t, "ada@example.com", made.EmailAddresses[0].EmailAddress)
	require.Equal(t, made.EmailAddresses[0].ID, *made.PrimaryEmailAddressID)
	require.Equal(t, "verified", made.EmailAddresses[0].Verification.Status)
	require.JSONEq(t, `{"plan":"trial"}`, string(made.PublicMetadata))
	require.Greater(t, made.CreatedAt, int64(1_600_000_000_000), "timestamps are milliseconds")

	updated, err := users.Update(ctx, made.ID, &user.UpdateParams{FirstName: new("Grace")})
	require.NoError(t, err)
	require.Equal(t, "Grace", *updated.FirstName)
	require.Equal(t, "Obi", *updated.LastName, "what is not given stays")

	gone, err := users.Delete(ctx, made.ID)
	require.NoError(t, err)
	require.True(t, gone.Deleted)
	_, err = users.Get(ctx, made.ID)
	require.ErrorContains(t, err, "resource_not_found")
}

func TestUserMetadataIsMerged(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	users, id := user.NewClient(sdkConfig(s)), newUser(t, s, "ada@example.com").ID
	for _, step := range []struct{ give, want string }{
		{`{"a":1,"deep":{"x":1,"y":2}}`, `{"a":1,"deep":{"x":1,"y":2}}`},
		{`{"deep":{"x":null,"z":3}}`, `{"a":1,"deep":{"y":2,"z":3}}`},
		{`{"a":null}`, `{"deep":{"y":2,"z":3}}`},
	} {
		give := json.RawMessage(step.give)
		u, err := users.UpdateMetadata(t.Context(), id, &user.UpdateMetadataParams{PublicMetadata: &give})
		require.NoError(t, err)
		require.JSONEq(t, step.want, string(u.PublicMetadata))
		require.JSONEq(t, `{}`, string(u.PrivateMetadata))
	}
}

func TestSecondEmailBecomesPrimary(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	id := newUser(t, s, "old@example.com").ID
	_, err := emailaddress.NewClient(sdkConfig(s)).Create(t.Context(), &emailaddress.CreateParams{
		UserID: new(id), EmailAddress: new("new@example.com"), Verified: new(true), Primary: new(true),
	})
	require.NoError(t, err)
	require.Equal(t, "new@example.com", s.UserByEmail("OLD@example.com").Email())
	require.Len(t, s.Webhooks().All("user.updated"), 1)
}

func TestListUsers(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	for _, p := range []clerk.UserParams{
		{EmailAddresses: []string{"ada@example.com"}, FirstName: "Ada", LastName: "Obi", ExternalID: "42"},
		{EmailAddresses: []string{"grace@example.com", "g@other.com"}, FirstName: "Grace", LastName: "Zulu"},
		{EmailAddresses: []string{"élan@example.com"}, FirstName: "Élan", LastName: "Bello"},
	} {
		_, err := s.CreateUser(p)
		require.NoError(t, err)
	}
	for query, want := range map[string][]string{
		"":                                    {"élan@example.com", "grace@example.com", "ada@example.com"},
		"order_by=created_at":                 {"ada@example.com", "grace@example.com", "élan@example.com"},
		"order_by=-last_name":                 {"grace@example.com", "ada@example.com", "élan@example.com"},
		"order_by=%2Bfirst_name":              {"ada@example.com", "grace@example.com", "élan@example.com"},
		"limit=1&offset=1":                    {"grace@example.com"},
		"offset=9":                            {},
		"email_address=G@other.com":           {"grace@example.com"},
		"email_address=a@b.c":                 {},
		"query=OBI":                           {"ada@example.com"},
		"query=" + url.QueryEscape("élan"):    {"élan@example.com"},
		"external_id=42":                      {"ada@example.com"},
		"email_address_query=other":           {"grace@example.com"},
		"name_query=ada+obi&email_address=no": {},
	} {
		require.Equal(t, want, listedEmails(t, s, query), query)
	}
}

func listedEmails(t *testing.T, s *clerk.Server, query string) []string {
	t.Helper()
	response, err := http.DefaultClient.Do(newRequest(t, s, http.MethodGet, "/users?"+query, ""))
	require.NoError(t, err)
	defer response.Body.Close()
	var users []*clerk.User // a bare array, as Clerk answers
	require.NoError(t, json.NewDecoder(response.Body).Decode(&users))
	emails := []string{}
	for _, u := range users {
		emails = append(emails, u.Email())
	}
	return emails
}

func TestListUsersThroughTheSDKCountsThemAll(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	newUser(t, s, "a@example.com")
	newUser(t, s, "b@example.com")
	params := &user.ListParams{}
	params.Limit = new(int64(1))
	list, err := user.NewClient(sdkConfig(s)).List(t.Context(), params)
	require.NoError(t, err)
	require.Len(t, list.Users, 1)
	require.EqualValues(t, 2, list.TotalCount)
}
