package webhooks

import (
	"encoding/base64"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Stored is a delivery as operators see it.
type Stored struct {
	ID         int64
	Source     string
	ExternalID string
	Type       string
	Status     string
	Attempts   int    // rounds of tries before a replay count too
	LastError  string // "" once it was processed
	Tenant     *access.TenantID
	Received   time.Time
	Processed  *time.Time

	Payload []byte          // as it came; nil in a list
	Result  json.RawMessage // what repeats are answered with; nil for nothing, and in a list
}

// Deliveries are audited for who replayed them; what becomes of one is in its row.
var auditedDelivery = audit.Describe[Stored]("webhook", audit.Fields{
	"ID":         audit.Ignored("id"),     // the target's
	"Source":     audit.Ignored("source"), // the label's
	"ExternalID": audit.Ignored("external_id"),
	"Type":       audit.Ignored("event_type"), // the label's
	"Status":     audit.Tracked("status"),
	"Attempts":   audit.Ignored("attempts"),
	"LastError":  audit.Ignored("last_error"),
	"Tenant":     audit.Ignored("tenant_id"),
	"Received":   audit.Ignored("received_at"),
	"Processed":  audit.Ignored("processed_at"),
	"Payload":    audit.Ignored("payload"),
	"Result":     audit.Ignored("result"),
})

// replayable reports whether another round of tries may change something.
func (s *Stored) replayable() bool {
	return s.Status == StatusFailed || s.Status == StatusParked || s.Status == StatusIgnored
}

// How a payload is shown.
const (
	PayloadJSON   = "json"
	PayloadText   = "text"
	PayloadBase64 = "base64" // of bytes that are no text
)

// ShowPayload is the payload as a JSON value, and how it is shown: itself when it is JSON, or else a string.
func (s *Stored) ShowPayload() (payload json.RawMessage, format string) {
	switch {
	case !utf8.Valid(s.Payload):
		return quoted(base64.StdEncoding.EncodeToString(s.Payload)), PayloadBase64
	case json.Valid(s.Payload):
		return s.Payload, PayloadJSON
	}
	return quoted(string(s.Payload)), PayloadText
}

func quoted(text string) json.RawMessage {
	raw, _ := json.Marshal(text) //nolint:errchkjson // of a string it cannot fail
	return raw
}

func fromListed(r shareddb.WebhooksBeforeRow) Stored {
	return Stored{
		ID: r.ID, Source: r.Source, ExternalID: r.ExternalID, Type: r.EventType, Status: r.Status, Attempts: int(r.Attempts),
		LastError: r.LastError, Tenant: (*access.TenantID)(r.TenantID), Received: r.ReceivedAt, Processed: r.ProcessedAt,
	}
}

func fromWhole(r shareddb.WebhookInbox) Stored {
	s := fromListed(shareddb.WebhooksBeforeRow{
		ID: r.ID, Source: r.Source, ExternalID: r.ExternalID, EventType: r.EventType, Status: r.Status, Attempts: r.Attempts,
		LastError: r.LastError, TenantID: r.TenantID, ReceivedAt: r.ReceivedAt, ProcessedAt: r.ProcessedAt,
	})
	s.Payload, s.Result = r.Payload, r.Result
	return s
}
