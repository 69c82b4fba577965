package clerk

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	tokenLife = 60 * time.Second // Clerk's default
	tokenSkew = 5 * time.Second  // nbf lies this long before iat
)

// TokenOptions says what a minted session token claims. The zero value of a field stands for what Clerk would put there.
type TokenOptions struct {
	SessionID       string    // a session of the stand-in, whose user and organization are the defaults, or any text
	UserID          string    // "sub"
	Version         int       // 1 for the older claims; anything else is version 2
	Issuer          string    // "iss"; Config.Issuer
	AuthorizedParty string    // "azp"; Config.AuthorizedParty
	Status          string    // "sts"; "active"
	IssuedAt        time.Time // "iat"; now
	Lifetime        time.Duration
	Organization    *TokenOrganization // the active organization
	Omit            []string           // claims to leave out: "exp", "sub", "azp", …
	Extra           map[string]any     // claims to add or to replace

	Algorithm  string // "RS256"; "none" and "HS256" (keyed with the public key in PEM) make the classical forgeries
	KeyID      string // "kid"; the signing key's own
	ForeignKey bool   // sign with a key that is not in the JWKS
}

// TokenOrganization is the active organization that a token tells of. Role and Permissions have their "org:" prefix.
type TokenOrganization struct {
	ID, Slug, Role string
	Permissions    []string
}

// MintToken signs a session token that says what the options ask for, true or not. For an honest one give only SessionID.
func (s *Server) MintToken(o TokenOptions) (string, error) {
	if session, err := s.now().session(o.SessionID, s.clock.Now()); err == nil {
		s.fillFrom(session, &o)
	}
	return s.sign(o, s.claims(o))
}

// sessionToken signs a token of an active session of a user who still exists.
func (s *Server) sessionToken(id string, o TokenOptions) (string, error) {
	session, err := s.now().session(id, s.clock.Now())
	if err != nil {
		return "", err
	}
	if session.Status != statusActive {
		return "", errNoSession(id)
	}
	s.fillFrom(session, &o)
	return s.sign(o, s.claims(o))
}

func (s *Server) fillFrom(session *Session, o *TokenOptions) {
	o.SessionID = session.ID
	o.UserID = cmp.Or(o.UserID, session.UserID)
	if o.Organization == nil && session.LastActiveOrganizationID != nil {
		o.Organization = s.organizationClaim(*session.LastActiveOrganizationID, session.UserID)
	}
	minutes := int64(s.clock.Now().Sub(time.UnixMilli(session.CreatedAt)) / time.Minute)
	o.Extra = maps.Clone(o.Extra)
	if o.Extra == nil {
		o.Extra = map[string]any{}
	}
	if _, given := o.Extra["fva"]; !given {
		o.Extra["fva"] = []int64{minutes, -1}
	}
}

func (s *Server) organizationClaim(orgID, userID string) *TokenOrganization {
	st := s.now()
	o, m := st.Organizations[orgID], st.Memberships[memberKey(orgID, userID)]
	if o == nil || m == nil {
		return nil
	}
	role, _ := s.config.role(m.Role) // one that is not configured any more has no permissions
	return &TokenOrganization{ID: o.ID, Slug: o.Slug, Role: m.Role, Permissions: role.Permissions}
}

// claims builds the payload: https://clerk.com/docs/guides/sessions/session-tokens.
func (s *Server) claims(o TokenOptions) map[string]any {
	at := o.IssuedAt
	if at.IsZero() {
		at = s.clock.Now()
	}
	claims := map[string]any{
		"iss": cmp.Or(o.Issuer, s.config.Issuer), "azp": cmp.Or(o.AuthorizedParty, s.config.AuthorizedParty),
		"sub": o.UserID, "sid": o.SessionID, "fva": []int64{0, -1},
		"iat": at.Unix(), "nbf": at.Add(-tokenSkew).Unix(), "exp": at.Add(cmp.Or(o.Lifetime, tokenLife)).Unix(),
	}
	if o.Version == 1 {
		claimOrganizationV1(claims, o.Organization)
	} else {
		claims["v"], claims["jti"], claims["sts"] = 2, randomHex(10), cmp.Or(o.Status, statusActive)
		claimOrganizationV2(claims, o.Organization)
	}
	maps.Copy(claims, o.Extra)
	maps.DeleteFunc(claims, func(name string, _ any) bool { return slices.Contains(o.Omit, name) })
	return claims
}

func claimOrganizationV1(claims map[string]any, o *TokenOrganization) {
	if o == nil {
		return
	}
	claims["org_id"], claims["org_slug"], claims["org_role"] = o.ID, o.Slug, o.Role
	claims["org_permissions"] = customPermissions(o.Permissions)
}

// customPermissions leaves out Clerk's own, which are never in a token.
func customPermissions(permissions []string) []string {
	return slices.DeleteFunc(append([]string{}, permissions...), func(p string) bool { return strings.HasPrefix(p, "org:sys_") })
}

// SessionToken signs a token for a session as the Backend API would. It fails when the session is not active.
func (s *Server) SessionToken(sessionID string) (string, error) {
	return s.sessionToken(sessionID, TokenOptions{})
}
