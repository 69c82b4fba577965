package e2e

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// requireNothingLost holds the database against what was acknowledged, once all of it has taken effect.
func requireNothingLost(t *testing.T, db *pgxpool.Pool, s *sender, guests []*guest) {
	t.Helper()
	requireTookEffect(t, requireStored(t, db, s, guests), guests)
	restaurants := requireOneRestaurantEach(t, db, s, guests)
	requireSchemasOf(t, db, restaurants)
	members := 0
	for _, g := range guests {
		requireFurnished(t, db, g, restaurants)
		members += len(staffOf(g))
	}
	requireCount(t, db, members, "SELECT count(*) FROM public.memberships WHERE is_active")
	requireCount(t, db, len(guests), "SELECT count(*) FROM public.audit_log WHERE action = 'tenant.created'")
	requireCount(t, db, len(guests), "SELECT count(*) FROM public.domains WHERE is_primary")
}

func requireCount(t *testing.T, db *pgxpool.Pool, want int, query string) {
	t.Helper()
	var got int
	require.NoError(t, db.QueryRow(t.Context(), query).Scan(&got))
	require.Equal(t, want, got, query)
}

// stored is a webhook as the inbox has it.
type stored struct {
	ID, Type, Payload, Status string
}

// requireStored wants every webhook that was acknowledged in the inbox, once, as it was sent, and gives the inbox by svix-id.
func requireStored(t *testing.T, db *pgxpool.Pool, s *sender, guests []*guest) map[string]stored {
	t.Helper()
	rows, err := db.Query(t.Context(), `SELECT external_id, event_type, convert_from(payload, 'UTF8'), status
		FROM public.webhook_inbox WHERE source = 'clerk'`)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[stored])
	require.NoError(t, err)
	inbox := map[string]stored{}
	for _, row := range all {
		require.NotContains(t, inbox, row.ID, "a webhook is stored twice")
		inbox[row.ID] = row
	}
	for _, g := range guests {
		for _, event := range g.events {
			require.Contains(t, s.acked, event.ID)
			require.Contains(t, inbox, event.ID, "an acknowledged %s is lost", event.Type)
			require.Equal(t, stored{event.ID, event.Type, string(event.Body), inbox[event.ID].Status}, inbox[event.ID])
		}
	}
	require.Len(t, inbox, countEvents(guests), "webhooks stored")
	return inbox
}

func requireTookEffect(t *testing.T, inbox map[string]stored, guests []*guest) {
	t.Helper()
	for _, g := range guests {
		for _, event := range g.events {
			status := inbox[event.ID].Status
			if event.Type == "user.updated" && status == "ignored" {
				continue // the walk over all of Clerk's users was faster
			}
			require.Equal(t, "processed", status, event.Type)
		}
	}
}

// restaurant is what a person has, by Clerk's id of the person.
type restaurant struct {
	ClerkUserID, FirstName string
	UserID, TenantID       int64
	Schema, Organization   string
	Owns, Works            bool
}

func requireOneRestaurantEach(t *testing.T, db *pgxpool.Pool, s *sender, guests []*guest) map[string]restaurant {
	t.Helper()
	rows, err := db.Query(t.Context(), `SELECT u.clerk_user_id, u.first_name, u.id, t.id, t.schema_name,
			coalesce(t.clerk_organization_id, ''), t.owner_user_id = u.id, coalesce(m.is_active, false)
		FROM public.users u
		JOIN public.tenants t ON t.signup_user_id = u.id
		LEFT JOIN public.memberships m ON m.user_id = u.id AND m.tenant_id = t.id`)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[restaurant])
	require.NoError(t, err)
	byPerson := map[string]restaurant{}
	for _, r := range all {
		require.NotContains(t, byPerson, r.ClerkUserID, "somebody has two restaurants")
		byPerson[r.ClerkUserID] = r
	}
	require.Len(t, byPerson, len(guests), "restaurants of guests who signed up")
	requireCount(t, db, len(guests), "SELECT count(*) FROM public.tenants")
	requireCount(t, db, len(guests), "SELECT count(*) FROM public.users")
	for _, g := range guests {
		requireRestaurant(t, s, g, byPerson)
	}
	return byPerson
}

func requireRestaurant(t *testing.T, s *sender, g *guest, byPerson map[string]restaurant) {
	t.Helper()
	require.Contains(t, byPerson, g.id, "somebody has no restaurant")
	r := byPerson[g.id]
	require.Equal(t, g.firstName, r.FirstName, "the last user.updated was lost")
	require.Equal(t, g.organization, r.Organization, "organization.created was lost")
	require.True(t, r.Owns)
	require.True(t, r.Works)
	require.Equal(t, acknowledgement{"success", r.TenantID, r.Schema}, s.acked[g.events[0].ID], "the sender was told of another restaurant")
}

// requireSchemasOf finds restaurants without a schema, and schemas without a restaurant.
func requireSchemasOf(t *testing.T, db *pgxpool.Pool, restaurants map[string]restaurant) {
	t.Helper()
	rows, err := db.Query(t.Context(), `SELECT nspname::text FROM pg_catalog.pg_namespace
		WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public', 'river')`)
	require.NoError(t, err)
	schemas, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	want := make([]string, 0, len(restaurants))
	for _, r := range restaurants {
		want = append(want, r.Schema)
	}
	require.ElementsMatch(t, want, schemas)
}

// worker is one row of a restaurant's staff.
type worker struct {
	UserID int64
	Role   string
	Active bool
	Tools  int // that they may open
}

// staffOf is who works in a person's restaurant, in which role.
func staffOf(g *guest) map[*guest]string {
	staff := map[*guest]string{g: "Owner"}
	for _, waiter := range g.waiters {
		staff[waiter] = "Waiter"
	}
	return staff
}

func requireFurnished(t *testing.T, db *pgxpool.Pool, g *guest, restaurants map[string]restaurant) {
	t.Helper()
	err := pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), "SELECT set_config('search_path', $1, true)", restaurants[g.id].Schema); err != nil {
			return err
		}
		var roles, tools int
		err := tx.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM roles), (SELECT count(*) FROM installed_tools)").Scan(&roles, &tools)
		require.NoError(t, err)
		require.Equal(t, []int{3, 3}, []int{roles, tools}, "roles and tools of %s", restaurants[g.id].Schema)
		requireStaff(t, g, restaurants, workers(t.Context(), t, tx))
		return nil
	})
	require.NoError(t, err)
}

func workers(ctx context.Context, t *testing.T, tx pgx.Tx) map[int64]worker {
	t.Helper()
	rows, err := tx.Query(ctx, `SELECT m.user_id, r.name, m.is_active,
			(SELECT count(*) FROM tool_access a WHERE a.member_id = m.id AND a.is_granted)
		FROM staff_members m JOIN roles r ON r.id = m.role_id`)
	require.NoError(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[worker])
	require.NoError(t, err)
	byUser := map[int64]worker{}
	for _, w := range list {
		byUser[w.UserID] = w
	}
	require.Len(t, byUser, len(list), "somebody works twice in one restaurant")
	return byUser
}

func requireStaff(t *testing.T, g *guest, restaurants map[string]restaurant, got map[int64]worker) {
	t.Helper()
	require.Len(t, got, len(staffOf(g)), "staff of %s", restaurants[g.id].Schema)
	for who, role := range staffOf(g) {
		found := got[restaurants[who.id].UserID]
		require.Equal(t, role, found.Role)
		require.True(t, found.Active)
		if role == "Owner" {
			require.Equal(t, 3, found.Tools, "tools that the owner may open")
		}
	}
}
