package paystack

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// MaxPage is the most that one page may hold.
const MaxPage = 100

// Page is a part of a list. The zero value is the first page.
type Page struct {
	Size   int    // 0: 50; at most MaxPage
	Number int    // from 1, for lists without cursors
	Cursor string // where Paystack said to go on
}

func (p Page) size() int {
	if p.Size <= 0 {
		return 50
	}
	return min(p.Size, MaxPage)
}

// List is one page of what Paystack has, newest first.
type List[T any] struct {
	Items      []T
	Unreadable int  // how many more there were on the page that lack what is essential; tell an operator
	Next       Page // what to ask for next
	More       bool // whether Next may hold any
}

// listing is one call for a page.
type listing struct {
	path   string
	query  url.Values
	page   Page
	cursor bool // whether the endpoint has cursors, by which nothing is missed while the list grows
}

func (l listing) call() call {
	l.query.Set("perPage", strconv.Itoa(l.page.size()))
	switch {
	case l.page.Number > 1 || !l.cursor:
		l.query.Set("page", strconv.Itoa(max(l.page.Number, 1)))
	case l.page.Cursor != "":
		l.query.Set("next", l.page.Cursor)
		fallthrough
	default:
		l.query.Set("use_cursor", "true")
	}
	in := get(l.path)
	in.query = l.query
	return in
}

// pageOf asks for one page. One that is no list is a failure, not an empty page: somebody might act on the absence.
func pageOf[T any](ctx context.Context, c *Client, l listing, parse func(object) (T, error)) (List[T], error) {
	in := l.call()
	out, err := c.do(ctx, in)
	if err != nil {
		return List[T]{}, err
	}
	rows, ok := out.data.([]any)
	if !ok {
		return List[T]{}, in.away(&callError{Cause: fmt.Errorf("%s: data is no list", l.path)})
	}
	list := List[T]{}
	for _, row := range rows {
		fields, _ := row.(map[string]any)
		if item, err := parse(fields); err == nil {
			list.Items = append(list.Items, item)
		} else {
			list.Unreadable++
		}
	}
	list.Next, list.More = l.after(out.meta, len(rows))
	return list, nil
}

// after says where the list goes on, by cursor or by number. A cursor that leads back to itself is the end.
func (l listing) after(meta object, rows int) (Page, bool) {
	if next := meta.text("next"); l.cursor && next != "" {
		return Page{Size: l.page.Size, Cursor: next}, next != l.page.Cursor && rows > 0
	}
	next := Page{Size: l.page.Size, Number: max(l.page.Number, 1) + 1}
	if _, has := meta["next"]; l.cursor && has {
		return next, false
	}
	if pages, ok := meta.whole("pageCount", "page_count"); ok {
		return next, int64(next.Number) <= pages
	}
	size, ok := meta.whole("perPage", "per_page")
	if !ok {
		size = int64(l.page.size())
	}
	return next, int64(rows) >= size
}

// between adds what was asked of a time. Zero is "no bound".
func between(query url.Values, from, to time.Time) {
	if !from.IsZero() {
		query.Set("from", from.UTC().Format(layoutOut))
	}
	if !to.IsZero() {
		query.Set("to", to.UTC().Format(layoutOut))
	}
}

// item asks for one thing by its id or code.
func item[T any](ctx context.Context, c *Client, what string, parse func(object) (T, error), path ...string) (T, error) {
	var none T
	if !isID(path[len(path)-1]) {
		return none, notFound(what, errors.New("paystack: no such id can be"))
	}
	in := get(path...)
	out, err := c.do(ctx, in)
	if err != nil {
		return none, missing(err, what)
	}
	return one(in, out, parse)
}
