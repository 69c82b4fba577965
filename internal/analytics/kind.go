package analytics

import (
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// kind is a type of events: one of the platform's, or one that a tool registered.
type kind struct {
	name   string
	amount string             // the field of data whose number is summed; "": none
	schema *jsonschema.Schema // that data meets; nil: any object does
}

// platform are the types that everybody may report.
var platform = []kind{
	{name: "order", amount: "total"},
	{name: "customer"},
	{name: "menu"},
	{name: "system"},
	{name: "pos_transaction", amount: "amount"},
	{name: "menu_view"},
	{name: "cms_update"},
	{name: "user_login"},
	{name: "staff_action"},
}

func platformKind(name string) *kind {
	i := slices.IndexFunc(platform, func(k kind) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	return &platform[i]
}

// kinds are the types that a reporter may report: the platform's, and a tool's own.
type kinds struct {
	tool bool
	own  map[string]*kind
}

func (k kinds) named(name string) *kind {
	if own := k.own[name]; own != nil {
		return own
	}
	return platformKind(name)
}

// unknown says what to do about a type that is not known.
func (k kinds) unknown(name string) string {
	switch {
	case !isTypeName(name):
		return badTypeName
	case k.tool:
		return "This type is not known. Register it with PUT /api/analytics/types/" + name + "/, with the tool's credentials."
	}
	names := make([]string, len(platform))
	for i := range platform {
		names[i] = platform[i].name
	}
	return "This type is not known. Staff report " + strings.Join(names, ", ") + "; other types are registered and reported by tools."
}

const badTypeName = "Must be 1 to 100 of these characters: a-z 0-9 _ . : -"

func isTypeName(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_', c == '.', c == ':', c == '-':
		default:
			return false
		}
	}
	return name != "" && len(name) <= maxTypeSize
}

// check holds the report's data against what the type says, and takes the amount out of it.
func (k *kind) check(r *Report) {
	if k.schema != nil {
		if wrong := meets(k.schema, r.Data); wrong != "" {
			r.refuse("data", wrong)
			return
		}
	}
	if k.amount == "" {
		return
	}
	value := field(r.Data, k.amount)
	if value == nil || string(value) == "null" {
		return
	}
	amount, wrong := parseAmount(value)
	if wrong != "" {
		r.refuse("data."+k.amount, wrong)
		return
	}
	r.amount, r.hasAmount = amount, true
}
