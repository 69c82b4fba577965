package clerk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tabletap/console/internal/fault"
)

// MaxPage is the most users that one page may hold.
const MaxPage = 500

// Page is a part of a list.
type Page struct {
	Limit  int // 0: 100; at most MaxPage
	Offset int
}

// UserPage is one page of users, oldest first.
type UserPage struct {
	Users []User
	Next  Page // what to ask for next
	More  bool // whether Next may hold any
}

// User asks for one user. It fails with NotFound when Clerk knows none by that id.
func (c *Client) User(ctx context.Context, id string) (User, error) {
	return one(ctx, c, parseUser, "The user", "users", id)
}

// Organization asks for one organization. It fails with NotFound when Clerk knows none by that id.
func (c *Client) Organization(ctx context.Context, id string) (Organization, error) {
	return one(ctx, c, parseOrganization, "The organization", "organizations", id)
}

// Users lists users by the time they were made, oldest first, so that people who sign up meanwhile come last and a walk
// over all pages misses nobody. A user who cannot be read is left out.
func (c *Client) Users(ctx context.Context, page Page) (UserPage, error) {
	page = page.bounded()
	body, err := c.do(ctx, call{method: http.MethodGet, path: []string{"users"}, repeat: true, query: url.Values{
		"limit":    {strconv.Itoa(page.Limit)},
		"offset":   {strconv.Itoa(page.Offset)},
		"order_by": {"+created_at"},
	}})
	if err != nil {
		return UserPage{}, err
	}
	return readUserPage(body, page)
}

func (p Page) bounded() Page {
	if p.Limit <= 0 {
		p.Limit = 100
	}
	return Page{Limit: min(p.Limit, MaxPage), Offset: max(p.Offset, 0)}
}

func readUserPage(body []byte, page Page) (UserPage, error) {
	var rows []json.RawMessage
	if err := json.Unmarshal(body, &rows); err != nil {
		return UserPage{}, errClerkAway.Because(fmt.Errorf("clerk: users: %w", err))
	}
	if rows == nil { // null is not "no users": somebody might act on their absence
		return UserPage{}, errClerkAway.Because(errors.New("clerk: users: not a list"))
	}
	out := UserPage{
		Next: Page{Limit: page.Limit, Offset: page.Offset + len(rows)},
		More: len(rows) >= page.Limit,
	}
	for _, row := range rows {
		if user, err := parseUser(row); err == nil {
			out.Users = append(out.Users, user)
		}
	}
	return out, nil
}

// one asks for /{collection}/{id}. An id that cannot be Clerk's is not asked for: it would reach another path.
func one[T any](ctx context.Context, c *Client, parse func([]byte) (T, error), what, collection, id string) (T, error) {
	var none T
	if !isID(id) {
		return none, fault.Missing(what)
	}
	body, err := c.do(ctx, call{method: http.MethodGet, path: []string{collection, id}, repeat: true})
	if err != nil {
		return none, missing(err, what)
	}
	v, err := parse(body)
	if err != nil {
		return none, errClerkAway.Because(err)
	}
	return v, nil
}

func isID(id string) bool {
	other := func(r rune) bool {
		return r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}
	return id != "" && len(id) <= maxIDBytes && strings.IndexFunc(id, other) < 0
}

// missing turns a 404 into NotFound.
func missing(err error, what string) error {
	if e, ok := errors.AsType[*callError](err); ok && e.Status == http.StatusNotFound {
		return fault.Missing(what).Because(err)
	}
	return err
}
