package clerk_test

import (
	"testing"

	"github.com/clerk/clerk-sdk-go/v2/organization"
	"github.com/clerk/clerk-sdk-go/v2/organizationmembership"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/sandbox/clerk/clerktest"
)

func newOrganization(t *testing.T, s *clerk.Server, name, createdBy string) *clerk.Organization {
	t.Helper()
	o, err := s.CreateOrganization(clerk.OrganizationParams{Name: name, CreatedBy: createdBy})
	require.NoError(t, err)
	return o
}

func TestOrganizationLifeThroughTheSDK(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	organizations, ctx, ada := organization.NewClient(sdkConfig(s)), t.Context(), newUser(t, s, "ada@example.com")

	made, err := organizations.Create(ctx, &organization.CreateParams{Name: new("Mama Put"), CreatedBy: new(ada.ID)})
	require.NoError(t, err)
	require.Equal(t, "mama-put", made.Slug)
	require.EqualValues(t, 1, *made.MembersCount, "who creates it is a member")

	bySlug, err := organizations.Get(ctx, "mama-put")
	require.NoError(t, err)
	require.Equal(t, made.ID, bySlug.ID)

	updated, err := organizations.Update(ctx, made.ID, &organization.UpdateParams{Name: new("Mama Put II")})
	require.NoError(t, err)
	require.Equal(t, "Mama Put II", updated.Name)
	require.Equal(t, "mama-put", updated.Slug)

	list, err := organizations.List(ctx, &organization.ListParams{UserIDs: []string{ada.ID}})
	require.NoError(t, err)
	require.Len(t, list.Organizations, 1)

	gone, err := organizations.Delete(ctx, made.ID)
	require.NoError(t, err)
	require.True(t, gone.Deleted)
	_, err = organizations.Get(ctx, made.ID)
	require.ErrorContains(t, err, "resource_not_found")
}

func TestSlugsAreMadeForNamesInAnyScript(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	for _, c := range []struct{ name, slug string }{
		{"Mama Put", "mama-put"}, {"MAMA  PUT!", "mama-put-2"}, {"食堂", "organization"}, {"Café Ọbẹ̀", "caf-b"},
	} {
		require.Equal(t, c.slug, newOrganization(t, s, c.name, "").Slug)
	}
}

func TestMembershipLifeThroughTheSDK(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	members, ctx := organizationmembership.NewClient(sdkConfig(s)), t.Context()
	ada, o := newUser(t, s, "ada@example.com"), newOrganization(t, s, "Mama Put", "")

	params := &organizationmembership.CreateParams{OrganizationID: o.ID, UserID: &ada.ID, Role: new("org:member")}
	made, err := members.Create(ctx, params)
	require.NoError(t, err)
	require.Equal(t, "ada@example.com", made.PublicUserData.Identifier)
	require.Equal(t, "Member", made.RoleName)
	require.EqualValues(t, 1, *made.Organization.MembersCount)

	_, err = members.Create(ctx, params)
	require.ErrorContains(t, err, "already_a_member_in_organization")

	changed, err := members.Update(ctx, &organizationmembership.UpdateParams{
		OrganizationID: o.ID, UserID: ada.ID, Role: new("org:admin"),
	})
	require.NoError(t, err)
	require.Equal(t, made.ID, changed.ID)
	require.Contains(t, changed.Permissions, "org:sys_profile:manage")

	list, err := members.List(ctx, &organizationmembership.ListParams{OrganizationID: o.ID, Roles: []string{"org:admin"}})
	require.NoError(t, err)
	require.EqualValues(t, 1, list.TotalCount)

	_, err = members.Delete(ctx, &organizationmembership.DeleteParams{OrganizationID: o.ID, UserID: ada.ID})
	require.NoError(t, err)
	list, err = members.List(ctx, &organizationmembership.ListParams{OrganizationID: o.ID})
	require.NoError(t, err)
	require.Empty(t, list.OrganizationMemberships)
}

func TestMembershipQuota(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	o, err := s.CreateOrganization(clerk.OrganizationParams{
		Name: "Small", MaxAllowedMemberships: 1, CreatedBy: newUser(t, s, "a@example.com").ID,
	})
	require.NoError(t, err)
	_, err = s.AddMember(o.ID, newUser(t, s, "b@example.com").ID, "")
	require.ErrorContains(t, err, "organization_membership_quota_exceeded")
}

func TestDeletedUserLeavesOrganizations(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	ada := newUser(t, s, "ada@example.com")
	o := newOrganization(t, s, "Mama Put", ada.ID)
	status, _ := call(t, s, "DELETE", "/users/"+ada.ID, "")
	require.Equal(t, 200, status)
	_, answer := call(t, s, "GET", "/organizations/"+o.ID+"/memberships", "")
	require.EqualValues(t, 0, answer["total_count"])
	require.Len(t, s.Webhooks().All("organizationMembership.deleted"), 1)
}

func TestOrganizationMetadataIsMerged(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	o := newOrganization(t, s, "Mama Put", "")
	path := "/organizations/" + o.ID + "/metadata"
	call(t, s, "PATCH", path, `{"public_metadata":{"a":1},"private_metadata":{"b":2}}`)
	status, answer := call(t, s, "PATCH", path, `{"public_metadata":{"c":3}}`)
	require.Equal(t, 200, status)
	require.Equal(t, map[string]any{"a": 1.0, "c": 3.0}, answer["public_metadata"])
	require.Equal(t, map[string]any{"b": 2.0}, answer["private_metadata"])
	require.Len(t, s.Webhooks().All("organization.updated"), 2)
}

func TestOrganizationInvitationsAreCountedAndListed(t *testing.T) {
	t.Parallel()
	s := clerktest.New(t)
	o, other := newOrganization(t, s, "Mama Put", ""), newOrganization(t, s, "Other", "")
	for _, email := range []string{"a@example.com", "b@example.com"} {
		call(t, s, "POST", "/organizations/"+o.ID+"/invitations", `{"email_address":"`+email+`","role":"org:member"}`)
	}
	_, shown := call(t, s, "PATCH", "/organizations/"+o.ID, `{"name":"Mama"}`)
	require.EqualValues(t, 2, shown["pending_invitations_count"])
	_, shown = call(t, s, "GET", "/organizations/"+o.ID, "")
	require.EqualValues(t, 2, shown["pending_invitations_count"])
	for path, want := range map[string]int{
		"/organizations/" + o.ID + "/invitations":                      2,
		"/organizations/" + o.ID + "/invitations?status=accepted":      0,
		"/organizations/" + other.ID + "/invitations":                  0,
		"/invitations?paginated=true":                                  0,
		"/organizations/" + o.ID + "/invitations?order_by=-expires_at": 2,
	} {
		_, answer := call(t, s, "GET", path, "")
		require.EqualValues(t, want, answer["total_count"], path)
	}
}
