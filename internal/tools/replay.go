package tools

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// replays are the launch tokens that came more than once, as this instance knows them. The first to find one out writes it down
// and ends the session; who comes meanwhile waits for that one, and who comes later asks no database. So a thousand uses of a token
// at once are one transaction more, not a thousand.
type replays struct {
	seen   recent[struct{}]
	flight singleflight.Group

	mu   sync.Mutex
	uses map[hash]*use
}

// use is a token that is being redeemed here at this moment.
type use struct {
	over   chan struct{}
	worked bool // known once it is over
}

// begin makes the caller the one who redeems the token, or gives the use to wait for: of uses at once one can succeed at most, so
// the others need not stand in line for the row.
func (r *replays) begin(sum hash) (u *use, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if u := r.uses[sum]; u != nil {
		return u, false
	}
	u = &use{over: make(chan struct{})}
	if r.uses == nil {
		r.uses = map[hash]*use{}
	}
	r.uses[sum] = u
	return u, true
}

func (r *replays) end(sum hash, u *use, worked bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.uses, sum)
	u.worked = worked
	close(u.over)
}

func jtiHash(c *claims) hash { return sha256.Sum256([]byte(c.ID)) }

func (r *replays) known(c *claims, now time.Time) bool {
	_, found := r.seen.find(jtiHash(c), now)
	return found
}

// once runs redeem unless the token is being redeemed already: then it waits, and is refused when that works.
func (s *Service) once(ctx context.Context, c *claims, redeem func() (*Identity, error)) (*Identity, error) {
	sum := jtiHash(c)
	u, first := s.replays.begin(sum)
	if first {
		worked := false
		defer func() { s.replays.end(sum, u, worked) }()
		who, err := redeem()
		worked = err == nil
		return who, err
	}
	select {
	case <-u.over:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if u.worked {
		return nil, s.refuse(ctx, c, errExpired)
	}
	return redeem()
}

// refuse is the fault for a token that opens nothing, once what its first use began has ended if it was used before. Uses at the
// same moment count: which of them came from the tool is not ours to know.
func (s *Service) refuse(ctx context.Context, c *claims, cause error) error {
	sum := jtiHash(c)
	if s.replays.known(c, s.Clock.Now()) {
		return errInvalid.Because(cause)
	}
	// The work is everybody's who waits: it must not end because the one who began it went away.
	done := s.replays.flight.DoChan(string(sum[:]), func() (any, error) { return nil, s.endReplay(context.WithoutCancel(ctx), c) })
	select {
	case result := <-done:
		if result.Err != nil {
			return result.Err
		}
		return errInvalid.Because(cause)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// replayPatience bounds work that no caller's patience bounds.
const replayPatience = 10 * time.Second

func (s *Service) endReplay(ctx context.Context, c *claims) error {
	ctx, cancel := context.WithTimeout(ctx, replayPatience)
	defer cancel()
	t, err := s.Tenants.ByID(ctx, c.TenantID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if t.SchemaVersion < s.SchemaVersion {
		return errUpgrading
	}
	var used bool
	err = s.changeTenant(ctx, t, func(tx postgres.Tx, keys stale) (err error) {
		used, err = s.noteReplay(ctx, tx, keys, t, c)
		return err
	})
	now := s.Clock.Now()
	// One that expired unused will never have been used, so that need not be asked again either.
	if err == nil && (used || !now.Before(time.Unix(c.Expires, 0))) {
		s.replays.seen.add(jtiHash(c), struct{}{}, now)
	}
	return err
}

// noteReplay ends the session and writes it down once, whichever instance comes first.
func (s *Service) noteReplay(ctx context.Context, tx postgres.Tx, keys stale, t *access.Tenant, c *claims) (used bool, err error) {
	sum, now := jtiHash(c), s.Clock.Now()
	used, first, err := s.store.markReplayed(ctx, tx, sum[:], now)
	if err != nil || !first {
		return used, err
	}
	ended, err := s.store.endReplayed(ctx, tx, sum[:], now)
	if err != nil {
		return used, err
	}
	staleSessions(keys, ended)
	return used, s.Audit.Record(ctx, tx, audit.Entry{
		Tenant: t.ID, By: audit.ByTool, Action: "sso.token_replayed", TargetType: "staff_member", TargetID: int64(c.MemberID),
		Changes: map[string]audit.Change{"tool_id": {After: c.ToolID}, "session_ended": {After: len(ended) > 0}},
	})
}
