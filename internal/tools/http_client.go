package tools

import (
	"strings"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

var errTwoProofs = fault.New(fault.Invalid, "invalid_request", "Say who you are in the header or in the body, not in both.")

// proofOf reads how a tool proves who it is (RFC 6749, section 2.3.1): HTTP Basic, or two fields of the body. What was tried and
// cannot be read is a proof that fails. Strict is for endpoints that nobody but tools call: another scheme in the header is a failed
// proof there, and none of our business elsewhere.
func proofOf(authorization string, clientID, secret *string, strict bool) (Proof, error) {
	scheme, _, _ := strings.Cut(authorization, " ")
	basic := strings.EqualFold(scheme, "Basic")
	switch {
	case basic && secret != nil:
		return Proof{}, errTwoProofs
	case basic:
		id, known := api.BasicCredentials(authorization)
		return agreeing(Proof{ClientID: id, Secret: known, Given: true}, clientID)
	case strict && authorization != "":
		return Proof{Given: true}, nil
	case clientID == nil && secret == nil:
		return Proof{}, nil
	default:
		return Proof{ClientID: postgres.OrZero(clientID), Secret: postgres.OrZero(secret), Given: true}, nil
	}
}

// agreeing lets the body repeat the client id, as some libraries do.
func agreeing(p Proof, clientID *string) (Proof, error) {
	if clientID != nil && *clientID != p.ClientID {
		return Proof{}, errTwoProofs
	}
	return p, nil
}
