package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Extensions of the document's operations.
const (
	extAccess = "x-tabletap-access" // who may call: Access.String
	extTenant = "x-tabletap-tenant" // whether it works on a restaurant: none, optional, required
)

const (
	schemaPrefix   = "#/components/schemas/"
	bearerScheme   = "clerkToken"
	cookieScheme   = "clerkCookie"
	operatorScheme = "superuserSession"
	about          = "The control plane of the TableTap ecosystem: restaurants, staff, subscriptions, the single sign-on " +
		"of the POS, Menu and CMS tools, and analytics."
)

func humaConfig(cfg Config) huma.Config {
	c := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "TableTap Console API", Version: cfg.Version, Description: about},
			Servers: []*huma.Server{{URL: "/"}},
			Components: &huma.Components{
				Schemas:         huma.NewMapRegistry(schemaPrefix, schemaNames()),
				Responses:       errorResponses(),
				SecuritySchemes: securitySchemes(cfg),
			},
		},
		Formats: formats, DefaultFormat: jsonType,
	}
	c.AllowAdditionalPropertiesByDefault = true // what a client sends too much of is ignored
	maps.Copy(c.Components.Schemas.Map(), errorSchemas())
	return c
}

func securitySchemes(cfg Config) map[string]*huma.SecurityScheme {
	schemes := map[string]*huma.SecurityScheme{
		bearerScheme: {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "A Clerk session token."},
		cookieScheme: {
			Type: "apiKey", In: "cookie", Name: "__session",
			Description: "Clerk's session cookie, from an allowed origin.",
		},
	}
	if cfg.SessionCookie != "" {
		schemes[operatorScheme] = &huma.SecurityScheme{
			Type: "apiKey", In: "cookie", Name: cfg.SessionCookie, Description: "The session of a superuser.",
		}
	}
	return schemes
}

// operation is the route as huma registers it.
func (rt *route) operation(input reflect.Type) huma.Operation {
	op := huma.Operation{
		Method: rt.Method, Path: rt.Path, OperationID: rt.ID, Summary: rt.Summary, Description: rt.describe(),
		DefaultStatus: rt.Status, Deprecated: rt.Deprecated, Responses: rt.responses(input),
		MaxBodyBytes: rt.MaxBody + 1, BodyReadTimeout: -1, SkipValidateBody: onlyRaw(input),
		Metadata:   map[string]any{metaRoute: rt},
		Extensions: map[string]any{extAccess: rt.Access.String(), extTenant: rt.tenancy},
		Security:   rt.security(),
	}
	if rt.Tag != "" {
		op.Tags = []string{rt.Tag}
	}
	if rt.tenancy != "none" && rt.Access.pathParam == "" {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "X-Tenant-ID", In: "header", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "Which restaurant: its slug, schema name or id. Needed by callers who belong to several.",
		})
	}
	if rt.tenancy != "none" {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "X-Visit-ID", In: "header", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "For superusers: the visit in which this is done. 403 visit_ended unless it is theirs, to this restaurant, and under way.",
		})
	}
	if rt.takesKey {
		op.Parameters = append(op.Parameters, keyParameter())
	}
	return op
}

func (rt *route) describe() string {
	return strings.TrimSpace(rt.Description + "\n\nWho: " + rt.Access.sentence())
}

// security lists the alternatives. An empty one says that a proof in the request will do.
func (rt *route) security() []map[string][]string {
	if rt.Access.who == public || rt.Access.who == proof {
		return nil
	}
	either := []map[string][]string{{bearerScheme: {}}, {cookieScheme: {}}}
	if rt.api.cfg.SessionCookie != "" {
		either = append(either, map[string][]string{operatorScheme: {}})
	}
	if rt.Access.proofScheme != "" {
		either = append(either, map[string][]string{})
	}
	return either
}

// polish corrects what huma derives from Go types: page numbers are strings to Go, so that a bad one can be a 404.
func (a *API) polish(r Route) {
	one, most := 1.0, float64(MaxPageSize)
	op := operationOf(a.huma.OpenAPI().Paths[r.Path], r.Method)
	r.describeFiles(op)
	a.describeBytes(r, op)
	if r.Form {
		describeForm(op)
	}
	for _, p := range op.Parameters {
		switch {
		case p.In == "query" && p.Name == "page":
			p.Schema = &huma.Schema{Type: huma.TypeInteger, Minimum: &one, Default: 1}
		case p.In == "query" && p.Name == "page_size":
			p.Schema = &huma.Schema{Type: huma.TypeInteger, Minimum: &one, Maximum: &most, Default: DefaultPageSize}
		}
	}
}

func operationOf(item *huma.PathItem, method string) *huma.Operation {
	return map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put,
		http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
	}[method]
}

// OpenAPI is the document as JSON, version 3.1: the same bytes for the same routes.
func (a *API) OpenAPI() ([]byte, error) {
	raw, err := json.MarshalIndent(a.huma.OpenAPI(), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("api: OpenAPI document: %w", err)
	}
	return append(raw, '\n'), nil
}
