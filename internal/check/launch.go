package check

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// longestLaunch is more than a launch token may live, clocks that differ a little included.
const longestLaunch = 2 * time.Minute

// launch is a token that opens a tool once.
type launch struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires_at"`
	URL     string    `json:"launch_url"`
}

func (r *run) generate(ctx context.Context) (string, error) {
	a, err := r.as(ctx, r.owner, http.MethodPost, generatePath, map[string]any{"tool_id": r.tool.ID})
	if err != nil {
		return "", err
	}
	l, err := read[launch](a, http.StatusOK, launchFields...)
	if err != nil {
		return "", err
	}
	left := l.Expires.Sub(r.now())
	switch u, err := url.Parse(l.URL); {
	case l.Token == "":
		return "", a.fail(adviceContract, "answered an empty token")
	case err != nil || u.Host == "":
		return "", a.fail("give the POS an address: see `tabletap setup-initial-data`", "answered launch_url %q, which is no address", l.URL)
	case left <= 0 || left > longestLaunch:
		return "", a.fail("are the clocks of the server and of this machine right?", "answered a token that expires in %s", left.Round(time.Second))
	}
	r.launch = l
	return "a token for the POS", nil
}

// verify asks as the POS' backend does: the token is all the proof there is.
func (r *run) verify(ctx context.Context, token string) (*answer, error) {
	return r.ask(ctx, http.MethodPost, verifyPath, map[string]string{"token": token}, nil)
}

type verified struct {
	Valid  bool   `json:"valid"`
	UserID int64  `json:"user_id"`
	ToolID int64  `json:"tool_id"`
	Schema string `json:"tenant_schema"`
	Role   string `json:"role"`
}

func (r *run) verifyOnce(ctx context.Context) (string, error) {
	a, err := r.verify(ctx, r.launch.Token)
	if err != nil {
		return "", err
	}
	v, err := read[verified](a, http.StatusOK, verifyFields...)
	if err == nil {
		err = a.same(map[string][2]any{
			"valid": {v.Valid, true}, "user_id": {v.UserID, r.owner.profile.ID}, "tool_id": {v.ToolID, r.tool.ID},
			"tenant_schema": {v.Schema, r.owner.restaurant.Schema}, "role": {v.Role, r.owner.restaurant.Role},
		})
	}
	return "valid, " + v.Role + " of " + v.Schema, err
}

func (r *run) verifyTwice(ctx context.Context) (string, error) {
	a, err := r.verify(ctx, r.launch.Token)
	if err != nil {
		return "", err
	}
	return "a second time it is refused", a.notValid()
}

// alteredLaunch tries the token with other claims under the same signature, before the real one is used up.
func (r *run) alteredLaunch(ctx context.Context) (string, error) {
	forged, ok := alter(r.launch.Token)
	if !ok {
		return "", fail(adviceContract, "the launch token is no JWT")
	}
	a, err := r.verify(ctx, forged)
	if err != nil {
		return "", err
	}
	return "a launch token with another signature is refused", a.notValid()
}

// notValid fails unless the answer is the 400 of a launch token that opens nothing.
func (a *answer) notValid() error {
	const advice = "stop serving tools with this: a token must open a tool once; " + adviceContract
	if a.status != http.StatusBadRequest {
		return a.fail(advice, "expected 400, got %d: %s", a.status, a.reason())
	}
	body, err := read[struct{ Valid bool }](a, http.StatusBadRequest, "error", "detail", "code")
	if err == nil && body.Valid {
		err = a.fail(advice, "answered 400 and says that the token is valid")
	}
	return err
}

// alter changes a JWT's signature in the middle, where every bit counts.
func alter(token string) (string, bool) {
	dot := strings.LastIndexByte(token, '.')
	if dot < 0 || len(token)-dot < 16 {
		return "", false
	}
	at := dot + (len(token)-dot)/2
	other := byte('A')
	if token[at] == other {
		other = 'B'
	}
	return token[:at] + string(other) + token[at+1:], true
}
