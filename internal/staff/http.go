package staff

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

const tag = "Staff"

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	const roles, members = "/api/staff/roles/", "/api/staff/members/"
	s.registerAdding(a)
	s.registerInvitations(a)
	s.registerOwnership(a)
	s.registerFiles(a)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: roles, ID: "staff-roles-list", Tag: tag, Access: api.Staff(), Summary: "Roles",
	}, s.handleRoles)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: roles + "{id}/", ID: "staff-roles-get", Tag: tag, Access: api.Staff(), Summary: "One role",
	}, s.handleRole)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: members, ID: "staff-members-list", Tag: tag, Access: api.Staff(), Summary: "Members of the staff",
		Description: "salary is null unless you may manage the staff.",
	}, s.handleMembers)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: members + "me/", ID: "staff-members-me", Tag: tag, Access: api.Staff(), Summary: "Your own row",
		Description: "403 not_staff for a superuser who is no member.",
	}, s.handleMe)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: members + "{id}/", ID: "staff-members-get", Tag: tag, Access: api.Staff(), Summary: "One member",
	}, s.handleMember)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: members + "{id}/activate/", ID: "staff-members-activate", Tag: tag,
		Access: api.Requires(access.StaffManage), Summary: "Let a member back in", Description: "Asking twice is no error.",
	}, s.handleActivate)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: members + "{id}/deactivate/", ID: "staff-members-deactivate", Tag: tag,
		Access: api.Requires(access.StaffManage), Summary: "Shut a member out at once",
		Description: "409 owner_required for the owner, 403 own_membership for yourself. Asking twice is no error.",
	}, s.handleDeactivate)
}

type roleBody struct {
	ID          int64           `json:"id"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Permissions json.RawMessage `json:"permissions" doc:"An object: permission to true, false or a level; * is all of them"`
}

type userBody struct {
	ID          int64  `json:"id"`
	Username    string `json:"username"`
	Email       string `json:"email"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	DisplayName string `json:"display_name"`
}

type memberBody struct {
	ID         int64    `json:"id"`
	User       userBody `json:"user"`
	Role       roleBody `json:"role"`
	Active     bool     `json:"is_active"`
	Hired      string   `json:"hired_date" format:"date"`
	EmployeeID *string  `json:"employee_id" nullable:"true"`
	Department string   `json:"department"`
	Salary     *string  `json:"salary" nullable:"true" doc:"A decimal such as 1234.50; null unless you may manage the staff"`

	Invitation api.Maybe[invitationBody] `json:"invitation" doc:"Of somebody who has not come yet; null for all others"`
}

func writeRole(r *Role) roleBody { return roleBody(*r) }

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

type listInput struct{ api.PageParams }

type pathInput struct{ api.PathID }

type rolesOutput struct{ Body api.Page[roleBody] }

type roleOutput struct{ Body roleBody }

type membersOutput struct{ Body api.Page[memberBody] }

type memberOutput struct{ Body memberBody }

type statusOutput struct {
	Body struct {
		Status string `json:"status"`
	}
}

func status(text string) *statusOutput {
	out := &statusOutput{}
	out.Body.Status = text
	return out
}

func (s *Service) handleRoles(ctx context.Context, in *listInput) (*rolesOutput, error) {
	roles, count, err := s.Roles(ctx, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]roleBody, len(roles))
	for i := range roles {
		rows[i] = writeRole(&roles[i])
	}
	return &rolesOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleRole(ctx context.Context, in *pathInput) (*roleOutput, error) {
	role, err := s.Role(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &roleOutput{writeRole(&role)}, nil
}

func (s *Service) handleMembers(ctx context.Context, in *listInput) (*membersOutput, error) {
	members, count, err := s.List(ctx, in.Limit(), in.Offset())
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
