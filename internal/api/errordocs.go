package api

import (
	"net/http"
	"reflect"
	"regexp"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tabletap/console/internal/fault"
)

var pathParams = regexp.MustCompile(`\{\w+\}`)

// documented are the failures that the document describes, in the order of their statuses.
var documented = []fault.Kind{
	fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Conflict, fault.TooLarge,
	fault.UnsupportedMedia, fault.RateLimited, fault.Internal, fault.Unavailable,
}

func errorSchemas() map[string]*huma.Schema {
	text := func(doc string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: doc} }
	message, code := text("A sentence for people"), text("A stable word for programs")
	return map[string]*huma.Schema{
		"Error": {
			Type: huma.TypeObject, Required: []string{"detail", "code"}, AdditionalProperties: true,
			Description: "Any failure that is not about fields. Some codes say more in fields of their own, which their routes describe.",
			Properties: map[string]*huma.Schema{
				"detail": message, "code": code, "request_id": text("For a 500: what to quote when reporting it"),
			},
		},
		"ToolError": {
			Type: huma.TypeObject, Required: []string{"error", "detail", "code"}, Description: "A failure, as the tools read it.",
			Properties: map[string]*huma.Schema{"error": message, "detail": message, "code": code},
		},
		"FieldErrors": {
			Type: huma.TypeObject, Description: "Messages by field; `non_field_errors` are about no single one.",
			AdditionalProperties: &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}},
			Examples:             []any{map[string]any{"name": []string{msgRequired}}},
		},
	}
}

// errorResponses are the components that operations refer to: "400" and, for the tools' routes, "tool400".
func errorResponses() map[string]*huma.Response {
	all := map[string]*huma.Response{}
	for _, kind := range documented {
		k := kinds[kind]
		status := strconv.Itoa(k.status)
		all["Error"+status] = errorResponse(kind, "Error", detail{Detail: k.message, Code: k.code})
		all["ToolError"+status] = errorResponse(kind, "ToolError", detail{Error: k.message, Detail: k.message, Code: k.code})
	}
	invalid := all["Error400"].Content[jsonType]
	invalid.Example = map[string]any{"name": []string{msgRequired}}
	invalid.Schema = &huma.Schema{AnyOf: []*huma.Schema{ref("FieldErrors"), ref("Error")}}
	return all
}

func errorResponse(kind fault.Kind, schema string, example detail) *huma.Response {
	r := &huma.Response{
		Description: http.StatusText(kinds[kind].status),
		Content:     map[string]*huma.MediaType{jsonType: {Schema: ref(schema), Example: example}},
	}
	text := &huma.Schema{Type: huma.TypeString}
	switch kind {
	case fault.Unauthenticated:
		r.Headers = map[string]*huma.Param{"WWW-Authenticate": {Schema: text}}
	case fault.RateLimited, fault.Unavailable:
		r.Headers = map[string]*huma.Param{"Retry-After": {Schema: text, Description: "Seconds to wait"}}
	default: // the others have none
	}
	return r
}

func ref(schema string) *huma.Schema { return &huma.Schema{Ref: schemaPrefix + schema} }

// responses are the failures that a caller of the route may meet.
func (rt *route) responses(input reflect.Type) map[string]*huma.Response {
	family := "Error"
	if rt.ToolErrors {
		family = "ToolError"
	}
	all := map[string]*huma.Response{}
	for _, kind := range documented {
		if status := strconv.Itoa(kinds[kind].status); rt.mayFail(kind, input) {
			all[status] = &huma.Response{Ref: "#/components/responses/" + family + status}
		}
	}
	return all
}

func (rt *route) mayFail(kind fault.Kind, input reflect.Type) bool {
	_, body := input.FieldByName("Body")
	_, raw := input.FieldByName("RawBody")
	anybody := rt.Access.who == public
	switch kind {
	case fault.Invalid:
		return input.NumField() > 0 || rt.tenancy == "required" || rt.takesKey
	case fault.Unauthenticated:
		return !anybody
	case fault.Forbidden:
		return !anybody && rt.Access != SignedIn() || rt.checkOrigin
	case fault.NotFound:
		return rt.tenancy == "required" || pathParams.MatchString(rt.Path)
	case fault.Conflict:
		return rt.Method != http.MethodGet
	case fault.TooLarge:
		return body || raw
	case fault.UnsupportedMedia:
		return body || len(rt.Accepts) > 0
	case fault.RateLimited:
		return rt.Rate.Limit > 0
	default: // anything can break or be away
		return true
	}
}
