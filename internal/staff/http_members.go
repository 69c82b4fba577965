package staff

import (
	"context"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

type userBody struct {
	ID          int64  `json:"id"`
	Username    string `json:"username"`
	Email       string `json:"email"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	DisplayName string `json:"display_name"`
}

type memberBody struct {
	ID         int64                      `json:"id"`
	User       userBody                   `json:"user"`
	Role       roleBody                   `json:"role"`
	Active     bool                       `json:"is_active"`
	Hired      string                     `json:"hired_date" format:"date"`
	EmployeeID *string                    `json:"employee_id" nullable:"true"`
	Department string                     `json:"department"`
	Salary     *string                    `json:"salary" nullable:"true" doc:"A decimal such as 1234.50; null unless you may manage the staff"`
	Invitation api.OrNull[invitationBody] `json:"invitation" doc:"Of somebody who has not come yet; null for all others"`
}

// memberWrite is what may be written. Fields of memberBody that are not here are ignored in a write.
type memberWrite struct {
	RoleID     *int64               `json:"role_id,omitempty"`
	Active     *bool                `json:"is_active,omitempty" doc:"As activate and deactivate do"`
	Hired      *string              `json:"hired_date,omitempty" format:"date"`
	EmployeeID api.Optional[string] `json:"employee_id,omitzero" doc:"Unlike every other member's; null is none"`
	Department *string              `json:"department,omitempty"`
	Salary     api.Optional[string] `json:"salary,omitzero" doc:"A decimal such as 1234.50, at most 12 digits; null is none"`
}

type membersInput struct {
	api.PageParams

	Search string `query:"search" doc:"Words that must all be in name, email, username or employee id; in any case"`
	Role   string `query:"role" doc:"A role's id, or its name in any case"`
	Active string `query:"is_active" doc:"true or false"`
	Order  string `query:"ordering" doc:"id, name, email, username, role, department, employee_id or hired_date; with - for the reverse"`
}

type membersOutput struct{ Body api.Page[memberBody] }

type memberOutput struct{ Body memberBody }

type memberWriteInput struct {
	api.PathID

	Body memberWrite
}

func writeMember(m *Member, salary bool) memberBody {
	b := memberBody{
		ID: int64(m.ID), Role: writeRole(&m.Role), Active: m.Active, Hired: m.Hired.Format(time.DateOnly), Department: m.Department,
		User:       userBody{int64(m.User.ID), m.User.Username, m.User.Email, m.User.FirstName, m.User.LastName, m.User.DisplayName()},
		Invitation: writeInvitation(m.Invitation),
	}
	if m.EmployeeID != "" {
		b.EmployeeID = &m.EmployeeID
	}
	if salary && m.SalaryMinor != nil {
		b.Salary = new(decimal(*m.SalaryMinor))
	}
	return b
}

// filter is what the query asks for.
func (in *membersInput) filter() (Filter, error) {
	f := Filter{Search: in.Search, Role: strings.TrimSpace(in.Role), Order: in.Order}
	switch strings.ToLower(strings.TrimSpace(in.Active)) {
	case "":
	case "true", "1":
		f.Active = new(true)
	case "false", "0":
		f.Active = new(false)
	default:
		return f, fault.Field("is_active", "Must be true or false.")
	}
	return f, nil
}

// reader turns what was sent into a change of terms.
func (w *memberWrite) reader() (func(*Terms), error) {
	salary, err := w.salary()
	if err != nil {
		return nil, err
	}
	hired, err := w.hired()
	if err != nil {
		return nil, err
	}
	return func(t *Terms) {
		set(&t.RoleID, w.RoleID)
		set(&t.Active, w.Active)
		set(&t.Department, w.Department)
		set(&t.Hired, hired)
		if w.EmployeeID.Sent {
			t.EmployeeID = postgres.OrZero(w.EmployeeID.Value)
		}
		if w.Salary.Sent {
			t.SalaryMinor = salary
		}
	}, nil
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func (w *memberWrite) salary() (*int64, error) {
	if w.Salary.Value == nil {
		return nil, nil //nolint:nilnil // none is a salary to write
	}
	minor, err := parseSalary(*w.Salary.Value)
	return &minor, err
}

func (w *memberWrite) hired() (*time.Time, error) {
	if w.Hired == nil {
		return nil, nil //nolint:nilnil // nothing was said
	}
	at, ok := day(*w.Hired)
	if !ok {
		return nil, fault.Field("hired_date", wrongDate)
	}
	return &at, nil
}

func (s *Service) handleMembers(ctx context.Context, in *membersInput) (*membersOutput, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	members, count, err := s.List(ctx, f, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows, salary := make([]memberBody, len(members)), access.May(ctx, access.StaffManage)
	for i := range members {
		rows[i] = writeMember(&members[i], salary)
	}
	return &membersOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleMember(ctx context.Context, in *pathInput) (*memberOutput, error) {
	return answer(ctx)(s.Get(ctx, access.MemberID(in.ID)))
}

func (s *Service) handleMe(ctx context.Context, _ *struct{}) (*memberOutput, error) {
	return answer(ctx)(s.Me(ctx))
}

func answer(ctx context.Context) func(Member, error) (*memberOutput, error) {
	return func(m Member, err error) (*memberOutput, error) {
		if err != nil {
			return nil, err
		}
		return &memberOutput{writeMember(&m, access.May(ctx, access.StaffManage))}, nil
	}
}

func (s *Service) handleReplaceMember(ctx context.Context, in *memberWriteInput) (*memberOutput, error) {
	if in.Body.RoleID == nil {
		return nil, fault.Field("role_id", msgRequired)
	}
	return s.handleUpdateMember(ctx, in)
}

func (s *Service) handleUpdateMember(ctx context.Context, in *memberWriteInput) (*memberOutput, error) {
	change, err := in.Body.reader()
	if err != nil {
		return nil, err
	}
	return answer(ctx)(s.Update(ctx, access.MemberID(in.ID), change))
}

func (s *Service) handleRemoveMember(ctx context.Context, in *pathInput) (*struct{}, error) {
	return nil, s.Remove(ctx, access.MemberID(in.ID))
}

func (s *Service) handleActivate(ctx context.Context, in *pathInput) (*statusOutput, error) {
	if err := s.Activate(ctx, access.MemberID(in.ID)); err != nil {
		return nil, err
	}
	return status("staff member activated"), nil
}

func (s *Service) handleDeactivate(ctx context.Context, in *pathInput) (*statusOutput, error) {
	if err := s.Deactivate(ctx, access.MemberID(in.ID)); err != nil {
		return nil, err
	}
	return status("staff member deactivated"), nil
}
