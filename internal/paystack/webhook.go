package paystack

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
)

// SignatureHeader carries the signature of a webhook.
const SignatureHeader = "X-Paystack-Signature"

// Verifier checks that a webhook was sent by Paystack, which signs with the account's secret key
// (paystack.com/docs/payments/webhooks). The signature covers the body and nothing else, neither a time nor an id: who
// has seen a webhook can send it again for ever. What protects from that is Event.Key, and asking with Client.Verify
// before anything of value is given.
type Verifier struct{ keys [][]byte }

// NewVerifier takes the secret keys, any of which may have signed: two while one is being replaced. It refuses an empty
// list, and a key that is empty or has characters that no key has.
func NewVerifier(secretKeys ...string) (*Verifier, error) {
	if len(secretKeys) == 0 {
		return nil, errors.New("paystack: webhooks need a secret key")
	}
	v := &Verifier{}
	for i, key := range secretKeys {
		if key == "" || !printable(key) {
			return nil, fmt.Errorf("paystack: webhook secret key %d is empty or malformed", i+1)
		}
		v.keys = append(v.keys, []byte(key))
	}
	return v, nil
}

// Check checks a webhook's header against its body, which must be the bytes as they came. It fails with Invalid,
// webhook_headers_missing, or with Unauthenticated, webhook_signature_invalid.
func (v *Verifier) Check(header http.Header, body []byte) error {
	given := header.Get(SignatureHeader)
	if given == "" {
		return errSignatureMissing
	}
	for _, key := range v.keys {
		if hmac.Equal([]byte(given), signature(key, body)) {
			return nil
		}
	}
	return errSignature
}

// Verify checks a webhook and reads it. It fails as Check and ParseEvent do.
func (v *Verifier) Verify(header http.Header, body []byte) (Event, error) {
	if err := v.Check(header, body); err != nil {
		return Event{}, err
	}
	return ParseEvent(body)
}

// Sign is what Paystack puts into SignatureHeader: HMAC-SHA512 of the body under the secret key, in lowercase hex.
func Sign(secretKey string, body []byte) string { return string(signature([]byte(secretKey), body)) }

func signature(key, body []byte) []byte {
	mac := hmac.New(sha512.New, key)
	mac.Write(body)
	return hex.AppendEncode(nil, mac.Sum(nil))
}
