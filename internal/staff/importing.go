package staff

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// importBatchSize is how many people are put on the staff in one transaction, so that nobody waits long for the locks.
const importBatchSize = 250

// ImportOptions say how a file is imported.
type ImportOptions struct {
	Atomic bool // all of it or nothing
	DryRun bool // say what would happen, and do nothing
}

// What becomes of a line.
const (
	LineCreated = "created"
	LineFailed  = "failed"
	LineSkipped = "skipped" // nothing was wrong with it, but with another one, and it was all or nothing
	LineValid   = "valid"   // would be created
)

// ImportedLine is what became of a line of a file.
type ImportedLine struct {
	Line   int
	Status string
	Member access.MemberID // 0 unless created
	Err    *fault.Error    // why it failed; nil otherwise
}

// errRollback undoes a transaction that did what it should.
var errRollback = errors.New("staff: only tried")

// line is a person of a file.
type line struct {
	hire

	number   int
	roleName string
}

// Import invites everybody in a file. The report has a line for each of the file's; an error is one of the file or of ours.
func (s *Service) Import(ctx context.Context, file []byte, o ImportOptions) ([]ImportedLine, error) {
	rows, err := readCSV(file)
	if err != nil {
		return nil, err
	}
	lines := linesOf(rows)
	if o.Atomic || o.DryRun {
		return s.importAtOnce(ctx, lines, o)
	}
	return s.importInBatches(ctx, lines)
}

func (s *Service) importAtOnce(ctx context.Context, lines []*line, o ImportOptions) ([]ImportedLine, error) {
	good := LineCreated
	err := s.importBatch(ctx, lines, func() error {
		switch {
		case o.DryRun:
			good = LineValid
		case slices.ContainsFunc(lines, func(l *line) bool { return l.failed != nil }):
			good = LineSkipped
		default:
			return nil
		}
		return errRollback
	})
	if err != nil && !errors.Is(err, errRollback) {
		return nil, err
	}
	return reports(lines, good), nil
}

// importInBatches keeps what was done when it cannot go on, and says so of what was not.
func (s *Service) importInBatches(ctx context.Context, lines []*line) ([]ImportedLine, error) {
	for done := 0; done < len(lines); {
		batch := lines[done:min(done+importBatchSize, len(lines))]
		err := s.importBatch(ctx, batch, func() error { return nil })
		if err != nil && done == 0 {
			return nil, err
		}
		if err != nil {
			giveUp(lines[done:], err)
			break
		}
		done += len(batch)
	}
	return reports(lines, LineCreated), nil
}

var errNotReached = fault.New(fault.Unavailable, "not_imported", "This line was not reached. Import it again.")

func giveUp(lines []*line, cause error) {
	for _, l := range lines {
		if l.failed == nil {
			l.failed = errNotReached.Because(cause)
		}
	}
}

// importBatch puts the people of some lines on the staff, in a transaction that ends with what last says. It asks for the roles
// twice: so that nobody is made a person of for a role that cannot be given, and, once it is its turn, for what is given.
func (s *Service) importBatch(ctx context.Context, lines []*line, last func() error) error {
	return s.manageAfter(ctx,
		func(tx postgres.Tx) error { return s.identifyAll(ctx, tx, lines) },
		func(tx postgres.Tx, t *access.Tenant, by authority) error {
			if err := s.takeRoles(ctx, tx, by, lines); err != nil {
				return err
			}
			list := hopeful(hires(lines))
			if err := s.hireAll(ctx, tx, t, list); err != nil {
				return err
			}
			if err := s.recordImport(ctx, tx, t.ID, hopeful(list)); err != nil {
				return err
			}
			return last()
		})
}

