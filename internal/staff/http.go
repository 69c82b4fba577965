package staff

import (
	"net/http"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

const tag = "Staff"

const (
	rolesPath   = "/api/staff/roles/"
	membersPath = "/api/staff/members/"
)

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/staff/permissions/", ID: "staff-permissions-list", Tag: tag, Access: api.Staff(),
		Summary: "What a role can permit", Description: "A role gives each of these true, false or one of its levels; what it leaves out is false, " +
			"unless `*` is true.",
	}, s.handlePermissions)
	s.registerRoles(a)
	s.registerMembers(a)
	s.registerAdding(a)
	s.registerInvitations(a)
	s.registerOwnership(a)
	s.registerFiles(a)
}

func (s *Service) registerRoles(a *api.API) {
	const one = rolesPath + "{id}/"
	manage := api.Requires(access.StaffManage)
	const escalation = "403 permission_escalation, with the names in `permissions`, for what goes beyond your own permissions."
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: rolesPath, ID: "staff-roles-list", Tag: tag, Access: api.Staff(), Summary: "Roles",
	}, s.handleRoles)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: rolesPath, ID: "staff-roles-create", Tag: tag, Access: manage, Status: http.StatusCreated,
		Summary: "Make a role", Description: escalation,
	}, s.handleCreateRole)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one, ID: "staff-roles-get", Tag: tag, Access: api.Staff(), Summary: "One role",
	}, s.handleRole)
	api.Handle(a, api.Route{
		Method: http.MethodPut, Path: one, ID: "staff-roles-replace", Tag: tag, Access: manage, Summary: "Change a role",
		Description: "name is required; what else is left out stays. 409 owner_role for the owner's. " + escalation,
	}, s.handleReplaceRole)
	api.Handle(a, api.Route{
		Method: http.MethodPatch, Path: one, ID: "staff-roles-update", Tag: tag, Access: manage, Summary: "Change some of a role",
		Description: "What is left out stays. 409 owner_role for the owner's. " + escalation,
	}, s.handleUpdateRole)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: one, ID: "staff-roles-delete", Tag: tag, Access: manage, Summary: "Delete a role",
		Description: "409 role_in_use, with their number in `members`, while members hold it: reassign_to gives them another. " +
			"409 owner_role for the owner's. " + escalation,
	}, s.handleDeleteRole)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "copy/", ID: "staff-roles-copy", Tag: tag, Access: manage, Status: http.StatusCreated,
		Summary: "Make a role that permits what another does", Description: escalation,
	}, s.handleCopyRole)
}

func (s *Service) registerMembers(a *api.API) {
	const one = membersPath + "{id}/"
	manage := api.Requires(access.StaffManage)
	const refusals = "409 owner_required for what would cost the owner their place, 403 own_membership for your own place or role, " +
		"403 permission_escalation for a role, or a member whose role, goes beyond your own permissions."
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: membersPath, ID: "staff-members-list", Tag: tag, Access: api.Staff(), Summary: "Members of the staff",
		Description: "salary is null unless you may manage the staff.",
	}, s.handleMembers)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: membersPath + "me/", ID: "staff-members-me", Tag: tag, Access: api.Staff(), Summary: "Your own row",
		Description: "403 not_staff for a superuser who is no member.",
	}, s.handleMe)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one, ID: "staff-members-get", Tag: tag, Access: api.Staff(), Summary: "One member",
	}, s.handleMember)
	api.Handle(a, api.Route{
		Method: http.MethodPut, Path: one, ID: "staff-members-replace", Tag: tag, Access: manage, Summary: "Change a member",
		Description: "role_id is required; what else is left out stays. " + refusals,
	}, s.handleReplaceMember)
	api.Handle(a, api.Route{
		Method: http.MethodPatch, Path: one, ID: "staff-members-update", Tag: tag, Access: manage, Summary: "Change some of a member",
		Description: "What is left out stays. " + refusals,
	}, s.handleUpdateMember)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: one, ID: "staff-members-delete", Tag: tag, Access: manage, Summary: "Take a member off the staff",
		Description: refusals,
	}, s.handleRemoveMember)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "activate/", ID: "staff-members-activate", Tag: tag, Access: manage,
		Summary: "Let a member back in", Description: "Asking twice is no error. " + refusals,
	}, s.handleActivate)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: one + "deactivate/", ID: "staff-members-deactivate", Tag: tag, Access: manage,
		Summary: "Shut a member out at once", Description: "Asking twice is no error. " + refusals,
	}, s.handleDeactivate)
}

type listInput struct{ api.PageParams }

type pathInput struct{ api.PathID }

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
