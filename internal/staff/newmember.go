package staff

import (
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// NewMember is what somebody is put on the staff with: as the person with an id, or by the email address that an invitation
// goes to.
type NewMember struct {
	User        access.UserID // 0: by email
	Email       string
	FirstName   string
	LastName    string
	RoleID      int64
	Department  string
	SalaryMinor *int64
	Hired       time.Time // a day; zero: today
	EmployeeID  string    // "": the next one

	unread fault.Fields // what was said and could not be read
	nobody bool         // unread has what is wrong with who it is
}

const (
	longestEmail     = 254 // RFC 5321, section 4.5.3.1.3, without the angle brackets
	longestLocalPart = 64  // RFC 5321, section 4.5.3.1.1
	longestNamePart  = 150

	invalidEmail = "Enter a valid email address."
)

// clean puts the input into the shape in which it is stored and says what is wrong with it, field by field.
func (n *NewMember) clean() error {
	n.FirstName, n.LastName = strings.TrimSpace(n.FirstName), strings.TrimSpace(n.LastName)
	n.Department, n.EmployeeID = strings.TrimSpace(n.Department), strings.TrimSpace(n.EmployeeID)
	f := n.unread
	switch given := strings.TrimSpace(n.Email) != ""; {
	case n.nobody:
	case n.User != 0 && given:
		f.Add(fault.NonField, "Give user_id or email, not both.")
	case n.User == 0:
		if n.Email, given = normalEmail(n.Email); !given {
			f.Add("email", invalidEmail)
		}
	}
	checkText(&f, "first_name", n.FirstName, longestNamePart)
	checkText(&f, "last_name", n.LastName, longestNamePart)
	checkText(&f, "department", n.Department, longestDepartment)
	checkText(&f, "employee_id", n.EmployeeID, longestEmployeeID)
	return f.Err()
}

func checkText(f *fault.Fields, field, text string, most int) {
	f.Check(utf8.RuneCountInString(text) <= most, field, "Ensure this field has no more than "+strconv.Itoa(most)+" characters.")
	f.Check(!strings.ContainsFunc(text, control), field, msgControl)
}

// hostPattern is a domain of at least two labels (RFC 1034, section 3.5), the last of which is no number.
var hostPattern = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// normalEmail gives an address as it is compared and stored, in lower case, and false for what is none.
func normalEmail(text string) (string, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text || len(text) > longestEmail || strings.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
		return "", false
	}
	at := strings.LastIndexByte(text, '@')
	if at > longestLocalPart || len(text)-at > 254 || !hostPattern.MatchString(text[at+1:]) {
		return "", false
	}
	return text, true
}

const wrongDate = "Date has wrong format. Use this format instead: YYYY-MM-DD."

// day reads a date between 1900 and 2200.
func day(text string) (time.Time, bool) {
	at, err := time.Parse(time.DateOnly, strings.TrimSpace(text))
	return at, err == nil && at.Year() >= firstYear && at.Year() <= lastYear
}