// identifyAll finds out whom the lines mean, of those whose roles can be given.
func (s *Service) identifyAll(ctx context.Context, tx postgres.Tx, lines []*line) error {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return err
	}
	by, err := s.authority(ctx, tx, actor)
	if err != nil {
		return err
	}
	if err := s.takeRoles(ctx, tx, by, lines); err != nil {
		return err
	}
	list := hopeful(hires(lines))
	if len(list) == 0 {
		return nil
	}
	names := make(map[string]Person, len(list))
	for _, h := range list {
		names[h.Email] = Person{FirstName: h.FirstName, LastName: h.LastName}
	}
	found, err := s.store.invitees(ctx, tx, names, s.clock.Now())
	for _, h := range list {
		h.meant(found[h.Email])
	}
	return err
}

// takeRoles finds the roles that lines name, if they may be given.
func (s *Service) takeRoles(ctx context.Context, tx postgres.Tx, by authority, lines []*line) error {
	roles, err := s.store.rolesToGive(ctx, tx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		l.takeRole(roles, by)
	}
	return nil
}

// recordImport writes one line for all: ten thousand of their own would take longer than the import.
func (s *Service) recordImport(ctx context.Context, tx postgres.Tx, t access.TenantID, list []*hire) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]access.MemberID, len(list))
	for i, h := range list {
		ids[i] = h.id
	}
	return s.audit.Record(ctx, tx, audit.Entry{
		Tenant: t, Action: "staff.imported", TargetType: "staff_member", Changes: map[string]audit.Change{"members": {After: ids}},
	})
}

func hires(lines []*line) []*hire {
	list := make([]*hire, len(lines))
	for i, l := range lines {
		list[i] = &l.hire
	}
	return list
}

func (l *line) takeRole(roles map[string]Role, by authority) {
	if l.failed != nil {
		return
	}
	role, ok := roles[folded(l.roleName)]
	switch {
	case !ok:
		l.failed = fault.Field(columnRole, fmt.Sprintf("There is no role %q.", l.roleName))
	case role.Owner:
		l.failed = fault.Field(columnRole, "The Owner role is passed on by a transfer of ownership.")
	default:
		l.role, l.failed = role.ID, by.coversRole(&role)
	}
}

// linesOf checks what can be checked without the database.
func linesOf(rows []csvRow) []*line {
	lines, seen := make([]*line, len(rows)), map[string]int{}
	for i, row := range rows {
		l := lineOf(row)
		if before, twice := seen[l.Email]; twice && l.failed == nil {
			l.failed = fault.Field(columnEmail, fmt.Sprintf("This address is on line %d too.", before))
		} else if l.failed == nil {
			seen[l.Email] = row.line
		}
		lines[i] = l
	}
	return lines
}

func lineOf(row csvRow) *line {
	l := &line{number: row.line, roleName: row.cells[columnRole]}
	l.invited = true
	if row.broken {
		l.failed = fault.Field(fault.NonField, "This line cannot be read: a quotation mark is out of place, or there are too many columns.")
		return l
	}
	l.NewMember = NewMember{
		Email: row.cells[columnEmail], FirstName: row.cells[columnFirstName], LastName: row.cells[columnLastName],
		Department: row.cells[columnDepartment], EmployeeID: row.cells[columnEmployeeID],
	}
	l.failed = l.check(row)
	return l
}

// check gives everything that is wrong with a line.
func (l *line) check(row csvRow) error {
	var f fault.Fields
	f.Check(l.roleName != "", columnRole, msgRequired)
	if text := row.cells[columnSalary]; text != "" {
		l.SalaryMinor = readSalary(&f, text)
	}
	if text := row.cells[columnHired]; text != "" {
		var ok bool
		l.Hired, ok = day(text)
		f.Check(ok, columnHired, wrongDate)
	}
	f.Merge(l.clean())
	return f.Err()
}

// reports says what became of each line; good is what of those with which nothing is wrong.
func reports(lines []*line, good string) []ImportedLine {
	list := make([]ImportedLine, len(lines))
	for i, l := range lines {
		list[i] = ImportedLine{Line: l.number, Status: good}
		if l.failed != nil {
			list[i].Status = LineFailed
			list[i].Err, _ = errors.AsType[*fault.Error](l.failed)
		} else if good == LineCreated {
			list[i].Member = l.id
		}
	}
	return list
}
