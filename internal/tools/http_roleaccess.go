package tools

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerRoleAccessRoutes(a *api.API) {
	const list = "/api/tools/role-access/"
	manage := api.Requires(access.ToolsManage)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "tools-role-access-list", Tag: tag, Access: api.Requires(access.ToolsView),
		Summary: "The tools that roles may open", Description: "A member's own grant or refusal counts before their role's.",
	}, s.handleRoleGrants)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: list, ID: "tools-role-access-grant", Tag: tag, Access: manage, Status: http.StatusCreated,
		Summary: "Let everybody with a role into a tool", Description: "403 not_in_plan. Saying it again changes nothing.",
	}, s.handleLetRole)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: list + "{id}/", ID: "tools-role-access-delete", Tag: tag, Access: manage, Status: http.StatusNoContent,
		Summary: "Take a tool from a role", Description: "Whoever was let in themselves stays in; everybody else's session in it ends.",
	}, s.handleUnletRole)
}

type roleNameBody struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type roleGrantBody struct {
	ID        string       `json:"id" doc:"The role's id and the tool's, such as 3-1"`
	Role      roleNameBody `json:"role"`
	Tool      toolBody     `json:"tool"`
	GrantedAt time.Time    `json:"granted_at"`
}

type (
	roleGrantsInput struct {
		api.PageParams
		Role int64 `query:"role" minimum:"1" doc:"What this role may open"`
		Tool int64 `query:"tool" minimum:"1" doc:"Which roles may open this tool"`
	}
	letRoleInput struct {
		Body struct {
			RoleID int64 `json:"role_id"`
			ToolID int64 `json:"tool_id"`
		}
	}
	unletRoleInput struct {
		ID string `path:"id" doc:"The role's id and the tool's, such as 3-1"`
	}
	roleGrantsOutput struct{ Body api.Page[roleGrantBody] }
	roleGrantOutput  struct{ Body roleGrantBody }
)

func writeRoleGrant(g *RoleGrant) roleGrantBody {
	return roleGrantBody{g.ID(), roleNameBody{g.Role, g.RoleName}, toolBody(g.Tool), g.GrantedAt}
}

func (s *Service) handleRoleGrants(ctx context.Context, in *roleGrantsInput) (*roleGrantsOutput, error) {
	grants, count, err := s.RoleGrants(ctx, GrantFilter{Role: in.Role, Tool: in.Tool}, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]roleGrantBody, len(grants))
	for i := range grants {
		rows[i] = writeRoleGrant(&grants[i])
	}
	return &roleGrantsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleLetRole(ctx context.Context, in *letRoleInput) (*roleGrantOutput, error) {
	g, err := s.LetRole(ctx, in.Body.RoleID, in.Body.ToolID, true)
	if err != nil {
		return nil, err
	}
	return &roleGrantOutput{writeRoleGrant(&g)}, nil
}

func (s *Service) handleUnletRole(ctx context.Context, in *unletRoleInput) (*struct{}, error) {
	role, tool, err := parseRoleGrant(in.ID)
	if err != nil {
		return nil, err
	}
	_, err = s.LetRole(ctx, role, tool, false)
	return nil, err
}
