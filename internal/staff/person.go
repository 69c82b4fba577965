package staff

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// invitee is who an email address belongs to, or will.
type invitee struct {
	Person

	here bool // they have an account, and proved that the address is theirs
}

// person gives somebody with an account, locked against being deleted until tx ends.
func (s store) person(ctx context.Context, tx postgres.Tx, id access.UserID) (Person, error) {
	row, err := s.shared.PersonByID(ctx, tx, int64(id))
	if err != nil {
		return Person{}, postgres.Translate(err)
	}
	return Person{access.UserID(row.ID), row.Username, row.Email, row.FirstName, row.LastName}, nil
}

// invitees gives who has each of the addresses, which are in their normal form. Whoever has no account gets a row that signing
// up fills in: the names are what such a row begins with. Nobody proves or invites the addresses until tx ends.
func (s store) invitees(ctx context.Context, tx postgres.Tx, names map[string]Person, now time.Time) (map[string]invitee, error) {
	emails := make([]string, 0, len(names))
	for email := range names {
		emails = append(emails, email)
	}
	slices.Sort(emails)
	if err := s.shared.LockEmails(ctx, tx, emails); err != nil {
		return nil, err
	}
	rows, err := s.shared.PeopleByEmail(ctx, tx, emails)
	if err != nil {
		return nil, err
	}
	found := owners(rows)
	unknown := slices.DeleteFunc(emails, func(email string) bool { _, ok := found[email]; return ok })
	return found, s.insertInvited(ctx, tx, unknown, names, found, now)
}

// owners prefers people with an account, and of several who once proved an address the one whom Clerk told of last.
func owners(rows []shareddb.PeopleByEmailRow) map[string]invitee {
	found, newest := map[string]invitee{}, map[string]time.Time{}
	for _, r := range rows {
		at := postgres.OrZero(r.ClerkUpdatedAt)
		known, ok := found[r.Email]
		if ok && (r.Invited || known.here && !at.After(newest[r.Email])) {
			continue
		}
		found[r.Email] = invitee{Person{access.UserID(r.ID), r.Username, r.Email, r.FirstName, r.LastName}, !r.Invited}
		newest[r.Email] = at
	}
	return found
}

// newPerson is a row as InsertInvited takes it.
type newPerson struct {
	Username  string `json:"username"`
	Email     string `json:"email"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
}

func (s store) insertInvited(
	ctx context.Context, tx postgres.Tx, emails []string, names map[string]Person, found map[string]invitee, now time.Time,
) error {
	if len(emails) == 0 {
		return nil
	}
	people := make([]newPerson, len(emails))
	for i, email := range emails {
		local, _, _ := strings.Cut(email, "@")
		people[i] = newPerson{local + "-" + strings.ToLower(rand.Text()[:10]), email, names[email].FirstName, names[email].LastName}
	}
	raw, err := json.Marshal(people)
	if err != nil {
		return err
	}
	rows, err := s.shared.InsertInvited(ctx, tx, now, raw)
	for _, r := range rows {
		found[r.Email] = invitee{Person: Person{access.UserID(r.ID), r.Username, r.Email, names[r.Email].FirstName, names[r.Email].LastName}}
	}
	return err
}

// errUnknownPerson does not tell somebody who never was from somebody who is no more.
var errUnknownPerson = fault.Field("user_id", "There is no such person.")
