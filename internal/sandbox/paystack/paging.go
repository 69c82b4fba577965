package paystack

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const defaultPerPage = 50

// window is the part of a list that a request asks for, by page or by cursor.
type window struct {
	start, end, total, perPage, page int

	byCursor       bool
	next, previous *string
}

type pageMeta struct {
	Total       int    `json:"total"`
	TotalVolume *int64 `json:"total_volume,omitempty"`
	Skipped     int    `json:"skipped"`
	PerPage     int    `json:"perPage"`
	Page        int    `json:"page"`
	PageCount   int    `json:"pageCount"`
}

type cursorMeta struct {
	Next     *string `json:"next"`
	Previous *string `json:"previous"`
	PerPage  int     `json:"perPage"`
}

// windowOf reads page and perPage, or use_cursor with next and previous. kind names what is listed, newest first; idAt gives
// the id at a place.
func windowOf(p params, kind string, total int, idAt func(int) int64) (window, error) {
	perPage, err := p.integer("perPage", 0)
	if err == nil && perPage == 0 {
		perPage, err = p.integer("per_page", defaultPerPage)
	}
	if err != nil || perPage < 1 {
		return window{}, errInvalid("invalid_params", "perPage must be a whole number above 0")
	}
	w := window{total: total, perPage: int(min(perPage, 1000)), byCursor: p.flag("use_cursor", false)}
	if w.byCursor {
		return w.atCursor(p, kind, idAt)
	}
	page, err := p.integer("page", 1)
	if err != nil {
		return window{}, err
	}
	w.page = int(max(page, 1))
	w.start = min((w.page-1)*w.perPage, total)
	w.end = min(w.start+w.perPage, total)
	return w, nil
}

// atCursor finds the window after next, or before previous.
func (w window) atCursor(p params, kind string, idAt func(int) int64) (window, error) {
	switch {
	case p.text("next") != "":
		id, err := cursorID(p.text("next"), kind)
		if err != nil {
			return window{}, err
		}
		for w.start < w.total && idAt(w.start) >= id {
			w.start++
		}
	case p.text("previous") != "":
		id, err := cursorID(p.text("previous"), kind)
		if err != nil {
			return window{}, err
		}
		before := 0
		for before < w.total && idAt(before) > id {
			before++
		}
		w.start = max(before-w.perPage, 0)
	}
	w.end = min(w.start+w.perPage, w.total)
	if w.end < w.total {
		w.next = cursor(kind, idAt(w.end-1))
	}
	if w.start > 0 && w.start < w.total {
		w.previous = cursor(kind, idAt(w.start))
	}
	return w, nil
}

func cursor(kind string, id int64) *string {
	text := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%s:%d", kind, id))
	return &text
}

func cursorID(given, kind string) (int64, error) {
	raw, err := base64.StdEncoding.DecodeString(given)
	if err != nil {
		return 0, errInvalid("invalid_params", "Invalid cursor")
	}
	id, err := strconv.ParseInt(strings.TrimPrefix(string(raw), kind+":"), 10, 64)
	if err != nil {
		return 0, errInvalid("invalid_params", "Invalid cursor")
	}
	return id, nil
}

func cut[T any](list []T, w window) []T { return list[w.start:w.end] }

// paged answers with a part of a list. volume is the sum over all of it, or nil.
func paged[T, V any](message string, part []T, w window, view func(T) V, volume *int64) *answer {
	views := make([]V, len(part))
	for i, record := range part {
		views[i] = view(record)
	}
	a := done(message, views)
	if w.byCursor {
		a.Meta = cursorMeta{w.next, w.previous, w.perPage}
		return a
	}
	a.Meta = pageMeta{w.total, volume, w.start, w.perPage, w.page, (w.total + w.perPage - 1) / w.perPage}
	return a
}

// between reads from and to.
func between(p params) (func(time.Time) bool, error) {
	from, err := p.moment("from")
	if err != nil {
		return nil, err
	}
	to, err := p.moment("to")
	if err != nil {
		return nil, err
	}
	return func(at time.Time) bool {
		return (from.IsZero() || !at.Before(from)) && (to.IsZero() || !at.After(to))
	}, nil
}
