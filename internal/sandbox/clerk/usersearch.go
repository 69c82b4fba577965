package clerk

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

var userOrders = orders[*User]{
	"created_at":      func(a, b *User) int { return cmp.Compare(a.CreatedAt, b.CreatedAt) },
	"updated_at":      func(a, b *User) int { return cmp.Compare(a.UpdatedAt, b.UpdatedAt) },
	"last_sign_in_at": func(a, b *User) int { return cmp.Compare(deref(a.LastSignInAt), deref(b.LastSignInAt)) },
	"last_active_at":  func(a, b *User) int { return cmp.Compare(deref(a.LastActiveAt), deref(b.LastActiveAt)) },
	"email_address":   func(a, b *User) int { return cmp.Compare(a.primaryEmail(), b.primaryEmail()) },
	"first_name":      func(a, b *User) int { return cmp.Compare(deref(a.FirstName), deref(b.FirstName)) },
	"last_name":       func(a, b *User) int { return cmp.Compare(deref(a.LastName), deref(b.LastName)) },
	"username":        func(a, b *User) int { return cmp.Compare(deref(a.Username), deref(b.Username)) },
}

func byUserID(a, b *User) int { return cmp.Compare(a.ID, b.ID) }

// findUsers lists the users that meet every filter of the query, the newest first unless order_by says otherwise.
func (st *state) findUsers(q url.Values) ([]*User, error) {
	compare, err := userOrders.choose(q, "-created_at", byUserID)
	if err != nil {
		return nil, err
	}
	return selectSorted(st.Users, func(u *User) bool { return st.matches(u, q) }, compare), nil
}

func (st *state) matches(u *User, q url.Values) bool {
	return anyOf(q["email_address"], u.hasEmail) &&
		anyOf(q["user_id"], func(id string) bool { return id == u.ID }) &&
		anyOf(q["external_id"], func(id string) bool { return id == deref(u.ExternalID) }) &&
		anyOf(q["username"], func(name string) bool { return name == deref(u.Username) }) &&
		anyOf(q["organization_id"], func(id string) bool { return st.Memberships[memberKey(id, u.ID)] != nil }) &&
		partOf(q.Get("query"), u.searchable()...) &&
		partOf(q.Get("email_address_query"), u.emails()...) &&
		partOf(q.Get("name_query"), deref(u.FirstName), deref(u.LastName), u.Name())
}

// anyOf reports whether the user has one of the wanted values; nothing wanted is met by everybody.
func anyOf(wanted []string, has func(string) bool) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, has)
}

func partOf(query string, fields ...string) bool {
	query = strings.TrimSpace(query)
	return query == "" || slices.ContainsFunc(fields, func(f string) bool { return containsFold(f, query) })
}

func (u *User) emails() []string {
	emails := make([]string, 0, len(u.EmailAddresses))
	for _, e := range u.EmailAddresses {
		emails = append(emails, e.EmailAddress)
	}
	return emails
}

func (u *User) searchable() []string {
	return append(u.emails(), u.ID, deref(u.Username), deref(u.FirstName), deref(u.LastName), u.Name())
}
