package paystack

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// change is a change under way. It alters the state in place and notes how to take everything back; what it emits is sent only
// when the whole of it was kept.
type change struct {
	*state
	server *Server
	at     time.Time // the time that is written into what it makes
	events []event
	undo   []func()
}

type event struct {
	kind string
	data any
}

func (c *change) emit(kind string, data any) { c.events = append(c.events, event{kind, data}) }

// edit lets the caller alter a record. What it held is restored when the change fails.
func edit[T any](c *change, record *T) *T {
	before := *record
	c.undo = append(c.undo, func() { *record = before })
	return record
}

// add puts a new record into a table.
func add[T any, P keyed[T]](c *change, to *table[T, P], record P) P {
	to.put(record)
	c.undo = append(c.undo, to.drop)
	return record
}

// change runs fn alone. When fn fails, or what it did cannot be saved, nothing happened; otherwise its events are queued.
func (s *Server) change(fn func(*change) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &change{state: s.state, server: s, at: s.clock.Now()}
	err := fn(c)
	if err == nil {
		err = s.commit(c)
	}
	if err != nil {
		c.rollBack()
	}
	return err
}

func (c *change) rollBack() {
	for _, takeBack := range slices.Backward(c.undo) {
		takeBack()
	}
}

func (s *Server) commit(c *change) error {
	if len(c.undo) == 0 && len(c.events) == 0 {
		return nil
	}
	deliveries, err := c.deliveries()
	if err != nil {
		return err
	}
	if err := s.webhooks.room(len(deliveries)); err != nil {
		return err
	}
	if s.config.StateFile != "" {
		c.PendingWebhook = append(s.webhooks.Pending(), deliveries...)
		err = saveState(s.config.StateFile, c.state)
		c.PendingWebhook = nil
	}
	if err != nil {
		return err
	}
	s.webhooks.add(deliveries)
	return nil
}

type envelope struct {
	Event string `json:"event"`
	Data  any    `json:"data"`
}

func (c *change) deliveries() ([]Delivery, error) {
	deliveries := make([]Delivery, 0, len(c.events))
	for _, e := range c.events {
		body, err := json.Marshal(envelope{e.kind, e.data})
		if err != nil {
			return nil, fmt.Errorf("sandbox paystack: event %s: %w", e.kind, err)
		}
		deliveries = append(deliveries, Delivery{ID: c.code("whk_", 16), Type: e.kind, At: c.at, Body: body})
	}
	return deliveries, nil
}
