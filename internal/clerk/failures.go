package clerk

import "github.com/tabletap/console/internal/fault"

// What a caller may learn about a refused token: enough to know whether a new one helps. Which check failed is the
// cause, for the log only.
var (
	errToken        = fault.New(fault.Unauthenticated, "token_invalid", "The session token is not valid.")
	errExpired      = fault.New(fault.Unauthenticated, "token_expired", "The session token has expired.")
	errNotYet       = fault.New(fault.Unauthenticated, "token_not_yet_valid", "The session token is not valid yet.")
	errPending      = fault.New(fault.Unauthenticated, "session_pending", "The sign-in is not complete yet.")
	errKeysAway     = fault.New(fault.Unavailable, "clerk_keys_unavailable", "Sign-in cannot be checked right now.")
	errClerkAway    = fault.New(fault.Unavailable, "clerk_unavailable", "The sign-in service cannot be reached right now.")
	errClerkBusy    = fault.New(fault.Unavailable, "clerk_rate_limited", "The sign-in service asks us to slow down.")
	errClerkRefused = fault.New(fault.Unavailable, "clerk_refused", "The sign-in service refused the request.")
)

// What a caller may learn about a refused webhook.
var (
	errHeadersMissing = fault.New(fault.Invalid, "webhook_headers_missing", "The webhook's signature headers are missing.")
	errHeadersInvalid = fault.New(fault.Invalid, "webhook_headers_invalid", "The webhook's headers are malformed.")
	errSignature      = fault.New(fault.Unauthenticated, "webhook_signature_invalid", "The signature is not valid.")
	errStale          = fault.New(fault.Unauthenticated, "webhook_stale", "The webhook's timestamp is too far from now.")
	errPayload        = fault.New(fault.Invalid, "webhook_payload_invalid", "The webhook's payload cannot be read.")
)
