package api

import (
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tabletap/console/internal/fault"
)

var errCursor = fault.New(fault.NotFound, "not_found", "Invalid cursor.")

// Position is a place in a list that is in order of time and id, newest first.
type Position struct {
	Time time.Time
	ID   int64
}

// CursorPage is one page of a list that is too long to be counted or to be read from its start: the contract's page without
// "count", whose "next" and "previous" hold a cursor instead of a number. Rows that are added meanwhile shift nothing.
type CursorPage[T any] struct {
	Next     *string `json:"next" nullable:"true" doc:"URL of the next page, which is older; null on the last"`
	Previous *string `json:"previous" nullable:"true" doc:"URL of the previous page, which is newer; null on the first"`
	Results  []T     `json:"results" nullable:"false"`
}

// CursorParams are the query parameters of such a list. Embed it in the input of a list route. A cursor that nobody was given is a
// 404, as in the Django REST Framework.
type CursorParams struct {
	Cursor   string `query:"cursor" doc:"Where the page begins: only as next and previous have it"`
	PageSize string `query:"page_size" doc:"How many on a page"`

	req   *request
	at    *Position
	back  bool
	later bool // there is something before the page though no cursor says where it begins
}

// Resolve is called by huma.
func (p *CursorParams) Resolve(ctx huma.Context) []error {
	p.req = requestFrom(ctx.Context())
	if p.Cursor == "" {
		return nil
	}
	at, back, ok := readCursor(p.Cursor)
	if !ok {
		return []error{errCursor}
	}
	p.at, p.back = &at, back
	return nil
}

// Limit is how many rows are on a page: at most MaxPageSize.
func (p CursorParams) Limit() int { return PageParams{PageSize: p.PageSize}.Limit() }

// Position is where the page begins, without the row there; nil for the first page. With back, the page is the rows before it
// that are nearest to it.
func (p CursorParams) Position() (at *Position, back bool) { return p.at, p.back }

// NewCursorPage makes the page that p asked for. Rows are the page's, newest first, or oldest first when p goes back, and one more
// than Limit when there are more that way.
func NewCursorPage[T any](p CursorParams, rows []T, position func(*T) Position) CursorPage[T] {
	more := len(rows) > p.Limit()
	if more {
		rows = rows[:p.Limit()]
	}
	if p.back {
		slices.Reverse(rows)
	}
	page := CursorPage[T]{Results: rows}
	if len(rows) == 0 {
		page.Results = []T{}
		return page
	}
	if more || p.back { // going back, there is where we came from
		page.Next = p.url(position(&rows[len(rows)-1]), false)
	}
	if p.back && more || !p.back && (p.at != nil || p.later) {
		page.Previous = p.url(position(&rows[0]), true)
	}
	return page
}

func (p CursorParams) url(at Position, back bool) *string {
	if p.req == nil {
		return nil
	}
	query := p.req.http.URL.Query()
	query.Set("cursor", writeCursor(at, back))
	query.Del("page")
	u := url.URL{Path: p.req.http.URL.Path, RawQuery: query.Encode()}
	text := p.req.peer.base() + u.RequestURI()
	return &text
}

// A cursor is a direction, microseconds and an id. It is no secret and no right: whoever makes one up gets a page of what they may
// see anyway.
const (
	cursorOn   = 'n'
	cursorBack = 'p'
)

func writeCursor(at Position, back bool) string {
	raw := []byte{cursorOn}
	if back {
		raw[0] = cursorBack
	}
	raw = binary.AppendVarint(raw, at.Time.UnixMicro())
	raw = binary.AppendVarint(raw, at.ID)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func readCursor(text string) (at Position, back, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) == 0 || raw[0] != cursorOn && raw[0] != cursorBack {
		return Position{}, false, false
	}
	micros, read := binary.Varint(raw[1:])
	if read <= 0 {
		return Position{}, false, false
	}
	id, rest := binary.Varint(raw[1+read:])
	if rest <= 0 || 1+read+rest != len(raw) || !storable(micros) {
		return Position{}, false, false
	}
	return Position{Time: time.UnixMicro(micros).UTC(), ID: id}, raw[0] == cursorBack, true
}

// storable is true for moments that PostgreSQL can be asked about.
func storable(micros int64) bool {
	year := time.UnixMicro(micros).UTC().Year()
	return year > 0 && year < 10_000
}
