package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/sandbox/clerk"
)

// guest is somebody who signs up at Clerk, with everything that Clerk tells of them, in the order of its happening.
type guest struct {
	id           string // Clerk's
	firstName    string // as the last event has it
	organization string // that they made; "" for none
	waiters      []*guest
	events       []clerk.Delivery
}

// registerGuests makes guests who sign up and then change their name. Every fourth makes an organization as well, and takes the
// two before into it. Clerk's stand-in must send nothing by itself.
func registerGuests(t *testing.T, stand *clerk.Server, n int) []*guest {
	t.Helper()
	guests := make([]*guest, n)
	for i := range guests {
		told := len(stand.Webhooks().All())
		guests[i] = registerGuest(t, stand, i)
		if i%4 == 3 {
			guests[i].organize(t, stand, guests[i-2:i])
		}
		guests[i].events = stand.Webhooks().All()[told:]
	}
	return guests
}

func registerGuest(t *testing.T, stand *clerk.Server, i int) *guest {
	t.Helper()
	user, err := stand.CreateUser(clerk.UserParams{
		FirstName: "Guest", LastName: fmt.Sprintf("Number %d", i), EmailAddresses: []string{fmt.Sprintf("guest%d@example.com", i)},
	})
	require.NoError(t, err)
	g := &guest{id: user.ID, firstName: fmt.Sprintf("Renamed %d", i)}
	rename(t, stand, g)
	return g
}

func rename(t *testing.T, stand *clerk.Server, g *guest) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"first_name": g.firstName})
	require.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPatch, "/v1/users/"+g.id, strings.NewReader(string(body)))
	r.Header.Set("Authorization", "Bearer "+clerkKey)
	r.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	stand.Handler().ServeHTTP(answer, r)
	require.Equal(t, http.StatusOK, answer.Code, answer.Body)
}

func (g *guest) organize(t *testing.T, stand *clerk.Server, waiters []*guest) {
	t.Helper()
	org, err := stand.CreateOrganization(clerk.OrganizationParams{Name: "Organization of " + g.firstName, CreatedBy: g.id})
	require.NoError(t, err)
	for _, waiter := range waiters {
		_, err = stand.AddMember(org.ID, waiter.id, "org:member")
		require.NoError(t, err)
	}
	g.organization, g.waiters = org.ID, waiters
}

func countEvents(guests []*guest) (events int) {
	for _, g := range guests {
		events += len(g.events)
	}
	return events
}
