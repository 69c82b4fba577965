package clerk

import (
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4/json"
	"github.com/go-jose/go-jose/v4/jwt"
)

// read turns the payload of a token whose signature is good into claims that may be believed.
func (v *Verifier) read(payload []byte) (*Claims, error) {
	var w wireClaims
	if err := json.Unmarshal(payload, &w); err != nil {
		return nil, errToken.Because(err)
	}
	if err := v.check(&w); err != nil {
		return nil, err
	}
	org, err := parseOrg(payload, w.Version)
	if err != nil {
		return nil, errToken.Because(err)
	}
	return w.normal(org), nil
}

// check refuses a token that is not from our Clerk, not for now, or not for us. The order matters to callers: a token
// that is merely old says so, and anything else that is wrong with it wins over that.
func (v *Verifier) check(w *wireClaims) error {
	switch {
	case w.Issuer != v.issuer:
		return errToken.Because(fmt.Errorf("issuer %q", w.Issuer))
	case w.Subject == "" || w.Expiry == nil || w.NotBefore == nil:
		return errToken.Because(errors.New("sub, exp or nbf is missing"))
	case !v.allows(w.AuthorizedParty):
		return errToken.Because(fmt.Errorf("authorized party %q", deref(w.AuthorizedParty)))
	}
	if err := v.checkTimes(&w.Claims); err != nil {
		return err
	}
	return checkStatus(w.Status)
}

func (v *Verifier) checkTimes(c *jwt.Claims) error {
	now := v.clock.Now()
	switch {
	case !now.Before(c.Expiry.Time().Add(Leeway)):
		return errExpired
	case now.Before(c.NotBefore.Time().Add(-Leeway)):
		return errNotYet.Because(errors.New("nbf is in the future"))
	case c.IssuedAt != nil && now.Before(c.IssuedAt.Time().Add(-Leeway)):
		return errNotYet.Because(errors.New("iat is in the future"))
	}
	return nil
}

// checkStatus refuses a session that is not in force. "pending" is one whose owner has yet to choose an organization or
// finish another task; a status we have never heard of is no reason to let somebody in.
func checkStatus(status string) error {
	switch status {
	case "", "active":
		return nil
	case "pending":
		return errPending
	default:
		return errToken.Because(fmt.Errorf("session status %q", status))
	}
}
