package tools

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// Grants gives a page of the actor's own grants, and their number. A superuser who is no member has none.
func (s *Service) Grants(ctx context.Context, limit, offset int) ([]Grant, int64, error) {
	me, err := access.MemberFrom(ctx)
	if err != nil {
		return nil, 0, nil //nolint:nilerr // nobody's grants are none
	}
	return s.GrantsOf(ctx, GrantFilter{Member: me.ID}, limit, offset)
}

// GrantsOf gives a page of anybody's grants, and their number.
func (s *Service) GrantsOf(ctx context.Context, f GrantFilter, limit, offset int) ([]Grant, int64, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	return s.store.grants(ctx, s.DB.TenantQuery(t), f, limit, offset)
}

// Grant reads one grant: the actor's own, or anybody's for those who manage tools.
func (s *Service) Grant(ctx context.Context, id int64) (Grant, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Grant{}, err
	}
	g, err := s.store.grant(ctx, s.DB.TenantQuery(t), id)
	if err == nil && g.Member != asking(ctx).ID && !access.May(ctx, access.ToolsManage) {
		return Grant{}, errGrantNotFound
	}
	return g, err
}

// Let lets one member into a tool, or keeps them out, and gives the grant. It fails with NotFound for a member or a tool that the
// restaurant does not have.
func (s *Service) Let(ctx context.Context, c GrantChange) (g Grant, err error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Grant{}, err
	}
	err = s.changeTenant(ctx, t, func(tx postgres.Tx, keys stale) error {
		p, problems, err := s.resolve(ctx, tx, t, []GrantChange{c})
		if err != nil {
			return err
		}
		if err := problems.first(); err != nil {
			return err
		}
		if _, err := s.apply(ctx, tx, keys, t, p); err != nil {
			return err
		}
		id, err := s.store.grantID(ctx, tx, access.MemberID(p.members.whom[0]), c.Tool)
		if err != nil {
			return err
		}
		g, err = s.store.grant(ctx, tx, id)
		return err
	})
	return g, err
}

// ChangeGrant turns a grant into a refusal or back.
func (s *Service) ChangeGrant(ctx context.Context, id int64, granted bool) (Grant, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Grant{}, err
	}
	g, err := s.store.grant(ctx, s.DB.TenantQuery(t), id)
	if err != nil {
		return Grant{}, err
	}
	return s.Let(ctx, GrantChange{Member: g.Member, Tool: g.Tool.ID, Granted: granted})
}

// Withdraw deletes a grant or a refusal. What the member's role may open, they may open from now on.
func (s *Service) Withdraw(ctx context.Context, id int64) error {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return err
	}
	return s.changeTenant(ctx, t, func(tx postgres.Tx, keys stale) error {
		g, err := s.store.grant(ctx, tx, id)
		if err != nil {
			return err
		}
		people, err := s.store.grantees(ctx, tx, []int64{int64(g.Member)}, nil)
		if err != nil {
			return err
		}
		if len(people) > 0 && people[0].owner && g.Granted {
			return errOwnersAccess
		}
		if err := s.store.deleteGrant(ctx, tx, id); err != nil {
			return err
		}
		keys.add(topicAccess, placeKey{t.ID, int64(g.Member)}.String())
		if err := s.endWithoutAccess(ctx, tx, keys, []int64{g.Tool.ID}); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, audit.Entry{
			Tenant: t.ID, Action: "tool_access.withdrawn", TargetType: "staff_member", TargetID: int64(g.Member),
			Changes: map[string]audit.Change{"tool_id": {Before: g.Tool.ID}, "is_granted": {Before: g.Granted}},
		})
	})
}

// RoleGrants gives a page of what roles may open, and their number.
func (s *Service) RoleGrants(ctx context.Context, f GrantFilter, limit, offset int) ([]RoleGrant, int64, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	return s.store.roleGrants(ctx, s.DB.TenantQuery(t), f, limit, offset)
}

// LetRole lets everybody with a role into a tool, or takes that back, unless something else was said of them.
func (s *Service) LetRole(ctx context.Context, role, tool int64, granted bool) (g RoleGrant, err error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return g, err
	}
	err = s.changeTenant(ctx, t, func(tx postgres.Tx, keys stale) error {
		p, problems, err := s.resolve(ctx, tx, t, []GrantChange{{Role: role, Tool: tool, Granted: granted}})
		if err != nil {
			return err
		}
		if err := problems.first(); err != nil {
			return err
		}
		report, err := s.apply(ctx, tx, keys, t, p)
		if err != nil {
			return err
		}
		if !granted && report.Unchanged > 0 {
			return errRoleGrantNotFound
		}
		list, _, err := s.store.roleGrants(ctx, tx, GrantFilter{Role: role, Tool: tool}, 1, 0)
		if err == nil && len(list) > 0 {
			g = list[0]
		}
		return err
	})
	return g, err
}

// included fails with Forbidden for a tool that the plan does not include. A lapsed subscription is no reason not to prepare.
func (s *Service) included(ctx context.Context, t *access.Tenant, slug string) error {
	code, err := s.Entitlements.MayUseTool(ctx, t, slug)
	if err == nil && code == CodeNotInPlan {
		return refusals[CodeNotInPlan]
	}
	return err
}

// includedTool is included for a tool that is installed.
func (s *Service) includedTool(ctx context.Context, t *access.Tenant, id int64) error {
	tool, err := s.knownTool(ctx, t, id)
	if fault.Is(err, fault.NotFound) {
		return errToolNotFound
	}
	if err != nil {
		return err
	}
	return s.included(ctx, t, tool.Slug)
}
