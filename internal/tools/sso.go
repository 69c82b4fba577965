package tools

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// The reasons why a tool does not open, as the answer's code says them.
const (
	CodeMemberInactive       = "member_inactive"
	CodeNotGranted           = "not_granted"
	CodeToolInactive         = "tool_inactive"
	CodeNotInPlan            = "not_in_plan"
	CodeSubscriptionInactive = "subscription_inactive"
)

var refusals = map[string]*fault.Error{
	CodeMemberInactive:       fault.New(fault.Forbidden, CodeMemberInactive, "You are not an active member of this restaurant's staff."),
	CodeNotGranted:           fault.New(fault.Forbidden, CodeNotGranted, "You have not been granted access to this tool."),
	CodeToolInactive:         fault.New(fault.Forbidden, CodeToolInactive, "This tool is switched off."),
	CodeNotInPlan:            fault.New(fault.Forbidden, CodeNotInPlan, "The restaurant's plan does not include this tool."),
	CodeSubscriptionInactive: fault.New(fault.Forbidden, CodeSubscriptionInactive, "The restaurant's subscription is not active."),
}

// errInvalid is all that is ever said of a token that does not open anything.
var errInvalid = fault.New(fault.Invalid, "invalid_token", "This token is not valid.")

// Launch is a token that opens a tool once.
type Launch struct {
	Token   string
	Created time.Time
	Expires time.Time
	URL     string // the tool's, with the token
}

// Identity is who a redeemed token let in, and where.
type Identity struct {
	UserID      access.UserID
	ToolID      int64
	Tenant      *access.Tenant
	Username    string
	Email       string
	FirstName   string
	LastName    string
	Role        string
	Permissions json.RawMessage
	Expires     time.Time
	Session     *Session // nil unless it was asked for
}

// Redemption is a tool's request to redeem a launch token.
type Redemption struct {
	Token   string
	ToolID  int64 // the tool that asks, 0 when it did not say
	Proof   Proof
	Session bool // begin a session as well
}

// Generate makes a launch token for the actor and a tool.
func (s *Service) Generate(ctx context.Context, toolID int64) (*Launch, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return nil, err
	}
	member, err := access.MemberFrom(ctx)
	if err != nil {
		return nil, err
	}
	tool, err := s.open(ctx, t, toolID)
	if err != nil {
		return nil, err
	}
	ring, err := s.keys.ready(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	c := s.claimsFor(t, actor.UserID, member.ID, tool, now)
	token, err := ring.signer(now).sign(c)
	if err != nil {
		return nil, err
	}
	s.minted.add(token, c, now)
	return s.issue(ctx, t, tool, c, actor.SessionID, &Launch{Token: token, Created: now, Expires: time.Unix(c.Expires, 0).UTC()})
}

// open is a tool that may be used here, as far as the restaurant is concerned.
func (s *Service) open(ctx context.Context, t *access.Tenant, toolID int64) (*Tool, error) {
	tool, err := s.knownTool(ctx, t, toolID)
	if err != nil {
		return nil, err
	}
	code, err := s.closed(ctx, t, tool)
	switch {
	case err != nil:
		return nil, err
	case refusals[code] != nil:
		return nil, refusals[code]
	case code != "":
		return nil, fault.New(fault.Forbidden, code, refusals[CodeNotInPlan].Message)
	default:
		return tool, nil
	}
}

// closed is the code of why a tool may not be used here, "" when it may.
func (s *Service) closed(ctx context.Context, t *access.Tenant, tool *Tool) (code string, err error) {
	if !tool.Active {
		return CodeToolInactive, nil
	}
	return s.Entitlements.MayUseTool(ctx, t, tool.Slug)
}

// claimsFor lets the token end on a full second, so that exp, the row and the answer say the same.
func (s *Service) claimsFor(t *access.Tenant, user access.UserID, member access.MemberID, tool *Tool, now time.Time) *claims {
	return &claims{
		Issuer: s.Issuer, Subject: int64(user), Audience: tool.Slug, ID: newTokenID(),
		IssuedAt: now.Unix(), NotBefore: now.Unix(), Expires: now.Add(tokenLifetime).Unix(),
		TenantID: t.ID, Schema: t.Schema, MemberID: member, ToolID: tool.ID,
	}
}

