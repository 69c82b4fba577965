package tooltap

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// The console's bounds.
const (
	mostInBatch = 10_000
	mostInBody  = 4 << 20 // bytes; the console takes 8 MB
)

// Event is something that happened in a restaurant.
type Event struct {
	ID         string    // a UUID; "": one is made. An event that is sent twice under one id counts once.
	Tenant     string    // the restaurant: Identity.TenantSchema, or its slug or id
	Type       string    // one of the platform's, such as "order", or one that the tool has registered
	Data       any       // what encoding/json makes an object of at most 32 KB of; nil: nothing
	User       int64     // whose doing it was: Identity.UserID; 0: nobody's in particular
	OccurredAt time.Time // zero: now; no longer ago than the restaurant's plan keeps events
}

// reported is an event as the console reads it.
type reported struct {
	ID         string          `json:"id"`
	Type       string          `json:"event_type"`
	Data       json.RawMessage `json:"data"`
	User       *int64          `json:"user,omitempty"`
	OccurredAt time.Time       `json:"occurred_at"`
}

var (
	errNoTenant = errors.New("tooltap: the event does not name its restaurant")
	errNoObject = errors.New("tooltap: the event's data is no JSON object")
	errTooLarge = errors.New("tooltap: the event's data has more than 32 KB")
	errNoType   = errors.New("tooltap: the event's type must be 1 to 100 of a-z 0-9 _ . : -")
)

const (
	mostData = 32 << 10
	mostType = 100
)

// encode completes e and writes it as the console reads it, now, so that what the caller changes later changes nothing. What the console
// would refuse is refused here, where whoever wrote it sees it.
func (e *Event) encode(now time.Time) ([]byte, error) {
	if e.Tenant == "" {
		return nil, errNoTenant
	}
	if !isType(e.Type) {
		return nil, errNoType
	}
	if e.ID == "" {
		e.ID = newID(now)
	}
	if e.OccurredAt.IsZero() {
		e.OccurredAt = now
	}
	data, err := encodeData(e.Data)
	if err != nil {
		return nil, err
	}
	r := reported{ID: e.ID, Type: e.Type, Data: data, OccurredAt: e.OccurredAt.UTC()}
	if e.User != 0 {
		r.User = &e.User
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("tooltap: the event: %w", err)
	}
	return raw, nil
}

func encodeData(data any) ([]byte, error) {
	if data == nil {
		return []byte("{}"), nil
	}
	raw, err := json.Marshal(data)
	switch {
	case err != nil:
		return nil, fmt.Errorf("tooltap: the event's data: %w", err)
	case len(raw) == 0 || raw[0] != '{':
		return nil, errNoObject
	case len(raw) > mostData:
		return nil, errTooLarge
	default:
		return raw, nil
	}
}

func isType(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_', c == '.', c == ':', c == '-':
		default:
			return false
		}
	}
	return name != "" && len(name) <= mostType
}

// newID makes a UUID of version 7 (RFC 9562): later ones sort later, which databases like.
func newID(now time.Time) string {
	var id [16]byte
	_, _ = rand.Read(id[6:]) // never fails
	for i, ms := 5, now.UnixMilli(); i >= 0; i, ms = i-1, ms>>8 {
		id[i] = byte(ms)
	}
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	text := hex.EncodeToString(id[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// batchCall is a report of events, whose encodings are given, in one restaurant. The console stores an event once however often it
// comes, so it may be repeated.
func batchCall(tenant string, encoded [][]byte) call {
	body := []byte(`{"events":[`)
	for i, e := range encoded {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, e...)
	}
	return call{
		method: http.MethodPost, path: "/api/analytics/track/batch/", kind: jsonType, body: append(body, "]}"...), tenant: tenant,
	}
}
