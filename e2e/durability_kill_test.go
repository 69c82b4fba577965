package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	killGuests = 120
	kills      = 4
)

// Whatever was acknowledged before the program was killed is there when it comes back, once and whole.
func TestKillLosesNoWebhook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	guests := registerGuests(t, w.Sandbox, killGuests)
	address := freeAddress(t)
	s := w.serve(t, nil, "--listen", address)
	db := look(t, s.DatabaseURL)
	clerk := newSender(t, s.URL, w.Sandbox.WebhookSecret())
	wait := clerk.start(t, guests)
	for _, moment := range moments(t, countEvents(guests), kills) {
		awaitClosed(t, "webhooks to be acknowledged", clerk.whenAcknowledged(moment))
		s.kill9(t)
		s = w.serve(t, nil, "--listen", address)
	}
	wait()
	t.Logf("answers by status, 0 for none: %v; not yet processed: %d", clerk.statuses, openWebhooks(t.Context(), t, db))

	require.Empty(t, clerk.odd)
	require.Positive(t, clerk.answers(noAnswer), "no kill met a request")
	require.Zero(t, clerk.answers(http.StatusServiceUnavailable))
	requireStored(t, db, clerk, guests)
	s.stop(t)
	asIfLater(t, db)
	w.serve(t, nil, "--listen", address)
	settle(t, db)
	requireNothingLost(t, db, clerk, guests)
	clerk.requireRepeatsAnswered(t, guests)
	requireNothingLost(t, db, clerk, guests)
}
