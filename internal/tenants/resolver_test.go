package tenants_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tenants"
)

func TestResolveInTheContractsOrder(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.user(t, "ama")
	one, two, three := f.open(t, "One", ama), f.open(t, "Two", ama), f.open(t, "Three", ama)
	foreign := f.open(t, "Foreign", f.user(t, "kofi"))
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE public.tenants SET clerk_organization_id = 'org_3' WHERE id = $1", int64(three.ID))
		return err
	}))
	actor := func(org string) *access.Actor { return &access.Actor{UserID: ama, OrgID: org} }
	host := func(t *tenants.Tenant) string { return t.Schema + ".localhost" }
	for name, test := range map[string]struct {
		actor *access.Actor
		hint  api.TenantHint
		want  access.TenantID
		kind  fault.Kind
		code  string
	}{
		"the header's slug":            {actor: actor("org_3"), hint: api.TenantHint{Header: one.Profile.Slug, Host: host(two)}, want: one.ID},
		"the header's schema":          {actor: actor(""), hint: api.TenantHint{Header: one.Schema}, want: one.ID},
		"the header's id":              {actor: actor(""), hint: api.TenantHint{Header: strconv.FormatInt(int64(one.ID), 10)}, want: one.ID},
		"then the host":                {actor: actor("org_3"), hint: api.TenantHint{Host: host(two)}, want: two.ID},
		"then the organization":        {actor: actor("org_3"), hint: api.TenantHint{Host: "localhost"}, want: three.ID},
		"an unknown host is no choice": {actor: actor("org_3"), hint: api.TenantHint{Host: "nobody.example"}, want: three.ID},
		"several and no choice":        {actor: actor(""), hint: api.TenantHint{Host: "console.example.com"}, kind: fault.Invalid, code: "tenant_required"},
		"an unlinked organization":     {actor: actor("org_9"), kind: fault.Invalid, code: "tenant_required"},
		"somebody else's by header":    {actor: actor(""), hint: api.TenantHint{Header: foreign.Profile.Slug}, kind: fault.NotFound, code: "not_found"},
		"somebody else's by id":        {actor: actor(""), hint: api.TenantHint{Header: strconv.FormatInt(int64(foreign.ID), 10)}, kind: fault.NotFound, code: "not_found"},
		"somebody else's by host":      {actor: actor(""), hint: api.TenantHint{Host: host(foreign)}, kind: fault.NotFound, code: "not_found"},
		"one that does not exist":      {actor: actor(""), hint: api.TenantHint{Header: "nowhere"}, kind: fault.NotFound, code: "not_found"},
		"SQL in the header":            {actor: actor(""), hint: api.TenantHint{Header: "' OR 1=1 --"}, kind: fault.NotFound, code: "not_found"},
		"a huge id":                    {actor: actor(""), hint: api.TenantHint{Header: "99999999999999999999"}, kind: fault.NotFound, code: "not_found"},
		"nobody":                       {hint: api.TenantHint{Header: one.Profile.Slug}, kind: fault.NotFound, code: "not_found"},
		"a superuser anywhere":         {actor: &access.Actor{UserID: 999, Superuser: true}, hint: api.TenantHint{Header: one.Schema}, want: one.ID},
		"somebody without restaurants": {actor: &access.Actor{UserID: 998}, kind: fault.NotFound, code: "not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _, err := f.Resolve(t.Context(), test.actor, test.hint)
			if test.want == 0 {
				require.True(t, fault.Is(err, test.kind), "%v", err)
				require.Equal(t, test.code, fault.CodeOf(err))
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.want, got.ID)
		})
	}
}

func TestForeignAndMissingRestaurantsLookTheSame(t *testing.T) {
	t.Parallel()
	f := setup(t)
	foreign := f.open(t, "Foreign", f.user(t, "kofi"))
	stranger := &access.Actor{UserID: f.user(t, "ama")}
	_, _, hidden := f.ResolveID(t.Context(), stranger, foreign.ID)
	_, _, missing := f.ResolveID(t.Context(), stranger, 424242)
	a, b := &fault.Error{}, &fault.Error{}
	require.ErrorAs(t, hidden, &a)
	require.ErrorAs(t, missing, &b)
	require.Equal(t, [2]string{a.Code, a.Message}, [2]string{b.Code, b.Message})
}

