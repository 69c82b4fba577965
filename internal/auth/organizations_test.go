package auth_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func organization(id, creator string) map[string]any {
	return map[string]any{"id": id, "name": "Org", "slug": "org", "created_by": creator, "updated_at": epoch.UnixMilli()}
}

func membership(org, user, role string, born time.Time) map[string]any {
	return map[string]any{
		"id": "orgmem_" + org + user, "role": role, "created_at": born.UnixMilli(), "updated_at": born.UnixMilli(),
		"organization": map[string]any{"id": org}, "public_user_data": map[string]any{"user_id": user},
	}
}

const activeStaff = "SELECT role FROM public.fake_staff WHERE is_active"

func statusOf(t *testing.T, b *bench, id string) string {
	t.Helper()
	return one[string](t, b.db, "SELECT status FROM public.webhook_inbox WHERE external_id = $1", id)
}

// opened is a bench with an owner, their restaurant, its organization and a colleague.
func opened(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	b.tell(t, "msg_owner", "user.created", somebody("user_owner", "owner@example.com", epoch, nil))
	b.tell(t, "msg_org", "organization.created", organization("org_1", "user_owner"))
	b.tell(t, "msg_ama", "user.updated", somebody("user_ama", "ama@example.com", epoch, nil))
	require.Zero(t, b.drain(t))
	require.Equal(t, "org_1", one[string](t, b.db, "SELECT clerk_organization_id FROM public.tenants"))
	return b
}

func TestMembersOfTheOrganizationJoinTheStaff(t *testing.T) {
	t.Parallel()
	b := opened(t)
	b.tell(t, "msg_m1", "organizationMembership.created", membership("org_1", "user_ama", "org:admin", epoch))
	b.tell(t, "msg_m2", "organizationMembership.created", membership("org_1", "user_owner", "org:admin", epoch))
	require.Zero(t, b.drain(t))
	require.Equal(t, []string{"org:admin"}, column[string](t, b.db, activeStaff), "the owner is not touched")
	require.NotZero(t, one[int64](t, b.db, "SELECT tenant_id FROM public.webhook_inbox WHERE external_id = 'msg_m1'"))

	b.tell(t, "msg_m3", "organizationMembership.deleted", membership("org_1", "user_ama", "org:admin", epoch))
	require.Zero(t, b.drain(t))
	require.Empty(t, column[string](t, b.db, activeStaff))
}

func TestALeaveThatComesLateDoesNotEndTheNextMembership(t *testing.T) {
	t.Parallel()
	b := opened(t)
	b.tell(t, "msg_1", "organizationMembership.created", membership("org_1", "user_ama", "org:member", epoch))
	b.tell(t, "msg_3", "organizationMembership.created", membership("org_1", "user_ama", "org:admin", epoch.Add(time.Hour)))
	require.Zero(t, b.drain(t))
	b.tell(t, "msg_2", "organizationMembership.deleted", membership("org_1", "user_ama", "org:member", epoch))
	require.Zero(t, b.drain(t))
	require.Equal(t, []string{"org:admin"}, column[string](t, b.db, activeStaff))
}

func TestADeletedPersonLeavesEverywhereAndCannotJoin(t *testing.T) {
	t.Parallel()
	b := opened(t)
	b.tell(t, "msg_1", "organizationMembership.created", membership("org_1", "user_ama", "org:member", epoch))
	require.Zero(t, b.drain(t))
	b.tell(t, "msg_2", "user.deleted", map[string]any{"id": "user_ama", "deleted": true})
	require.Zero(t, b.drain(t))
	require.Empty(t, column[string](t, b.db, activeStaff))
	b.tell(t, "msg_3", "organizationMembership.updated", membership("org_1", "user_ama", "org:admin", epoch.Add(time.Hour)))
	require.Zero(t, b.drain(t))
	require.Empty(t, column[string](t, b.db, activeStaff))
}

