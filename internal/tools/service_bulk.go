package tools

import (
	"context"
	"fmt"
	"slices"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// LetMany makes all of the changes or, when one cannot be made, none. What is wrong is said item by item.
func (s *Service) LetMany(ctx context.Context, changes []GrantChange) (report GrantReport, err error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return report, err
	}
	if len(changes) == 0 || len(changes) > MostGrants {
		return report, fault.Field("grants", fmt.Sprintf("Send between 1 and %d grants.", MostGrants))
	}
	err = s.changeTenant(ctx, t, func(tx postgres.Tx, keys stale) error {
		p, problems, err := s.resolve(ctx, tx, t, changes)
		if err != nil {
			return err
		}
		if err := problems.all(); err != nil {
			return err
		}
		report, err = s.apply(ctx, tx, keys, t, p)
		return err
	})
	return report, err
}

// apply makes the changes of a plan, and ends the stay of everybody who lost access by them.
func (s *Service) apply(ctx context.Context, tx postgres.Tx, keys stale, t *access.Tenant, p plan) (report GrantReport, err error) {
	now, by := s.Clock.Now(), actorID(ctx)
	members, err := s.store.write(ctx, tx, &p.members, by, now)
	if err != nil {
		return report, err
	}
	roles, err := s.store.writeRoles(ctx, tx, &p.roles, by, now)
	if err != nil {
		return report, err
	}
	var tools []int64
	for topic, changed := range map[string]*pairs{topicAccess: &members, topicRoleTool: &roles} {
		for i, whom := range changed.whom {
			keys.add(topic, placeKey{t.ID, whom}.String())
			report.count(changed.granted[i])
			tools = append(tools, changed.tools[i])
		}
	}
	report.Unchanged = len(p.members.whom) + len(p.roles.whom) - report.Granted - report.Revoked
	if len(tools) == 0 {
		return report, nil
	}
	slices.Sort(tools)
	if err := s.endWithoutAccess(ctx, tx, keys, slices.Compact(tools)); err != nil {
		return report, err
	}
	return report, s.recordGrants(ctx, tx, t, &members, &roles)
}

func (r *GrantReport) count(granted bool) {
	if granted {
		r.Granted++
	} else {
		r.Revoked++
	}
}

// recordGrants writes one line for a single change, about whom it is about, and one for any number of them.
func (s *Service) recordGrants(ctx context.Context, tx postgres.Tx, t *access.Tenant, members, roles *pairs) error {
	e := audit.Entry{Tenant: t.ID, Action: "tool_access.changed", TargetType: "tool_access", Changes: map[string]audit.Change{
		"members": {After: described(members)}, "roles": {After: described(roles)},
	}}
	switch {
	case len(members.whom) == 1 && len(roles.whom) == 0:
		e.TargetType, e.TargetID = "staff_member", members.whom[0]
		e.Changes = single(members)
	case len(members.whom) == 0 && len(roles.whom) == 1:
		e.TargetType, e.TargetID = "role", roles.whom[0]
		e.Changes = single(roles)
	}
	return s.Audit.Record(ctx, tx, e)
}

func single(p *pairs) map[string]audit.Change {
	return map[string]audit.Change{"tool_id": {After: p.tools[0]}, "is_granted": {After: p.granted[0]}}
}

// described is whom, tool and whether granted, for each.
func described(p *pairs) [][3]any {
	list := make([][3]any, len(p.whom))
	for i := range p.whom {
		list[i] = [3]any{p.whom[i], p.tools[i], p.granted[i]}
	}
	return list
}
