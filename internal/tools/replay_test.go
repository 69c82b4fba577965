package tools_test

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/tools"
)

const replays = "SELECT count(*) FROM public.audit_log WHERE action = 'sso.token_replayed'"

// RFC 6749, section 4.1.2.
func TestASecondUseEndsTheSessionOfTheFirst(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	other := instance(t, f.db, f.world, secretKey)
	l := f.generate(t, "ama", tenant, 1)
	token, bystander := f.begin(t, l.Token, ""), f.stay(t, "ama", tenant, 1)
	f.active(t, token)
	other.active(t, token)
	other.invalid(t, l.Token)
	other.inactive(t, token)
	require.Eventually(t, func() bool { return f.introspect(t, token)["active"] == false }, 10*time.Second, time.Millisecond)
	f.active(t, bystander)
	for range 3 {
		f.invalid(t, l.Token)
		other.invalid(t, l.Token)
	}
	require.Equal(t, 1, f.count(t, nil, replays), "it is told of once")
	require.Equal(t, 1, f.count(t, nil, replays+` AND actor_kind = 'tool' AND target_id = '1' AND tenant_id = $1
		AND changes = '{"tool_id": {"before": null, "after": 1}, "session_ended": {"before": null, "after": true}}'`, int64(tenant.ID)))
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM tool_sessions WHERE end_reason = 'replayed'"))
}

func TestALateSecondUseCountsToo(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	l := f.generate(t, "ama", tenant, 1)
	token := f.begin(t, l.Token, "")
	f.clock.Advance(5 * time.Minute)
	f.active(t, token)
	f.invalid(t, l.Token)
	f.inactive(t, token)
	require.Equal(t, 1, f.count(t, nil, replays))
}

func TestATokenThatWasNeverUsedIsNoReplay(t *testing.T) {
	t.Parallel()
	f := setup(t)
	ama, kofi := f.person(t, "ama"), f.person(t, "kofi")
	tenant := f.restaurant(t, "one", ama)
	f.hire(t, tenant, kofi, "Waiter")
	f.does(t, "ama", tenant, http.MethodPost, accessPath, map[string]any{"member_id": 2, "tool_id": 1}, 201)
	token := f.stay(t, "kofi", tenant, 1)
	expired, revoked, refused := f.generate(t, "kofi", tenant, 1), f.generate(t, "ama", tenant, 1), f.generate(t, "ama", tenant, 2)
	f.exec(t, tenant, "UPDATE sso_tokens SET revoked_at = now() WHERE member_id = 1 AND tool_id = 1")
	f.exec(t, tenant, "UPDATE tool_access SET is_granted = false WHERE tool_id = 2")
	for range 2 {
		f.invalid(t, revoked.Token)
		f.invalid(t, refused.Token)
	}
	f.exec(t, tenant, "UPDATE tool_access SET is_granted = true WHERE tool_id = 2")
	f.valid(t, refused.Token)
	f.clock.Advance(2 * time.Minute)
	for range 2 {
		f.invalid(t, expired.Token)
	}
	f.active(t, token)
	require.Zero(t, f.count(t, nil, replays))
	f.invalid(t, refused.Token)
	require.Equal(t, 1, f.count(t, nil, replays), "a token without a session can be replayed as well")
}

// The losers are refused, and whichever of them is first ends the winner's session: which of the callers was the tool nobody knows.
func TestAThousandSimultaneousUses(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	l := f.generate(t, "ama", tenant, 1)
	var (
		won              atomic.Pointer[tools.Session]
		refused, strange atomic.Int32
		all              sync.WaitGroup
		start            = make(chan struct{})
	)
	for range 1000 {
		all.Go(func() {
			<-start
			who, err := f.Verify(t.Context(), tools.Redemption{Token: l.Token, Session: true})
			switch {
			case err == nil && won.CompareAndSwap(nil, who.Session):
			case fault.CodeOf(err) == "invalid_token":
				refused.Add(1)
			default:
				strange.Add(1)
			}
		})
	}
	close(start)
	all.Wait()
	require.Zero(t, strange.Load())
	require.EqualValues(t, 999, refused.Load())
	f.inactive(t, won.Load().Token)
	require.Equal(t, 1, f.count(t, nil, replays))
	require.Equal(t, 1, f.count(t, tenant, "SELECT count(*) FROM tool_sessions"))
}

// Whoever finds the replay out may hang up: the session ends all the same, and who waits with them is answered.
func TestAReplayerWhoHangsUp(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tenant := f.restaurant(t, "one", f.person(t, "ama"))
	l := f.generate(t, "ama", tenant, 1)
	token := f.begin(t, l.Token, "")
	f.clock.Advance(2 * time.Minute) // the token is refused without a look at the database, so only the replay needs one
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := f.Verify(gone, tools.Redemption{Token: l.Token})
	require.Error(t, err)
	f.invalid(t, l.Token)
	f.inactive(t, token)
	require.Equal(t, 1, f.count(t, nil, replays))
}
