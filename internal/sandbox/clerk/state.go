package clerk

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// stateVersion changes when an older program could not read the file.
const stateVersion = 1

// state is everything the stand-in remembers. A published state and all that it points to never change: a writer clones
// it, replaces records in the clone, and publishes that, so readers need no lock and a failed write leaves no trace.
type state struct {
	Version        int                      `json:"version"`
	InstanceID     string                   `json:"instance_id"`
	WebhookSecret  string                   `json:"webhook_secret"`
	Keys           []storedKey              `json:"keys"` // the first one signs
	Users          map[string]*User         `json:"users"`
	Sessions       map[string]*Session      `json:"sessions"`
	Clients        map[string]string        `json:"clients"` // digest of the __client cookie → client id
	Organizations  map[string]*Organization `json:"organizations"`
	Memberships    map[string]*membership   `json:"memberships"` // by memberKey
	Invitations    map[string]*invitation   `json:"invitations"`
	PendingWebhook []Delivery               `json:"pending_webhooks"`
}

func newState(at time.Time) *state {
	return &state{
		Version: stateVersion, InstanceID: newID("ins", at),
		Users: map[string]*User{}, Sessions: map[string]*Session{}, Clients: map[string]string{},
		Organizations: map[string]*Organization{}, Memberships: map[string]*membership{}, Invitations: map[string]*invitation{},
	}
}

func (st *state) clone() *state {
	c := *st
	c.Keys = slices.Clone(st.Keys)
	c.Users = maps.Clone(st.Users)
	c.Sessions = maps.Clone(st.Sessions)
	c.Clients = maps.Clone(st.Clients)
	c.Organizations = maps.Clone(st.Organizations)
	c.Memberships = maps.Clone(st.Memberships)
	c.Invitations = maps.Clone(st.Invitations)
	return &c
}

func memberKey(orgID, userID string) string { return orgID + "/" + userID }

func (st *state) userByEmail(email string) *User {
	for _, u := range st.Users {
		if u.hasEmail(email) {
			return u
		}
	}
	return nil
}

// organization finds one by id or slug, as Clerk does.
func (st *state) organization(idOrSlug string) (*Organization, error) {
	if o, ok := st.Organizations[idOrSlug]; ok {
		return st.withCounts(o), nil
	}
	if o := st.organizationBySlug(idOrSlug); o != nil {
		return st.withCounts(o), nil
	}
	return nil, errNoOrganization()
}

func (st *state) organizationBySlug(slug string) *Organization {
	for _, o := range st.Organizations {
		if o.Slug == slug {
			return o
		}
	}
	return nil
}

func (st *state) withCounts(o *Organization) *Organization {
	shown := *o
	shown.MembersCount, shown.PendingInvitationsCount = int64(len(st.membersOf(o.ID))), 0
	for _, i := range st.Invitations {
		if i.OrganizationID == o.ID && i.Status == statusPending {
			shown.PendingInvitationsCount++
		}
	}
	return &shown
}

func (st *state) membersOf(orgID string) []*membership {
	return selectSorted(st.Memberships, func(m *membership) bool { return m.OrganizationID == orgID },
		func(a, b *membership) int { return cmp.Compare(a.ID, b.ID) })
}

// session finds one and shows it as expired once its time is over.
func (st *state) session(id string, at time.Time) (*Session, error) {
	s, ok := st.Sessions[id]
	if !ok {
		return nil, errNoSession(id)
	}
	return s.shownAt(at), nil
}

func (s *Session) shownAt(at time.Time) *Session {
	if s.Status != statusActive || at.UnixMilli() < s.ExpireAt {
		return s
	}
	shown := *s
	shown.Status = statusExpired
	return &shown
}

// selectSorted picks the values that match, in the order that compare says.
func selectSorted[T any](from map[string]T, match func(T) bool, compare func(a, b T) int) []T {
	picked := make([]T, 0, len(from))
	for _, v := range from {
		if match(v) {
			picked = append(picked, v)
		}
	}
	slices.SortFunc(picked, compare)
	return picked
}
