package staff

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// openOfferKey is the constraint that keeps a restaurant from being offered twice.
const openOfferKey = "ownership_offers_open_key"

func (s store) insertOffer(ctx context.Context, tx postgres.Tx, o Offer) (int64, error) {
	if err := s.tenant.ExpireOffer(ctx, tx, o.Offered); err != nil {
		return 0, err
	}
	id, err := s.tenant.InsertOffer(ctx, tx, tenantdb.InsertOfferParams{
		MemberID: int64(o.Member), OfferedBy: int64(o.By), Now: o.Offered, ExpiresAt: o.Expires,
	})
	if postgres.Violated(err) == openOfferKey {
		return 0, errOfferOpen.Because(err)
	}
	return id, err
}

func (s store) openOffer(ctx context.Context, q postgres.Querier, now time.Time) (Offer, error) {
	row, err := s.tenant.OpenOffer(ctx, q, now)
	return offerFrom(row), postgres.Missing(err, errNoOffer)
}

func (s store) lockOpenOffer(ctx context.Context, tx postgres.Tx, now time.Time) (Offer, error) {
	row, err := s.tenant.LockOpenOffer(ctx, tx, now)
	return offerFrom(tenantdb.OpenOfferRow(row)), postgres.Missing(err, errNoOffer)
}

func offerFrom(r tenantdb.OpenOfferRow) Offer {
	return Offer{r.ID, access.MemberID(r.MemberID), access.UserID(r.OfferedBy), r.CreatedAt, r.ExpiresAt}
}

func (s store) closeOffer(ctx context.Context, tx postgres.Tx, id int64, status string, now time.Time) error {
	return s.tenant.CloseOffer(ctx, tx, tenantdb.CloseOfferParams{Status: status, Now: now, ID: id})
}

// lockOwnersAnd locks a member and everybody who owns the restaurant besides: one, or nobody in one that never had an owner.
func (s store) lockOwnersAnd(ctx context.Context, tx postgres.Tx, id access.MemberID) (member place, owners []place, err error) {
	rows, err := s.tenant.LockOwnersAnd(ctx, tx, int64(id))
	if err != nil {
		return place{}, nil, err
	}
	for _, r := range rows {
		p, err := placeFrom(tenantdb.LockMemberRow(r))
		if err != nil {
			return place{}, nil, err
		}
		if p.id == id {
			member = p
		} else {
			owners = append(owners, p)
		}
	}
	if member.id == 0 {
		return place{}, nil, errNotFound
	}
	return member, owners, nil
}