// issue makes the token good, or says why not. SignIn is what the token comes from, and ends with.
func (s *Service) issue(
	ctx context.Context, t *access.Tenant, tool *Tool, c *claims, signIn string, launch *Launch,
) (_ *Launch, err error) {
	if launch.URL, err = tool.launchURL(launch.Token); err != nil {
		return nil, err
	}
	// A token that a crash of the database loses opens nothing, and another is a click away.
	q := s.DB.TenantQueryAsync(t)
	issued, err := s.store.issue(ctx, q, c, signIn, launch.Created, launch.Expires)
	if err != nil {
		return nil, err
	}
	if !issued {
		return nil, s.explain(ctx, q, c)
	}
	return launch, nil
}

func (s *Service) explain(ctx context.Context, q postgres.Querier, c *claims) error {
	active, _, err := s.store.standing(ctx, q, c.MemberID, c.ToolID)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && !active:
		return refusals[CodeMemberInactive]
	case err != nil:
		return err
	default:
		return refusals[CodeNotGranted]
	}
}

// Verify redeems a launch token. Every token that opens nothing is the same fault, invalid_token: unless it is another tool's or
// forged, it is used up by now. A tool that has credentials must prove who it is: it fails with Unauthenticated, invalid_client,
// before anything is used up.
//
// A token that comes a second time ends the session that its first use began (RFC 6749, section 4.1.2), at whatever time it comes.
func (s *Service) Verify(ctx context.Context, r Redemption) (*Identity, error) {
	asking, err := s.client(ctx, r.Proof)
	if err != nil {
		return nil, err
	}
	ring, err := s.keys.ring(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	c, err := ring.verify(r.Token, s.Issuer, now, &s.minted)
	if err != nil && !errors.Is(err, errExpired) {
		return nil, errInvalid.Because(err)
	}
	late := err != nil
	if err := s.mayRedeem(ctx, asking, r.ToolID, c.ToolID); err != nil {
		return nil, err
	}
	if late || s.replays.known(c, now) {
		return nil, s.refuse(ctx, c, errExpired)
	}
	return s.once(ctx, c, func() (*Identity, error) { return s.redeem(ctx, c, r.Session, now) })
}

// mayRedeem refuses a tool another's tokens. ToolID is the tool that the caller says it is, 0 when it did not say.
func (s *Service) mayRedeem(ctx context.Context, asking *Client, toolID, tokens int64) error {
	if toolID != 0 && toolID != tokens {
		return errInvalid.Because(errOtherTool)
	}
	allowed, err := s.mayAsk(ctx, asking, tokens)
	if err == nil && !allowed {
		return errInvalid.Because(errOtherTool)
	}
	return err
}

func (s *Service) redeem(ctx context.Context, c *claims, session bool, now time.Time) (*Identity, error) {
	t, err := s.stillOpen(ctx, c)
	if err != nil {
		return nil, asInvalid(err)
	}
	var opened *Session
	if session {
		opened = newSession(t.ID, now)
	}
	who, err := s.store.redeem(ctx, s.DB.TenantQuery(t), c, opened, now)
	if fault.Is(err, fault.NotFound) {
		return nil, s.refuse(ctx, c, err)
	}
	if err != nil {
		return nil, err
	}
	return &Identity{
		UserID: access.UserID(c.Subject), ToolID: c.ToolID, Tenant: t, Username: who.Username, Email: who.Email,
		FirstName: who.FirstName, LastName: who.LastName, Role: who.RoleName, Permissions: who.Permissions,
		Expires: time.Unix(c.Expires, 0).UTC(), Session: opened,
	}, nil
}

var (
	errOtherTool = errors.New("it is another tool's")
	errClosed    = fault.New(fault.Forbidden, "tenant_inactive", "The restaurant is switched off.")
	// errUpgrading is the same as everywhere that a restaurant's schema is behind the program.
	errUpgrading = fault.New(fault.Unavailable, "tenant_upgrading", "This restaurant is being upgraded. Please try again.")
)

// stillOpen is the restaurant of the token, if the tool may be used there now.
func (s *Service) stillOpen(ctx context.Context, c *claims) (*access.Tenant, error) {
	t, err := s.Tenants.ByID(ctx, c.TenantID)
	if err != nil {
		return nil, err
	}
	if !t.Active || t.Schema != c.Schema {
		return nil, errClosed
	}
	if t.SchemaVersion < s.SchemaVersion {
		return nil, errUpgrading
	}
	_, err = s.open(ctx, t, c.ToolID)
	return t, err
}

// asInvalid hides why a token does not open anything. Trouble of ours stays trouble.
func asInvalid(err error) error {
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return errInvalid.Because(err)
	}
	return err
}
