package clerk

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"time"
)

// origin is who caused a change, as webhooks tell it.
type origin struct {
	IP        string `json:"client_ip"`
	UserAgent string `json:"user_agent"`
}

func originOfRequest(r *http.Request) origin {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return origin{IP: host, UserAgent: r.UserAgent()}
}

// change is a new state in the making. What it emits is sent only when the whole of it was kept.
type change struct {
	*state
	at     time.Time
	config *Config
	events []event
}

type event struct {
	id   string // the svix-id
	kind string
	data any
}

func (c *change) emit(kind string, data any) string {
	id := newID("msg", c.at)
	c.events = append(c.events, event{id, kind, data})
	return id
}

// envelope is what every webhook carries. Clerk's documentation shows its timestamp in milliseconds.
type envelope struct {
	Data            any             `json:"data"`
	EventAttributes eventAttributes `json:"event_attributes"`
	InstanceID      string          `json:"instance_id"`
	Object          string          `json:"object"`
	Timestamp       int64           `json:"timestamp"`
	Type            string          `json:"type"`
}

type eventAttributes struct {
	HTTPRequest origin `json:"http_request"`
}

// change runs fn on a copy of the state. When fn fails, or the copy cannot be saved, nothing happened; otherwise the copy
// becomes the state, and its events are queued. Changes run one after the other.
func (s *Server) change(by origin, fn func(*change) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	c := &change{state: s.now().clone(), at: s.clock.Now(), config: &s.config}
	if err := fn(c); err != nil {
		return err
	}
	deliveries, err := c.deliveries(by)
	if err != nil {
		return err
	}
	return s.commit(c.state, deliveries)
}

func (s *Server) commit(next *state, deliveries []Delivery) error {
	if err := s.webhooks.room(len(deliveries)); err != nil {
		return err
	}
	next.PendingWebhook = append(s.webhooks.Pending(), deliveries...)
	if err := saveState(s.config.StateFile, next); err != nil {
		return err
	}
	next.PendingWebhook = nil
	s.state.Store(next)
	s.webhooks.add(deliveries)
	return nil
}

func (c *change) deliveries(by origin) ([]Delivery, error) {
	deliveries := make([]Delivery, 0, len(c.events))
	for _, e := range c.events {
		body, err := json.Marshal(envelope{
			Data: e.data, EventAttributes: eventAttributes{HTTPRequest: by}, InstanceID: c.InstanceID,
			Object: "event", Timestamp: millis(c.at), Type: e.kind,
		})
		if err != nil {
			return nil, fmt.Errorf("sandbox clerk: event %s: %w", e.kind, err)
		}
		deliveries = append(deliveries, Delivery{ID: e.id, Type: e.kind, Body: body})
	}
	return deliveries, nil
}
