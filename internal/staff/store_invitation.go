package staff

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// newInvitation is a row as InsertInvitations takes it.
type newInvitation struct {
	MemberID int64  `json:"member_id"`
	Email    string `json:"email"`
}

// insertInvitations opens one for each and gives their ids by member.
func (s store) insertInvitations(
	ctx context.Context, tx postgres.Tx, list []newInvitation, by access.UserID, now time.Time,
) (map[access.MemberID]int64, error) {
	raw, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	params := tenantdb.InsertInvitationsParams{Now: now, ExpiresAt: now.Add(invitationLife), Invitations: raw}
	if by != 0 {
		params.InvitedBy = new(int64(by))
	}
	rows, err := s.tenant.InsertInvitations(ctx, tx, params)
	ids := make(map[access.MemberID]int64, len(rows))
	for _, r := range rows {
		ids[access.MemberID(r.MemberID)] = r.ID
	}
	return ids, err
}

// lastInvitations gives the newest of each member who was ever invited, as it is now.
func (s store) lastInvitations(
	ctx context.Context, q postgres.Querier, members []int64, now time.Time,
) (map[access.MemberID]Invitation, error) {
	rows, err := s.tenant.LastInvitations(ctx, q, members)
	last := make(map[access.MemberID]Invitation, len(rows))
	for _, r := range rows {
		i := Invitation{
			ID: r.ID, Status: r.Status, Reason: r.LastError, Sent: r.SentAt, Expires: postgres.OrZero(r.ExpiresAt),
			email: r.Email, clerkID: postgres.OrZero(r.ClerkInvitationID),
		}
		last[access.MemberID(r.MemberID)] = i.at(now)
	}
	return last, err
}

func (s store) lastInvitation(ctx context.Context, q postgres.Querier, member access.MemberID, now time.Time) (Invitation, error) {
	all, err := s.lastInvitations(ctx, q, []int64{int64(member)}, now)
	return all[member], err
}

// closeInvitation ends the member's open invitation and gives Clerk's id of it, "" when Clerk has none. Closed is false when
// none was open.
func (s store) closeInvitation(
	ctx context.Context, tx postgres.Tx, member access.MemberID, status, reason string, now time.Time,
) (clerkID string, closed bool, err error) {
	rows, err := s.tenant.CloseInvitation(ctx, tx, tenantdb.CloseInvitationParams{
		Status: status, Reason: reason, Now: now, MemberID: int64(member),
	})
	if err != nil || len(rows) == 0 {
		return "", false, err
	}
	return rows[0].ClerkInvitationID, true, nil
}

// openInvitation is what somebody may accept.
func (s store) openInvitation(
	ctx context.Context, q postgres.Querier, user access.UserID, now time.Time,
) (tenantdb.OpenInvitationOfUserRow, error) {
	row, err := s.tenant.OpenInvitationOfUser(ctx, q, int64(user), now)
	return row, postgres.Missing(err, errNoInvitation)
}

// invitationToSend is one that is pending still.
func (s store) invitationToSend(ctx context.Context, q postgres.Querier, id int64) (row tenantdb.InvitationToSendRow, found bool, err error) {
	row, err = s.tenant.InvitationToSend(ctx, q, id)
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return row, false, nil
	}
	return row, err == nil, err
}
