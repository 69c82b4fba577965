package clerk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/clock"
)

const (
	// WebhookTolerance is how old, or how far ahead of our clock, a webhook may be.
	WebhookTolerance = 5 * time.Minute
	maxIDBytes       = 255
)

// Webhooks checks that a webhook was sent by Clerk, which signs with Svix. Svix's own library is not used because it
// reads the machine's clock and takes an empty secret.
type Webhooks struct {
	keys  [][]byte
	clock clock.Clock
}

// NewWebhooks takes the signing secrets, whsec_ and base64, any of which may have signed: two while one is being
// replaced. Clerk's are 24 bytes or more. It refuses an empty list, and a secret that is empty or not base64.
func NewWebhooks(c clock.Clock, secrets ...string) (*Webhooks, error) {
	if len(secrets) == 0 || c == nil {
		return nil, errors.New("clerk: webhooks need a secret and a clock")
	}
	w := &Webhooks{clock: c}
	for i, secret := range secrets {
		key, err := webhookKey(secret)
		if err != nil {
			return nil, fmt.Errorf("clerk: webhook secret %d: %w", i+1, err)
		}
		w.keys = append(w.keys, key)
	}
	return w, nil
}

// webhookKey must not quote the secret, and base64's errors name only a position.
func webhookKey(secret string) ([]byte, error) {
	encoded := strings.TrimRight(strings.TrimPrefix(secret, "whsec_"), "=")
	key, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("want whsec_ and base64: %w", err)
	}
	if len(key) == 0 {
		return nil, errors.New("it is empty")
	}
	return key, nil
}

// Verify checks a webhook's headers against its body, which must be the bytes as they came, and reads the envelope. The
// headers are svix-id, svix-timestamp and svix-signature, or webhook-… (Standard Webhooks 1.0.0).
//
// It fails with Invalid (webhook_headers_missing, webhook_headers_invalid; webhook_payload_invalid for a signed body
// that is no event) or with Unauthenticated (webhook_signature_invalid; webhook_stale for a good signature that is
// older or newer than WebhookTolerance).
func (w *Webhooks) Verify(header http.Header, body []byte) (Event, error) {
	d, err := readDelivery(header)
	if err != nil {
		return Event{}, err
	}
	if !w.signed(d, body) {
		return Event{}, errSignature
	}
	if age := w.clock.Now().Sub(d.sent); age > WebhookTolerance || age < -WebhookTolerance {
		return Event{}, errStale.Because(fmt.Errorf("sent %s ago", age))
	}
	return parseEvent(d.id, d.sent, body)
}

// signed reports whether any signature of the header is the one that any of our secrets makes. Signatures of other
// versions are passed over.
func (w *Webhooks) signed(d delivery, body []byte) bool {
	for _, key := range w.keys {
		want := sign(key, d, body)
		for signature := range strings.FieldsSeq(d.signatures) {
			version, encoded, _ := strings.Cut(signature, ",")
			if version == "v1" && hmac.Equal([]byte(encoded), want) {
				return true
			}
		}
	}
	return false
}

func sign(key []byte, d delivery, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(d.id + "." + d.timestamp + "."))
	mac.Write(body)
	return base64.StdEncoding.AppendEncode(nil, mac.Sum(nil))
}

// delivery is what the headers say.
type delivery struct {
	id         string
	timestamp  string // as it came, because that is what was signed
	sent       time.Time
	signatures string
}

func readDelivery(header http.Header) (delivery, error) {
	d, ok := deliveryBy(header, "Svix-")
	if !ok {
		d, ok = deliveryBy(header, "Webhook-")
	}
	if !ok {
		return delivery{}, errHeadersMissing
	}
	seconds, err := strconv.ParseInt(d.timestamp, 10, 64)
	if err != nil || seconds < 0 || seconds > firstMilliseconds || len(d.id) > maxIDBytes || !printable(d.id) {
		return delivery{}, errHeadersInvalid.Because(err)
	}
	d.sent = time.Unix(seconds, 0).UTC()
	return d, nil
}

func deliveryBy(header http.Header, prefix string) (delivery, bool) {
	d := delivery{
		id:         header.Get(prefix + "Id"),
		timestamp:  header.Get(prefix + "Timestamp"),
		signatures: header.Get(prefix + "Signature"),
	}
	return d, d.id != "" && d.timestamp != "" && d.signatures != ""
}

// printable reports whether s is printable ASCII: an id becomes a key in our database.
func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}
