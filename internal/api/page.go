package api

import (
	"net/url"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tabletap/console/internal/fault"
)

// The contract's page sizes.
const (
	DefaultPageSize = 20
	MaxPageSize     = 200
)

// mostPages keeps page × size far from overflow.
const mostPages = 1 << 31

var errPage = fault.New(fault.NotFound, "not_found", "Invalid page.")

// Page is one page of a list, in the contract's shape.
type Page[T any] struct {
	Count    int64   `json:"count" doc:"How many there are in all"`
	Next     *string `json:"next" nullable:"true" doc:"URL of the next page, null on the last"`
	Previous *string `json:"previous" nullable:"true" doc:"URL of the previous page, null on the first"`
	Results  []T     `json:"results" nullable:"false"`
	fault    error
}

// Err is the 404 of a page that does not exist. Handle looks at it, handlers need not.
func (p *Page[T]) Err() error { return p.fault }

// PageParams are the query parameters of a list. Embed it in the input of a list route. As in the Django REST Framework,
// a page that does not exist is a 404, and a page size that makes no sense is the default one.
type PageParams struct {
	Page     string `query:"page" doc:"Which page, from 1"`
	PageSize string `query:"page_size" doc:"How many on a page"`

	req *request
}

// Resolve is called by huma. It refuses a page that cannot exist before anything is read from the database.
func (p *PageParams) Resolve(ctx huma.Context) []error {
	p.req = requestFrom(ctx.Context())
	if p.number() < 1 {
		return []error{errPage}
	}
	return nil
}

// number is the page that was asked for, 0 for what cannot be one.
func (p PageParams) number() int64 {
	if p.Page == "" {
		return 1
	}
	n, err := strconv.ParseInt(p.Page, 10, 64)
	if err != nil || n < 1 || n > mostPages {
		return 0
	}
	return n
}

// Limit is how many rows to read: at most MaxPageSize.
func (p PageParams) Limit() int {
	n, err := strconv.Atoi(p.PageSize)
	if err != nil || n < 1 {
		return DefaultPageSize
	}
	return min(n, MaxPageSize)
}

// Offset is how many rows to skip.
func (p PageParams) Offset() int { return int(max(p.number()-1, 0)) * p.Limit() }

// NewPage makes the page that p asked for, out of count rows in all and the rows of this page. When there is no such page
// the request is answered 404.
func NewPage[T any](p PageParams, count int64, rows []T) Page[T] {
	page := Page[T]{Count: count, Results: rows}
	if rows == nil {
		page.Results = []T{}
	}
	n, size := p.number(), int64(p.Limit())
	last := max((count+size-1)/size, 1)
	if n < 1 || n > last {
		page.fault = errPage
		return page
	}
	if n < last {
		page.Next = p.url(n + 1)
	}
	if n > 1 {
		page.Previous = p.url(n - 1)
	}
	return page
}

// url is the request's own with another page; the first page is the one without the parameter.
func (p PageParams) url(page int64) *string {
	if p.req == nil {
		return nil
	}
	query := p.req.http.URL.Query()
	query.Set("page", strconv.FormatInt(page, 10))
	if page == 1 {
		query.Del("page")
	}
	u := url.URL{Path: p.req.http.URL.Path, RawQuery: query.Encode()}
	text := p.req.peer.base() + u.RequestURI()
	return &text
}

// pager is a page of anything.
type pager interface{ Err() error }

// pageCheck finds out once whether an output's Body is a page; the check it returns costs next to nothing.
func pageCheck[O any]() func(*O) error {
	field, ok := reflect.TypeFor[O]().FieldByName("Body")
	if !ok || !reflect.PointerTo(field.Type).Implements(reflect.TypeFor[pager]()) {
		return func(*O) error { return nil }
	}
	return func(out *O) error {
		body := reflect.ValueOf(out).Elem().FieldByIndex(field.Index).Addr().Interface()
		if p, ok := body.(pager); ok {
			return p.Err()
		}
		return nil
	}
}
