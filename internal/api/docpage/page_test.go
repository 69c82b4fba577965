package docpage

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const sample = `{
 "openapi": "3.1.0", "info": {"title": "Shop <API>", "version": "2.0", "description": "About."},
 "paths": {
  "/api/roles/{id}/": {"put": {
    "operationId": "roles-put", "tags": ["Staff"], "summary": "Change a role", "deprecated": true,
    "description": "First.\n\nWho: <b>staff</b>.", "x-tabletap-access": "permission:staff.manage", "x-tabletap-tenant": "required",
    "parameters": [{"name": "id", "in": "path", "required": true, "description": "Its id", "schema": {"type": "integer", "minimum": 1}}],
    "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Role"}}}},
    "responses": {
      "200": {"description": "OK", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Role"}}}},
      "404": {"$ref": "#/components/responses/NotFound"}}}},
  "/api/health/": {"get": {"operationId": "health", "x-tabletap-access": "public", "x-tabletap-tenant": "optional",
    "responses": {"200": {"description": "OK"}}}}
 },
 "components": {
  "schemas": {
   "Role": {"type": "object", "required": ["name"], "properties": {
     "id": {"type": "integer", "readOnly": true, "description": "Its number"},
     "name": {"type": "string", "maxLength": 60, "examples": ["Waiter's"]},
     "kind": {"type": "string", "enum": ["a", "b"]},
     "since": {"type": ["string", "null"], "format": "date-time"},
     "boss": {"$ref": "#/components/schemas/Role"},
     "heir": {"anyOf": [{"$ref": "#/components/schemas/Role"}, {"type": "null"}]},
     "tags": {"type": "array", "items": {"type": "string"}}}}},
  "responses": {"NotFound": {"description": "Not Found", "content": {"application/json": {"example": {"code": "not_found"}}}}}
 }}`

func render(t *testing.T, document string) string {
	t.Helper()
	raw, err := Render([]byte(document))
	require.NoError(t, err)
	return string(raw)
}

func TestThePageShowsEverything(t *testing.T) {
	t.Parallel()
	got := render(t, sample)
	for _, want := range []string{
		"Shop &lt;API&gt;", "Version 2.0", `id="roles-put"`, `href="#roles-put"`, `id="group-staff"`, "<h2>Other</h2>",
		"permission:staff.manage", "deprecated", "Change a role", "<p>First.</p>", "Who: &lt;b&gt;staff&lt;/b&gt;.",
		"Its id", "at least 1", "<code>name</code> <span class=\"required\">required</span>", "at most 60 characters",
		"one of a, b", "string (date-time) or null", "list of string", "boss.boss.name", "heir.name", "Role or null", "not_found", "Not Found",
	} {
		require.Contains(t, got, want)
	}
}

func TestTheCommandCanBePastedIntoAShell(t *testing.T) {
	t.Parallel()
	got := render(t, sample)
	for _, want := range []string{
		"curl -X PUT http://localhost:3001/api/roles/{id}/ \\\n  -H &#34;Authorization: Bearer $TOKEN&#34;",
		"X-Tenant-ID: my-restaurant", "-H &#34;Content-Type: application/json&#34; \\\n  -d &#39;{",
		`Waiter&#39;\&#39;&#39;s`, "curl http://localhost:3001/api/health/</code>",
	} {
		require.Contains(t, got, want)
	}
	_, body, _ := strings.Cut(got, "-d ")
	body, _, _ = strings.Cut(body, "</code>")
	require.NotContains(t, body, "&#34;id&#34;", "what is read only is not sent")
}

func TestThePageLoadsNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	got := render(t, sample)
	require.NotContains(t, got, "<script")
	require.NotContains(t, got, " style=")
	for _, attribute := range []string{"src=", `href="http`, "@import", "url("} {
		require.NotContains(t, got, attribute)
		require.NotContains(t, string(Style), attribute)
	}
}

func TestBrokenDocuments(t *testing.T) {
	t.Parallel()
	_, err := Render([]byte("{"))
	require.Error(t, err)
	require.Contains(t, render(t, `{"paths":{"/x":{"get":{"responses":{"200":{"$ref":"#/none"}},
		"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/none"}}}}}}}}`), "/x")
}
