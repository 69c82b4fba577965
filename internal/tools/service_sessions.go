package tools

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// Admission is that a person may be in a tool, and as whom.
type Admission struct {
	Member      access.MemberID
	Role        string
	Permissions access.Permissions
	Tool        *Tool
}

// Admit lets a person into a tool, or fails as Generate does and with the same codes. Everything it asks is remembered, and
// forgotten when it changes.
func (s *Service) Admit(ctx context.Context, t *access.Tenant, user access.UserID, toolID int64) (Admission, error) {
	if !t.Active {
		return Admission{}, errClosed
	}
	if t.SchemaVersion < s.SchemaVersion {
		return Admission{}, errUpgrading
	}
	tool, err := s.open(ctx, t, toolID)
	if err != nil {
		return Admission{}, err
	}
	member, err := s.Members.Member(ctx, t, user)
	if fault.Is(err, fault.NotFound) || err == nil && !member.Active {
		return Admission{}, refusals[CodeMemberInactive]
	}
	if err != nil {
		return Admission{}, err
	}
	granted, err := s.mayOpen(ctx, t, member, toolID)
	if err != nil {
		return Admission{}, err
	}
	if !granted {
		return Admission{}, refusals[CodeNotGranted]
	}
	return Admission{member.ID, member.Role, member.Permissions, tool}, nil
}

// Introspect tells whether the member whose session a token is may still be in the tool; nil is that they may not, or that there is
// no such session, or that it is another tool's. It fails with Unauthenticated, invalid_client, when the tool has to prove who it is
// and did not.
func (s *Service) Introspect(ctx context.Context, token string, p Proof) (*Presence, error) {
	asking, err := s.client(ctx, p)
	if err != nil {
		return nil, err
	}
	t, session, err := s.findSession(ctx, token, asking)
	if err != nil || session == nil {
		return nil, err
	}
	present, err := s.present(ctx, t, session)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return nil, nil //nolint:nilnil // nil is the answer no
	}
	return present, err
}

// findSession is the session of a token, with its restaurant, when it is whoever asks' to know of; nil otherwise.
func (s *Service) findSession(ctx context.Context, token string, asking *Client) (*access.Tenant, *toolSession, error) {
	tenant, sum, ok := readSession(token)
	if !ok {
		return nil, nil, nil
	}
	t, err := s.Tenants.ByID(ctx, tenant)
	if err != nil {
		return nil, nil, fault.UnlessMissing(err)
	}
	if t.SchemaVersion < s.SchemaVersion {
		return nil, nil, errUpgrading
	}
	session, err := s.session(ctx, t, sum)
	if err != nil {
		return nil, nil, fault.UnlessMissing(err)
	}
	allowed, err := s.mayAsk(ctx, asking, session.tool)
	if err != nil || !allowed {
		return nil, nil, err
	}
	return t, session, nil
}

func (s *Service) session(ctx context.Context, t *access.Tenant, sum hash) (*toolSession, error) {
	load := func(ctx context.Context, sum hash) (*toolSession, error) {
		return s.store.session(ctx, s.DB.TenantQuery(t), sum)
	}
	if _, doubted := s.doubted.find(sum, s.Clock.Now()); doubted {
		return load(ctx, sum)
	}
	return s.known.sessions.Get(ctx, sum, load)
}

func (s *Service) present(ctx context.Context, t *access.Tenant, session *toolSession) (*Presence, error) {
	if session.over || !session.userActive || !s.Clock.Now().Before(session.expires) {
		return nil, nil //nolint:nilnil // nil is the answer no
	}
	if session.clerkUser != "" {
		may, err := s.People.MaySignIn(ctx, session.clerkUser)
		if err != nil || !may {
			return nil, err
		}
	}
	admitted, err := s.Admit(ctx, t, session.user, session.tool)
	if err != nil || admitted.Member != session.member {
		return nil, err
	}
	permissions, err := json.Marshal(admitted.Permissions)
	if err != nil {
		return nil, fmt.Errorf("permissions of member %d: %w", admitted.Member, err)
	}
	client, err := s.clientIDOf(ctx, session.tool)
	return &Presence{
		ClientID: client, Username: session.username, User: session.user, Member: admitted.Member, Tool: admitted.Tool, Tenant: t,
		Role: admitted.Role, Permissions: permissions, Issued: session.created, Expires: session.expires,
	}, err
}

// Revoke ends the session of a token. A token that is none, or another tool's, is no error (RFC 7009, section 2.2). It fails with
// Unauthenticated, invalid_client, when the tool has to prove who it is and did not.
func (s *Service) Revoke(ctx context.Context, token string, p Proof) error {
	asking, err := s.client(ctx, p)
	if err != nil {
		return err
	}
	t, session, err := s.findSession(ctx, token, asking)
	if err != nil || session == nil {
		return err
	}
	_, sum, _ := readSession(token)
	return s.changeTenant(ctx, t, func(tx postgres.Tx, keys stale) error {
		staleSessions(keys, [][]byte{sum[:]})
		_, err := s.store.endSession(ctx, tx, sum, s.Clock.Now())
		return err
	})
}
