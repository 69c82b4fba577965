package staff

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
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

// Terms are what may be changed of a member.
type Terms struct {
	RoleID      int64
	Active      bool
	Hired       time.Time // a day
	EmployeeID  string    // "" for none
	Department  string
	SalaryMinor *int64 // nil for none
}

const (
	longestDepartment = 100
	longestEmployeeID = 50
)

// The days that a hiring may have: others are slips of the pen, and some are none that PostgreSQL knows.
const firstYear, lastYear = 1900, 2199

func (t *Terms) trim() {
	t.Department, t.EmployeeID = strings.TrimSpace(t.Department), strings.TrimSpace(t.EmployeeID)
}

func (t *Terms) check() error {
	var f fault.Fields
	f.Check(utf8.RuneCountInString(t.Department) <= longestDepartment, "department", "Ensure this field has no more than 100 characters.")
	f.Check(!strings.ContainsFunc(t.Department, control), "department", msgControl)
	f.Check(utf8.RuneCountInString(t.EmployeeID) <= longestEmployeeID, "employee_id", "Ensure this field has no more than 50 characters.")
	f.Check(!strings.ContainsFunc(t.EmployeeID, control), "employee_id", msgControl)
	f.Check(t.Hired.Year() >= firstYear && t.Hired.Year() <= lastYear, "hired_date", "Enter a day between 1900-01-01 and 2199-12-31.")
	return f.Err()
}

// changed lists what differs but for role and activity, which have lines of their own. That a salary was changed is recorded; what
// it is, is not.
func (t *Terms) changed(after *Terms) map[string]audit.Change {
	changes := map[string]audit.Change{}
	if t.Department != after.Department {
		changes["department"] = audit.Change{Before: t.Department, After: after.Department}
	}
	if !t.Hired.Equal(after.Hired) {
		changes["hired_date"] = audit.Change{Before: t.Hired.Format(time.DateOnly), After: after.Hired.Format(time.DateOnly)}
	}
	if t.EmployeeID != after.EmployeeID {
		changes["employee_id"] = audit.Change{Before: orNil(t.EmployeeID), After: orNil(after.EmployeeID)}
	}
	if (t.SalaryMinor == nil) != (after.SalaryMinor == nil) || postgres.OrZero(t.SalaryMinor) != postgres.OrZero(after.SalaryMinor) {
		changes["salary"] = audit.Change{Changed: true}
	}
	return changes
}

// place is a member's row while a change is being made to it.
type place struct {
	Terms

	id      access.MemberID
	user    access.UserID
	role    string // its name
	key     string // which of the roles that every restaurant begins with; "" for another
	owner   bool
	permits access.Permissions
}

var (
	errNotFound    = fault.Missing("This member")
	errOwnPlace    = fault.New(fault.Forbidden, "own_membership", "You cannot remove or deactivate yourself, or change your own role.")
	errOwnersPlace = fault.New(fault.Conflict, "owner_required", "The owner cannot be removed, deactivated or given another role.")
	errEmployeeID  = fault.Field("employee_id", "Another member has this employee_id.")
)

// mayLose says whether the actor may take the place away, or its role: it keeps a restaurant from losing its owner, people from
// shutting themselves out, and those above the actor from falling.
func (p *place) mayLose(by authority) error {
	switch {
	case p.owner:
		return errOwnersPlace
	case p.user == by.user:
		return errOwnPlace
	default:
		return by.covers(p.permits)
	}
}

// mayBecome says whether the actor may give the place other terms. The role that it gets has to be looked at as well.
func (p *place) mayBecome(after *Terms, by authority) error {
	if after.RoleID != p.RoleID || p.Active && !after.Active {
		return p.mayLose(by)
	}
	return by.covers(p.permits)
}

// takes reports whether the member gets the default role that Clerk names. Somebody who comes back does. Of those who are at work,
// a role that the restaurant made itself stays.
func (p *place) takes(key string) bool {
	return !p.owner && p.key != key && (!p.Active || p.key != "")
}
