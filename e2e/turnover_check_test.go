package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// takesAway and givesBack are what ends somebody's right to open the tool, and what may give it again.
var (
	takesAway = map[string]bool{doDeactivate: true, doRemove: true, doRevoke: true}
	givesBack = map[string]bool{doHire: true, doInvite: true, doAccept: true, doActivate: true, doGrant: true, doPromote: true, doDemote: true}
)

// check reads the history. What overlapped may have happened in either order; what was answered before something else was
// asked for happened first.
func (h *house) check(t *testing.T) {
	t.Helper()
	used := map[string]int{}
	for _, e := range h.history {
		switch {
		case !e.done:
			continue
		case e.deed.what == doLaunch:
			h.checkLaunch(t, e)
		case e.deed.what == doVerify:
			used[e.token.token]++
			require.Equal(t, 1, used[e.token.token], "a token was good twice")
			h.checkVerify(t, e)
		}
	}
}

// checkLaunch wants no launch that was asked for after its right had been taken away, unless it may have been given back since.
func (h *house) checkLaunch(t *testing.T, launch event) {
	t.Helper()
	for _, taken := range h.history {
		if !taken.about(launch) || !takesAway[taken.deed.what] || !taken.end.Before(launch.start) {
			continue
		}
		require.True(t, h.givenBack(taken, launch), "%s succeeded after %s", launch.deed, taken.deed)
	}
}

func (h *house) givenBack(taken, before event) bool {
	for _, given := range h.history {
		if given.about(before) && givesBack[given.deed.what] && given.end.After(taken.start) && given.start.Before(before.end) {
			return true
		}
	}
	return false
}

// checkVerify wants no token to be good that was made before its right was taken away: giving the right back does not mend it.
func (h *house) checkVerify(t *testing.T, verified event) {
	t.Helper()
	for _, taken := range h.history {
		revoked := taken.about(verified) && takesAway[taken.deed.what] && taken.start.After(verified.token.end) && taken.end.Before(verified.start)
		require.False(t, revoked, "a token was good after %s", taken.deed)
	}
}

// about reports whether e was done, and to the same person as other.
func (e event) about(other event) bool { return e.done && e.deed.whom == other.deed.whom }
