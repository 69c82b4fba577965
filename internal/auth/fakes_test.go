package auth_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/auth"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
	"github.com/tabletap/console/internal/tenants"
)

var _ auth.Organizations = (*tenants.Service)(nil)

// signups makes a restaurant that is a row and nothing else. It looks before it writes, and no constraint of the table helps
// it: that there is one restaurant a person is the caller's doing.
type signups struct{}

func (signups) ProvisionSignup(ctx context.Context, tx postgres.Tx, owner *auth.User) (id access.TenantID, schema string, err error) {
	const find = "SELECT id, schema_name FROM public.tenants WHERE owner_user_id = $1 ORDER BY id LIMIT 1"
	if err := tx.QueryRow(ctx, find, owner.ID).Scan(&id, &schema); err == nil {
		return id, schema, nil
	}
	const insert = `INSERT INTO public.tenants (schema_name, slug, name, trial_end_date, owner_user_id)
SELECT 'r' || n, n::text, $2, now(), $1 FROM nextval('public.tenants_id_seq') AS n RETURNING id, schema_name`
	if err := tx.QueryRow(ctx, insert, owner.ID, owner.DisplayName()).Scan(&id, &schema); err != nil {
		return 0, "", fmt.Errorf("insert restaurant: %w", err)
	}
	_, err = tx.Exec(ctx, "INSERT INTO public.memberships (user_id, tenant_id) VALUES ($1, $2)", owner.ID, id)
	return id, schema, err
}

// fakeStaff keeps its members in a table, without a schema for each restaurant.
type fakeStaff struct{}

func newFakeStaff(t *testing.T, db *pgtest.Database) *fakeStaff {
	t.Helper()
	_, err := db.SharedQuery().Exec(t.Context(), `CREATE TABLE public.fake_staff (
    tenant_id bigint, user_id bigint, role text, is_active boolean, PRIMARY KEY (tenant_id, user_id))`)
	require.NoError(t, err)
	return &fakeStaff{}
}

func (*fakeStaff) JoinFromOrganization(
	ctx context.Context, tx postgres.Tx, tenant access.TenantID, user access.UserID, role string,
) error {
	_, err := tx.Exec(ctx, `INSERT INTO public.fake_staff SELECT $1, $2, $3, true
WHERE NOT EXISTS (SELECT FROM public.tenants WHERE id = $1 AND owner_user_id = $2)
ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = excluded.role, is_active = true`, tenant, user, role)
	return err
}

func (*fakeStaff) LeaveFromOrganization(ctx context.Context, tx postgres.Tx, tenant access.TenantID, user access.UserID) error {
	_, err := tx.Exec(ctx, "UPDATE public.fake_staff SET is_active = false WHERE tenant_id = $1 AND user_id = $2", tenant, user)
	return err
}

func (*fakeStaff) DeactivateEverywhere(ctx context.Context, tx postgres.Tx, user access.UserID) error {
	_, err := tx.Exec(ctx, "UPDATE public.fake_staff SET is_active = false WHERE user_id = $1", user)
	return err
}

// AcceptInvitations makes those active who wait, unless their place is a closed one.
func (*fakeStaff) AcceptInvitations(ctx context.Context, tx postgres.Tx, user access.UserID) (bool, error) {
	tag, err := tx.Exec(ctx, "UPDATE public.fake_staff SET is_active = true WHERE user_id = $1 AND role = 'invited'", user)
	return tag.RowsAffected() > 0, err
}

func (*fakeStaff) MoveInvitations(ctx context.Context, tx postgres.Tx, from, to access.UserID) error {
	_, err := tx.Exec(ctx, "UPDATE public.fake_staff SET user_id = $2 WHERE user_id = $1", from, to)
	return err
}

// fakeLaunches notes which sign-ins ended, and which of them it was told are committed.
type fakeLaunches struct {
	mu            sync.Mutex
	ended, undone []endedSignIn
}

type endedSignIn struct {
	user   access.UserID
	signIn string
}

func (f *fakeLaunches) EndSignIn(_ context.Context, _ postgres.Tx, user access.UserID, signIn string) (func(context.Context), error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.undone = append(f.undone, endedSignIn{user, signIn})
	return func(context.Context) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.ended = append(f.ended, endedSignIn{user, signIn})
	}, nil
}

// column reads the first column of a query.
func column[T any](t *testing.T, db *pgtest.Database, query string, args ...any) []T {
	t.Helper()
	rows, err := db.SharedQuery().Query(t.Context(), query, args...)
	require.NoError(t, err)
	values, err := pgx.CollectRows(rows, pgx.RowTo[T])
	require.NoError(t, err)
	return values
}

// one reads a single value.
func one[T any](t *testing.T, db *pgtest.Database, query string, args ...any) T {
	t.Helper()
	values := column[T](t, db, query, args...)
	require.Len(t, values, 1)
	return values[0]
}