func TestWhatComesTooEarlyWaitsAndIsGivenUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tell(t, "msg_m", "organizationMembership.created", membership("org_1", "user_ama", "org:member", epoch))
	b.tell(t, "msg_o", "organization.created", organization("org_1", "user_owner"))
	require.Equal(t, 2, b.drain(t))
	require.Equal(t, "failed", statusOf(t, b, "msg_m"))
	id := one[int64](t, b.db, "SELECT id FROM public.webhook_inbox WHERE external_id = 'msg_m'")
	require.NoError(t, b.inbox.Process(t.Context(), id, 12))
	require.Equal(t, "parked", statusOf(t, b, "msg_m"))
}

func TestAnOrganizationWaitsForItsCreatorsRestaurant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tell(t, "msg_u", "user.updated", somebody("user_owner", "owner@example.com", epoch, nil)) // known, without a restaurant
	b.tell(t, "msg_o", "organization.created", organization("org_1", "user_owner"))
	require.Equal(t, 1, b.drain(t))
	b.tell(t, "msg_s", "user.created", somebody("user_owner", "owner@example.com", epoch, nil))
	require.Zero(t, b.drain(t))
	require.Equal(t, "org_1", one[string](t, b.db, "SELECT clerk_organization_id FROM public.tenants"))
}

func TestASecondOrganizationOfAnOwnerLeadsNowhere(t *testing.T) {
	t.Parallel()
	b := opened(t)
	b.tell(t, "msg_o2", "organization.created", organization("org_2", "user_owner"))
	b.tell(t, "msg_m", "organizationMembership.created", membership("org_2", "user_ama", "org:member", epoch))
	require.Zero(t, b.drain(t))
	require.Equal(t, "ignored", statusOf(t, b, "msg_o2"))
	require.Equal(t, "ignored", statusOf(t, b, "msg_m"))
	require.Equal(t, "org_1", one[string](t, b.db, "SELECT clerk_organization_id FROM public.tenants"))
}

func TestADeletedOrganizationIsUnlinkedForGood(t *testing.T) {
	t.Parallel()
	b := opened(t)
	b.tell(t, "msg_m", "organizationMembership.created", membership("org_1", "user_ama", "org:member", epoch))
	require.Zero(t, b.drain(t))
	b.tell(t, "msg_d", "organization.deleted", map[string]any{"id": "org_1", "deleted": true})
	require.Zero(t, b.drain(t))
	b.tell(t, "msg_u", "organization.updated", organization("org_1", "user_owner"))
	require.Zero(t, b.drain(t))
	require.Nil(t, one[*string](t, b.db, "SELECT clerk_organization_id FROM public.tenants"))
	require.Len(t, column[string](t, b.db, activeStaff), 1, "its people stay")
}

func TestAnOrganizationThatNobodyMadeIsNotLinked(t *testing.T) {
	t.Parallel()
	b := opened(t)
	b.tell(t, "msg_o2", "organization.created", organization("org_2", ""))
	b.tell(t, "msg_m", "organizationMembership.created", membership("org_2", "user_ama", "org:member", epoch))
	require.Zero(t, b.drain(t))
	require.Empty(t, column[string](t, b.db, activeStaff))
}

func TestALeaveIsTheEndWhateverItsTimeSays(t *testing.T) {
	t.Parallel()
	b := opened(t)
	joined := membership("org_1", "user_ama", "org:member", epoch)
	promoted := membership("org_1", "user_ama", "org:admin", epoch)
	promoted["updated_at"] = epoch.Add(time.Hour).UnixMilli()
	b.tell(t, "msg_1", "organizationMembership.updated", promoted)
	require.Zero(t, b.drain(t))
	b.tell(t, "msg_2", "organizationMembership.deleted", joined) // as it was when it was made
	require.Zero(t, b.drain(t))
	require.Empty(t, column[string](t, b.db, activeStaff))
}
