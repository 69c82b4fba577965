package auth

import (
	"context"
	"log/slog"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/webhooks"
)

// Provisioner makes the restaurant that a person signed up for.
type Provisioner interface {
	// ProvisionSignup makes the owner's restaurant inside tx, or gives the one that was made for the owner before.
	ProvisionSignup(ctx context.Context, tx postgres.Tx, owner *User) (tenant access.TenantID, schema string, err error)
}

// Organizations connects Clerk's organizations with restaurants. The restaurants' service is one.
type Organizations interface {
	// LinkOrganization makes the organization lead to the restaurant of its creator, if that is one without an organization.
	LinkOrganization(ctx context.Context, tx postgres.Tx, org string, creator access.UserID) error
	// UnlinkOrganization ends what LinkOrganization began. An organization that leads nowhere is no error.
	UnlinkOrganization(ctx context.Context, tx postgres.Tx, org string) error
	// OfOrganization is the restaurant that the organization leads to, NotFound when there is none.
	OfOrganization(ctx context.Context, tx postgres.Tx, org string) (*access.Tenant, error)
}

// Staff puts people on a restaurant's staff, and takes them off it, as Clerk tells. None of its methods touches an owner's own
// place, except DeactivateEverywhere; doing again what was done is no error.
type Staff interface {
	// JoinFromOrganization makes the person an active member. Role is Clerk's, in its full spelling: "org:admin" becomes a
	// Manager, everything else a Waiter.
	JoinFromOrganization(ctx context.Context, tx postgres.Tx, tenant access.TenantID, user access.UserID, role string) error
	// LeaveFromOrganization deactivates the person's membership, if there is one.
	LeaveFromOrganization(ctx context.Context, tx postgres.Tx, tenant access.TenantID, user access.UserID) error
	// DeactivateEverywhere deactivates all of the person's memberships.
	DeactivateEverywhere(ctx context.Context, tx postgres.Tx, user access.UserID) error
}

// Invitations are what restaurants asked people by their email addresses. Doing again what was done is no error.
type Invitations interface {
	// AcceptInvitations takes somebody who signed up with an address that was invited into every restaurant that asked, and
	// says whether any had and the invitation was still open.
	AcceptInvitations(ctx context.Context, tx postgres.Tx, user access.UserID) (accepted bool, err error)
	// MoveInvitations makes the invitations of an address, for which the row from stands, those of somebody who proved that it
	// is theirs and had an account already. They can accept them then.
	MoveInvitations(ctx context.Context, tx postgres.Tx, from, to access.UserID) error
}

// Launches are the tools that people went to from the console, or signed in to as who is signed in there.
type Launches interface {
	// EndSignIn ends all that came of a person's sign-in, which SessionID of the Actor names, in every restaurant. User is 0 when the
	// person is not known here. It runs inside tx, over the shared tables; after is to be called when it is committed. A sign-in that
	// nothing came of is no error.
	EndSignIn(ctx context.Context, tx postgres.Tx, user access.UserID, signIn string) (after func(context.Context), err error)
}

// TokenVerifier checks Clerk's session tokens; *clerk.Verifier is one.
type TokenVerifier interface {
	Verify(ctx context.Context, token string) (*clerk.Claims, error)
}

// Directory asks Clerk about people; *clerk.Client is one.
type Directory interface {
	User(ctx context.Context, id string) (clerk.User, error)
	Users(ctx context.Context, page clerk.Page) (clerk.UserPage, error)
}

// Deps are what the service stands on.
type Deps struct {
	DB      *postgres.DB
	Bus     *cache.Bus
	Audit   *audit.Log
	Clock   clock.Clock
	Logger  *slog.Logger
	Inbox   *webhooks.Inbox
	Limiter api.Limiter

	Tokens   TokenVerifier
	Clerk    Directory
	Webhooks *clerk.Webhooks

	Provisioner   Provisioner
	Organizations Organizations
	Staff         Staff
	Invitations   Invitations
	Launches      Launches

	AllowedOrigins []string // browser origins whose requests may carry Clerk's cookie
	SecureCookies  bool     // whether people reach us over TLS only
}

// Service is the use cases of people and superusers. It is the API's Authenticator.
type Service struct {
	db       *postgres.DB
	bus      *cache.Bus
	audit    *audit.Log
	clock    clock.Clock
	log      *slog.Logger
	inbox    *webhooks.Inbox
	limiter  api.Limiter
	tokens   TokenVerifier
	clerk    Directory
	webhooks *clerk.Webhooks

	provisioner   Provisioner
	organizations Organizations
	staff         Staff
	invitations   Invitations
	launches      Launches

	store    store
	origins  origins
	users    *cache.Cache[string, *User] // by Clerk's id
	asked    *cache.Cache[string, *User] // what Clerk answered about people who are not here
	asking   chan struct{}               // bounds how many questions to Clerk are open
	sessions *sessions
	hasher   *hasher
	secure   bool
}

var _ api.Authenticator = (*Service)(nil)

// New makes the service and registers its handlers with the inbox.
func New(d Deps) *Service {
	s := &Service{
		db: d.DB, bus: d.Bus, audit: d.Audit, clock: d.Clock, log: d.Logger, inbox: d.Inbox, limiter: d.Limiter,
		tokens: d.Tokens, clerk: d.Clerk, webhooks: d.Webhooks,
		provisioner: d.Provisioner, organizations: d.Organizations, staff: d.Staff, invitations: d.Invitations, launches: d.Launches,
		store: store{shareddb.New()}, origins: newOrigins(d.AllowedOrigins), secure: d.SecureCookies,
		asking: make(chan struct{}, openAsks), hasher: newHasher(),
	}
	s.users = cache.Bind[string, *User](d.Bus, topicUser, clerkID, cache.Options{Clock: d.Clock})
	s.asked = cache.Local[string, *User](cache.Options{TTL: askedTTL, MissingTTL: askedTTL, Clock: d.Clock})
	s.sessions = newSessions(d.DB, d.Clock)
	s.handleEvents()
	return s
}
