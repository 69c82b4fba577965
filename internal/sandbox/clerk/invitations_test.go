package clerk_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/clerk/clerk-sdk-go/v2/invitation"
	"github.com/clerk/clerk-sdk-go/v2/organizationinvitation"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func TestInvitationLifeThroughTheSDK(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	invitations, ctx := invitation.NewClient(sdkConfig(s)), t.Context()

	made, err := invitations.Create(ctx, &invitation.CreateParams{EmailAddress: "new@example.com"})
	require.NoError(t, err)
	require.Equal(t, "pending", made.Status)
	require.Contains(t, made.URL, "/sign-in?__clerk_ticket=")

	_, err = invitations.Create(ctx, &invitation.CreateParams{EmailAddress: "New@example.com"})
	require.ErrorContains(t, err, "duplicate_record")

	list, err := invitations.List(ctx, &invitation.ListParams{Statuses: []string{"pending"}})
	require.NoError(t, err)
	require.EqualValues(t, 1, list.TotalCount)

	revoked, err := invitations.Revoke(ctx, made.ID)
	require.NoError(t, err)
	require.True(t, revoked.Revoked)
	_, err = invitations.Revoke(ctx, made.ID)
	require.ErrorContains(t, err, "invitation_already_revoked")
}

func TestAcceptedInvitationGivesItsMetadata(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	metadata := json.RawMessage(`{"role":"chef"}`)
	made, err := invitation.NewClient(sdkConfig(s)).Create(t.Context(), &invitation.CreateParams{
		EmailAddress: "new@example.com", PublicMetadata: &metadata,
	})
	require.NoError(t, err)
	require.ErrorContains(t, s.AcceptInvitation(made.ID), "resource_not_found", "nobody has that address yet")
	newUser(t, s, "new@example.com")
	require.NoError(t, s.AcceptInvitation(made.ID))
	require.JSONEq(t, `{"role":"chef"}`, string(s.UserByEmail("new@example.com").PublicMetadata))
	require.ErrorContains(t, s.AcceptInvitation(made.ID), "invitation_already_accepted")
}

func TestOrganizationInvitationLifeThroughTheSDK(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	invitations, ctx, o := organizationinvitation.NewClient(sdkConfig(s)), t.Context(), newOrganization(t, s, "Mama Put", "")
	params := &organizationinvitation.CreateParams{
		OrganizationID: o.ID, EmailAddress: new("new@example.com"), Role: new("org:admin"),
	}
	made, err := invitations.Create(ctx, params)
	require.NoError(t, err)
	require.Equal(t, "Admin", made.RoleName)
	_, err = invitations.Create(ctx, params)
	require.ErrorContains(t, err, "organization_invitation_not_unique")

	_, err = invitations.Revoke(ctx, &organizationinvitation.RevokeParams{OrganizationID: o.ID, ID: made.ID})
	require.NoError(t, err)
	again, err := invitations.Create(ctx, params)
	require.NoError(t, err, "after a revocation the address may be invited again")

	ada := newUser(t, s, "new@example.com")
	require.NoError(t, s.AcceptInvitation(again.ID))
	got, err := invitations.Get(ctx, &organizationinvitation.GetParams{OrganizationID: o.ID, ID: again.ID})
	require.NoError(t, err)
	require.Equal(t, "accepted", got.Status)
	_, members := call(t, s, "GET", "/organizations/"+o.ID+"/memberships?user_id="+ada.ID, "")
	require.EqualValues(t, 1, members["total_count"])
	for kind, want := range map[string]int{"created": 2, "revoked": 1, "accepted": 1} {
		require.Len(t, s.Webhooks().All("organizationInvitation."+kind), want, kind)
	}
}

func TestInvitationsExpire(t *testing.T) {
	t.Parallel()
	at := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	s := clerktest.New(t, func(c *clerk.Config) { c.Clock = at })
	made, err := invitation.NewClient(sdkConfig(s)).Create(t.Context(), &invitation.CreateParams{
		EmailAddress: "new@example.com", ExpiresInDays: new(int64(2)),
	})
	require.NoError(t, err)
	at.Advance(48 * time.Hour)
	_, answer := call(t, s, "GET", "/invitations?paginated=true&status=expired", "")
	require.EqualValues(t, 1, answer["total_count"])
	newUser(t, s, "new@example.com")
	require.ErrorContains(t, s.AcceptInvitation(made.ID), "invitation_already_expired")
}
