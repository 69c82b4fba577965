package oidc

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/tabletap/console/internal/access"
)

// How long things live. A code is on its way for a redirect and a call; the rest of a sign-in has to fit a person who looks for
// a second factor.
const (
	requestLifetime = 10 * time.Minute
	codeLifetime    = time.Minute
	idTokenLifetime = 10 * time.Minute
	accessLifetime  = 10 * time.Minute
	refreshLifetime = 7 * 24 * time.Hour  // of a refresh token that nobody uses
	grantLifetime   = 30 * 24 * time.Hour // of a sign-in, however often it is refreshed
)

// request is a tool's wish to know who somebody is, from its arrival until its code is exchanged.
type request struct {
	ID          string
	ToolID      int64
	ClientID    string
	Browser     []byte // hash of the cookie of the browser that brought it
	RedirectURI string
	Scopes      []string
	State       string
	Nonce       string
	Challenge   string // PKCE's, S256
	Prompt      []string
	MaxAge      *time.Duration // the longest that the sign-in may be ago
	TenantHint  string         // slug, schema or id of the restaurant that the tool wants
	UserHint    access.UserID  // of the id_token_hint, or 0
	Created     time.Time
	Expires     time.Time

	User        access.UserID // who sits in front of the browser; 0: not known yet
	AuthTime    time.Time     // when they signed in; zero: nobody knows
	SignIn      string        // which sign-in in the console it was; "": nobody knows
	Tenant      access.TenantID
	CodeExpires time.Time
	Grant       int64 // what the code was exchanged for; 0: nothing yet

	subject *subject // set while its tokens are made
}

var _ op.AuthRequest = (*request)(nil)

// GetID and the methods after it are how the library reads a request.
func (r *request) GetID() string                      { return r.ID }
func (r *request) GetACR() string                     { return "" }
func (r *request) GetAMR() []string                   { return nil }
func (r *request) GetAudience() []string              { return []string{r.ClientID} }
func (r *request) GetAuthTime() time.Time             { return r.AuthTime }
func (r *request) GetClientID() string                { return r.ClientID }
func (r *request) GetNonce() string                   { return r.Nonce }
func (r *request) GetRedirectURI() string             { return r.RedirectURI }
func (r *request) GetResponseType() oidc.ResponseType { return oidc.ResponseTypeCode }
func (r *request) GetResponseMode() oidc.ResponseMode { return oidc.ResponseModeQuery }
func (r *request) GetScopes() []string                { return r.Scopes }
func (r *request) GetState() string                   { return r.State }
func (r *request) GetSubject() string                 { return subjectOf(r.User) }
func (r *request) Done() bool                         { return r.Tenant != 0 }
func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: r.Challenge, Method: oidc.CodeChallengeMethodS256}
}

// from reports whether the request came from the browser that holds the cookie.
func (r *request) from(cookie string) bool {
	return cookie != "" && subtle.ConstantTimeCompare(r.Browser, hashed(cookie)) == 1
}

func (r *request) silent() bool { return slices.Contains(r.Prompt, oidc.PromptNone) }

// asks reports whether the tool wants the person to see the page even if they agreed before.
func (r *request) asks() bool {
	return slices.Contains(r.Prompt, oidc.PromptConsent) || slices.Contains(r.Prompt, oidc.PromptSelectAccount)
}

// stale reports whether the person signed in too long ago for the tool. Clerk tells the time in seconds, and a sign-in's age in whole
// minutes, rounded down.
func (r *request) stale(signedIn time.Time) bool {
	return r.MaxAge != nil && (signedIn.IsZero() || signedIn.Before(r.Created.Truncate(time.Second).Add(-*r.MaxAge)))
}

// host is where the person is sent back to, for them to read.
func (r *request) host() string {
	u, err := url.Parse(r.RedirectURI)
	if err != nil {
		return ""
	}
	return u.Host
}

// subjectOf is the sub claim: the user's number, the same for every tool, so that tools of one house can tell that it is the same
// person, and the same as user_id in what a launch token says.
func subjectOf(user access.UserID) string { return strconv.FormatInt(int64(user), 10) }

func userOf(sub string) access.UserID {
	id, err := strconv.ParseInt(sub, 10, 64)
	if err != nil {
		return 0
	}
	return access.UserID(id)
}

// text is what PostgreSQL can store: UTF-8 without U+0000.
func text(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// secretLength is how long what newSecret makes is.
const secretLength = 43

// newSecret has 256 bits that nobody can guess.
func newSecret() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails: it would end the process
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// hashed is what the database keeps of a secret: who reads it there cannot use it.
func hashed(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
