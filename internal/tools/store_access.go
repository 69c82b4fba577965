package tools

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

func (s store) grants(ctx context.Context, q postgres.Querier, f GrantFilter, limit, offset int) ([]Grant, int64, error) {
	member, user, tool := postgres.OrNull(int64(f.Member)), postgres.OrNull(int64(f.User)), postgres.OrNull(f.Tool)
	rows, err := s.tenant.ListToolAccess(ctx, q, tenantdb.ListToolAccessParams{
		MemberID: member, UserID: user, ToolID: tool, PageLimit: int64(limit), PageOffset: int64(offset),
	})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.tenant.CountToolAccess(ctx, q, tenantdb.CountToolAccessParams{MemberID: member, UserID: user, ToolID: tool})
		return nil, count, err
	}
	grants := make([]Grant, len(rows))
	for i := range rows {
		r := &rows[i]
		grants[i] = Grant{
			ID: r.ID, Member: access.MemberID(r.MemberID), User: access.UserID(r.UserID), Granted: r.IsGranted, GrantedAt: r.GrantedAt,
			Tool: Tool{r.ToolID, r.Name, r.Slug, r.Description, r.URL, r.Icon, r.ToolIsActive, r.Metadata},
		}
	}
	return grants, rows[0].Total, nil
}

func (s store) grant(ctx context.Context, q postgres.Querier, id int64) (Grant, error) {
	r, err := s.tenant.ToolAccessByID(ctx, q, id)
	if err != nil {
		return Grant{}, postgres.Missing(err, errGrantNotFound)
	}
	return Grant{
		ID: r.ID, Member: access.MemberID(r.MemberID), User: access.UserID(r.UserID), Granted: r.IsGranted, GrantedAt: r.GrantedAt,
		Tool: Tool{r.ToolID, r.Name, r.Slug, r.Description, r.URL, r.Icon, r.ToolIsActive, r.Metadata},
	}, nil
}

func (s store) grantID(ctx context.Context, q postgres.Querier, member access.MemberID, tool int64) (int64, error) {
	id, err := s.tenant.ToolAccessID(ctx, q, int64(member), tool)
	return id, postgres.Missing(err, errGrantNotFound)
}

func (s store) deleteGrant(ctx context.Context, tx postgres.Tx, id int64) error {
	_, err := s.tenant.DeleteToolAccess(ctx, tx, id)
	return err
}

func (s store) roleGrants(ctx context.Context, q postgres.Querier, f GrantFilter, limit, offset int) ([]RoleGrant, int64, error) {
	role, tool := postgres.OrNull(f.Role), postgres.OrNull(f.Tool)
	rows, err := s.tenant.ListRoleTools(ctx, q, tenantdb.ListRoleToolsParams{
		RoleID: role, ToolID: tool, PageLimit: int64(limit), PageOffset: int64(offset),
	})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.tenant.CountRoleTools(ctx, q, role, tool)
		return nil, count, err
	}
	grants := make([]RoleGrant, len(rows))
	for i := range rows {
		r := &rows[i]
		grants[i] = RoleGrant{
			Role: r.RoleID, RoleName: r.RoleName, GrantedAt: r.GrantedAt,
			Tool: Tool{r.ToolID, r.Name, r.Slug, r.Description, r.URL, r.Icon, r.ToolIsActive, r.Metadata},
		}
	}
	return grants, rows[0].Total, nil
}

// granted is what was granted to (true) and refused (false) a member themselves, by tool.
func (s store) granted(ctx context.Context, q postgres.Querier, member int64) (map[int64]bool, error) {
	rows, err := s.tenant.GrantsOfMember(ctx, q, member)
	own := make(map[int64]bool, len(rows))
	for _, r := range rows {
		own[r.ToolID] = r.IsGranted
	}
	return own, err
}

func (s store) toolsOfRole(ctx context.Context, q postgres.Querier, role int64) (map[int64]bool, error) {
	rows, err := s.tenant.ToolsOfRole(ctx, q, role)
	return set(rows), err
}

func set(ids []int64) map[int64]bool {
	m := make(map[int64]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m
}

func (s store) grantees(ctx context.Context, tx postgres.Tx, members, users []int64) ([]grantee, error) {
	rows, err := s.tenant.Grantees(ctx, tx, members, users)
	list := make([]grantee, len(rows))
	for i, r := range rows {
		list[i] = grantee{access.MemberID(r.ID), access.UserID(r.UserID), r.IsOwner}
	}
	return list, err
}

func (s store) knownRoles(ctx context.Context, tx postgres.Tx, roles []int64) (map[int64]bool, error) {
	ids, err := s.tenant.KnownRoles(ctx, tx, roles)
	return set(ids), err
}

func (s store) installedIDs(ctx context.Context, tx postgres.Tx) (map[int64]bool, error) {
	ids, err := s.tenant.InstalledToolIDs(ctx, tx)
	return set(ids), err
}

// pairs are grants as arrays, which is how one statement takes any number of them.
type pairs struct {
	whom, tools []int64
	granted     []bool
}

func (p *pairs) add(whom, tool int64, granted bool) {
	p.whom, p.tools, p.granted = append(p.whom, whom), append(p.tools, tool), append(p.granted, granted)
}

// write gives the grants and refusals that changed something.
func (s store) write(ctx context.Context, tx postgres.Tx, p *pairs, by *int64, now time.Time) (changed pairs, err error) {
	if len(p.whom) == 0 {
		return changed, nil
	}
	rows, err := s.tenant.GrantTools(ctx, tx, tenantdb.GrantToolsParams{
		Members: p.whom, Tools: p.tools, Granted: p.granted, Now: now, GrantedBy: by,
	})
	for _, r := range rows {
		changed.add(r.MemberID, r.ToolID, r.IsGranted)
	}
	return changed, err
}

// writeRoles is write for roles.
func (s store) writeRoles(ctx context.Context, tx postgres.Tx, p *pairs, by *int64, now time.Time) (changed pairs, err error) {
	var given, taken pairs
	for i, role := range p.whom {
		list := &taken
		if p.granted[i] {
			list = &given
		}
		list.add(role, p.tools[i], p.granted[i])
	}
	if len(given.whom) > 0 {
		rows, err := s.tenant.GrantRoleTools(ctx, tx, tenantdb.GrantRoleToolsParams{Roles: given.whom, Tools: given.tools, Now: now, GrantedBy: by})
		if err != nil {
			return changed, err
		}
		for _, r := range rows {
			changed.add(r.RoleID, r.ToolID, true)
		}
	}
	if len(taken.whom) > 0 {
		rows, err := s.tenant.RevokeRoleTools(ctx, tx, taken.whom, taken.tools)
		if err != nil {
			return changed, err
		}
		for _, r := range rows {
			changed.add(r.RoleID, r.ToolID, false)
		}
	}
	return changed, nil
}
