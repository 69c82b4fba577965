package tools

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// Client is a tool as it identifies itself to us (RFC 6749, section 2). Callers share one, so nobody may change it.
type Client struct {
	ToolID                 int64
	ID                     string // "" for a tool that was never given credentials
	Slug                   string
	Name                   string
	RedirectURIs           []string // compared letter by letter
	PostLogoutRedirectURIs []string
	Active                 bool // the platform has not switched it off

	secrets []clientSecret
}

// clientSecret is a secret by its hash. Secrets are 256 random bits: there is nothing to guess that a slow hash would have to
// protect, and a fast one keeps introspection fast.
type clientSecret struct {
	sum     []byte
	expires *time.Time
}

// HasSecrets reports whether the client can prove who it is at a time.
func (c *Client) HasSecrets(now time.Time) bool {
	for _, s := range c.secrets {
		if s.good(now) {
			return true
		}
	}
	return false
}

func (s clientSecret) good(now time.Time) bool { return s.expires == nil || now.Before(*s.expires) }

// takes compares with every secret and in constant time each, so that time tells nothing of any.
func (c *Client) takes(secret string, now time.Time) bool {
	sum, found := sha256.Sum256([]byte(secret)), 0
	for _, s := range c.secrets {
		match := subtle.ConstantTimeCompare(sum[:], s.sum)
		if s.good(now) {
			found |= match
		}
	}
	return found == 1
}

// clients are all tools of the catalogue. They are few, so they are kept as one, and an unknown client costs no query.
type clients struct {
	byID   map[string]*Client
	byTool map[int64]*Client
}

// Proof is how a tool proved who it is; the zero Proof is that it did not try.
type Proof struct {
	ClientID string
	Secret   string
	Given    bool
}

// errClient is RFC 6749's, section 5.2: what is wrong with it is not said.
var errClient = fault.New(fault.Unauthenticated, "invalid_client", "The tool did not prove who it is.")

// Secret is a secret of a tool as operators see it.
type Secret struct {
	ID      int64
	Hint    string // its last characters
	Created time.Time
	Expires *time.Time
}

// Credentials are what a tool proves itself with. The secret is shown this once.
type Credentials struct {
	ClientID        string
	Secret          string
	SecretID        int64
	PreviousExpires *time.Time // nil when there were none before
}

const (
	clientPrefix = "ttc_"
	secretPrefix = "tsk_"
	hintLength   = 4
	mostSecrets  = 10 // of one tool, that are good at one time

	defaultSecretOverlap = 24 * time.Hour
	longestSecretOverlap = 30 * 24 * time.Hour
)

var (
	errTooManySecrets = fault.Newf(fault.Conflict, "too_many_secrets", "A tool has at most %d secrets. Delete one first.", mostSecrets)
	errSecretNotFound = fault.Missing("This secret")
)

// newClientID is unlike any other's; it is no secret.
func newClientID() string { return clientPrefix + strings.ToLower(rand.Text()[:20]) }

func newClientSecret() string { return secretPrefix + newSecret() }
