package clerk

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const (
	defaultLimit = 10
	maxLimit     = 500
)

// window is the part of a list that the query asks for.
type window struct{ limit, offset int }

func windowOf(q url.Values) (window, error) {
	limit, err := number(q, "limit", defaultLimit, 1, maxLimit)
	if err != nil {
		return window{}, err
	}
	offset, err := number(q, "offset", 0, 0, 1<<30)
	return window{limit, offset}, err
}

func number(q url.Values, name string, missing, least, most int) (int, error) {
	if !q.Has(name) {
		return missing, nil
	}
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < least || n > most {
		return 0, errQuery(name, q.Get(name))
	}
	return n, nil
}

func cut[T any](list []T, w window) []T {
	start := min(w.offset, len(list))
	return list[start:min(start+w.limit, len(list))]
}

// pageOf answers a list as {data, total_count}.
func pageOf[T any](list []T, r *http.Request) (any, error) {
	w, err := windowOf(r.URL.Query())
	if err != nil {
		return nil, err
	}
	return page[T]{Data: cut(list, w), TotalCount: int64(len(list))}, nil
}

// pageOrArray answers a list as the older endpoints do: a bare array unless the query says paginated=true.
func pageOrArray[T any](list []T, r *http.Request) (any, error) {
	if r.URL.Query().Get("paginated") == "true" {
		return pageOf(list, r)
	}
	w, err := windowOf(r.URL.Query())
	if err != nil {
		return nil, err
	}
	return cut(list, w), nil
}

// orders are what a list can be sorted by.
type orders[T any] map[string]func(a, b T) int

// choose reads order_by: a name, with "-" before it for descending. Ties are broken by tie, the newest last.
func (o orders[T]) choose(q url.Values, missing string, tie func(a, b T) int) (func(a, b T) int, error) {
	given := cmp.Or(q.Get("order_by"), missing)
	compare, ok := o[strings.TrimLeft(given, "+-")]
	if !ok {
		return nil, errValue("order_by", given)
	}
	sign := 1
	if strings.HasPrefix(given, "-") {
		sign = -1
	}
	return func(a, b T) int { return sign * cmp.Or(compare(a, b), tie(a, b)) }, nil
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}
