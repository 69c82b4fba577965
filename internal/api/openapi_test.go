package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api/testdata/otherfeature"
)

type role struct {
	ID          int64          `json:"id" readOnly:"true" doc:"Its id"`
	Name        string         `json:"name" minLength:"1" maxLength:"60" example:"Waiter"`
	Permissions map[string]any `json:"permissions,omitempty"`
}

type roleChange struct {
	PathID
	Body role
}

// unused is a handler that only its types matter of.
func unused[I, O any](context.Context, *I) (*O, error) { return new(O), nil }

func sampleRoutes(b *bench) {
	Handle(b.API, Route{Method: "GET", Path: "/api/staff/roles/", ID: "staff-roles-list", Tag: "Staff", Summary: "List roles", Access: Staff()},
		unused[PageParams, struct{ Body Page[role] }])
	Handle(b.API, Route{Method: "PUT", Path: "/api/staff/roles/{id}/", ID: "staff-roles-put", Tag: "Staff", Access: Requires(access.StaffManage)},
		unused[roleChange, struct{ Body role }])
	Handle(b.API, Route{Method: "POST", Path: "/api/tools/sso/verify/", ID: "sso-verify", Tag: "Tools", Access: Proof("launch-token", "The token."), ToolErrors: true},
		unused[struct{ Body struct{ Token string } }, greeting])
	Handle(b.API, Route{Method: "GET", Path: "/api/other/", ID: "other", Access: Public(), Rate: Rate{Limit: 1}},
		unused[nothing, struct{ Body otherfeature.Role }])
	Handle(b.API, Route{Method: "GET", Path: "/api/others/", ID: "others", Access: SignedIn(), Deprecated: true},
		unused[nothing, struct{ Body Page[otherfeature.Role] }])
}

func documentOf(t *testing.T, b *bench) map[string]any {
	t.Helper()
	raw, err := b.OpenAPI()
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, json.Unmarshal(raw, &doc))
	return doc
}

// at follows keys into nested objects.
func at(t *testing.T, v any, keys ...string) any {
	t.Helper()
	for _, key := range keys {
		object, ok := v.(map[string]any)
		require.True(t, ok, key)
		require.Contains(t, object, key)
		v = object[key]
	}
	return v
}

func TestDocumentIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	var first []byte
	for range 5 {
		b := newBench(nil)
		sampleRoutes(b)
		raw, err := b.OpenAPI()
		require.NoError(t, err)
		if first == nil {
			first = raw
		}
		require.Equal(t, string(first), string(raw))
	}
}

func TestDocumentSaysWhoMayCall(t *testing.T) {
	t.Parallel()
	b := newBench(func(c *Config) { c.SessionCookie = "operator" })
	sampleRoutes(b)
	doc := documentOf(t, b)
	require.Equal(t, "3.1.0", doc["openapi"])
	require.Equal(t, "1.2.3", at(t, doc, "info", "version"))
	for path, c := range map[string]struct{ method, who, tenant string }{
		"/api/staff/roles/":      {"get", "staff", "required"},
		"/api/staff/roles/{id}/": {"put", "permission:staff.manage", "required"},
		"/api/tools/sso/verify/": {"post", "proof:launch-token", "none"},
		"/api/other/":            {"get", "public", "none"},
		"/api/others/":           {"get", "signed-in", "none"},
	} {
		op := at(t, doc, "paths", path, c.method)
		require.Equal(t, c.who, at(t, op, extAccess), path)
		require.Equal(t, c.tenant, at(t, op, extTenant), path)
	}
	require.Len(t, at(t, doc, "paths", "/api/staff/roles/", "get", "security"), 3)
	require.NotContains(t, at(t, doc, "paths", "/api/other/", "get"), "security")
	require.Equal(t, "operator", at(t, doc, "components", "securitySchemes", operatorScheme, "name"))
}

func TestDocumentDescribesFailures(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	sampleRoutes(b)
	doc := documentOf(t, b)
	for path, want := range map[string]string{
		"/api/staff/roles/":      "200 400 401 403 404 500 503",
		"/api/staff/roles/{id}/": "200 400 401 403 404 409 413 415 500 503",
		"/api/tools/sso/verify/": "200 400 401 403 409 413 415 500 503",
		"/api/other/":            "200 429 500 503",
	} {
		item := at(t, doc, "paths", path).(map[string]any)
		for _, op := range item {
			responses := at(t, op, "responses").(map[string]any)
			for status := range strings.SplitSeq(want, " ") {
				require.Contains(t, responses, status, path)
			}
			require.Len(t, responses, len(strings.Fields(want)), path)
		}
	}
	ref := at(t, doc, "paths", "/api/tools/sso/verify/", "post", "responses", "400", "$ref")
	require.Equal(t, "#/components/responses/ToolError400", ref)
}

func TestDocumentHoldsTogether(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	sampleRoutes(b)
	doc := documentOf(t, b)
	checkReferences(t, doc, doc)
	raw, err := b.OpenAPI()
	require.NoError(t, err)
	require.NotContains(t, string(raw), "{$}")
	require.NotContains(t, string(raw), "ErrorModel")
	schemas := at(t, doc, "components", "schemas")
	for _, name := range []string{"Role", "OtherfeatureRole", "PageRole", "OtherfeaturePageRole", "Error", "ToolError", "FieldErrors"} {
		require.Contains(t, schemas, name)
	}
	params := at(t, doc, "paths", "/api/staff/roles/", "get", "parameters").([]any)
	kinds := map[any]any{}
	for _, p := range params {
		kinds[at(t, p, "name")] = at(t, p, "schema", "type")
	}
	require.Equal(t, map[any]any{"page": "integer", "page_size": "integer", "X-Tenant-ID": "string", "X-Visit-ID": "string"}, kinds)
}

// checkReferences fails for a reference to what is not there, and for an operation without its duties.
func checkReferences(t *testing.T, doc, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			at(t, doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
		if _, ok := v["operationId"]; ok {
			require.Contains(t, v, extAccess)
			require.Contains(t, v, "responses")
		}
		for _, inner := range v {
			checkReferences(t, doc, inner)
		}
	case []any:
		for _, inner := range v {
			checkReferences(t, doc, inner)
		}
	}
}

func TestDocumentIsServed(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	sampleRoutes(b)
	raw, err := b.OpenAPI()
	require.NoError(t, err)
	w := b.ask("GET", "/api/openapi.json", "")
	require.Equal(t, string(raw), w.Body.String())
	require.Equal(t, http.StatusNotModified, b.ask("GET", "/api/openapi.json", "", "If-None-Match", w.Header().Get("ETag")).Code)

	page := b.ask("GET", "/api/docs/", "")
	require.Equal(t, 200, page.Code)
	require.Equal(t, "text/html; charset=utf-8", page.Header().Get("Content-Type"))
	require.Contains(t, page.Header().Get("Content-Security-Policy"), "default-src 'none'; style-src 'self'")
	require.Contains(t, page.Body.String(), "/api/staff/roles/{id}/")
	require.Equal(t, "text/css; charset=utf-8", b.ask("GET", "/api/docs/docs.css", "").Header().Get("Content-Type"))
}
