package staff

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
)

// How often a restaurant may add, and have emails sent. Its seats bound how many invitations are open; these bound who would
// use us to send emails, or to find out who has an account.
var (
	addRate    = api.Rate{Limit: 200, Per: time.Hour, By: api.ByTenant}
	resendRate = api.Rate{Limit: 60, Per: time.Hour, By: api.ByTenant}
)

func (s *Service) registerAdding(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: membersPath, ID: "staff-members-create", Tag: tag, Access: api.Requires(access.StaffManage),
		Status: http.StatusCreated, Rate: addRate, Summary: "Put somebody on the staff",
		Description: "With user_id they are there at once. With email they are invited, and come when they accept: by signing up with " +
			"that address, or, if they have an account, at /api/staff/invitations/. 403 permission_escalation for a role that may " +
			"do more than your own, 403 plan_limit when no seat is free.",
	}, s.handleAdd)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: membersPath + "{id}/resend/", ID: "staff-members-resend", Tag: tag,
		Access: api.Requires(access.StaffManage), Rate: resendRate, Summary: "Send an invitation again",
		Description: "Also one that was revoked, has expired or failed, which takes a seat again. 409 not_invited for somebody who is " +
			"at work, or was.",
	}, s.handleResend)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: membersPath + "{id}/revoke/", ID: "staff-members-revoke", Tag: tag,
		Access: api.Requires(access.StaffManage), Summary: "Take an invitation back",
		Description: "Its link ends and its seat is free. 409 invitation_not_open, or not_invited.",
	}, s.handleRevoke)
}

type addInput struct {
	Body struct {
		RoleID     int64   `json:"role_id"`
		UserID     *int64  `json:"user_id,omitempty" nullable:"true" doc:"Somebody who has an account"`
		Email      *string `json:"email,omitempty" nullable:"true" doc:"Where the invitation goes, instead of user_id"`
		FirstName  *string `json:"first_name,omitempty" nullable:"true"`
		LastName   *string `json:"last_name,omitempty" nullable:"true"`
		Department *string `json:"department,omitempty" nullable:"true"`
		Salary     *string `json:"salary,omitempty" nullable:"true" doc:"A decimal such as 1234.50"`
		Hired      *string `json:"hired_date,omitempty" nullable:"true" doc:"A date; today when it is absent"`
		EmployeeID *string `json:"employee_id,omitempty" nullable:"true" doc:"The next number when it is absent"`
	}
}

// read makes the service's input of the request's. What cannot be read is told with all else that is wrong.
func (in *addInput) read() NewMember {
	b := &in.Body
	n := NewMember{
		Email: postgres.OrZero(b.Email), FirstName: postgres.OrZero(b.FirstName), LastName: postgres.OrZero(b.LastName), RoleID: b.RoleID,
		Department: postgres.OrZero(b.Department), User: access.UserID(postgres.OrZero(b.UserID)), EmployeeID: postgres.OrZero(b.EmployeeID),
	}
	f := &n.unread
	switch {
	case b.UserID == nil && b.Email == nil:
		f.Add("email", "Give email or user_id.")
		n.nobody = true
	case b.UserID != nil && *b.UserID <= 0:
		f.Merge(errUnknownPerson)
		n.nobody = true
	}
	if b.Salary != nil {
		n.SalaryMinor = readSalary(f, *b.Salary)
	}
	if b.Hired != nil {
		var ok bool
		n.Hired, ok = day(*b.Hired)
		f.Check(ok, "hired_date", wrongDate)
	}
	return n
}

func (s *Service) handleAdd(ctx context.Context, in *addInput) (*memberOutput, error) {
	return answer(ctx)(s.Add(ctx, in.read()))
}

func (s *Service) handleResend(ctx context.Context, in *pathInput) (*statusOutput, error) {
	if err := s.Resend(ctx, access.MemberID(in.ID)); err != nil {
		return nil, err
	}
	return status("invitation resent"), nil
}

func (s *Service) handleRevoke(ctx context.Context, in *pathInput) (*statusOutput, error) {
	if err := s.Revoke(ctx, access.MemberID(in.ID)); err != nil {
		return nil, err
	}
	return status("invitation revoked"), nil
}

type invitationBody struct {
	Status  string     `json:"status" enum:"pending,revoked,expired,failed"`
	Sent    *time.Time `json:"sent_at" nullable:"true" doc:"null until an email went out, and for somebody who has an account"`
	Expires time.Time  `json:"expires_at"`
	Reason  string     `json:"reason" doc:"Why it failed, or what else there is to know"`
}

func writeInvitation(i *Invitation) api.OrNull[invitationBody] {
	if i == nil {
		return api.OrNull[invitationBody]{}
	}
	return api.OrNull[invitationBody]{Value: &invitationBody{i.Status, i.Sent, i.Expires, i.Reason}}
}
