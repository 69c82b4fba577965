package staff

import (
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// What becomes of an invitation.
const (
	StatusPending  = "pending" // can be accepted until it expires
	StatusAccepted = "accepted"
	StatusRevoked  = "revoked" // taken back, or declined
	StatusExpired  = "expired"
	StatusFailed   = "failed" // no email could be sent
)

// invitationLife is how long an invitation can be accepted: Clerk's own default for the link in the email.
const (
	invitationDays = 30
	invitationLife = invitationDays * 24 * time.Hour
)

// Invitation is how somebody who was asked to come is reached.
type Invitation struct {
	ID      int64
	Status  string
	Reason  string // why it failed, or who declined; "" when there is nothing to say
	Sent    *time.Time
	Expires time.Time

	email, clerkID string
}

// at is the invitation as it is at a moment: one that nobody accepted in time has expired.
func (i Invitation) at(now time.Time) Invitation {
	if i.Status == StatusPending && !now.Before(i.Expires) {
		i.Status = StatusExpired
	}
	return i
}

// Waiting is an invitation as whoever it is for sees it.
type Waiting struct {
	ID      int64
	Tenant  access.Tenant // id, slug and name
	Role    string
	Invited time.Time
	Expires time.Time
}

var (
	errInvitationNotOpen = fault.New(fault.Conflict, "invitation_not_open", "There is no open invitation.")
	errNeverInvited      = fault.New(fault.Conflict, "not_invited", "This member was not invited, or has accepted already.")
	errNotAccepted       = fault.New(fault.Conflict, "invitation_not_accepted",
		"This person has not accepted an invitation. Send it again instead.")
	errNoInvitation = fault.Missing("This invitation")
)
