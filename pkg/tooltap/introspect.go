package tooltap

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Introspection is what the console says of a session (RFC 7662). Only Active means anything when it is false.
type Introspection struct {
	Active    bool
	Identity  Identity
	ClientID  string // the tool's
	IssuedAt  time.Time
	ExpiresAt time.Time
}

// longestRefusal bounds for how long "not active" is remembered.
const longestRefusal = time.Second

// Introspect asks the console whether the session is alive and whose it is. An answer is used again for Config.IntrospectionTTL, at most
// until the session expires, and "not active" for a second at most. Many who ask about one session at once share a question.
func (c *Client) Introspect(ctx context.Context, sessionToken string) (*Introspection, error) {
	if sessionToken == "" || len(sessionToken) > longestToken {
		return &Introspection{}, nil
	}
	key := sha256.Sum256([]byte(sessionToken)) // who reads our memory cannot use what is kept there
	found, err := c.sessions.get(ctx, key, c.cfg.Now, func(ctx context.Context) (*Introspection, time.Time, error) {
		return c.introspect(ctx, sessionToken)
	})
	if err != nil {
		return nil, err
	}
	own := *found
	own.Identity.Permissions = maps.Clone(own.Identity.Permissions)
	return &own, nil
}

// introspect asks, and says until when the answer may be used.
func (c *Client) introspect(ctx context.Context, token string) (*Introspection, time.Time, error) {
	var said introspected
	err := c.do(ctx, formCall("/api/tools/sso/introspect/", token), &said)
	if err != nil {
		return nil, time.Time{}, err
	}
	in, err := said.introspection()
	if err != nil {
		return nil, time.Time{}, err
	}
	now, keep := c.cfg.Now(), max(c.cfg.IntrospectionTTL, 0)
	if in.Active && !in.ExpiresAt.After(now) {
		in = &Introspection{}
	}
	if !in.Active {
		return in, now.Add(min(keep, longestRefusal)), nil
	}
	until := now.Add(keep)
	if in.ExpiresAt.Before(until) {
		until = in.ExpiresAt
	}
	return in, until, nil
}

// Revoke ends the session. Ending one that has ended, or never was, is no error.
func (c *Client) Revoke(ctx context.Context, sessionToken string) error {
	if sessionToken == "" {
		return nil
	}
	c.sessions.drop(sha256.Sum256([]byte(sessionToken)))
	err := c.do(ctx, formCall("/api/tools/sso/revoke/", sessionToken), nil)
	// Once more: somebody may have asked about it in between.
	c.sessions.drop(sha256.Sum256([]byte(sessionToken)))
	return err
}

func formCall(path, token string) call {
	return call{method: http.MethodPost, path: path, kind: formType, body: []byte(url.Values{"token": {token}}.Encode()), repeat: always}
}

// introspected is the console's answer.
type introspected struct {
	Active      bool        `json:"active"`
	ClientID    string      `json:"client_id"`
	Username    string      `json:"username"`
	Subject     string      `json:"sub"`
	Expires     json.Number `json:"exp"`
	IssuedAt    json.Number `json:"iat"`
	ToolID      int64       `json:"tool_id"`
	TenantID    int64       `json:"tenant_id"`
	Schema      string      `json:"tenant_schema"`
	Role        string      `json:"role"`
	Permissions Permissions `json:"permissions"`
}

func (s *introspected) introspection() (*Introspection, error) {
	if !s.Active {
		return &Introspection{}, nil
	}
	user, err := strconv.ParseInt(s.Subject, 10, 64)
	expires, wrong := s.Expires.Int64()
	if err != nil || wrong != nil || user <= 0 || s.Schema == "" {
		return nil, fmt.Errorf("%w: it does not say whose session it is", ErrUnavailable)
	}
	issued, _ := s.IssuedAt.Int64()
	return &Introspection{
		Active: true, ClientID: s.ClientID, IssuedAt: time.Unix(issued, 0).UTC(), ExpiresAt: time.Unix(expires, 0).UTC(),
		Identity: Identity{
			UserID: user, Username: s.Username, Role: s.Role, Permissions: s.Permissions, ToolID: s.ToolID, TenantID: s.TenantID,
			TenantSchema: s.Schema,
		},
	}, nil
}
