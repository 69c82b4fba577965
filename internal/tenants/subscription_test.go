package tenants_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tenants"
)

// become makes a change that leads to a status.
func become(status string, changes map[string]audit.Change) func(postgres.Tx, *tenants.Tenant) (tenants.SubscriptionChange, error) {
	return func(postgres.Tx, *tenants.Tenant) (tenants.SubscriptionChange, error) {
		return tenants.SubscriptionChange{Status: status, Action: "subscription.tested", Changes: changes}, nil
	}
}

func (f *fixture) status(t *testing.T, id access.TenantID) string {
	t.Helper()
	seen, err := f.ByID(t.Context(), id)
	require.NoError(t, err)
	return seen.SubscriptionStatus
}

func TestASubscriptionKeepsTheRowInStep(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made, other := f.open(t, "Chop Bar", f.user(t, "ama")), f.open(t, "Other", f.user(t, "kofi"))
	audited := func() int {
		return f.count(t, "SELECT count(*) FROM public.audit_log WHERE action = 'subscription.tested' AND tenant_id = $1", int64(made.ID))
	}
	require.Equal(t, tenants.StatusTrial, f.status(t, made.ID))
	for range 2 {
		require.NoError(t, f.ChangeSubscription(t.Context(), made.ID, become(tenants.StatusActive, nil)))
		require.Equal(t, tenants.StatusActive, f.status(t, made.ID), "the cached row was dropped")
		require.Equal(t, 1, audited(), "the second time nothing changes")
	}
	require.Equal(t, 1, f.count(t, `SELECT count(*) FROM public.audit_log WHERE action = 'subscription.tested'
AND changes = '{"subscription_status": {"before": "trial", "after": "active"}}'`))
	require.NoError(t, f.ChangeSubscription(t.Context(), made.ID, become(tenants.StatusActive, map[string]audit.Change{"plan": {After: 3}})))
	require.Equal(t, 2, audited(), "the subscription alone")
	require.Equal(t, tenants.StatusTrial, f.status(t, other.ID))
}

func TestASubscriptionThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made := f.open(t, "Chop Bar", f.user(t, "ama"))
	broken := errors.New("broken")
	err := f.ChangeSubscription(t.Context(), made.ID, func(tx postgres.Tx, locked *tenants.Tenant) (tenants.SubscriptionChange, error) {
		require.Equal(t, made.ID, locked.ID)
		_, err := tx.Exec(t.Context(), "UPDATE public.tenants SET name = 'half done' WHERE id = $1", int64(made.ID))
		require.NoError(t, err)
		return tenants.SubscriptionChange{Status: tenants.StatusActive}, broken
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, tenants.StatusTrial, f.status(t, made.ID))
	require.Zero(t, f.count(t, "SELECT count(*) FROM public.tenants WHERE name = 'half done'"))
	require.True(t, fault.Is(f.ChangeSubscription(t.Context(), 999, become(tenants.StatusActive, nil)), fault.NotFound))
}
