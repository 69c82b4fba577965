package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// operation is a route as the OpenAPI document describes it.
type operation struct {
	method, path string
	access       rule
	body         map[string]any // the schema of the body, resolved; nil for none
	statuses     []int          // that the document names
}

func (o *operation) String() string { return o.method + " " + o.path + " (" + o.access.text + ")" }

// rule is who may call an operation: x-tabletap-access, understood.
type rule struct {
	text       string
	who        string // public, signed-in, staff, owner, superuser; "" when only a proof lets in
	param      string // the path parameter that names the restaurant
	permission string
	proof      string // the scheme of a proof that lets in as well
}

// parseRule understands x-tabletap-access. A value that it does not know fails the walk: somebody has to decide here what strangers
// must get.
func parseRule(extension any) (rule, error) {
	text, ok := extension.(string)
	if !ok || text == "" {
		return rule{}, fmt.Errorf("x-tabletap-access is missing: %v", extension)
	}
	r := rule{text: text}
	caller, proof, either := strings.Cut(text, " or ")
	if !either && strings.HasPrefix(caller, "proof:") {
		caller, proof = "", caller
	}
	if proof != "" {
		scheme, ok := strings.CutPrefix(proof, "proof:")
		if !ok || forgeries[scheme] == nil {
			return rule{}, fmt.Errorf("x-tabletap-access %q: no forgery for this proof yet: add one", text)
		}
		r.proof = scheme
	}
	err := r.parseCaller(caller)
	return r, err
}

func (r *rule) parseCaller(caller string) error {
	kind, argument, _ := strings.Cut(caller, ":")
	switch kind {
	case "public", "signed-in", "staff", "owner", "superuser":
		r.who = kind
	case "staff-of", "owner-of":
		r.who, r.param = strings.TrimSuffix(kind, "-of"), argument
	case "permission":
		r.who, r.permission = "staff", argument
	case "":
		if r.proof == "" {
			return fmt.Errorf("x-tabletap-access %q says nobody", r.text)
		}
		return nil
	default:
		return fmt.Errorf("x-tabletap-access %q is not known to this test", r.text)
	}
	if takes := r.param != "" || r.permission != ""; takes != (kind == "permission" || strings.HasSuffix(kind, "-of")) || takes != (argument != "") {
		return fmt.Errorf("x-tabletap-access %q is incomplete", r.text)
	}
	return nil
}

// tenant says whether the operation belongs to one restaurant.
func (r *rule) tenant() bool { return r.who == "staff" || r.who == "owner" }

// operations reads the document that the server serves.
func operations(t *testing.T, s *server) []operation {
	t.Helper()
	var document struct {
		Paths      map[string]map[string]json.RawMessage `json:"paths"`
		Components struct {
			Schemas map[string]map[string]any `json:"schemas"`
		} `json:"components"`
	}
	s.do(t, call{Method: http.MethodGet, URL: "/api/openapi.json"}).read(t, http.StatusOK, &document)
	var list []operation
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		for _, method := range []string{"get", "put", "post", "patch", "delete"} {
			raw, ok := document.Paths[path][method]
			if !ok {
				continue
			}
			list = append(list, readOperation(t, strings.ToUpper(method), path, raw, document.Components.Schemas))
		}
	}
	require.Greater(t, len(list), 20, "the document has operations")
	return list
}

func readOperation(t *testing.T, method, path string, raw json.RawMessage, schemas map[string]map[string]any) operation {
	t.Helper()
	var described struct {
		Access    any            `json:"x-tabletap-access"`
		Responses map[string]any `json:"responses"`
		Body      *struct {
			Content map[string]struct {
				Schema map[string]any `json:"schema"`
			} `json:"content"`
		} `json:"requestBody"`
	}
	require.NoError(t, json.Unmarshal(raw, &described))
	access, err := parseRule(described.Access)
	require.NoError(t, err, "%s %s", method, path)
	o := operation{method: method, path: path, access: access}
	for status := range described.Responses {
		code, err := strconv.Atoi(status)
		require.NoError(t, err, "%s", &o)
		o.statuses = append(o.statuses, code)
	}
	if described.Body != nil {
		o.body = resolve(described.Body.Content["application/json"].Schema, schemas)
		if o.body == nil {
			o.body = map[string]any{}
		}
	}
	return o
}

func resolve(schema map[string]any, schemas map[string]map[string]any) map[string]any {
	ref, _ := schema["$ref"].(string)
	if name, ok := strings.CutPrefix(ref, "#/components/schemas/"); ok {
		return schemas[name]
	}
	return schema
}

// example is a body with what the schema requires, so that nobody is refused for the lack of it.
func example(schema map[string]any) any {
	if schema == nil {
		return nil
	}
	body := map[string]any{}
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	for _, name := range required {
		property, _ := properties[fmt.Sprint(name)].(map[string]any)
		body[fmt.Sprint(name)] = exampleValue(fmt.Sprint(name), property)
	}
	return body
}

func exampleValue(name string, property map[string]any) any {
	switch fmt.Sprint(property["type"]) {
	case "integer", "number":
		return 1
	case "boolean":
		return true
	case "array":
		return []any{}
	case "object":
		return map[string]any{}
	}
	if strings.Contains(name, "email") {
		return "somebody@example.com"
	}
	return "x"
}

func TestARouteHasToSayWhoMayCall(t *testing.T) {
	t.Parallel()
	for _, extension := range []any{
		nil, "", 7, "undeclared", "everybody", "owner-of:", "permission:", "proof:trust-me", "staff or proof:trust-me", "staff or luck", "staff:x",
	} {
		_, err := parseRule(extension)
		require.Error(t, err, "%v", extension)
	}
	for text, want := range map[string]rule{
		"public":                {who: "public"},
		"signed-in":             {who: "signed-in"},
		"owner-of:id":           {who: "owner", param: "id"},
		"permission:staff.view": {who: "staff", permission: "staff.view"},
		"proof:svix":            {proof: "svix"},
		"staff or proof:svix":   {who: "staff", proof: "svix"},
	} {
		got, err := parseRule(text)
		require.NoError(t, err)
		want.text = text
		require.Equal(t, want, got)
	}
}

// The walk believes what the routes declare. Who may call what is written down here, so that a change of it is seen and meant.
func TestWhoMayCallWhat(t *testing.T) {
	t.Parallel()
	all := operations(t, startServe(t, nil))
	var table strings.Builder
	for i := range all {
		fmt.Fprintf(&table, "%-6s %-55s %s\n", all[i].method, all[i].path, all[i].access.text)
	}
	golden(t, "access", table.String())
}
