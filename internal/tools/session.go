package tools

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
)

// A session is a member's stay in a tool after a launch. The tool holds its token and asks about it; the token says nothing but
// which restaurant's it is, so that it is found without a look into all of them.
const (
	sessionPrefix   = "tts_"
	sessionLifetime = 12 * time.Hour
	sessionsKept    = 100_000
	tenantBase      = 32
	secretBytes     = 32 // 256 bits, in session tokens and in the secrets of tools
)

// Why sessions end, as their rows say it. One that outlives its right to be, as when a subscription lapses, is not ended: it is
// not active as long as that lasts.
const (
	endedByTool        = "revoked"
	endedByReplay      = "replayed"
	endedWithMember    = "member_removed"
	endedWithAccess    = "access_revoked"
	endedWithTool      = "tool_removed"
	endedWithSignIn    = "signed_out"
	endedWithToolPause = "tool_inactive"
)

// Session is what a tool gets when it asks for one with a launch token.
type Session struct {
	Token   string
	Expires time.Time
}

// toolSession is a session as introspection remembers it. What may change elsewhere is asked there.
type toolSession struct {
	member     access.MemberID
	user       access.UserID
	clerkUser  string // "" for a superuser
	username   string
	tool       int64
	created    time.Time
	expires    time.Time
	over       bool
	userActive bool
}

func newSession(t access.TenantID, now time.Time) *Session {
	return &Session{
		Token:   sessionPrefix + strconv.FormatInt(int64(t), tenantBase) + "_" + newSecret(),
		Expires: now.Add(sessionLifetime).UTC().Truncate(time.Second),
	}
}

// newSecret has 256 bits that nobody can guess, in 43 characters.
func newSecret() string {
	var raw [secretBytes]byte
	_, _ = rand.Read(raw[:]) // never fails: it would end the process
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// readSession tells which restaurant's a session's token is, and its hash. There is one spelling of a token.
func readSession(token string) (t access.TenantID, sum hash, ok bool) {
	rest, ok := strings.CutPrefix(token, sessionPrefix)
	tenant, secret, ok2 := strings.Cut(rest, "_")
	id, err := strconv.ParseInt(tenant, tenantBase, 64)
	if !ok || !ok2 || err != nil || id <= 0 || strconv.FormatInt(id, tenantBase) != tenant || !isSecret(secret) {
		return 0, hash{}, false
	}
	return access.TenantID(id), sha256.Sum256([]byte(token)), true
}

func isSecret(s string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(raw) == secretBytes && len(s) == base64.RawURLEncoding.EncodedLen(secretBytes)
}

// sessionKey is the hash of a session's token as it is published.
func sessionKey(sum []byte) string { return base64.RawURLEncoding.EncodeToString(sum) }

func parseSessionKey(key string) (sum hash, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(raw) != len(sum) {
		return sum, fmt.Errorf("tools: key %q: no hash: %w", key, err)
	}
	return hash(raw), nil
}

// Presence is what a tool is told of a session that is active.
type Presence struct {
	ClientID    string // "" for a tool without credentials
	Username    string
	User        access.UserID
	Member      access.MemberID
	Tool        *Tool
	Tenant      *access.Tenant
	Role        string
	Permissions json.RawMessage
	Issued      time.Time
	Expires     time.Time
}
