package analytics

import (
	"context"
	"net/netip"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// Proof is what a tool's backend says of itself and of the restaurant it speaks for. The zero Proof is none.
type Proof struct {
	ClientID   string
	Secret     string
	Restaurant string // slug, schema name or id
}

// reporter is who reports events, and of which restaurant.
type reporter struct {
	tenant access.TenantID
	place  *access.Tenant
	tool   int64         // 0 for staff
	user   access.UserID // 0 for tools
	ip     *netip.Addr
}

// errNoRestaurant is the same for a restaurant that does not exist and one that does not have the tool.
var errNoRestaurant = fault.Missing("Restaurant")

// reporter is the signed-in member of staff, or else the tool that the proof is of.
func (s *Service) reporter(ctx context.Context, p Proof) (*reporter, error) {
	actor, err := access.ActorFrom(ctx)
	switch {
	case err == nil:
		return staffReporter(ctx, actor)
	case p.ClientID == "":
		return nil, err
	}
	tool, _, err := s.Clients.Authenticate(ctx, p.ClientID, p.Secret)
	if err != nil {
		return nil, err
	}
	return s.toolReporter(ctx, tool, p.Restaurant)
}

func staffReporter(ctx context.Context, actor *access.Actor) (*reporter, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	r := &reporter{tenant: t.ID, place: t, user: actor.UserID}
	if ip, err := netip.ParseAddr(access.RequestFrom(ctx).IP); err == nil {
		r.ip = new(ip.WithZone(""))
	}
	return r, nil
}

// toolReporter lets a tool report of the restaurants that have it.
func (s *Service) toolReporter(ctx context.Context, tool int64, restaurant string) (*reporter, error) {
	if restaurant == "" {
		_, err := access.TenantFrom(ctx) // the fault of all requests that do not say which
		return nil, err
	}
	t, err := s.Restaurants.ByName(ctx, restaurant)
	if err != nil {
		return nil, asNoRestaurant(err)
	}
	installed, err := s.Tools.Installed(ctx, t, tool)
	switch {
	case err != nil:
		return nil, err
	case !installed:
		return nil, errNoRestaurant
	}
	if err := t.Standing(); err != nil {
		return nil, err
	}
	return &reporter{tenant: t.ID, place: t, tool: tool}, nil
}

func asNoRestaurant(err error) error {
	if fault.Is(err, fault.NotFound) {
		return errNoRestaurant
	}
	return err
}
