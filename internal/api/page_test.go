package api

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

type list struct {
	PageParams
	Query string `query:"q"`
}

type listed struct{ Body Page[int] }

// numbersUpTo is a list route over total rows.
func numbersUpTo(b *bench, total int) {
	Handle(b.API, Route{Method: "GET", Path: "/api/list/", ID: "list", Access: Public()},
		func(_ context.Context, in *list) (*listed, error) {
			var rows []int
			for i := in.Offset(); i < min(in.Offset()+in.Limit(), total); i++ {
				rows = append(rows, i)
			}
			return &listed{Body: NewPage(in.PageParams, int64(total), rows)}, nil
		})
}

func TestPages(t *testing.T) {
	t.Parallel()
	const at = "http://example.com/api/list"
	for _, c := range []struct {
		total          int
		target         string
		rows           int
		next, previous string
	}{
		{45, "/", 20, at + "/?page=2", ""},
		{45, "/?page=1", 20, at + "/?page=2", ""},
		{45, "/?page=2", 20, at + "/?page=3", at + "/"},
		{45, "/?page=3", 5, "", at + "/?page=2"},
		{45, "?page=2", 20, at + "?page=3", at},
		{45, "/?q=a%20b&page_size=10&page=2", 10, at + "/?page=3&page_size=10&q=a+b", at + "/?page_size=10&q=a+b"},
		{45, "/?page_size=0", 20, at + "/?page=2&page_size=0", ""},
		{45, "/?page_size=-5", 20, at + "/?page=2&page_size=-5", ""},
		{45, "/?page_size=abc", 20, at + "/?page=2&page_size=abc", ""},
		{450, "/?page_size=100000", 200, at + "/?page=2&page_size=100000", ""},
		{40, "/?page=2", 20, "", at + "/"},
		{0, "/", 0, "", ""},
		{0, "/?page=1", 0, "", ""},
	} {
		b := newBench(nil)
		numbersUpTo(b, c.total)
		w := b.ask("GET", "/api/list"+c.target, "")
		require.Equal(t, 200, w.Code, c.target)
		var page Page[int]
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
		require.Equal(t, int64(c.total), page.Count, c.target)
		require.Len(t, page.Results, c.rows, c.target)
		require.NotNil(t, page.Results, "an empty list is [], not null")
		require.Equal(t, c.next, text(page.Next), c.target)
		require.Equal(t, c.previous, text(page.Previous), c.target)
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func TestPagesThatDoNotExist(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	numbersUpTo(b, 45)
	for _, page := range []string{"0", "-1", "4", "abc", "1.5", "last", "99999999999999999999", "9223372036854775807", "2147483648"} {
		w := b.ask("GET", "/api/list/?page="+page, "")
		require.Equal(t, 404, w.Code, page)
		require.JSONEq(t, `{"detail":"Invalid page.","code":"not_found"}`, w.Body.String(), page)
	}
	empty := newBench(nil)
	numbersUpTo(empty, 0)
	require.Equal(t, 404, empty.ask("GET", "/api/list/?page=2", "").Code)
}
