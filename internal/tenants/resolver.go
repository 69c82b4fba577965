package tenants

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

var (
	errChoose = fault.New(fault.Invalid, "tenant_required",
		"You work in several restaurants. Say which one with the X-Tenant-ID header.")
	errUpgrading = fault.New(fault.Unavailable, "tenant_upgrading", "This restaurant is being upgraded. Try again in a moment.").
			After(5 * time.Second)
	errNone = fault.New(fault.NotFound, "not_found", "You do not work in any restaurant yet.")
)

// Resolve finds the restaurant that a request is for: the X-Tenant-ID header, the host's domain, the caller's active Clerk
// organization, the caller's only restaurant, in this order. The caller must belong to it.
func (s *Service) Resolve(ctx context.Context, actor *access.Actor, hint api.TenantHint) (*access.Tenant, *access.Member, error) {
	if actor == nil {
		return nil, nil, errNotFound
	}
	id, err := s.choose(ctx, actor, hint)
	if err != nil {
		return nil, nil, err
	}
	return s.ResolveID(ctx, actor, id)
}

// ResolveID finds the restaurant with the id and the caller's place in it. A superuser needs none. To anybody else a
// restaurant that they do not belong to does not exist.
func (s *Service) ResolveID(ctx context.Context, actor *access.Actor, id access.TenantID) (*access.Tenant, *access.Member, error) {
	t, err := s.ByID(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if t.SchemaVersion < s.History.Newest() {
		return nil, nil, s.upgrading(ctx, t, actor)
	}
	member, err := s.Roster.Member(ctx, t, actor.UserID)
	switch {
	case err == nil && member.Active:
		return t, member, nil
	case err != nil && !fault.Is(err, fault.NotFound):
		return nil, nil, err
	case actor.Superuser:
		return t, nil, nil
	default:
		return nil, nil, errNotFound
	}
}

// upgrading is what people of a restaurant whose schema is behind are told. Its tables cannot be asked who they are, so the shared
// list of memberships is; to everybody else it does not exist, as ever.
func (s *Service) upgrading(ctx context.Context, t *access.Tenant, actor *access.Actor) error {
	if actor.Superuser || actor.UserID == t.OwnerID {
		return errUpgrading
	}
	works, err := s.store.queries.IsActiveMember(ctx, s.DB.SharedQuery(), int64(actor.UserID), int64(t.ID))
	switch {
	case err != nil:
		return err
	case works:
		return errUpgrading
	default:
		return errNotFound
	}
}

// ByID is the restaurant as requests need it, from the cache. One that is behind the binary's version is read again each
// time, so that it is served from the moment its migration commits.
func (s *Service) ByID(ctx context.Context, id access.TenantID) (*access.Tenant, error) {
	t, err := s.byID.Get(ctx, id, s.load)
	if err == nil && t.SchemaVersion < s.History.Newest() {
		return s.load(ctx, id)
	}
	return t, err
}

func (s *Service) load(ctx context.Context, id access.TenantID) (*access.Tenant, error) {
	t, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return &t.Tenant, nil
}

func (s *Service) choose(ctx context.Context, actor *access.Actor, hint api.TenantHint) (access.TenantID, error) {
	if hint.Header != "" {
		return s.byName(ctx, hint.Header)
	}
	if id, err := s.ByHost(ctx, hint.Host); !fault.Is(err, fault.NotFound) {
		return id, err
	}
	if actor.OrgID != "" {
		if id, err := s.byOrganization(ctx, actor.OrgID); !fault.Is(err, fault.NotFound) {
			return id, err
		}
	}
	return s.only(ctx, actor.UserID)
}

// Find reads the restaurant with a slug, schema name or id.
func (s *Service) Find(ctx context.Context, name string) (*Tenant, error) {
	id, err := s.byName(ctx, name)
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, id)
}

// ByName is the restaurant with a slug, schema name or id as requests need it, from the caches. Nobody's place in it was checked.
func (s *Service) ByName(ctx context.Context, name string) (*access.Tenant, error) {
	id, err := s.byName(ctx, name)
	if err != nil {
		return nil, err
	}
	t, err := s.ByID(ctx, id)
	if err == nil && t.SchemaVersion < s.History.Newest() {
		return nil, errUpgrading
	}
	return t, err
}

func (s *Service) byName(ctx context.Context, name string) (access.TenantID, error) {
	if id, err := strconv.ParseInt(name, 10, 64); err == nil {
		return access.TenantID(id), nil
	}
	if checkSlug(name) != "" && checkSchemaName(name) != "" {
		return 0, errNotFound // nothing has such a name; the database need not be asked
	}
	return s.names.Get(ctx, keyName(name), func(ctx context.Context, _ string) (access.TenantID, error) {
		return tenantID(s.store.queries.TenantIDByName(ctx, s.DB.SharedQuery(), name))
	})
}

// ByHost finds the restaurant that a host name leads to. The platform's own names lead to none.
func (s *Service) ByHost(ctx context.Context, host string) (access.TenantID, error) {
	if s.platformHost(host) || checkDomain(host) != "" {
		return 0, errNotFound
	}
	return s.names.Get(ctx, keyDomain(host), func(ctx context.Context, _ string) (access.TenantID, error) {
		return tenantID(s.store.queries.TenantIDByDomain(ctx, s.DB.SharedQuery(), host))
	})
}

func (s *Service) platformHost(host string) bool {
	return host == "" || host == "localhost" || slices.Contains(s.PlatformHosts, host) || !strings.Contains(host, ".")
}

func (s *Service) byOrganization(ctx context.Context, org string) (access.TenantID, error) {
	return s.names.Get(ctx, keyOrg(org), func(ctx context.Context, _ string) (access.TenantID, error) {
		return tenantID(s.store.queries.TenantIDByOrganization(ctx, s.DB.SharedQuery(), org))
	})
}

func tenantID(id int64, err error) (access.TenantID, error) { return access.TenantID(id), missing(err) }

// only is the restaurant of somebody who has just one.
func (s *Service) only(ctx context.Context, user access.UserID) (access.TenantID, error) {
	ids, err := s.mine.Get(ctx, user, s.loadMine)
	switch {
	case err != nil:
		return 0, err
	case len(ids) == 0:
		return 0, errNone
	case len(ids) > 1:
		return 0, errChoose
	default:
		return ids[0], nil
	}
}

func (s *Service) loadMine(ctx context.Context, user access.UserID) ([]access.TenantID, error) {
	const enough = 2
	rows, err := s.store.queries.TenantIDsOfUser(ctx, s.DB.SharedQuery(), int64(user), enough)
	ids := make([]access.TenantID, len(rows))
	for i, id := range rows {
		ids[i] = access.TenantID(id)
	}
	return ids, err
}
