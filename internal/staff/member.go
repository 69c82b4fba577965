package staff

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// Member is somebody on a restaurant's staff.
type Member struct {
	ID          access.MemberID
	User        Person
	Role        Role
	Active      bool
	Hired       time.Time // a day
	EmployeeID  string    // "" for none
	Department  string
	SalaryMinor *int64      // in hundredths of the restaurant's currency; nil when nobody said
	Invitation  *Invitation // of somebody who has not come yet; nil for all others
}

// Person is a member as a human being.
type Person struct {
	ID        access.UserID
	Username  string
	Email     string
	FirstName string
	LastName  string
}

// DisplayName is the person's name, or the username when they gave none.
func (p Person) DisplayName() string {
	return cmp.Or(strings.TrimSpace(p.FirstName+" "+p.LastName), p.Username)
}

// decimal writes hundredths as the contract does: 123450 is "1234.50".
func decimal(minor int64) string {
	digits := strconv.FormatInt(minor, 10)
	for len(digits) < 3 {
		digits = "0" + digits
	}
	return digits[:len(digits)-2] + "." + digits[len(digits)-2:]
}

// place is a member's row while a change is being made to it.
type place struct {
	id       access.MemberID
	user     access.UserID
	role     string
	active   bool
	owner    bool
	standard bool // the role is one that every restaurant begins with
}

var (
	errNotFound     = fault.Missing("This member")
	errRoleNotFound = fault.Missing("This role")
	errOwnPlace     = fault.New(fault.Forbidden, "own_membership", "You cannot deactivate yourself.")
	errOwnersPlace  = fault.New(fault.Conflict, "owner_required", "The owner cannot be deactivated.")
)

// mayDeactivate keeps a restaurant from losing its owner, and people from shutting themselves out.
func (p place) mayDeactivate(by access.UserID) error {
	switch {
	case p.owner:
		return errOwnersPlace
	case p.user == by:
		return errOwnPlace
	default:
		return nil
	}
}

// takes reports whether the member gets the role that Clerk names. Somebody who comes back does. Of those who are at work, a
// role that the restaurant made itself stays.
func (p place) takes(role string) bool {
	return !p.owner && p.role != role && (!p.active || p.standard)
}
