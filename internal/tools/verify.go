package tools

import (
	"context"
	"errors"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

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
	ring, err := s.keys.Ring(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	c, err := verifyToken(ring, r.Token, s.Issuer, now, &s.minted)
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
