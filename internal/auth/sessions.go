package auth

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// How long a superuser's session lasts: since the sign-in, and since it was last used.
const (
	sessionLifetime = 12 * time.Hour
	sessionIdle     = 2 * time.Hour
	sessionTouch    = time.Minute // a use moves the end of a session only if by more than this
)

// keySession is the one value that scs keeps for us.
const keySession = "superuser"

// superSession is what a session says.
type superSession struct {
	User     access.UserID `json:"user"`
	Password []byte        `json:"password"` // of the hash that signed in: another password ends the session
	Deadline time.Time     `json:"deadline"`
}

// sessions are superusers' sessions in public.sessions, under the hash of their token: who reads the table can use none of them.
// It is scs's store and codec, so that our clock decides when a session ends.
type sessions struct {
	manager *scs.SessionManager
	db      *postgres.DB
	clock   clock.Clock
	queries *shareddb.Queries
}

func newSessions(db *postgres.DB, c clock.Clock) *sessions {
	s := &sessions{manager: scs.New(), db: db, clock: c, queries: shareddb.New()}
	s.manager.Store, s.manager.Codec, s.manager.Lifetime = s, s, sessionLifetime
	return s
}

// begin makes a session under a new token, ending the one of oldToken if there is any, as part of tx.
func (s *sessions) begin(ctx context.Context, tx postgres.Tx, oldToken string, user access.UserID, hash string) (string, error) {
	ctx, err := s.manager.Load(withTx(ctx, tx), oldToken)
	if err != nil {
		return "", fmt.Errorf("auth: load session: %w", err)
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return "", fmt.Errorf("auth: new session: %w", err)
	}
	s.manager.Put(ctx, keySession, superSession{
		User: user, Password: fingerprint(hash), Deadline: s.clock.Now().Add(sessionLifetime),
	})
	token, _, err := s.manager.Commit(ctx)
	return token, err
}

// peek gives what the session of a token says. It reports false when there is none or it ended.
func (s *sessions) peek(ctx context.Context, token string) (said superSession, found bool, err error) {
	loaded, err := s.manager.Load(ctx, token)
	if err != nil {
		return superSession{}, false, fmt.Errorf("auth: load session: %w", err)
	}
	said, found = s.manager.Get(loaded, keySession).(superSession)
	return said, found, nil
}

// load is peek that lets the session last longer.
func (s *sessions) load(ctx context.Context, token string) (said superSession, found bool, err error) {
	said, found, err = s.peek(ctx, token)
	if err != nil || !found {
		return superSession{}, false, err
	}
	err = s.touch(ctx, token, &said)
	return said, err == nil, err
}

func (s *sessions) touch(ctx context.Context, token string, found *superSession) error {
	end := s.end(found)
	return s.queries.TouchSession(ctx, s.db.SharedQuery(), shareddb.TouchSessionParams{
		ExpiresAt: end, TokenHash: hashOf(token), WorthMoving: end.Add(-sessionTouch),
	})
}

// end is when a session that is used now ends.
func (s *sessions) end(found *superSession) time.Time {
	idle := s.clock.Now().Add(sessionIdle)
	if found.Deadline.Before(idle) {
		return found.Deadline
	}
	return idle
}

// finish ends the session of a token, if there is one.
func (s *sessions) finish(ctx context.Context, token string) error {
	ctx, err := s.manager.Load(ctx, token)
	if err != nil {
		return fmt.Errorf("auth: load session: %w", err)
	}
	return s.manager.Destroy(ctx)
}

// purge deletes the sessions that ended.
func (s *sessions) purge(ctx context.Context) (int64, error) {
	return s.queries.DeleteExpiredSessions(ctx, s.db.SharedQuery(), s.clock.Now())
}

// cookie carries a session's token to the browser and back: to this host, never to scripts, never from another site.
func cookie(token string, secure bool) http.Cookie {
	c := http.Cookie{ //nolint:gosec // G124: without TLS, as in development, a Secure cookie would not come back
		Name: SessionCookie, Value: token, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
		MaxAge: int(sessionLifetime.Seconds()),
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// fingerprint recognises a password hash without repeating it.
func fingerprint(hash string) []byte {
	sum := sha256.Sum256([]byte(hash))
	return sum[:16]
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

type txKey struct{}

// withTx has scs's calls of the store below take part in tx.
func withTx(ctx context.Context, tx postgres.Tx) context.Context {
	return context.WithValue(ctx, txKey{}, tx)
}

func (s *sessions) querier(ctx context.Context) postgres.Querier {
	if tx, ok := ctx.Value(txKey{}).(postgres.Tx); ok {
		return tx
	}
	return s.db.SharedQuery()
}

// FindCtx is for scs.
func (s *sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	data, err = s.queries.FindSession(ctx, s.querier(ctx), hashOf(token), s.clock.Now())
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx is for scs. The end that scs worked out is by the machine's clock; ours follows from the session.
func (s *sessions) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	var stored superSession
	if err := json.Unmarshal(data, &stored); err != nil {
		return fmt.Errorf("auth: session: %w", err)
	}
	return s.queries.UpsertSession(ctx, s.querier(ctx), shareddb.UpsertSessionParams{
		TokenHash: hashOf(token), Data: data, ExpiresAt: s.end(&stored),
	})
}

// DeleteCtx is for scs.
func (s *sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.queries.DeleteSession(ctx, s.querier(ctx), hashOf(token))
}

// Encode is for scs.
func (s *sessions) Encode(_ time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(values[keySession])
}

// Decode is for scs.
func (s *sessions) Decode(data []byte) (time.Time, map[string]any, error) {
	var stored superSession
	if err := json.Unmarshal(data, &stored); err != nil {
		return time.Time{}, nil, fmt.Errorf("auth: stored session: %w", err)
	}
	return stored.Deadline, map[string]any{keySession: stored}, nil
}

var errNoContext = errors.New("auth: sessions are reached with a context only")

// Find is never called: scs prefers FindCtx.
func (s *sessions) Find(string) ([]byte, bool, error) { return nil, false, errNoContext }

// Commit is never called: scs prefers CommitCtx.
func (s *sessions) Commit(string, []byte, time.Time) error { return errNoContext }

// Delete is never called: scs prefers DeleteCtx.
func (s *sessions) Delete(string) error { return errNoContext }
