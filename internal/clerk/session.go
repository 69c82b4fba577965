package clerk

import (
	"encoding/json"
	"fmt"
)

// Session is a sign-in at Clerk, as its session events tell of it.
type Session struct {
	ID     string // sess_…, never empty: sid of the tokens of the sign-in
	UserID string // user_…, "" when Clerk left it out
	Status string // active, ended, removed, revoked, …
}

type wireSession struct {
	ID     text `json:"id"`
	UserID text `json:"user_id"`
	Status text `json:"status"`
}

func parseSession(data []byte) (Session, error) {
	var w wireSession
	if err := json.Unmarshal(data, &w); err != nil {
		return Session{}, fmt.Errorf("clerk: session: %w", err)
	}
	if w.ID == "" {
		return Session{}, fmt.Errorf("clerk: session: %w", errNoID)
	}
	return Session{ID: string(w.ID), UserID: string(w.UserID), Status: string(w.Status)}, nil
}