func TestTheOnlyRestaurant(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.user(t, "ama")
	actor := &access.Actor{UserID: ama}
	only := f.open(t, "Only", ama)
	got, member, err := f.Resolve(t.Context(), actor, api.TenantHint{Host: "localhost"})
	require.NoError(t, err)
	require.Equal(t, only.ID, got.ID)
	require.Equal(t, "Owner", member.Role)

	f.open(t, "Second", ama)
	_, _, err = f.Resolve(t.Context(), actor, api.TenantHint{Host: "localhost"})
	require.Equal(t, "tenant_required", fault.CodeOf(err), "the remembered list was dropped")
}

func TestDeactivatedStaffAreStrangers(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.user(t, "ama")
	made := f.open(t, "Chop Bar", ama)
	f.roster.hire(ama, made.ID, false)
	_, _, err := f.ResolveID(t.Context(), &access.Actor{UserID: ama}, made.ID)
	require.True(t, fault.Is(err, fault.NotFound))
}

func TestARestaurantThatIsBehindIsReadAgainEachTime(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made := f.open(t, "Chop Bar", f.user(t, "ama"))
	set := func(version int) {
		_, err := f.db.SharedQuery().Exec(t.Context(), "UPDATE public.tenants SET schema_version = $1 WHERE id = $2", version, int64(made.ID))
		require.NoError(t, err)
	}
	set(0)
	seen, err := f.ByID(t.Context(), made.ID)
	require.NoError(t, err)
	require.Zero(t, seen.SchemaVersion)
	_, _, err = f.ResolveID(t.Context(), &access.Actor{UserID: made.OwnerID}, made.ID)
	require.Equal(t, "tenant_upgrading", fault.CodeOf(err))
	_, _, err = f.ResolveID(t.Context(), &access.Actor{UserID: f.user(t, "stranger")}, made.ID)
	require.True(t, fault.Is(err, fault.NotFound))
	set(made.SchemaVersion)
	seen, err = f.ByID(t.Context(), made.ID)
	require.NoError(t, err)
	require.Equal(t, made.SchemaVersion, seen.SchemaVersion)
}

func TestListShowsOnesOwn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.user(t, "ama"), f.user(t, "kofi")
	f.open(t, "One", ama)
	f.open(t, "Two", ama)
	f.open(t, "Three", kofi)
	for user, want := range map[access.UserID]int{ama: 2, kofi: 1, 999: 0} {
		list, count, err := f.List(access.WithActor(t.Context(), &access.Actor{UserID: user}), 10, 0)
		require.NoError(t, err)
		require.Len(t, list, want)
		require.EqualValues(t, want, count)
	}
	list, count, err := f.List(access.WithActor(t.Context(), &access.Actor{UserID: kofi, Superuser: true}), 2, 2)
	require.NoError(t, err)
	require.Len(t, list, 1, "the second page")
	require.EqualValues(t, 3, count)
	_, count, err = f.List(access.WithActor(t.Context(), &access.Actor{UserID: kofi, Superuser: true}), 2, 50)
	require.NoError(t, err)
	require.EqualValues(t, 3, count, "also beyond the end")
	_, _, err = f.List(t.Context(), 2, 0)
	require.True(t, fault.Is(err, fault.Unauthenticated))
}

func TestOrganizations(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama := f.user(t, "ama")
	made := f.open(t, "Chop Bar", ama)
	link := func(org string, creator access.UserID) {
		require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
			return f.LinkOrganization(t.Context(), tx, org, creator)
		}))
	}
	link("org_1", f.user(t, "stranger"))
	link("org_1", ama)
	link("org_1", ama)
	link("org_2", ama)
	require.NoError(t, f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		got, err := f.OfOrganization(t.Context(), tx, "org_1")
		require.NoError(t, err)
		require.Equal(t, made.ID, got.ID)
		_, err = f.OfOrganization(t.Context(), tx, "org_2")
		require.True(t, fault.Is(err, fault.NotFound), "it has one already")
		require.NoError(t, f.UnlinkOrganization(t.Context(), tx, "org_1"))
		return f.UnlinkOrganization(t.Context(), tx, "org_1")
	}))
}
