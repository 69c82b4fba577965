package clerk

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"
)

// Claims is what a verified session token says, the same for both versions of Clerk's tokens
// (clerk.com/docs/guides/sessions/session-tokens). It is shared by everybody who presents the token: read it only.
type Claims struct {
	Subject         string // the user's id, user_…
	SessionID       string // sess_…, "" when the token names none
	TokenID         string // jti, "" in version 1
	Issuer          string
	AuthorizedParty string // azp: the origin that asked for the token, "" when absent
	IssuedAt        time.Time
	NotBefore       time.Time
	Expires         time.Time
	Version         int       // 1 or 2; a later one is read as 2
	Org             *Org      // the active organization, nil when there is none
	Actor           *Actor    // who acts as Subject, nil unless impersonating
	FactorAge       FactorAge // how long ago the person proved who they are
}

// Org is the organization that is active in a session.
type Org struct {
	ID          string
	Slug        string
	Role        string   // without Clerk's "org:" prefix: "admin", "member"
	Permissions []string // as Clerk's own has() spells them: "org:dashboard:manage"
}

// Actor is the person who impersonates the subject of a token.
type Actor struct {
	Subject   string `json:"sub"` // the impersonator's user id
	SessionID string `json:"sid"`
	Issuer    string `json:"iss"`
}

// FactorAge is the time since each factor was last verified, at the token's issue, in whole minutes. Negative is never,
// and also what a token without the claim reads as: unknown must not pass for "just now".
type FactorAge struct{ First, Second time.Duration }

type wireClaims struct {
	jwt.Claims
	SessionID       string          `json:"sid"`
	AuthorizedParty *string         `json:"azp"`
	Status          string          `json:"sts"`
	Version         int             `json:"v"`
	FactorAge       json.RawMessage `json:"fva"`
	Actor           *Actor          `json:"act"`
}

// normal gives the claims in our shape. It must follow check, which sees to it that the times are there.
func (w *wireClaims) normal(org *Org) *Claims {
	return &Claims{
		Subject: w.Subject, SessionID: w.SessionID, TokenID: w.ID, Issuer: w.Issuer,
		AuthorizedParty: deref(w.AuthorizedParty),
		IssuedAt:        w.IssuedAt.Time().UTC(), NotBefore: w.NotBefore.Time().UTC(), Expires: w.Expiry.Time().UTC(),
		Version: max(w.Version, 1), Org: org, Actor: w.Actor, FactorAge: factorAge(w.FactorAge),
	}
}

func factorAge(raw json.RawMessage) FactorAge {
	minutes := []int64{-1, -1}
	var said []int64
	if json.Unmarshal(raw, &said) == nil {
		copy(minutes, said)
	}
	return FactorAge{First: sinceFactor(minutes[0]), Second: sinceFactor(minutes[1])}
}

func sinceFactor(minutes int64) time.Duration {
	const most = int64(1<<63-1) / int64(time.Minute)
	return time.Duration(min(max(minutes, -1), most)) * time.Minute
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func withoutOrgPrefix(role string) string { return strings.TrimPrefix(role, "org:") }
