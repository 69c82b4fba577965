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
		return nil, nil, unlessMissing(err)
	}
	if t.SchemaVersion < s.SchemaVersion {
		return nil, nil, errUpgrading
	}
	session, err := s.session(ctx, t, sum)
	if err != nil {
		return nil, nil, unlessMissing(err)
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

func unlessMissing(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
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

// staleSessions is what is remembered of sessions that ended.
func staleSessions(keys stale, sums [][]byte) {
	for _, sum := range sums {
		keys.add(topicSession, sessionKey(sum))
	}
}

// end ends launch tokens that nobody has used and sessions.
func (s *Service) end(ctx context.Context, tx postgres.Tx, keys stale, of scope, reason string) error {
	ended, err := s.store.end(ctx, tx, of, reason, s.Clock.Now())
	staleSessions(keys, ended)
	return err
}

// endWithoutAccess is end for everybody who may not open these tools any more.
func (s *Service) endWithoutAccess(ctx context.Context, tx postgres.Tx, keys stale, tools []int64) error {
	ended, err := s.store.endWithoutAccess(ctx, tx, tools, s.Clock.Now())
	staleSessions(keys, ended)
	return err
}

// RevokeLaunches ends what a member holds: launch tokens that were not used, and sessions. It runs inside tx, in the restaurant's
// schema. Nobody tells when that is committed, and until the announcement has come around this instance would still remember the
// sessions: so it does not believe its memory of them for as long as that can take.
func (s *Service) RevokeLaunches(ctx context.Context, tx postgres.Tx, member access.MemberID) error {
	now, keys := s.Clock.Now(), stale{}
	ended, err := s.store.end(ctx, tx, scope{member: new(int64(member))}, endedWithMember, now)
	if err != nil {
		return err
	}
	for _, sum := range ended {
		s.doubted.add(hash(sum), struct{}{}, now)
	}
	staleSessions(keys, ended)
	return s.publish(ctx, tx, keys)
}

// EndSignIn ends what came of a sign-in of a person's in the console, in every restaurant that they work in. It runs inside tx, over
// the shared tables; after is to be called when it is committed. The sign-in is remembered, so that neither a launch that is under way
// nor a session token that outlives its sign-in for a moment begins a session that nothing would end.
func (s *Service) EndSignIn(ctx context.Context, tx postgres.Tx, user access.UserID, signIn string) (after func(context.Context), err error) {
	after = func(context.Context) {}
	if signIn == "" {
		return after, nil
	}
	if err := s.store.rememberEndedSignIn(ctx, tx, signIn, s.Clock.Now()); err != nil {
		return after, err
	}
	keys := stale{}
	for last, more := int64(0), user != 0; more; {
		page, err := s.store.workplaces(ctx, tx, user, last)
		if err != nil {
			return after, err
		}
		for _, place := range page {
			if err := s.endSignInAt(ctx, tx, keys, place.SchemaName, user, signIn); err != nil {
				return after, fmt.Errorf("sign-in at %s: %w", place.SchemaName, err)
			}
			last = place.ID
		}
		more = len(page) == workplacesPage
	}
	return func(ctx context.Context) { s.drop(ctx, keys) }, s.publish(ctx, tx, keys)
}

func (s *Service) endSignInAt(ctx context.Context, tx postgres.Tx, keys stale, schema string, user access.UserID, signIn string) error {
	return postgres.InSchema(ctx, tx, schema, func() error {
		member, err := s.store.memberOf(ctx, tx, user)
		if err != nil || member == 0 {
			return err
		}
		return s.end(ctx, tx, keys, scope{member: &member, signIn: &signIn}, endedWithSignIn)
	})
}
