package auth

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// How often somebody may try to sign in, within tryPeriod.
const (
	triesPerEmail   = 5
	triesPerAddress = 20
	failuresKept    = 30 // in the audit log, of all together
	tryPeriod       = time.Minute
)

// errCredentials is the same whether the address is unknown, the password is wrong or the superuser is switched off.
var errCredentials = fault.New(fault.Unauthenticated, "invalid_credentials", "The email address or the password is wrong.")

// SignIn begins a superuser's session and gives its token, which is new whatever the browser sent along. It fails with
// Unauthenticated, invalid_credentials, and with RateLimited after too many tries for the address or from the place of ctx's
// request.
func (s *Service) SignIn(ctx context.Context, email, password, oldToken string) (token string, actor *access.Actor, err error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if err := s.throttle(ctx, email); err != nil {
		return "", nil, err
	}
	su, err := s.checkPassword(ctx, email, password)
	if err != nil {
		return "", nil, err
	}
	actor = su.actor()
	err = s.db.Shared(ctx, func(tx postgres.Tx) error {
		if err := s.recordSuperuser(access.WithActor(ctx, actor), tx, "", "superuser.signed_in", su, su); err != nil {
			return err
		}
		token, err = s.sessions.begin(ctx, tx, oldToken, su.ID, su.Hash)
		return err
	})
	return token, actor, err
}

// checkPassword takes the same time for an address that nobody has.
func (s *Service) checkPassword(ctx context.Context, email, password string) (*superuser, error) {
	su, err := s.store.superuserByEmail(ctx, s.db.SharedQuery(), email)
	if fault.Is(err, fault.NotFound) {
		su, err = &superuser{}, nil
	}
	if err != nil {
		return nil, err
	}
	ok, err := s.hasher.verify(ctx, password, su.Hash)
	if err != nil {
		return nil, fmt.Errorf("sign-in of user %d: %w", su.ID, err)
	}
	if !ok || !su.Active || su.Deleted {
		return nil, s.refuse(ctx, su)
	}
	return su, s.strengthen(ctx, su, password)
}

// refuse records a try that failed, for an address that nobody has as well: the time it takes must not tell which. What was typed
// there is not kept, it may have been the password. Beyond failuresKept the log of requests has to do.
func (s *Service) refuse(ctx context.Context, su *superuser) error {
	keep, _, err := s.limiter.Allow(ctx, "auth:sign-in:failures", failuresKept, tryPeriod)
	if err != nil {
		return fmt.Errorf("auth: limit of recorded failures: %w", err)
	}
	if keep {
		err = s.db.Shared(ctx, func(tx postgres.Tx) error {
			return s.recordSuperuser(ctx, tx, audit.ByNobody, "superuser.sign_in_failed", su, su)
		})
	}
	return cmp.Or(err, error(errCredentials))
}

// strengthen replaces a hash that was made when less was enough, now that the password is at hand.
func (s *Service) strengthen(ctx context.Context, su *superuser, password string) error {
	if !s.hasher.outdated(su.Hash) {
		return nil
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	su.Hash = hash
	return s.store.setPassword(ctx, s.db.SharedQuery(), su.ID, hash, s.clock.Now())
}

// throttle counts a try, successful or not. Counting before the password is looked at also bounds the hashing.
func (s *Service) throttle(ctx context.Context, email string) error {
	err := s.count(ctx, "auth:sign-in:ip:"+network(access.RequestFrom(ctx).IP), triesPerAddress)
	if err != nil {
		return err
	}
	return s.count(ctx, "auth:sign-in:email:"+email, triesPerEmail)
}

func (s *Service) count(ctx context.Context, key string, limit int) error {
	ok, wait, err := s.limiter.Allow(ctx, key, limit, tryPeriod)
	if err != nil {
		return fmt.Errorf("auth: sign-in limit: %w", err) // not counted is not let in
	}
	if ok {
		return nil
	}
	wait = max(wait, time.Second)
	return fault.Newf(fault.RateLimited, "throttled", "Request was throttled. Expected available in %d seconds.",
		int((wait+time.Second-1)/time.Second)).After(wait)
}

// network is the part of an address that one person has: all of an IPv4 address, the first half of an IPv6 address.
func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil || addr.Unmap().Is4() {
		return ip
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return ip
	}
	return prefix.String()
}

// fromSession is the superuser of a session. It reports false when the session ended or another password was set since.
func (s *Service) fromSession(ctx context.Context, token string) (actor *access.Actor, found bool, err error) {
	said, found, err := s.sessions.load(ctx, token)
	if err != nil || !found {
		return nil, false, err
	}
	su, err := s.store.superuserByID(ctx, s.db.SharedQuery(), said.User)
	if err != nil {
		return nil, false, fault.UnlessMissing(err)
	}
	if !su.Active || su.Deleted || !bytes.Equal(said.Password, fingerprint(su.Hash)) {
		return nil, false, nil
	}
	actor = su.actor()
	actor.SessionID = superuserSignIn(token)
	return actor, true, nil
}
