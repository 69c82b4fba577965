package staff

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tabletap/console/internal/fault"
)

// Filter says which members a list is of, and in which order. The zero Filter is everybody by id.
type Filter struct {
	Search string // words that must all be in name, email, username or employee id; in any case
	Role   string // the id of a role, or its name in any case
	Active *bool
	Order  string // one of orders, with - for the reverse; ties are by id
}

// The orders that a list may have. Those of people need to look everybody up.
var (
	ordersOfPlaces = []string{"id", "role", "department", "employee_id", "hired_date"}
	ordersOfPeople = []string{"name", "email", "username"}
)

const (
	longestSearch = 200
	mostTerms     = 10
)

func (f *Filter) check() error {
	var problems fault.Fields
	problems.Check(utf8.RuneCountInString(f.Search) <= longestSearch, "search", "Ensure this field has no more than 200 characters.")
	problems.Check(len(strings.Fields(f.Search)) <= mostTerms, "search", "Ensure this field has no more than 10 words.")
	order := strings.TrimPrefix(f.Order, "-")
	problems.Check(f.Order == "" || slices.Contains(ordersOfPlaces, order) || slices.Contains(ordersOfPeople, order), "ordering",
		"Not a valid choice. Choose one of, with - for the reverse: "+strings.Join(slices.Concat(ordersOfPeople, ordersOfPlaces), ", ")+".")
	return problems.Err()
}

// everybody reports whether f is the list that is asked for most.
func (f *Filter) everybody() bool {
	return strings.TrimSpace(f.Search) == "" && f.Role == "" && f.Active == nil && (f.Order == "" || f.Order == "id")
}

// ofPeople reports whether f needs to know who everybody is.
func (f *Filter) ofPeople() bool {
	return strings.TrimSpace(f.Search) != "" || slices.Contains(ordersOfPeople, strings.TrimPrefix(f.Order, "-"))
}

// role is the role by id or by folded name; neither when every role will do.
func (f *Filter) role() (id *int64, name *string) {
	if f.Role == "" {
		return nil, nil
	}
	if n, err := strconv.ParseInt(f.Role, 10, 64); err == nil {
		return &n, nil
	}
	text := folded(f.Role)
	return nil, &text
}

var wildcards = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// patterns are the search's words for ILIKE.
func (f *Filter) patterns() []string {
	patterns := []string{}
	for word := range strings.FieldsSeq(f.Search) {
		patterns = append(patterns, "%"+wildcards.Replace(word)+"%")
	}
	return patterns
}
