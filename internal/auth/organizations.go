package auth

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/webhooks"
)

// What an event waits for when it comes before the one that it follows from. The job is tried again.
var (
	errTooEarlyUser   = fault.New(fault.Conflict, "user_not_known_yet", "Clerk has not told of this user yet.")
	errTooEarlyOrg    = fault.New(fault.Conflict, "organization_not_known_yet", "Clerk has not told of this organization yet.")
	errTooEarlyTenant = fault.New(fault.Conflict, "tenant_not_known_yet", "The organization's creator has no restaurant yet.")
)

var ignored = webhooks.Result{Ignored: true}

// onOrganization connects an organization with the restaurant of whoever made it.
func (s *Service) onOrganization(ctx context.Context, tx postgres.Tx, e event) (webhooks.Result, error) {
	org, err := clerk.ParseOrganization(e.data)
	if err != nil {
		return webhooks.Result{}, err
	}
	newer, err := s.inbox.Newer(ctx, tx, source, org.ID, organizationVersion(org, e))
	if err != nil || !newer || org.CreatedBy == "" {
		return ignored, err
	}
	creator, err := s.knownUser(ctx, tx, org.CreatedBy)
	if err != nil || creator.Deleted {
		return ignored, err
	}
	if err := s.organizations.LinkOrganization(ctx, tx, org.ID, creator.ID); err != nil {
		return webhooks.Result{}, fmt.Errorf("organization %s: %w", org.ID, err)
	}
	return s.linked(ctx, tx, org.ID, creator.ID)
}

// organizationVersion makes the link once: by the first event that says who made the organization, whichever it is.
func organizationVersion(org clerk.Organization, e event) webhooks.Version {
	if org.CreatedBy != "" || e.Type == "organization.created" {
		return webhooks.Version{Rank: 1}
	}
	return webhooks.Version{}
}

// linked tells an organization that leads nowhere for good, because its creator has a restaurant with another one, from an
// organization that came before its creator's restaurant.
func (s *Service) linked(ctx context.Context, tx postgres.Tx, org string, creator access.UserID) (webhooks.Result, error) {
	tenant, err := s.organizations.OfOrganization(ctx, tx, org)
	if err == nil {
		return webhooks.Result{Tenant: tenant.ID}, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return webhooks.Result{}, err
	}
	settled, err := s.store.worksSomewhere(ctx, tx, creator)
	if err == nil && !settled {
		err = errTooEarlyTenant
	}
	return ignored, err
}

// onOrganizationDeleted takes the link away. Whoever joined the staff through the organization stays: that a restaurant stops
// using Clerk's organizations is no reason to shut its people out.
func (s *Service) onOrganizationDeleted(ctx context.Context, tx postgres.Tx, e event) (webhooks.Result, error) {
	gone, err := clerk.ParseDeleted(e.data)
	if err != nil {
		return webhooks.Result{}, err
	}
	newer, err := s.inbox.Newer(ctx, tx, source, gone.ID, webhooks.Version{Gone: true})
	if err != nil || !newer {
		return ignored, err
	}
	return webhooks.Result{}, s.organizations.UnlinkOrganization(ctx, tx, gone.ID)
}

// onMembership puts a member of an organization on the staff of its restaurant.
func (s *Service) onMembership(ctx context.Context, tx postgres.Tx, e event) (webhooks.Result, error) {
	m, err := clerk.ParseMembership(e.data)
	if err != nil {
		return webhooks.Result{}, err
	}
	newer, err := s.inbox.Newer(ctx, tx, source, membershipName(m), membershipVersion(m, e))
	if err != nil || !newer {
		return ignored, err
	}
	user, err := s.knownUser(ctx, tx, m.UserID)
	if err != nil || user.Deleted {
		return ignored, err
	}
	tenant, err := s.tenantOf(ctx, tx, m.Organization.ID)
	if err != nil || tenant == nil {
		return ignored, err
	}
	if err := s.staff.JoinFromOrganization(ctx, tx, tenant.ID, user.ID, clerkRole(m.Role)); err != nil {
		return webhooks.Result{}, fmt.Errorf("user %d joins: %w", user.ID, err)
	}
	return webhooks.Result{Tenant: tenant.ID}, nil
}

// onMembershipDeleted takes a person off the staff. For somebody or something that was never heard of it only remembers that
// the membership is over.
func (s *Service) onMembershipDeleted(ctx context.Context, tx postgres.Tx, e event) (webhooks.Result, error) {
	m, err := clerk.ParseMembership(e.data)
	if err != nil {
		return webhooks.Result{}, err
	}
	version := membershipVersion(m, e)
	version.Gone = true
	newer, err := s.inbox.Newer(ctx, tx, source, membershipName(m), version)
	if err != nil || !newer {
		return ignored, err
	}
	tenant, err := s.organizations.OfOrganization(ctx, tx, m.Organization.ID)
	if err != nil {
		return ignored, fault.UnlessMissing(err)
	}
	user, err := s.store.lock(ctx, tx, m.UserID)
	if err != nil {
		return ignored, fault.UnlessMissing(err)
	}
	if err := s.staff.LeaveFromOrganization(ctx, tx, tenant.ID, user.ID); err != nil {
		return webhooks.Result{}, fmt.Errorf("user %d leaves: %w", user.ID, err)
	}
	return webhooks.Result{Tenant: tenant.ID}, nil
}

// knownUser locks a user, tombstone or not, so that they are not deleted before tx ends.
func (s *Service) knownUser(ctx context.Context, tx postgres.Tx, clerkID string) (*User, error) {
	user, err := s.store.lock(ctx, tx, clerkID)
	if fault.Is(err, fault.NotFound) {
		return nil, errTooEarlyUser.Because(err)
	}
	return user, err
}

// tenantOf is the restaurant of an organization, nil when the organization leads nowhere. It asks first whether the
// organization was heard of: the other way round, one that is linked in between would seem to lead nowhere.
func (s *Service) tenantOf(ctx context.Context, tx postgres.Tx, org string) (*access.Tenant, error) {
	last, seen, err := s.inbox.Last(ctx, tx, source, org)
	if err != nil {
		return nil, err
	}
	tenant, err := s.organizations.OfOrganization(ctx, tx, org)
	if !fault.Is(err, fault.NotFound) {
		return tenant, err
	}
	if !seen || last == (webhooks.Version{}) {
		return nil, errTooEarlyOrg
	}
	return nil, nil //nolint:nilnil // heard of, and leading nowhere
}

// membershipName is one person's place in one organization, which successive memberships may take.
func membershipName(m clerk.Membership) string { return m.Organization.ID + "/" + m.UserID }

func membershipVersion(m clerk.Membership, e event) webhooks.Version {
	v := webhooks.Version{Born: m.CreatedAt, At: m.UpdatedAt, Rank: rank(e.Type)}
	if v.Born.IsZero() {
		v.Born = e.ReceivedAt
	}
	return v
}

// rank orders events that tell of the same moment.
func rank(eventType string) int {
	switch _, verb, _ := strings.Cut(eventType, "."); verb {
	case "created":
		return 0
	case "updated":
		return 1
	default:
		return 2
	}
}

// clerkRole is a role in Clerk's full spelling.
func clerkRole(role string) string { return "org:" + cmp.Or(role, "member") }
