package staff

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// The names that the roles of a new restaurant have. A restaurant may rename them; their keys stay.
const (
	RoleOwner   = "Owner"
	RoleManager = "Manager"
	RoleWaiter  = "Waiter"
)

// The keys by which the roles of a new restaurant are found, whatever they are called by now.
const (
	keyOwner   = "owner"
	keyManager = "manager"
	keyWaiter  = "waiter"
)

// Role is what members of one kind may do.
type Role struct {
	ID          int64
	Name        string
	Description string
	Permissions json.RawMessage // an object, as access.Permissions is written
	Owner       bool            // the owner's; it stays as it is
	Default     bool            // one that every restaurant begins with
	Members     int64           // how many hold it, active or not; 0 where nobody asked
}

// Duties are what may be changed of a role.
type Duties struct {
	Name        string
	Description string
	Permissions access.Permissions
}

var (
	errRoleNotFound = fault.Missing("This role")
	errOwnerRole    = fault.New(fault.Conflict, "owner_role", "The owner's role is not changed, deleted or given away.")
	errRoleInUse    = fault.New(fault.Conflict, "role_in_use", "Members hold this role. Say with reassign_to which one they get instead.")
	errRoleNamed    = fault.Field("name", "A role with this name already exists.")
)

const (
	longestName        = 100
	longestDescription = 1000
)

const (
	msgRequired = "This field is required."
	msgBlank    = "This field may not be blank."
	msgControl  = "Control characters are not allowed."
)

func (d *Duties) trim() {
	d.Name, d.Description = strings.TrimSpace(d.Name), strings.TrimSpace(d.Description)
}

// check fails with an Invalid fault that names what is wrong with name and description. Permissions have access.Permissions.Validate.
func (d *Duties) check() error {
	var f fault.Fields
	f.Check(strings.ContainsFunc(d.Name, visible), "name", msgBlank)
	f.Check(utf8.RuneCountInString(d.Name) <= longestName, "name", "Ensure this field has no more than 100 characters.")
	f.Check(!strings.ContainsFunc(d.Name, control), "name", msgControl)
	f.Check(utf8.RuneCountInString(d.Description) <= longestDescription, "description", "Ensure this field has no more than 1000 characters.")
	f.Check(!strings.ContainsFunc(d.Description, controlInText), "description", msgControl)
	return f.Err()
}

// visible is what leaves a mark: a name of joiners and spaces alone looks like none.
func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// control is what a name on one line may not have, those that turn the direction of what follows included.
func control(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// controlInText allows lines and tabs.
func controlInText(r rune) bool { return control(r) && r != '\n' && r != '\r' && r != '\t' }

// folded is a name as people compare it: without case, spelled the same however it was typed, with single spaces. Lower case comes
// last because folding alone swaps the cases of Cherokee instead of joining them.
func folded(name string) string {
	name = norm.NFKC.String(strings.ToLower(cases.Fold().String(norm.NFKC.String(name))))
	return strings.Join(strings.Fields(name), " ")
}
