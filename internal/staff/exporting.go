package staff

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// exportPage is how many members are in memory at a time.
const exportPage = 500

var exportColumns = []string{
	columnEmployeeID, columnEmail, columnFirstName, columnLastName, columnRole, columnDepartment, columnHired, columnActive,
}

// Export reads the first members and gives what writes them and all others as CSV, with a byte order mark, so that Excel does
// not take it for another encoding. Salaries are for those who manage the staff.
func (s *Service) Export(ctx context.Context) (func(io.Writer) error, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	page, err := s.store.membersAfter(ctx, s.db.TenantQuery(t), 0)
	if err != nil {
		return nil, err
	}
	e := exporter{service: s, tenant: t, salary: access.May(ctx, access.StaffManage)}
	return func(w io.Writer) error { return e.write(ctx, w, page) }, nil
}

type exporter struct {
	service *Service
	tenant  *access.Tenant
	salary  bool
}

func (e exporter) write(ctx context.Context, out io.Writer, page []tenantdb.MembersAfterRow) error {
	if _, err := io.WriteString(out, "\xef\xbb\xbf"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true // RFC 4180, section 2
	if err := w.Write(e.columns()); err != nil {
		return err
	}
	for len(page) > 0 {
		for i := range page {
			if err := w.Write(e.record(&page[i])); err != nil {
				return err
			}
		}
		w.Flush()
		if err := w.Error(); err != nil {
			return err
		}
		var err error
		if page, err = e.service.store.membersAfter(ctx, e.service.db.TenantQuery(e.tenant), page[len(page)-1].ID); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func (e exporter) columns() []string {
	if e.salary {
		return append(slices.Clip(exportColumns), columnSalary)
	}
	return exportColumns
}

func (e exporter) record(m *tenantdb.MembersAfterRow) []string {
	record := []string{
		orZero(m.EmployeeID), m.Email, m.FirstName, m.LastName, m.RoleName, m.Department, m.HiredDate.Format(time.DateOnly),
		strconv.FormatBool(m.IsActive),
	}
	if e.salary && m.SalaryMinor != nil {
		record = append(record, decimal(*m.SalaryMinor))
	} else if e.salary {
		record = append(record, "")
	}
	for i, cell := range record {
		record[i] = guarded(cell)
	}
	return record
}
