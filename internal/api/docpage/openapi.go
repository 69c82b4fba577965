package docpage

import "strings"

// spec is the part of an OpenAPI document that the page shows.
type spec struct {
	Info struct {
		Title, Version, Description string
	}
	Paths      map[string]map[string]operation
	Components struct {
		Schemas   map[string]*schema
		Responses map[string]response
	}
}

type operation struct {
	ID          string `json:"operationId"` //nolint:tagliatelle // OpenAPI's spelling
	Tags        []string
	Summary     string
	Description string
	Deprecated  bool
	Access      string `json:"x-tabletap-access"` //nolint:tagliatelle // an extension's
	Tenant      string `json:"x-tabletap-tenant"` //nolint:tagliatelle // an extension's
	Parameters  []parameter
	RequestBody *struct {
		Required bool
		Content  map[string]media
	}
	Responses map[string]response
}

type parameter struct {
	Name, In, Description string
	Required              bool
	Schema                *schema
}

type response struct {
	Ref         string `json:"$ref"`
	Description string
	Content     map[string]media
}

type media struct {
	Schema  *schema
	Example any
}

// schema is a JSON schema. Type is a string or, for what may be null, a list.
type schema struct {
	Ref         string `json:"$ref"`
	Type        any
	Format      string
	Description string
	Enum        []any
	Default     any
	Examples    []any
	Items       *schema
	Properties  map[string]*schema
	Required    []string
	AnyOf       []*schema
	OneOf       []*schema
	ReadOnly    bool
	Minimum     *float64
	Maximum     *float64
	MinLength   *int
	MaxLength   *int
	Pattern     string
}

// resolve follows a reference; a broken one is an empty schema.
func (s *spec) resolve(sc *schema) *schema {
	for range maxDepth {
		if sc == nil {
			return &schema{}
		}
		if one := sc.orNull(); one != nil {
			sc = one
			continue
		}
		if sc.Ref == "" {
			return sc
		}
		sc = s.Components.Schemas[lastPart(sc.Ref)]
	}
	return &schema{}
}

// orNull is what the schema allows besides null, nil when it is not written as a choice between the two.
func (sc *schema) orNull() *schema {
	if len(sc.AnyOf) == 2 && sc.AnyOf[1].Type == "null" {
		return sc.AnyOf[0]
	}
	return nil
}

func (s *spec) response(r response) response {
	if r.Ref == "" {
		return r
	}
	return s.Components.Responses[lastPart(r.Ref)]
}

func lastPart(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }

// kind is the schema's type without null, and whether null is allowed as well.
func (sc *schema) kind() (name string, nullable bool) {
	switch t := sc.Type.(type) {
	case string:
		return t, false
	case []any:
		for _, one := range t {
			if one == "null" {
				nullable = true
			} else {
				name, _ = one.(string)
			}
		}
	}
	return name, nullable
}
