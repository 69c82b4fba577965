package paystack

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"net/http"
	"time"
)

// SignatureHeader carries the signature of a webhook.
const SignatureHeader = "X-Paystack-Signature"

// Sign gives the signature of a webhook's raw body: lowercase hexadecimal HMAC-SHA512 under the secret key.
func Sign(secretKey string, body []byte) string {
	mac := hmac.New(sha512.New, []byte(secretKey))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func signedHeader(secretKey string, body []byte) http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Paystack/2.0")
	h.Set(SignatureHeader, Sign(secretKey, body))
	return h
}

// liveAttempts is how often Paystack sends a live webhook: once, four times three minutes apart, then hourly for 72 hours.
const liveAttempts = 1 + 4 + 72

// LiveBackoff is how long Paystack waits before the given attempt in live mode; the first is attempt 1.
func LiveBackoff(attempt int) time.Duration {
	switch {
	case attempt <= 1:
		return 0
	case attempt <= 5:
		return 3 * time.Minute
	default:
		return time.Hour
	}
}

// ScaledBackoff is LiveBackoff made shorter or longer: with 0.001, three minutes become 180 milliseconds.
func ScaledBackoff(factor float64) func(attempt int) time.Duration {
	return func(attempt int) time.Duration {
		return time.Duration(float64(LiveBackoff(attempt)) * factor)
	}
}
