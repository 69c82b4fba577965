package staff

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// Owners keeps who owns which restaurant.
type Owners interface {
	// SetOwner makes a person the restaurant's owner inside tx, and has all instances look again when it commits.
	SetOwner(ctx context.Context, tx postgres.Tx, t access.TenantID, owner access.UserID) error
	// Forget makes this instance look again, after the commit.
	Forget(ctx context.Context, t access.TenantID)
}

// offerLife is how long a member may think it over.
const offerLife = 7 * 24 * time.Hour

// What becomes of an offer.
const (
	offerAccepted  = "accepted"
	offerDeclined  = "declined"
	offerWithdrawn = "withdrawn"
)

// Offer is a restaurant, offered by its owner to a member.
type Offer struct {
	ID      int64
	Member  access.MemberID
	By      access.UserID
	Offered time.Time
	Expires time.Time
}

var (
	errOfferOpen    = fault.New(fault.Conflict, "offer_open", "The restaurant is offered to somebody already. Withdraw that first.")
	errNoOffer      = fault.Missing("An open offer")
	errOwnsAlready  = fault.Field("member_id", "This member is the owner already.")
	errInactiveHeir = fault.Field("member_id", "This member is not active.")
	errHeirIsGone   = fault.New(fault.Conflict, "member_inactive", "You are not an active member of the staff any more.")
)

// OfferOwnership offers the restaurant to an active member, who has a week to accept. It fails with offer_open while it is
// offered to somebody else.
func (s *Service) OfferOwnership(ctx context.Context, id access.MemberID) (Offer, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Offer{}, err
	}
	now := s.clock.Now()
	o := Offer{Member: id, By: actorID(ctx), Offered: now, Expires: now.Add(offerLife)}
	err = s.db.Tenant(ctx, t, func(tx postgres.Tx) error {
		p, err := s.store.lock(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case p.owner:
			return errOwnsAlready
		case !p.active:
			return errInactiveHeir
		}
		if o.ID, err = s.store.insertOffer(ctx, tx, o); err != nil {
			return err
		}
		return s.record(ctx, tx, t.ID, id, "ownership.offered", nil)
	})
	return o, err
}

// OpenOffer is what the actor, the owner or the one to whom the restaurant is offered, may know of an open offer. It fails with
// NotFound for everybody else, as it does when there is none.
func (s *Service) OpenOffer(ctx context.Context) (Offer, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Offer{}, err
	}
	o, err := s.store.openOffer(ctx, s.db.TenantQuery(t), s.clock.Now())
	if err == nil && !sees(ctx, t, o) {
		err = errNoOffer
	}
	return o, err
}

func sees(ctx context.Context, t *access.Tenant, o Offer) bool {
	actor, err := access.ActorFrom(ctx)
	if err != nil {
		return false
	}
	if actor.Superuser || actor.UserID == t.OwnerID {
		return true
	}
	member, err := access.MemberFrom(ctx)
	return err == nil && (member.Owner || member.ID == o.Member)
}

// WithdrawOwnership takes the open offer back.
func (s *Service) WithdrawOwnership(ctx context.Context) error {
	return s.closeOffer(ctx, offerWithdrawn, func(Offer) bool { return true })
}

// DeclineOwnership turns the open offer to the actor down.
func (s *Service) DeclineOwnership(ctx context.Context) error {
	me, err := access.MemberFrom(ctx)
	if err != nil {
		return err
	}
	return s.closeOffer(ctx, offerDeclined, func(o Offer) bool { return o.Member == me.ID })
}

func (s *Service) closeOffer(ctx context.Context, status string, applies func(Offer) bool) error {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return err
	}
	return s.db.Tenant(ctx, t, func(tx postgres.Tx) error {
		o, err := s.store.lockOpenOffer(ctx, tx, s.clock.Now())
		if err != nil {
			return err
		}
		if !applies(o) {
			return errNoOffer
		}
		if err := s.store.closeOffer(ctx, tx, o.ID, status, s.clock.Now()); err != nil {
			return err
		}
		return s.record(ctx, tx, t.ID, o.Member, "ownership."+status, nil)
	})
}

// AcceptOwnership makes the actor, to whom the restaurant is offered, its owner. Whoever owned it becomes a Manager.
func (s *Service) AcceptOwnership(ctx context.Context) error {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return err
	}
	me, err := access.MemberFrom(ctx)
	if err != nil {
		return err
	}
	var changed []access.UserID
	err = s.db.Tenant(ctx, t, func(tx postgres.Tx) error {
		changed, err = s.transfer(ctx, tx, t.ID, me.ID)
		return err
	})
	if err != nil {
		return err
	}
	for _, user := range changed {
		s.places.forget(ctx, t.ID, user)
	}
	s.owners.Forget(ctx, t.ID)
	return nil
}

// transfer does what the open offer to a member says, and gives whose rights changed. Members are locked before the offer, as
// everywhere.
func (s *Service) transfer(ctx context.Context, tx postgres.Tx, t access.TenantID, to access.MemberID) ([]access.UserID, error) {
	heir, owners, err := s.store.lockOwnersAnd(ctx, tx, to)
	if err != nil {
		return nil, err
	}
	o, err := s.store.lockOpenOffer(ctx, tx, s.clock.Now())
	switch {
	case err != nil:
		return nil, err
	case o.Member != to || heir.owner:
		return nil, errNoOffer
	case !heir.active:
		return nil, errHeirIsGone
	}
	changed, err := s.swap(ctx, tx, t, heir, owners)
	if err != nil {
		return nil, err
	}
	if err := s.store.closeOffer(ctx, tx, o.ID, offerAccepted, s.clock.Now()); err != nil {
		return nil, err
	}
	if err := s.owners.SetOwner(ctx, tx, t, heir.user); err != nil {
		return nil, err
	}
	return changed, s.places.announceAll(ctx, tx, t, changed)
}

// swap gives the heir the Owner's role, and whoever had it the next one.
func (s *Service) swap(ctx context.Context, tx postgres.Tx, t access.TenantID, heir place, owners []place) ([]access.UserID, error) {
	roles, err := s.store.rolesOfTransfer(ctx, tx)
	if err != nil {
		return nil, err
	}
	changed := []access.UserID{heir.user}
	for _, owner := range owners {
		if err := s.passRole(ctx, tx, t, owner, roles.NextRoleID, roles.NextRoleName); err != nil {
			return nil, err
		}
		changed = append(changed, owner.user)
	}
	return changed, s.passRole(ctx, tx, t, heir, roles.OwnerRoleID, RoleOwner)
}

func (s *Service) passRole(ctx context.Context, tx postgres.Tx, t access.TenantID, p place, role int64, name string) error {
	if err := s.store.setRoleID(ctx, tx, p.id, role, s.clock.Now()); err != nil {
		return err
	}
	return s.record(ctx, tx, t, p.id, "staff.role_changed", map[string]audit.Change{"role": {Before: p.role, After: name}})
}
