package staff

import (
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// exportPage is how many members are in memory at a time.
const exportPage = 500

const byteOrderMark = "\xef\xbb\xbf"

var exportColumns = []string{
	columnEmployeeID, columnEmail, columnFirstName, columnLastName, columnRole, columnDepartment, columnHired, columnActive,
}

// Export gives what writes all members as CSV, with a byte order mark, so that Excel does not take it for another encoding.
// Salaries are for those who manage the staff.
func (s *Service) Export(ctx context.Context) (func(context.Context, io.Writer) error, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	e := exporter{service: s, tenant: t, salary: access.May(ctx, access.StaffManage)}
	return e.write, nil
}

type exporter struct {
	service *Service
	tenant  *access.Tenant
	salary  bool
}

func (e exporter) write(ctx context.Context, out io.Writer) error {
	if _, err := io.WriteString(out, byteOrderMark); err != nil {
		return err
	}
	w := api.NewCSV(out, e.columns()...)
	for after := int64(0); ; {
		page, err := e.service.store.membersAfter(ctx, e.service.db.TenantQuery(e.tenant), after)
		if err != nil {
			return err
		}
		for i := range page {
			if err := w.Row(e.record(&page[i])...); err != nil {
				return err
			}
			after = page[i].ID
		}
		if len(page) < exportPage {
			return w.Flush()
		}
	}
}

func (e exporter) columns() []string {
	if e.salary {
		return append(slices.Clip(exportColumns), columnSalary)
	}
	return exportColumns
}

func (e exporter) record(m *tenantdb.MembersAfterRow) []string {
	record := []string{
		postgres.OrZero(m.EmployeeID), m.Email, m.FirstName, m.LastName, m.RoleName, m.Department, m.HiredDate.Format(time.DateOnly),
		strconv.FormatBool(m.IsActive),
	}
	if !e.salary {
		return record
	}
	if m.SalaryMinor == nil {
		return append(record, "")
	}
	return append(record, decimal(*m.SalaryMinor))
}
