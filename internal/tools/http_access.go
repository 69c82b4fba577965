package tools

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

const accessPath = "/api/tools/access/"

func (s *Service) registerAccessRoutes(a *api.API) {
	const one = accessPath + "{id}/"
	manage := api.Requires(access.ToolsManage)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: accessPath, ID: "tools-access-list", Tag: tag, Access: api.Staff(),
		Summary: "The tools you may open", Description: "Your own grants and refusals; what your role may open is at role-access. With `user`, " +
			"`member`, `tool` or `all` those of others, which needs `tools.manage`.",
	}, s.handleGrants)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: accessPath, ID: "tools-access-grant", Tag: tag, Access: manage, Status: http.StatusCreated,
		Summary: "Let a member into a tool, or keep them out", Description: "A member's own grant or refusal counts before their role's. " +
			"403 not_in_plan, 409 owner_access for a refusal of the owner.",
	}, s.handleLet)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: accessPath + "bulk/", ID: "tools-access-bulk", Tag: tag, Access: manage,
		Summary: "Grant and refuse many at once", Description: "All or nothing. Each says one of member_id, user and role_id.",
	}, s.handleBulk)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one, ID: "tools-access-get", Tag: tag, Access: api.Staff(), Summary: "One grant",
	}, s.handleGrant)
	api.Handle(a, api.Route{
		Method: http.MethodPut, Path: one, ID: "tools-access-replace", Tag: tag, Access: manage, Summary: "Turn a grant into a refusal or back",
	}, s.handleReplaceGrant)
	api.Handle(a, api.Route{
		Method: http.MethodPatch, Path: one, ID: "tools-access-update", Tag: tag, Access: manage, Summary: "Turn a grant into a refusal or back",
	}, s.handleUpdateGrant)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: one, ID: "tools-access-delete", Tag: tag, Access: manage, Status: http.StatusNoContent,
		Summary: "Take back a grant or a refusal", Description: "The member's role decides from now on.",
	}, s.handleWithdraw)
}

type grantBody struct {
	ID        int64     `json:"id"`
	User      int64     `json:"user" doc:"The user's id"`
	Member    int64     `json:"member_id"`
	Tool      toolBody  `json:"tool"`
	Granted   bool      `json:"is_granted"`
	GrantedAt time.Time `json:"granted_at"`
}

type grantWriteBody struct {
	User    *int64 `json:"user,omitempty" minimum:"1" doc:"This or member_id"`
	Member  *int64 `json:"member_id,omitempty" minimum:"1"`
	ToolID  int64  `json:"tool_id"`
	Granted *bool  `json:"is_granted,omitempty" default:"true"`
}

type bulkItemBody struct {
	User    *int64 `json:"user,omitempty" minimum:"1"`
	Member  *int64 `json:"member_id,omitempty" minimum:"1"`
	Role    *int64 `json:"role_id,omitempty" minimum:"1"`
	ToolID  int64  `json:"tool_id"`
	Granted *bool  `json:"is_granted,omitempty" default:"true"`
}

type reportBody struct {
	Granted   int `json:"granted"`
	Revoked   int `json:"revoked"`
	Unchanged int `json:"unchanged"`
}

type (
	grantsInput struct {
		api.PageParams
		User   int64 `query:"user" minimum:"1" doc:"Grants of this user"`
		Member int64 `query:"member" minimum:"1" doc:"Grants of this member"`
		Tool   int64 `query:"tool" minimum:"1" doc:"Everybody's grants of this tool"`
		All    bool  `query:"all" doc:"Everybody's grants"`
	}
	letInput  struct{ Body grantWriteBody }
	bulkInput struct {
		Body struct {
			Grants []bulkItemBody `json:"grants" minItems:"1" maxItems:"1000" nullable:"false"`
		}
	}
	replaceGrantInput struct {
		api.PathID
		Body struct {
			Granted bool `json:"is_granted"`
		}
	}
	updateGrantInput struct {
		api.PathID
		Body struct {
			Granted *bool `json:"is_granted,omitempty"`
		}
	}
	grantsOutput struct{ Body api.Page[grantBody] }
	grantOutput  struct{ Body grantBody }
	bulkOutput   struct{ Body reportBody }
)

func writeGrant(g *Grant) grantBody {
	return grantBody{g.ID, int64(g.User), int64(g.Member), toolBody(g.Tool), g.Granted, g.GrantedAt}
}

// grant shapes the answer of what gives a single grant.
func grant(g Grant, err error) (*grantOutput, error) {
	if err != nil {
		return nil, err
	}
	return &grantOutput{writeGrant(&g)}, nil
}

var errNotManager = fault.New(fault.Forbidden, "permission_denied", "You do not have permission to perform this action.")

func (s *Service) handleGrants(ctx context.Context, in *grantsInput) (*grantsOutput, error) {
	list := func() ([]Grant, int64, error) { return s.Grants(ctx, in.Limit(), in.Offset()) }
	if in.All || in.User != 0 || in.Member != 0 || in.Tool != 0 {
		if !access.May(ctx, access.ToolsManage) {
			return nil, errNotManager
		}
		f := GrantFilter{Member: access.MemberID(in.Member), User: access.UserID(in.User), Tool: in.Tool}
		list = func() ([]Grant, int64, error) { return s.GrantsOf(ctx, f, in.Limit(), in.Offset()) }
	}
	grants, count, err := list()
	if err != nil {
		return nil, err
	}
	rows := make([]grantBody, len(grants))
	for i := range grants {
		rows[i] = writeGrant(&grants[i])
	}
	return &grantsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleGrant(ctx context.Context, in *pathInput) (*grantOutput, error) {
	return grant(s.Grant(ctx, in.ID))
}

func (s *Service) handleLet(ctx context.Context, in *letInput) (*grantOutput, error) {
	b := &in.Body
	return grant(s.Let(ctx, GrantChange{
		Member: access.MemberID(postgres.OrZero(b.Member)), User: access.UserID(postgres.OrZero(b.User)), Tool: b.ToolID, Granted: orTrue(b.Granted),
	}))
}

func orTrue(b *bool) bool { return b == nil || *b }

func (s *Service) handleBulk(ctx context.Context, in *bulkInput) (*bulkOutput, error) {
	changes := make([]GrantChange, len(in.Body.Grants))
	for i, b := range in.Body.Grants {
		changes[i] = GrantChange{
			Member: access.MemberID(postgres.OrZero(b.Member)), User: access.UserID(postgres.OrZero(b.User)), Role: postgres.OrZero(b.Role), Tool: b.ToolID,
			Granted: orTrue(b.Granted),
		}
	}
	report, err := s.LetMany(ctx, changes)
	if err != nil {
		return nil, err
	}
	return &bulkOutput{reportBody(report)}, nil
}

func (s *Service) handleReplaceGrant(ctx context.Context, in *replaceGrantInput) (*grantOutput, error) {
	return grant(s.ChangeGrant(ctx, in.ID, in.Body.Granted))
}

func (s *Service) handleUpdateGrant(ctx context.Context, in *updateGrantInput) (*grantOutput, error) {
	if in.Body.Granted == nil {
		return grant(s.Grant(ctx, in.ID))
	}
	return grant(s.ChangeGrant(ctx, in.ID, *in.Body.Granted))
}

func (s *Service) handleWithdraw(ctx context.Context, in *pathInput) (*struct{}, error) {
	return nil, s.Withdraw(ctx, in.ID)
}
