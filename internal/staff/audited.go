package staff

import (
	"time"

	"github.com/tabletap/console/internal/audit"
)

// What the audit log says of members. Their salary is for those who manage the staff, and the log has other readers.
var _ = audit.Describe[Member]("staff_member", audit.Fields{
	"ID":          audit.Ignored("id"), // the target's
	"User":        audit.Shown("user_id", func(p Person) any { return p.ID }),
	"Role":        audit.Shown("role", func(r Role) any { return r.Name }),
	"Active":      audit.Tracked("is_active"),
	"Hired":       audit.Shown("hired_date", func(day time.Time) any { return day.Format(time.DateOnly) }),
	"EmployeeID":  audit.Tracked("employee_id"),
	"Department":  audit.Tracked("department"),
	"SalaryMinor": audit.Secret("salary"),
	"Invitation":  audit.Ignored("invitation"), // sending, accepting and revoking have entries of their own
})

// And of roles.
var _ = audit.Describe[Role]("role", audit.Fields{
	"ID":          audit.Ignored("id"), // the target's
	"Name":        audit.Tracked("name"),
	"Description": audit.Tracked("description"),
	"Permissions": audit.Tracked("permissions"),
	"Owner":       audit.Ignored("is_owner"),   // never changes
	"Default":     audit.Ignored("is_default"), // never changes
	"Members":     audit.Ignored("member_count"),
})
