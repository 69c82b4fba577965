package auth

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clerk"
)

// User is a person.
type User struct {
	profile

	ID             access.UserID
	ClerkUserID    string // "" for a superuser made by CreateSuperuser
	Superuser      bool
	Invited        bool      // came by an invitation to a restaurant's staff, and so gets no restaurant of their own
	Deleted        bool      // a tombstone: the person deleted their account, and late news must not bring them back
	ClerkUpdatedAt time.Time // how new what Clerk said is; zero when it did not say
}

// profile is what Clerk says of a person and may change.
type profile struct {
	Username  string
	Email     string
	FirstName string
	LastName  string
	ImageURL  string
	Verified  bool // whether the email address was proved
	Active    bool // false while Clerk bans the person, and for a tombstone
}

// DisplayName is the person's name, or what stands for it.
func (u *User) DisplayName() string {
	name := strings.TrimSpace(u.FirstName + " " + u.LastName)
	return cmp.Or(name, u.Username)
}

// actor is the person as one who asks.
func (u *User) actor() *access.Actor {
	return &access.Actor{
		UserID: u.ID, ClerkUserID: u.ClerkUserID, Username: u.Username, Email: u.Email, FirstName: u.FirstName,
		LastName: u.LastName, Verified: u.Verified, Superuser: u.Superuser,
	}
}

// news is what Clerk says of a person at a moment.
type news struct {
	clerk.User

	created bool   // from user.created, which an event of the same moment supersedes
	by      string // who brings it, for the audit log
}

func (n news) profile(username string) profile {
	return profile{
		Username: username, Email: clean(n.Email), FirstName: clean(n.FirstName), LastName: clean(n.LastName),
		ImageURL: clean(n.ImageURL), Verified: n.EmailVerified, Active: !n.Banned,
	}
}

// supersedes reports whether n is to be written over what is known of the person.
func (n news) supersedes(known *User) bool {
	switch {
	case known.Deleted:
		return false
	case n.UpdatedAt.Equal(known.ClerkUpdatedAt):
		return !n.created
	default:
		return n.UpdatedAt.After(known.ClerkUpdatedAt)
	}
}

// invitationKey is where an invitation to a restaurant's staff marks whom it brings. They get no restaurant of their own.
const invitationKey = "tabletap_invitation"

func (n news) invited() bool { return n.PublicMetadata[invitationKey] != nil }

// clean drops control characters, which no name has and PostgreSQL and terminals stumble over.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}

// usernames are what a person may be called, the best first: Clerk's username, else the first part of the email address, else
// Clerk's id. The later ones serve when the first is somebody else's.
func usernames(n clerk.User) []string {
	local, _, _ := strings.Cut(clean(n.Email), "@")
	best := cmp.Or(clean(n.Username), strings.ToLower(local), n.ID)
	return alternatives(best, n.ID)
}

// alternatives are a name and two more, which belong to the id so surely that only somebody who took them on purpose is in
// the way, and one that nobody can foresee.
func alternatives(best, id string) []string {
	sum := sha256.Sum256([]byte(id))
	hash := hex.EncodeToString(sum[:])
	return []string{best, best + "-" + hash[:6], best + "-" + hash[:20], best + "-" + randomSuffix()}
}

// randomSuffix is what nobody can foresee, and so nobody can have taken on purpose.
func randomSuffix() string { return strings.ToLower(rand.Text()[:10]) }
