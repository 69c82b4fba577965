package tenants_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/tenants"
)

// eraser notes whose traces it was told to delete.
type eraser struct {
	err   error
	asked []access.TenantID
}

func (e *eraser) Erase(_ context.Context, t access.TenantID) error {
	e.asked = append(e.asked, t)
	return e.err
}

// What is left in shared tables goes first: when it does not, the restaurant's row stays, and the next run tries again.
func TestPurgeErasesWhatIsLeftInSharedTables(t *testing.T) {
	t.Parallel()
	f := setup(t)
	events := &eraser{err: errors.New("interrupted")}
	f.Erasers = []tenants.Eraser{events}
	made := f.open(t, "Mama's Kitchen", f.user(t, "ama"))
	f.open(t, "Chez Kofi", f.user(t, "kofi"))
	require.NoError(t, f.Delete(access.WithActor(t.Context(), &access.Actor{UserID: made.OwnerID}), made.ID))
	require.NoError(t, f.Purge(t.Context()))
	require.Empty(t, events.asked, "not before the grace period is over")

	f.clock.Advance(31 * 24 * time.Hour)
	require.ErrorContains(t, f.Purge(t.Context()), "interrupted")
	require.Equal(t, 2, f.schemas(t))
	events.err = nil
	require.NoError(t, f.Purge(t.Context()))
	require.Equal(t, []access.TenantID{made.ID, made.ID}, events.asked)
	require.Equal(t, 1, f.schemas(t))
}

func TestByName(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made := f.open(t, "Mama's Kitchen", f.user(t, "ama"))
	for _, name := range []string{made.Schema, made.Profile.Slug, numbered("%d", int(made.ID))} {
		found, err := f.ByName(t.Context(), name)
		require.NoError(t, err, name)
		require.Equal(t, made.ID, found.ID)
	}
	for _, name := range []string{"", "nowhere", "999", "No Name At All"} {
		_, err := f.ByName(t.Context(), name)
		require.True(t, fault.Is(err, fault.NotFound), name)
	}
	behind := f.open(t, "Chez Kofi", f.user(t, "kofi"))
	_, err := f.db.SharedQuery().Exec(t.Context(), "UPDATE public.tenants SET schema_version = 1 WHERE id = $1", behind.ID)
	require.NoError(t, err)
	_, err = f.ByName(t.Context(), behind.Schema)
	require.Equal(t, "tenant_upgrading", fault.CodeOf(err))
}
