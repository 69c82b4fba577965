package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type log struct {
	CursorParams
	Query string `query:"q"`
}

type logged struct{ Body CursorPage[int] }

// rowsDownFrom is a list route over rows total, total-1 … 1. Two of them always have the same time.
func rowsDownFrom(b *bench, total *int) {
	position := func(row *int) Position {
		return Position{Time: epoch.Add(time.Duration(*row/2) * time.Microsecond), ID: int64(*row)}
	}
	Handle(b.API, Route{Method: "GET", Path: "/api/log/", ID: "log", Access: Public()},
		func(_ context.Context, in *log) (*logged, error) {
			at, back := in.Position()
			var rows []int
			for row := *total; row > 0; row-- {
				if at == nil || back && row > int(at.ID) || !back && row < int(at.ID) {
					if at != nil && !at.Time.Equal(position(new(int(at.ID))).Time) {
						panic("the time is another")
					}
					rows = append(rows, row)
				}
			}
			if back {
				slices.Reverse(rows)
			}
			return &logged{Body: NewCursorPage(in.CursorParams, rows[:min(len(rows), in.Limit()+1)], position)}, nil
		})
}

func (b *bench) readPage(t *testing.T, target string) CursorPage[int] {
	t.Helper()
	w := b.ask("GET", strings.TrimPrefix(target, "http://example.com"), "")
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.NotContains(t, w.Body.String(), "count")
	var page CursorPage[int]
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
	return page
}

func TestCursorPages(t *testing.T) {
	t.Parallel()
	for total, sizes := range map[int][]int{0: {0}, 1: {1}, 4: {4}, 5: {4, 1}, 8: {4, 4}, 11: {4, 4, 3}} {
		b := newBench(nil)
		rowsDownFrom(b, &total)
		page := b.readPage(t, "/api/log/?page_size=4&q=a%20b")
		require.Nil(t, page.Previous)
		down := [][]int{page.Results}
		for page.Next != nil {
			require.Contains(t, *page.Next, "http://example.com/api/log/?cursor=")
			require.Contains(t, *page.Next, "page_size=4&q=a+b")
			page = b.readPage(t, *page.Next)
			down = append(down, page.Results)
		}
		require.Len(t, down, len(sizes), "%d rows", total)
		for i, size := range sizes {
			require.Len(t, down[i], size, "%d rows", total)
		}
		up := [][]int{page.Results}
		for page.Previous != nil {
			page = b.readPage(t, *page.Previous)
			require.NotNil(t, page.Next)
			up = append(up, page.Results)
		}
		slices.Reverse(up)
		require.Equal(t, down, up, "%d rows: back is the same way", total)
	}
}

func TestNewRowsShiftNothing(t *testing.T) {
	t.Parallel()
	b, total := newBench(nil), 8
	rowsDownFrom(b, &total)
	first := b.readPage(t, "/api/log/?page_size=4")
	total = 11
	second := b.readPage(t, *first.Next)
	require.Equal(t, []int{4, 3, 2, 1}, second.Results)
	back := b.readPage(t, *second.Previous)
	require.Equal(t, []int{8, 7, 6, 5}, back.Results)
	newest := b.readPage(t, *back.Previous)
	require.Equal(t, []int{11, 10, 9}, newest.Results)
	require.Nil(t, newest.Previous)
}

func TestAPageThatIsGoneIsEmpty(t *testing.T) {
	t.Parallel()
	b, total := newBench(nil), 8
	rowsDownFrom(b, &total)
	page := b.readPage(t, *b.readPage(t, "/api/log/?page_size=4").Next)
	require.Equal(t, []int{}, b.readPage(t, "/api/log/?cursor="+url.QueryEscape(writeCursor(Position{epoch, 1}, false))).Results)
	require.NotNil(t, page.Previous)
}

func TestCursorsNobodyWasGiven(t *testing.T) {
	t.Parallel()
	b, total := newBench(nil), 8
	rowsDownFrom(b, &total)
	raw := func(bytes ...byte) string { return base64.RawURLEncoding.EncodeToString(bytes) }
	for _, cursor := range []string{
		"x", "%%", "1", raw('n'), raw('n', 2), raw('q', 2, 2), raw('n', 2, 2, 2), raw('n', 0x80), raw('n', 2, 0x80),
		raw(append([]byte{'n'}, []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02")...)...), strings.Repeat("A", 5000),
	} {
		w := b.ask("GET", "/api/log/?cursor="+url.QueryEscape(cursor), "")
		require.Equal(t, http.StatusNotFound, w.Code, cursor)
		require.JSONEq(t, `{"detail":"Invalid cursor.","code":"not_found"}`, w.Body.String(), cursor)
	}
}

func FuzzCursor(f *testing.F) {
	f.Add(writeCursor(Position{epoch, 7}, true))
	f.Fuzz(func(t *testing.T, text string) {
		at, back, ok := readCursor(text)
		if !ok {
			return
		}
		again, sameBack, ok := readCursor(writeCursor(at, back))
		require.True(t, ok)
		require.Equal(t, at, again)
		require.Equal(t, back, sameBack)
	})
}
