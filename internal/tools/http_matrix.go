package tools

import (
	"context"
	"net/http"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerMatrixRoute(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: accessPath + "matrix/", ID: "tools-access-matrix", Tag: tag, Access: api.Requires(access.ToolsView),
		Summary: "Who may open what", Description: "Members in the order of their ids, each with all tools of the restaurant: granted or refused to " +
			"them, open by their role, or none of these. What the plan includes, and whether the member or the tool is switched off, comes on top.",
	}, s.handleMatrix)
}

type memberAccessBody struct {
	Member access.MemberID  `json:"member_id"`
	Name   string           `json:"name"`
	Email  string           `json:"email"`
	RoleID int64            `json:"role_id"`
	Role   string           `json:"role"`
	Active bool             `json:"is_active" doc:"false for a member who may open nothing"`
	Tools  []toolAccessBody `json:"tools" nullable:"false"`
}

type toolAccessBody struct {
	Tool   int64  `json:"tool_id"`
	Access string `json:"access" enum:"granted,refused,role,none"`
	Grant  *int64 `json:"access_id" nullable:"true" doc:"Id of the member's own grant or refusal at /api/tools/access/"`
}

type (
	matrixInput struct {
		api.PageParams

		Search string `query:"search" maxLength:"200" doc:"Words of a name, address, username or employee id"`
		Role   int64  `query:"role" minimum:"1" doc:"A role's id"`
	}
	matrixOutput struct{ Body api.Page[memberAccessBody] }
)

func (s *Service) handleMatrix(ctx context.Context, in *matrixInput) (*matrixOutput, error) {
	var role *int64
	if in.Role > 0 {
		role = &in.Role
	}
	list, count, err := s.Matrix(ctx, in.Search, role, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]memberAccessBody, len(list))
	for i, m := range list {
		rows[i] = memberAccessBody{m.Member, m.Name, m.Email, m.RoleID, m.Role, m.Active, make([]toolAccessBody, len(m.Tools))}
		for j, t := range m.Tools {
			rows[i].Tools[j] = toolAccessBody(t)
		}
	}
	return &matrixOutput{api.NewPage(in.PageParams, count, rows)}, nil
}
