package oidc

import (
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/tabletap/console/internal/access"
)

// Kinds of tokens.
const (
	kindAccess  = "access"
	kindRefresh = "refresh"
)

// session is a token with the sign-in that it stands on.
type session struct {
	Kind     string
	Scopes   []string // of the token, which may be fewer than were granted
	Created  time.Time
	Expires  time.Time
	Used     bool
	Grant    int64
	ToolID   int64
	ClientID string
	User     access.UserID
	Tenant   access.TenantID
	Granted  []string
	AuthTime time.Time
	Until    time.Time // when the sign-in ends, however often it is refreshed
	Ended    bool

	refresh string   // the token itself, while it is being exchanged
	subject *subject // set while its tokens are made
}

var _ op.RefreshTokenRequest = (*session)(nil)

// GetAMR and the methods after it are how the library reads a session.
func (s *session) GetAMR() []string            { return nil }
func (s *session) GetAudience() []string       { return []string{s.ClientID} }
func (s *session) GetAuthTime() time.Time      { return s.AuthTime }
func (s *session) GetClientID() string         { return s.ClientID }
func (s *session) GetScopes() []string         { return s.Scopes }
func (s *session) GetSubject() string          { return subjectOf(s.User) }
func (s *session) SetCurrentScopes(n []string) { s.Scopes = n }

// good reports whether the token is worth anything at a moment, as far as its own rows say.
func (s *session) good(kind string, now time.Time) bool {
	return s.Kind == kind && !s.Used && !s.Ended && now.Before(s.Expires) && now.Before(s.Until)
}

// subject is somebody as a tool is told of them, at this moment.
type subject struct {
	person person
	tenant *access.Tenant
	member Member
	toolID int64
	grant  int64
}

type person struct {
	ID       access.UserID
	Username string
	Email    string
	First    string
	Last     string
	Picture  string
	Verified bool
}
