package api

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// never is an Idempotency that nobody may ask.
type never struct{ t *testing.T }

func (n never) Begin(context.Context, Attempt) (Claim, *Answer, error) {
	n.t.Error("a request without a key costs a question")
	return nil, nil, errInternal
}

func TestTheKeyIsDocumentedWhereItCounts(t *testing.T) {
	t.Parallel()
	b := newBench(func(c *Config) { c.Idempotency = never{t} })
	for id, r := range map[string]Route{
		"yes": {Method: http.MethodPost, Access: SignedIn()}, "also": {Method: http.MethodPost, Access: Staff().OrProof("tool", "A tool.")},
		"public": {Method: http.MethodPost, Access: Public()}, "proof": {Method: http.MethodPost, Access: Proof("svix", "Svix.")},
		"get": {Method: http.MethodGet, Access: SignedIn()}, "put": {Method: http.MethodPut, Access: SignedIn()},
	} {
		r.ID, r.Path = id, "/api/"+id+"/"
		Handle(b.API, r, hello)
	}
	raw, err := b.OpenAPI()
	require.NoError(t, err)
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name string `json:"name"`
				In   string `json:"in"`
			} `json:"parameters"`
			Responses map[string]any `json:"responses"`
		} `json:"paths"`
	}
	require.NoError(t, json.Unmarshal(raw, &document))
	for path, item := range document.Paths {
		for _, op := range item {
			documented := false
			for _, p := range op.Parameters {
				documented = documented || p.Name == idempotencyHeader && p.In == "header"
			}
			require.Equal(t, path == "/api/yes/" || path == "/api/also/", documented, path)
			if documented {
				require.Contains(t, op.Responses, "400", path)
				require.Contains(t, op.Responses, "409", path)
			}
		}
	}
	require.Equal(t, http.StatusOK, b.ask(http.MethodPost, "/api/yes/", "", as("waiter")...).Code)
	require.Equal(t, http.StatusOK, b.ask(http.MethodPut, "/api/put/", "", append(as("waiter"), idempotencyHeader, "k")...).Code)
}
