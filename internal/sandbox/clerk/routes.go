package clerk

import "net/http"

// routes is everything that the stand-in answers.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, e := range s.backendRoutes() {
		mux.Handle(pattern, s.backend(e))
	}
	mux.Handle("GET /.well-known/jwks.json", s.public(s.getJWKS))
	mux.Handle("/v1/", s.public(s.unknown))
	s.frontendRoutes(mux)
	s.pageRoutes(mux)
	return mux
}

func (s *Server) unknown(*http.Request) (any, error) {
	return nil, errNotFound("URL not found", "The URL was not found")
}

func (s *Server) getJWKS(*http.Request) (any, error) { return s.now().jwks(), nil }

func (s *Server) backendRoutes() map[string]endpoint {
	return map[string]endpoint{
		"GET /v1/jwks": s.getJWKS,

		"POST /v1/users":                s.postUser,
		"GET /v1/users":                 s.listUsers,
		"GET /v1/users/count":           s.countUsers,
		"GET /v1/users/{id}":            s.getUser,
		"PATCH /v1/users/{id}":          s.patchUser,
		"PATCH /v1/users/{id}/metadata": s.patchUserMetadata,
		"DELETE /v1/users/{id}":         s.deleteUser,
		"POST /v1/email_addresses":      s.postEmail,

		"POST /v1/sessions":             s.postSession,
		"GET /v1/sessions":              s.listSessions,
		"GET /v1/sessions/{id}":         s.getSession,
		"PATCH /v1/sessions/{id}":       s.patchSession,
		"POST /v1/sessions/{id}/revoke": s.revokeSession,
		"POST /v1/sessions/{id}/tokens": s.postToken,

		"POST /v1/organizations":                s.postOrganization,
		"GET /v1/organizations":                 s.listOrganizations,
		"GET /v1/organizations/{id}":            s.getOrganization,
		"PATCH /v1/organizations/{id}":          s.patchOrganization,
		"PATCH /v1/organizations/{id}/metadata": s.patchOrganizationMetadata,
		"DELETE /v1/organizations/{id}":         s.deleteOrganization,

		"POST /v1/organizations/{id}/memberships":             s.postMembership,
		"GET /v1/organizations/{id}/memberships":              s.listMemberships,
		"PATCH /v1/organizations/{id}/memberships/{user_id}":  s.patchMembership,
		"DELETE /v1/organizations/{id}/memberships/{user_id}": s.deleteMembership,

		"POST /v1/organizations/{id}/invitations":                        s.postOrgInvitation,
		"GET /v1/organizations/{id}/invitations":                         s.listOrgInvitations,
		"GET /v1/organizations/{id}/invitations/{invitation_id}":         s.getOrgInvitation,
		"POST /v1/organizations/{id}/invitations/{invitation_id}/revoke": s.revokeOrgInvitation,

		"POST /v1/invitations":             s.postInvitation,
		"GET /v1/invitations":              s.listInvitations,
		"POST /v1/invitations/{id}/revoke": s.revokeInvitation,
	}
}
