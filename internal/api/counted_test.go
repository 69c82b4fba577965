package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type counted struct{ Body CountedPage[int] }

// countedRows is a list route over rows total … 1, which tells how many it skipped by their number.
func countedRows(b *bench, total int) (skipped *int) {
	skipped = new(int)
	position := func(row *int) Position {
		return Position{Time: epoch.Add(time.Duration(*row) * time.Microsecond), ID: int64(*row)}
	}
	Handle(b.API, Route{Method: "GET", Path: "/api/counted/", ID: "counted", Access: Public()},
		func(_ context.Context, in *struct{ CountedParams }) (*counted, error) {
			at, back := in.Position()
			var rows []int
			for row := total; row > 0; row-- {
				if at == nil || back && row > int(at.ID) || !back && row < int(at.ID) {
					rows = append(rows, row)
				}
			}
			if back {
				slices.Reverse(rows)
			}
			*skipped = in.Offset()
			rows = rows[min(len(rows), in.Offset()):]
			return &counted{NewCountedPage(in.CountedParams, int64(total), rows[:min(len(rows), in.Limit()+1)], position)}, nil
		})
	return skipped
}

func (b *bench) countedPage(t *testing.T, target string) CountedPage[int] {
	t.Helper()
	w := b.ask("GET", strings.TrimPrefix(target, "http://example.com"), "")
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	var page CountedPage[int]
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
	return page
}

// Whoever begins at a number and whoever begins at the start sees the same rows by following next and previous.
func TestCountedPages(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	skipped := countedRows(b, 11)
	for number, rows := range [][]int{{11, 10, 9, 8}, {7, 6, 5, 4}, {3, 2, 1}} {
		page := b.countedPage(t, fmt.Sprintf("/api/counted/?page_size=4&page=%d", number+1))
		require.Equal(t, rows, page.Results)
		require.Equal(t, number*4, *skipped)
		require.EqualValues(t, 11, page.Count)
		require.Equal(t, number == 0, page.Previous == nil)
		require.Equal(t, number == 2, page.Next == nil)
		if number == 0 {
			continue
		}
		require.NotContains(t, *page.Previous, "page=")
		before := b.countedPage(t, *page.Previous)
		require.Equal(t, []int{rows[0] + 4, rows[0] + 3, rows[0] + 2, rows[0] + 1}, before.Results)
		require.Zero(t, *skipped)
		require.Equal(t, rows, b.countedPage(t, *before.Next).Results)
		require.Equal(t, number == 1, before.Previous == nil)
	}
}

func TestPagesThatCannotBe(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	countedRows(b, 11)
	for _, query := range []string{"?page=0", "?page=x", "?page=2", "?page=-1", "?page=99999999999999999999", "?cursor=x"} {
		require.Equal(t, http.StatusNotFound, b.ask("GET", "/api/counted/"+query, "").Code, query)
	}
	deep := b.ask("GET", "/api/counted/?page_size=100&page=102", "")
	require.Equal(t, http.StatusBadRequest, deep.Code)
	require.JSONEq(t, `{"page": ["Numbers go to row 10000. Follow next from there, or ask for less."]}`, deep.Body.String())
	require.Equal(t, http.StatusNotFound, b.ask("GET", "/api/counted/?page_size=100&page=101", "").Code, "within the numbers, beyond the rows")
}

func TestAnEmptyCountedPage(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	countedRows(b, 0)
	for _, query := range []string{"", "?page=1"} {
		require.JSONEq(t, `{"count": 0, "next": null, "previous": null, "results": []}`, b.ask("GET", "/api/counted/"+query, "").Body.String())
	}
}
