package tenants_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tenants"
)

func TestCreateMakesEverythingAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	owner := f.user(t, "ama")
	made, err := f.Create(t.Context(), request("Ama's Chop Bar", owner))
	require.NoError(t, err)
	require.Equal(t, "ama-s-chop-bar", made.Profile.Slug)
	require.Equal(t, "restaurant_ama_s_chop_bar", made.Schema)
	require.Equal(t, tenants.StatusTrial, made.SubscriptionStatus)
	require.Equal(t, now.AddDate(0, 0, 7), made.TrialEnd)
	require.Equal(t, owner, made.OwnerID)
	require.JSONEq(t, "{}", string(made.Settings))

	domains, err := f.Domains(t.Context(), made.ID)
	require.NoError(t, err)
	require.Len(t, domains, 1)
	require.Equal(t, "restaurant_ama_s_chop_bar.localhost", domains[0].Domain)
	require.True(t, domains[0].Primary)
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM restaurant_ama_s_chop_bar.roles"))
	require.Equal(t, 1, f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = 'tenant.created' AND tenant_id = $1", int64(made.ID)))
}

func TestWhatWasAskedForIsKept(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made, err := f.Create(t.Context(), tenants.NewTenant{
		Profile: tenants.Profile{Name: "ABC Restaurant", ContactEmail: "admin@abc-restaurant.com"},
		Schema:  "restaurant_abc", Domain: "abc.tabletap.com",
	})
	require.NoError(t, err)
	require.Equal(t, "restaurant_abc", made.Schema)
	require.Equal(t, "restaurant-abc", made.Profile.Slug)
	domains, err := f.Domains(t.Context(), made.ID)
	require.NoError(t, err)
	require.Equal(t, "abc.tabletap.com", domains[0].Domain)
}

func TestAFailingSeedLeavesNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.seeder.err = errors.New("boom")
	_, err := f.Create(t.Context(), request("Ama", f.user(t, "ama")))
	require.ErrorContains(t, err, "boom")
	require.Zero(t, f.schemas(t))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.tenants"))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.audit_log"))
}

func TestNamesakesAtOnceAllGetARestaurant(t *testing.T) {
	t.Parallel()
	f := setup(t)
	owner := f.user(t, "ama")
	const many = 12
	var group sync.WaitGroup
	slugs := make([]string, many)
	for i := range many {
		group.Go(func() {
			made, err := f.Create(t.Context(), request("Chop Bar", owner))
			if err != nil {
				t.Error(err)
				return
			}
			slugs[i] = made.Profile.Slug
		})
	}
	group.Wait()
	seen := map[string]bool{}
	for _, slug := range slugs {
		require.True(t, strings.HasPrefix(slug, "chop-bar"), slug)
		seen[slug] = true
	}
	require.Len(t, seen, many)
	require.Equal(t, many, f.schemas(t))
}

func TestASignUpHasOneRestaurantHoweverOftenItIsTold(t *testing.T) {
	t.Parallel()
	f := setup(t)
	in := request("Chop Bar", f.user(t, "ama"))
	in.Signup = true
	ids := make([]access.TenantID, 8)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() {
			// A loser of the race sees a conflict, which its caller, the webhook's inbox, tries again.
			for range 3 {
				made, err := f.Create(t.Context(), in)
				if err == nil {
					ids[i] = made.ID
					return
				}
				if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
	require.Equal(t, 1, f.schemas(t))
}

func TestTakenNamesAreFieldErrors(t *testing.T) {
	t.Parallel()
	f := setup(t)
	first, err := f.Create(t.Context(), tenants.NewTenant{
		Profile: tenants.Profile{Name: "A", Slug: "first", ContactEmail: "a@example.com"}, Schema: "restaurant_first", Domain: "first.example.com",
	})
	require.NoError(t, err)
	for field, change := range map[string]func(*tenants.NewTenant){
		"slug":        func(n *tenants.NewTenant) { n.Slug = first.Profile.Slug },
		"schema_name": func(n *tenants.NewTenant) { n.Schema = first.Schema },
		"domain":      func(n *tenants.NewTenant) { n.Slug, n.Domain = "second", "first.example.com" },
	} {
		in := request("B", 0)
		change(&in)
		_, err := f.Create(t.Context(), in)
		require.Contains(t, fields(t, err), field)
	}
	require.Equal(t, 1, f.schemas(t))
}

func TestASchemaMadeByHandIsNotTakenOver(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, err := f.db.SharedQuery().Exec(t.Context(), "CREATE SCHEMA restaurant_chop_bar")
	require.NoError(t, err)
	in := request("Chop Bar", 0)
	in.Schema = "restaurant_chop_bar"
	_, err = f.Create(t.Context(), in)
	require.Contains(t, fields(t, err), "schema_name")
	made, err := f.Create(t.Context(), request("Chop Bar", 0))
	require.NoError(t, err, "a derived name goes round it")
	require.NotEqual(t, "restaurant_chop_bar", made.Schema)
}

func TestProvisionLeavesTheCallersTransactionUsable(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.open(t, "Chop Bar", f.user(t, "ama"))
	err := f.db.Shared(t.Context(), func(tx postgres.Tx) error {
		made, err := f.Provision(t.Context(), tx, request("Chop Bar", 0))
		require.NoError(t, err, "the taken name was tried first, behind a savepoint")
		require.NotEmpty(t, made.Schema)
		_, err = tx.Exec(t.Context(), "SELECT id FROM roles")
		require.ErrorContains(t, err, `"roles" does not exist`, "the search_path is empty again")
		return nil
	})
	require.Error(t, err, "the failed statement ended the transaction")
	require.Equal(t, 1, f.schemas(t))
}

func TestNamesInAnyScript(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for name, slug := range map[string]string{
		"Café Déjà Vu": "cafe-deja-vu", "寿司屋": "restaurant", "Чайхана": "restaurant", "مطعم": "restaurant", "Ɛyɛ Dɛ": "y-d",
		"42": "restaurant-42", "Robert'); DROP TABLE tenants;--": "robert-drop-table-tenants", "🍕🍕": "restaurant", "Admin": "restaurant-admin",
		"  spaced   out  ": "spaced-out", strings.Repeat("long ", 20): "long-long-long-long-long-long-long-long",
	} {
		made, err := f.Create(t.Context(), request(name, 0))
		require.NoError(t, err, name)
		require.Equal(t, strings.TrimSpace(name), made.Profile.Name)
		require.True(t, strings.HasPrefix(made.Profile.Slug, slug), "%s: %s", name, made.Profile.Slug)
		require.Regexp(t, `^restaurant_[a-z0-9_]+$`, made.Schema)
	}
}
