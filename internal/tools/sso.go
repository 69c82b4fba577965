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
	ring, err := s.keys.Ready(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	c := s.claimsFor(t, actor.UserID, member.ID, tool, now)
	token, err := c.sign(ring.Signer(now))
	if err != nil {
		return nil, err
	}
	s.minted.add(token, c, now)
	return s.issue(ctx, t, tool, c, &Launch{Token: token, Created: now, Expires: time.Unix(c.Expires, 0).UTC()})
}

// open is a tool that may be used here, as far as the restaurant is concerned.
func (s *Service) open(ctx context.Context, t *access.Tenant, toolID int64) (*Tool, error) {
	tool, err := s.knownTool(ctx, t, toolID)
	if err != nil {
		return nil, err
	}
	if !tool.Active {
		return nil, refusals[CodeToolInactive]
	}
	code, err := s.Entitlements.MayUseTool(ctx, t, tool.Slug)
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

func (s *Service) knownTool(ctx context.Context, t *access.Tenant, id int64) (*Tool, error) {
	return s.known.Get(ctx, toolKey{t.ID, id}, func(ctx context.Context, _ toolKey) (*Tool, error) {
		tool, err := s.store.tool(ctx, s.DB.TenantQuery(t), id)
		return &tool, err
	})
}

// claimsFor lets the token end on a full second, so that exp, the row and the answer say the same.
func (s *Service) claimsFor(t *access.Tenant, user access.UserID, member access.MemberID, tool *Tool, now time.Time) *claims {
	return &claims{
		Issuer: s.Issuer, Subject: int64(user), Audience: tool.Slug, ID: newTokenID(),
		IssuedAt: now.Unix(), NotBefore: now.Unix(), Expires: now.Add(tokenLifetime).Unix(),
		TenantID: t.ID, Schema: t.Schema, MemberID: member, ToolID: tool.ID,
	}
}

// issue makes the token good, or says why not.
func (s *Service) issue(ctx context.Context, t *access.Tenant, tool *Tool, c *claims, launch *Launch) (_ *Launch, err error) {
	if launch.URL, err = tool.launchURL(launch.Token); err != nil {
		return nil, err
	}
	// A token that a crash of the database loses opens nothing, and another is a click away.
	q := s.DB.TenantQueryAsync(t)
	issued, err := s.store.issue(ctx, q, c, launch.Created, launch.Expires)
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

// Verify redeems a launch token. ToolID is the tool that asks, 0 when it did not say. Every token that opens nothing is the same
// fault, invalid_token: unless it is another tool's or forged, it is used up by now.
func (s *Service) Verify(ctx context.Context, token string, toolID int64) (*Identity, error) {
	now := s.Clock.Now()
	ring, err := s.keys.Ring(ctx)
	if err != nil {
		return nil, err
	}
	c, err := verifyToken(ring, token, s.Issuer, now, &s.minted)
	if err != nil {
		return nil, errInvalid.Because(err)
	}
	if toolID != 0 && toolID != c.ToolID {
		return nil, errInvalid.Because(errOtherTool)
	}
	t, err := s.stillOpen(ctx, c)
	if err != nil {
		return nil, asInvalid(err)
	}
	who, err := s.store.redeem(ctx, s.DB.TenantQuery(t), c, now)
	if err != nil {
		return nil, asInvalid(err)
	}
	return &Identity{
		UserID: access.UserID(c.Subject), ToolID: c.ToolID, Tenant: t, Username: who.Username, Email: who.Email,
		FirstName: who.FirstName, LastName: who.LastName, Role: who.RoleName, Permissions: who.Permissions,
		Expires: time.Unix(c.Expires, 0).UTC(),
	}, nil
}

var (
	errOtherTool = errors.New("it is another tool's")
	errClosed    = fault.New(fault.Forbidden, "tenant_inactive", "The restaurant is switched off.")
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

// RevokeLaunches ends the tokens that a member holds and has not used. It runs inside tx, in the restaurant's schema.
func (s *Service) RevokeLaunches(ctx context.Context, tx postgres.Tx, member access.MemberID) error {
	return s.store.revoke(ctx, tx, member, s.Clock.Now())
}
