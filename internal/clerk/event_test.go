package clerk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/fault"
)

func verifyBody(t *testing.T, text string) (clerk.Event, error) {
	t.Helper()
	h := delivered("svix", "msg_1", start, signature(t, secret1, "msg_1", start, []byte(text)))
	return webhooks(t, start, secret1).Verify(h, []byte(text))
}

func TestEventTimestamps(t *testing.T) {
	t.Parallel()
	happened := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Time{
		`1767323045000`: happened, `1767323045`: happened, `"1767323045000"`: happened, `"2026-01-02T03:04:05Z"`: happened,
		`1767323045678`: happened.Add(678 * time.Millisecond), `1.767323045e12`: happened,
		`null`: start, `0`: start, `-5`: start, `"soon"`: start, `{}`: start, `1e300`: start, `"NaN"`: start,
	} {
		got, err := verifyBody(t, `{"type":"x","timestamp":`+text+`}`)
		require.NoError(t, err, text)
		require.Equal(t, want, got.Timestamp, text)
	}
}

func TestSignedNonsenseIsNoEvent(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `{`, `[]`, `null`, `"x"`, `{"data":{}}`, `{"type":""}`, `{"type":null}`, `{"type":{}}`} {
		_, err := verifyBody(t, text)
		require.Equal(t, "webhook_payload_invalid", fault.CodeOf(err), text)
		require.True(t, fault.Is(err, fault.Invalid), text)
	}
}

const fullUser = `{
	"id": "user_1", "object": "user", "username": "ada", "first_name": "Ada", "last_name": "Lovelace",
	"primary_email_address_id": "idn_2", "image_url": "https://img.clerk.com/1", "external_id": "42",
	"email_addresses": [
		{"id": "idn_1", "email_address": "old@example.com", "verification": {"status": "expired"}},
		{"id": "idn_2", "email_address": "ada@example.com", "verification": {"status": "verified", "strategy": "email_code"}}
	],
	"banned": true, "locked": false, "created_at": 1767323045000, "updated_at": 1767323045,
	"public_metadata": {"restaurant": "ABC"}, "private_metadata": null, "unsafe_metadata": {}
}`

func TestParseUser(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	got, err := clerk.ParseUser([]byte(fullUser))
	require.NoError(t, err)
	require.Equal(t, clerk.User{
		ID: "user_1", Username: "ada", FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", EmailVerified: true,
		ImageURL: "https://img.clerk.com/1", ExternalID: "42", Banned: true, CreatedAt: at, UpdatedAt: at,
		PublicMetadata: map[string]any{"restaurant": "ABC"},
	}, got)
}

func TestParseUserTolerates(t *testing.T) {
	t.Parallel()
	const email = `"email_addresses":[{"id":"h","email_address":"x@y.z","verification":{"status":"verified"}},
		{"id":"i","email_address":"a@b.c","verification":{"status":"unverified"}}]`
	for name, c := range map[string]struct {
		fields string // after the id
		want   clerk.User
	}{
		"only an id": {``, clerk.User{}},
		"nulls": {
			`,"username":null,"email_addresses":null,"banned":null,"created_at":null,"public_metadata":null`, clerk.User{},
		},
		"types that drift": {
			`,"username":7,"first_name":["x"],"email_addresses":{},"banned":"true","created_at":{},"public_metadata":[]`,
			clerk.User{Username: "7", Banned: true},
		},
		"odd addresses": {
			`,"email_addresses":[null,3,{"email_address":"a@b.c","verification":"no"}]`, clerk.User{Email: "a@b.c"},
		},
		"no primary address": {
			`,"primary_email_address_id":null,` + email, clerk.User{Email: "x@y.z", EmailVerified: true},
		},
		"unverified primary address":   {`,"primary_email_address_id":"i",` + email, clerk.User{Email: "a@b.c"}},
		"any script":                   {`,"first_name":"Олександр","last_name":"李 👩‍🍳"`, clerk.User{FirstName: "Олександр", LastName: "李 👩‍🍳"}},
		"NUL, which no text may hold":  {`,"first_name":"A\u0000da"`, clerk.User{FirstName: "Ada"}},
		"half a surrogate, no Unicode": {`,"first_name":"\ud800"`, clerk.User{FirstName: "\uFFFD"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.want.ID = "user_1"
			got, err := clerk.ParseUser([]byte(`{"id":"user_1"` + c.fields + `}`))
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestParseMembership(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	got, err := clerk.ParseMembership([]byte(`{
		"id": "orgmem_1", "object": "organization_membership", "role": "org:admin", "role_name": "Admin",
		"permissions": ["org:sys_profile:manage", null], "created_at": 1767323045000, "updated_at": 1767323045000,
		"organization": {"id": "org_1", "name": "ABC", "slug": "abc", "members_count": 3, "max_allowed_memberships": "5"},
		"public_user_data": {"user_id": "user_1", "first_name": "Ada", "last_name": null, "identifier": "ada@example.com"}
	}`))
	require.NoError(t, err)
	require.Equal(t, clerk.Membership{
		ID: "orgmem_1", Role: "admin", Permissions: []string{"org:sys_profile:manage"},
		Organization: clerk.Organization{ID: "org_1", Name: "ABC", Slug: "abc", MembersCount: 3, MaxMembers: 5},
		UserID:       "user_1", FirstName: "Ada", Identifier: "ada@example.com", CreatedAt: at, UpdatedAt: at,
	}, got)
}

func TestParseOrganizationAndDeleted(t *testing.T) {
	t.Parallel()
	org, err := clerk.ParseOrganization([]byte(`{"id":"org_1","name":"ABC","created_by":"user_1","public_metadata":{"a":1}}`))
	require.NoError(t, err)
	require.Equal(t, clerk.Organization{ID: "org_1", Name: "ABC", CreatedBy: "user_1", PublicMetadata: map[string]any{"a": 1.0}}, org)

	gone, err := clerk.ParseDeleted([]byte(`{"deleted":true,"id":"user_1","object":"user","external_id":null}`))
	require.NoError(t, err)
	require.Equal(t, clerk.Deleted{ID: "user_1", Object: "user"}, gone)
}

func TestParsersRefuseWhatNamesNothing(t *testing.T) {
	t.Parallel()
	for _, data := range []string{``, `null`, `[]`, `{}`, `{"id":""}`, `{"id":null}`, `"user_1"`, `{"id":"x"`} {
		for name, parse := range parsers {
			err := parse([]byte(data))
			require.Equal(t, "webhook_payload_invalid", fault.CodeOf(err), "%s of %s", name, data)
		}
	}
	_, err := clerk.ParseMembership([]byte(`{"id":"orgmem_1","organization":{"id":"org_1"}}`))
	require.Error(t, err, "whose membership?")
	_, err = clerk.ParseMembership([]byte(`{"id":"orgmem_1","public_user_data":{"user_id":"user_1"}}`))
	require.Error(t, err, "of what?")
}

var parsers = map[string]func([]byte) error{
	"user":         func(d []byte) error { _, err := clerk.ParseUser(d); return err },
	"organization": func(d []byte) error { _, err := clerk.ParseOrganization(d); return err },
	"membership":   func(d []byte) error { _, err := clerk.ParseMembership(d); return err },
	"deleted":      func(d []byte) error { _, err := clerk.ParseDeleted(d); return err },
}
