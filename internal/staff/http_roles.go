package staff

import (
	"context"
	"encoding/json"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

type permissionBody struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Levels      []string `json:"levels" nullable:"false" doc:"What it may be beside true and false, from the weakest to the strongest; true is stronger"`
}

type permissionsOutput struct{ Body api.Page[permissionBody] }

type roleBody struct {
	ID          int64           `json:"id"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Permissions json.RawMessage `json:"permissions" doc:"An object: permission to true, false or a level; * is all of them"`
}

// roleDetailBody is a role as the roles' own routes show it; a member's is without.
type roleDetailBody struct {
	ID          int64           `json:"id"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Permissions json.RawMessage `json:"permissions" doc:"An object: permission to true, false or a level; * is all of them"`
	Owner       bool            `json:"is_owner" doc:"It is the owner's, and stays as it is"`
	Default     bool            `json:"is_default" doc:"Every restaurant begins with it"`
	Members     int64           `json:"member_count" doc:"How many members hold it, inactive ones included"`
}

type roleWrite struct {
	Name        *string         `json:"name,omitempty" doc:"At most 100 characters, unlike every other role's but for case"`
	Description *string         `json:"description,omitempty"`
	Permissions json.RawMessage `json:"permissions,omitempty" doc:"An object: permission to true, false or a level; or a list of names"`
}

type rolesOutput struct{ Body api.Page[roleDetailBody] }

type roleOutput struct{ Body roleDetailBody }

type roleCreateInput struct{ Body roleWrite }

type roleWriteInput struct {
	api.PathID

	Body roleWrite
}

type roleDeleteInput struct {
	api.PathID

	Heir int64 `query:"reassign_to" minimum:"1" doc:"The role that its members get instead"`
}

type roleCopyInput struct {
	api.PathID

	Body struct {
		Name string `json:"name"`
	}
}

func writeRole(r *Role) roleBody { return roleBody{r.ID, r.Name, r.Description, r.Permissions} }

func writeRoleDetail(r *Role) roleDetailBody { return roleDetailBody(*r) }

// reader turns what was sent into a change of duties.
func (w *roleWrite) reader() (func(*Duties), error) {
	var permissions access.Permissions
	if w.Permissions != nil {
		var err error
		if permissions, err = access.ReadPermissions("permissions", w.Permissions); err != nil {
			return nil, err
		}
	}
	return func(d *Duties) {
		if w.Name != nil {
			d.Name = *w.Name
		}
		if w.Description != nil {
			d.Description = *w.Description
		}
		if permissions != nil {
			d.Permissions = permissions
		}
	}, nil
}

func (s *Service) handlePermissions(_ context.Context, in *listInput) (*permissionsOutput, error) {
	known := access.Catalogue()
	rows := make([]permissionBody, len(known))
	for i, k := range known {
		rows[i] = permissionBody{string(k.Name), k.Description, append([]string{}, k.Levels...)}
	}
	from := min(in.Offset(), len(rows))
	return &permissionsOutput{api.NewPage(in.PageParams, int64(len(rows)), rows[from:min(from+in.Limit(), len(rows))])}, nil
}

func (s *Service) handleRoles(ctx context.Context, in *listInput) (*rolesOutput, error) {
	roles, count, err := s.Roles(ctx, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]roleDetailBody, len(roles))
	for i := range roles {
		rows[i] = writeRoleDetail(&roles[i])
	}
	return &rolesOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleRole(ctx context.Context, in *pathInput) (*roleOutput, error) {
	return answerRole(s.Role(ctx, in.ID))
}

func answerRole(r Role, err error) (*roleOutput, error) {
	if err != nil {
		return nil, err
	}
	return &roleOutput{writeRoleDetail(&r)}, nil
}

func (s *Service) handleCreateRole(ctx context.Context, in *roleCreateInput) (*roleOutput, error) {
	if in.Body.Name == nil {
		return nil, fault.Field("name", msgRequired)
	}
	apply, err := in.Body.reader()
	if err != nil {
		return nil, err
	}
	var d Duties
	apply(&d)
	return answerRole(s.CreateRole(ctx, d))
}

func (s *Service) handleReplaceRole(ctx context.Context, in *roleWriteInput) (*roleOutput, error) {
	if in.Body.Name == nil {
		return nil, fault.Field("name", msgRequired)
	}
	return s.handleUpdateRole(ctx, in)
}

func (s *Service) handleUpdateRole(ctx context.Context, in *roleWriteInput) (*roleOutput, error) {
	apply, err := in.Body.reader()
	if err != nil {
		return nil, err
	}
	return answerRole(s.UpdateRole(ctx, in.ID, apply))
}

func (s *Service) handleDeleteRole(ctx context.Context, in *roleDeleteInput) (*struct{}, error) {
	return nil, s.DeleteRole(ctx, in.ID, in.Heir)
}

func (s *Service) handleCopyRole(ctx context.Context, in *roleCopyInput) (*roleOutput, error) {
	return answerRole(s.CopyRole(ctx, in.ID, in.Body.Name))
}
