package clerk

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	svix "github.com/svix/svix-webhooks/go"
)

// svixSchedule is the wait before each attempt: https://docs.svix.com/retries.
var svixSchedule = []time.Duration{
	0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 10 * time.Hour,
}

// SvixBackoff is how long Svix waits before the given attempt; the first is attempt 1.
func SvixBackoff(attempt int) time.Duration {
	return svixSchedule[min(max(attempt, 1), len(svixSchedule))-1]
}

// ScaledBackoff is SvixBackoff made shorter or longer: with 0.001, five seconds become five milliseconds.
func ScaledBackoff(factor float64) func(attempt int) time.Duration {
	return func(attempt int) time.Duration {
		return time.Duration(float64(SvixBackoff(attempt)) * factor)
	}
}

// NewWebhookSecret makes a secret in Svix's form: "whsec_" and 24 random bytes in base64.
func NewWebhookSecret() string {
	return "whsec_" + base64.StdEncoding.EncodeToString(randomBytes(24))
}

// SignWebhook gives the headers with which Svix would send body, for tests that post a webhook of their own making.
func SignWebhook(secret, id string, at time.Time, body []byte) (http.Header, error) {
	signer, err := newSigner(secret)
	if err != nil {
		return nil, err
	}
	return signedHeader(signer, id, at, body)
}

func newSigner(secret string) (*svix.Webhook, error) {
	if secret == "" {
		return nil, errors.New("sandbox clerk: webhook secret is empty")
	}
	signer, err := svix.NewWebhook(secret)
	if err != nil {
		return nil, fmt.Errorf("sandbox clerk: webhook secret: %w", err)
	}
	return signer, nil
}

func signedHeader(signer *svix.Webhook, id string, at time.Time, body []byte) (http.Header, error) {
	signature, err := signer.Sign(id, at, body)
	if err != nil {
		return nil, fmt.Errorf("sandbox clerk: sign webhook: %w", err)
	}
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Svix-Webhooks/sandbox")
	h.Set("Svix-Id", id)
	h.Set("Svix-Timestamp", strconv.FormatInt(at.Unix(), 10))
	h.Set("Svix-Signature", signature)
	return h, nil
}
