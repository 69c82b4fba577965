package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

type clientInput struct{ ClientCredentials }

type clientOutput struct{ Body [3]string }

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: http.MethodGet, Path: "/client/", ID: "client", Access: Proof("tool", "A tool.")},
		func(_ context.Context, in *clientInput) (*clientOutput, error) {
			return &clientOutput{[3]string{in.ClientID, in.ClientSecret, in.Restaurant}}, nil
		})
	handler := b.Handler()
	for name, c := range map[string]struct{ authorization, tenant, want string }{
		"as they are":         {"Basic cG9zOnMzY3JldA==", "seven", `["pos","s3cret","seven"]`},
		"in any case":         {"basic cG9zOnMzY3JldA==", "", `["pos","s3cret",""]`},
		"form-encoded":        {"Basic cG9zOmElMkJiJTI1", "", `["pos","a+b%",""]`},
		"a percent by itself": {"Basic cG9zOjEwMCUh", "", `["pos","100%!",""]`},
		"no header":           {"", "", `["","",""]`},
		"a session's":         {"Bearer cG9zOnMzY3JldA==", "", `["","",""]`},
		"no base64":           {"Basic !", "", `["","",""]`},
		"no colon":            {"Basic cG9z", "", `["","",""]`},
		"a zero character":    {"Basic cG9zOgA=", "x\x00", `["","",""]`},
		"an encoded zero":     {"Basic cG9zOiUwMA==", "", `["pos","%00",""]`},
		"no UTF-8":            {"Basic /zr/", "\xff", `["","",""]`},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/client/", http.NoBody)
		r.Header["Authorization"], r.Header["X-Tenant-Id"] = []string{c.authorization}, []string{c.tenant}
		r.Host = "example.com"
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code, w.Body)
		require.JSONEq(t, c.want, w.Body.String(), name)
	}
}
