package auth_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/auth"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/webhooks"
)

// another is a second instance of the program on the same database and the same Clerk.
func (b *bench) another(t *testing.T) *bench {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	other := *b
	var err error
	other.cache, err = cache.New(t.Context(), cache.Config{DatabaseURL: b.db.URL, Clock: b.clock, Logger: log})
	require.NoError(t, err)
	t.Cleanup(other.cache.Close)
	other.inbox = webhooks.New(webhooks.Deps{DB: b.db.DB, Queue: b.queue, Clock: b.clock, Logger: log})
	other.Service = auth.New(other.deps(t, log))
	other.HashCheaply()
	return &other
}

func TestOtherInstancesHearOfADeletedPerson(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	other := b.another(t)
	heard := make(chan string, 10)
	other.cache.Bus.Subscribe("user", func(key string) { heard <- key })
	other.live(t)
	u := b.person(t, kofi)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, profile, http.NoBody)
	r.Header.Set("Authorization", "Bearer "+b.token(t, u.ID))
	_, err := other.Authenticate(t.Context(), r)
	require.NoError(t, err)

	b.tell(t, "msg_gone", "user.deleted", map[string]any{"id": u.ID, "object": "user", "deleted": true})
	require.Zero(t, b.drain(t))
	await(t, heard, u.ID)
	_, err = other.Authenticate(t.Context(), r)
	require.Equal(t, "user_inactive", fault.CodeOf(err))
}

// await waits until the key is heard of.
func await(t *testing.T, heard <-chan string, key string) {
	t.Helper()
	patience := time.After(30 * time.Second)
	for {
		select {
		case got := <-heard:
			if got == key {
				return
			}
		case <-patience:
			t.Fatalf("nothing was heard of %s", key)
		}
	}
}
