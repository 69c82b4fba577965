package api

import (
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tabletap/console/internal/fault"
)

// MaxSkipped is how many rows a page's number may skip. Skipping reads them; a cursor does not.
const MaxSkipped = 10_000

var errTooDeep = fault.Field("page", fmt.Sprintf("Numbers go to row %d. Follow next from there, or ask for less.", MaxSkipped))

// CountedPage is a CursorPage of a list whose length is known without counting its rows: the contract's page, whose "next" and "previous"
// hold a cursor instead of a number.
type CountedPage[T any] struct {
	Count int64 `json:"count" doc:"How many there are in all"`
	CursorPage[T]
	fault error
}

// Err is the 404 of a page that does not exist. Handle looks at it, handlers need not.
func (p *CountedPage[T]) Err() error { return p.fault }

// CountedParams are the query parameters of such a list. Embed it in the input of a list route. Clients that make up the number of a page
// themselves may do so for the first MaxSkipped rows; what lies further is a 400. A cursor is the stronger of the two.
type CountedParams struct {
	CursorParams
	Page string `query:"page" doc:"Which page, from 1, within the first 10,000 rows; next and previous lead everywhere"`
}

// Resolve is called by huma.
func (p *CountedParams) Resolve(ctx huma.Context) []error {
	if errs := p.CursorParams.Resolve(ctx); errs != nil || p.Cursor != "" {
		return errs
	}
	if p.number() < 1 {
		return []error{errPage}
	}
	if p.number() > MaxSkipped/int64(p.Limit())+1 {
		return []error{errTooDeep}
	}
	p.later = p.number() > 1
	return nil
}

func (p *CountedParams) number() int64 { return PageParams{Page: p.Page}.number() }

// Offset is how many rows to skip; none from a cursor.
func (p *CountedParams) Offset() int {
	if p.Cursor != "" {
		return 0
	}
	return PageParams{Page: p.Page, PageSize: p.PageSize}.Offset()
}

// NewCountedPage is NewCursorPage with the number of all rows.
func NewCountedPage[T any](p CountedParams, count int64, rows []T, position func(*T) Position) CountedPage[T] {
	page := CountedPage[T]{Count: count, CursorPage: NewCursorPage(p.CursorParams, rows, position)}
	if p.later && len(rows) == 0 {
		page.fault = errPage
	}
	return page
}
