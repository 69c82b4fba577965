package tooltap

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// redeemed is the console's answer to a launch token.
type redeemed struct {
	Valid  bool   `json:"valid"`
	UserID int64  `json:"user_id"`
	ToolID int64  `json:"tool_id"`
	Schema string `json:"tenant_schema"`
	Tenant struct {
		ID       int64     `json:"id"`
		Name     string    `json:"name"`
		Slug     string    `json:"slug"`
		Status   string    `json:"subscription_status"`
		TrialEnd time.Time `json:"trial_end_date"`
	} `json:"tenant"`
	User struct {
		Username    string `json:"username"`
		Email       string `json:"email"`
		FirstName   string `json:"first_name"`
		LastName    string `json:"last_name"`
		DisplayName string `json:"display_name"`
	} `json:"user"`
	Role        string      `json:"role"`
	Permissions Permissions `json:"permissions"`
	Session     *struct {
		Token     string    `json:"token"`
		ExpiresAt time.Time `json:"expires_at"`
	} `json:"session"`
}

// Redeem uses a launch token up: it says who came, and opens a session. It fails with ErrInvalidToken for a token that opens nothing and
// with ErrInvalidClient when the console does not know the tool's credentials.
//
// It is not repeated when the answer got lost, because the console takes a second use for a theft and ends the session of the first. The
// person has to launch the tool again.
func (c *Client) Redeem(ctx context.Context, token string) (*Identity, *Session, error) {
	if token == "" || len(token) > longestToken {
		return nil, nil, invalid("it is no launch token")
	}
	body, err := json.Marshal(map[string]any{"token": token, "session": true})
	if err != nil {
		return nil, nil, fmt.Errorf("tooltap: %w", err)
	}
	var r redeemed
	if err := c.do(ctx, call{method: http.MethodPost, path: "/api/tools/sso/verify/", kind: jsonType, body: body}, &r); err != nil {
		return nil, nil, err
	}
	if !r.Valid || r.UserID <= 0 || r.Schema == "" {
		return nil, nil, invalid("the console does not say who it is")
	}
	if r.Session == nil || r.Session.Token == "" {
		return nil, nil, fmt.Errorf("%w: it opened no session", ErrUnavailable)
	}
	return r.identity(), &Session{Token: r.Session.Token, ExpiresAt: r.Session.ExpiresAt}, nil
}

func (r *redeemed) identity() *Identity {
	return &Identity{
		UserID: r.UserID, Username: r.User.Username, Role: r.Role, Permissions: r.Permissions, ToolID: r.ToolID,
		TenantID: r.Tenant.ID, TenantSchema: r.Schema,
		Profile: &Profile{
			Email: r.User.Email, FirstName: r.User.FirstName, LastName: r.User.LastName, DisplayName: r.User.DisplayName,
			Restaurant: r.Tenant.Name, RestaurantSlug: r.Tenant.Slug, SubscriptionStatus: r.Tenant.Status, TrialEnd: r.Tenant.TrialEnd,
		},
	}
}
