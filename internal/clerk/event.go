package clerk

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Event is a webhook whose signature was checked.
type Event struct {
	ID         string          // the delivery's svix-id: the same for every retry, so the key to store it once by
	Type       string          // such as "user.created"
	Timestamp  time.Time       // when it happened; when it was sent, if the payload does not say
	InstanceID string          // ins_…, "" when absent
	Data       json.RawMessage // for ParseUser and the others, by Type
}

// Deleted is all that Clerk says about something that no longer exists.
type Deleted struct {
	ID         string // never empty
	Object     string // "user", "organization"
	Slug       string
	ExternalID string
}

// parseEvent reads a webhook's envelope (clerk.com/docs/guides/development/webhooks/overview).
func parseEvent(id string, sent time.Time, body []byte) (Event, error) {
	var w struct {
		Type       text            `json:"type"`
		Timestamp  moment          `json:"timestamp"`
		InstanceID text            `json:"instance_id"`
		Data       json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &w); err != nil {
		return Event{}, errPayload.Because(fmt.Errorf("clerk: event: %w", err))
	}
	if w.Type == "" {
		return Event{}, errPayload.Because(errors.New("clerk: event: type is missing"))
	}
	at := time.Time(w.Timestamp)
	if at.IsZero() {
		at = sent
	}
	return Event{ID: id, Type: string(w.Type), Timestamp: at, InstanceID: string(w.InstanceID), Data: w.Data}, nil
}

// ParseUser reads the data of user.created and user.updated. It fails with Invalid, webhook_payload_invalid, only for
// what is no object or has no id; so do the parsers below.
func ParseUser(data []byte) (User, error) { return payload(parseUser(data)) }

// ParseOrganization reads the data of organization.created and organization.updated.
func ParseOrganization(data []byte) (Organization, error) { return payload(parseOrganization(data)) }

// ParseMembership reads the data of organizationMembership.created, .updated and .deleted, and wants the organization's
// and the user's id.
func ParseMembership(data []byte) (Membership, error) { return payload(parseMembership(data)) }

// ParseSession reads the data of session.ended, session.removed and session.revoked.
func ParseSession(data []byte) (Session, error) { return payload(parseSession(data)) }

// ParseDeleted reads the data of user.deleted and organization.deleted, which carry little more than an id.
func ParseDeleted(data []byte) (Deleted, error) { return payload(parseDeleted(data)) }

func parseDeleted(data []byte) (Deleted, error) {
	var w struct {
		ID         text `json:"id"`
		Object     text `json:"object"`
		Slug       text `json:"slug"`
		ExternalID text `json:"external_id"`
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return Deleted{}, fmt.Errorf("clerk: deleted object: %w", err)
	}
	if w.ID == "" {
		return Deleted{}, fmt.Errorf("clerk: deleted object: %w", errNoID)
	}
	return Deleted{ID: string(w.ID), Object: string(w.Object), Slug: string(w.Slug), ExternalID: string(w.ExternalID)}, nil
}

func payload[T any](v T, err error) (T, error) {
	if err != nil {
		return v, errPayload.Because(err)
	}
	return v, nil
}
