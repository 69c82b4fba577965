package clerk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// NewInvitation is an invitation to sign up. Clerk allows 100 an hour.
type NewInvitation struct {
	Email          string         // required
	RedirectURL    string         // where the link in the email leads; "": Clerk's own sign-up page
	PublicMetadata map[string]any // copied to the user who accepts
	ExpiresInDays  int            // 0: Clerk's default, 30
	IgnoreExisting bool           // invite an address that was invited, or belongs to a user, all the same
	Quiet          bool           // send no email: we hand out URL ourselves
}

// Invitation is an invitation as Clerk knows it.
type Invitation struct {
	ID        string // inv_…, never empty
	Email     string
	Status    string // pending, accepted, revoked, expired
	URL       string // what the invited person opens; "" when Clerk keeps it to itself
	Revoked   bool
	ExpiresAt time.Time // zero when Clerk does not say
	CreatedAt time.Time
}

// CreateInvitation invites somebody by email. It is tried again only after 429: after silence the invitation may exist,
// and asking again with IgnoreExisting would send a second email.
//
// Besides Unavailable it fails with Conflict, invitation_exists, for an address that was invited or has signed up, and
// with Invalid about the field email for what Clerk does not take as an address.
func (c *Client) CreateInvitation(ctx context.Context, in NewInvitation) (Invitation, error) {
	if in.Email == "" {
		return Invitation{}, fault.Field("email", "This field is required.")
	}
	body, err := c.do(ctx, call{method: http.MethodPost, path: []string{"invitations"}, body: in.wire()})
	if err != nil {
		return Invitation{}, notInvited(err)
	}
	invitation, err := parseInvitation(body)
	if err != nil {
		return Invitation{}, errClerkAway.Because(err)
	}
	return invitation, nil
}

// RevokeInvitation makes an invitation's link useless. Besides Unavailable it fails with NotFound, and with Conflict,
// invitation_not_pending, for one that was revoked or accepted already, an earlier try whose answer was lost included.
func (c *Client) RevokeInvitation(ctx context.Context, id string) error {
	if !isID(id) {
		return fault.Missing("The invitation")
	}
	path := []string{"invitations", id, "revoke"}
	_, err := c.do(ctx, call{method: http.MethodPost, path: path, repeat: true})
	if e, ok := errors.AsType[*callError](err); ok && e.Status == http.StatusBadRequest {
		return fault.New(fault.Conflict, "invitation_not_pending", "The invitation is no longer pending.").Because(err)
	}
	return missing(err, "The invitation")
}

var errInvited = fault.New(fault.Conflict, "invitation_exists", "This person was invited or has signed up already.")

// notInvited names the refusals that the person who invites can do something about.
func notInvited(err error) error {
	e, ok := errors.AsType[*callError](err)
	switch {
	case !ok:
		return err
	case e.has("duplicate_record", "form_identifier_exists"):
		return errInvited.Because(err)
	case e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity:
		return fault.Field("email", "This address cannot be invited.").Because(err)
	default:
		return err
	}
}

type wireNewInvitation struct {
	Email          string         `json:"email_address"`
	RedirectURL    string         `json:"redirect_url,omitempty"`
	PublicMetadata map[string]any `json:"public_metadata,omitempty"`
	ExpiresInDays  int            `json:"expires_in_days,omitempty"`
	IgnoreExisting bool           `json:"ignore_existing,omitempty"`
	Notify         bool           `json:"notify"`
}

func (in NewInvitation) wire() wireNewInvitation {
	return wireNewInvitation{
		Email: in.Email, RedirectURL: in.RedirectURL, PublicMetadata: in.PublicMetadata,
		ExpiresInDays: in.ExpiresInDays, IgnoreExisting: in.IgnoreExisting, Notify: !in.Quiet,
	}
}

func parseInvitation(raw []byte) (Invitation, error) {
	var w struct {
		ID        text   `json:"id"`
		Email     text   `json:"email_address"`
		Status    text   `json:"status"`
		URL       text   `json:"url"`
		Revoked   flag   `json:"revoked"`
		ExpiresAt moment `json:"expires_at"`
		CreatedAt moment `json:"created_at"`
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		return Invitation{}, fmt.Errorf("clerk: invitation: %w", err)
	}
	if w.ID == "" {
		return Invitation{}, fmt.Errorf("clerk: invitation: %w", errNoID)
	}
	return Invitation{
		ID: string(w.ID), Email: string(w.Email), Status: string(w.Status), URL: string(w.URL),
		Revoked: bool(w.Revoked), ExpiresAt: time.Time(w.ExpiresAt), CreatedAt: time.Time(w.CreatedAt),
	}, nil
}
