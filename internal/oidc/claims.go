package oidc

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// claimsSupported is what discovery promises.
var claimsSupported = []string{
	"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "azp", "at_hash", "sid",
	"name", "given_name", "family_name", "preferred_username", "picture", "email", "email_verified",
	"tenant_id", "tenant_schema", "tenant_name", "role", "permissions", "tool_id",
}

// claims writes what the scopes let a tool know into info.
func (s *subject) claims(info *oidc.UserInfo, asked []string) {
	info.Subject = subjectOf(s.person.ID)
	if slices.Contains(asked, oidc.ScopeProfile) {
		s.profile(info)
	}
	if slices.Contains(asked, oidc.ScopeEmail) {
		info.Email, info.EmailVerified = s.person.Email, oidc.Bool(s.person.Verified)
		if !s.person.Verified {
			info.AppendClaims("email_verified", false) // the library leaves out what is false
		}
	}
	if slices.Contains(asked, ScopeRestaurant) {
		s.restaurant(info)
	}
}

func (s *subject) profile(info *oidc.UserInfo) {
	p := s.person
	info.Name = cmp.Or(strings.TrimSpace(p.First+" "+p.Last), p.Username)
	info.GivenName, info.FamilyName, info.PreferredUsername, info.Picture = p.First, p.Last, p.Username, p.Picture
}

// restaurant names things as verifying a launch token does.
func (s *subject) restaurant(info *oidc.UserInfo) {
	info.AppendClaims("tenant_id", s.tenant.ID)
	info.AppendClaims("tenant_schema", s.tenant.Schema)
	info.AppendClaims("tenant_name", s.tenant.Name)
	info.AppendClaims("role", s.member.Role)
	info.AppendClaims("permissions", s.member.Permissions)
	info.AppendClaims("tool_id", s.toolID)
}

// sid is the claim by which an ID token names its sign-in.
func (s *subject) sid() string { return strconv.FormatInt(s.grant, 10) }

func grantOf(sid any) int64 {
	text, ok := sid.(string)
	if !ok {
		return 0
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return id
}
