package tools

import (
	"context"
	"encoding/json"
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
	CodeTenantSuspended      = "tenant_suspended"
)

var refusals = map[string]*fault.Error{
	CodeMemberInactive:       fault.New(fault.Forbidden, CodeMemberInactive, "You are not an active member of this restaurant's staff."),
	CodeNotGranted:           fault.New(fault.Forbidden, CodeNotGranted, "You have not been granted access to this tool."),
	CodeToolInactive:         fault.New(fault.Forbidden, CodeToolInactive, "This tool is switched off."),
	CodeNotInPlan:            fault.New(fault.Forbidden, CodeNotInPlan, "The restaurant's plan does not include this tool."),
	CodeTenantSuspended:      fault.New(fault.Forbidden, CodeTenantSuspended, "This restaurant is suspended."),
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
