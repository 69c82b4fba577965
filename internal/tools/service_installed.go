package tools

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres"
)

// Available gives a page of the tools that the restaurant has installed, and their number. Of each it says whether whoever asks
// may open it.
func (s *Service) Available(ctx context.Context, limit, offset int) ([]Availability, int64, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	me := asking(ctx)
	tools, count, err := s.store.installed(ctx, s.DB.TenantQuery(t), me.ID, limit, offset)
	if err != nil {
		return nil, 0, err
	}
	list := make([]Availability, len(tools))
	for i := range tools {
		if list[i], err = s.availability(ctx, t, me, tools[i]); err != nil {
			return nil, 0, err
		}
	}
	return list, count, nil
}

// asking is the member who asks; a superuser who is none is nobody, who may open nothing.
func asking(ctx context.Context) *access.Member {
	if me, err := access.MemberFrom(ctx); err == nil {
		return me
	}
	return &access.Member{Active: true}
}

// availability finds the reason in the order in which Generate does.
func (s *Service) availability(ctx context.Context, t *access.Tenant, me *access.Member, tool InstalledTool) (Availability, error) {
	code, err := s.closed(ctx, t, &tool.Tool)
	switch {
	case err != nil || code != "":
	case !me.Active:
		code = CodeMemberInactive
	case !tool.granted:
		code = CodeNotGranted
	}
	return Availability{tool, code}, err
}

// Tool reads a tool that the restaurant has installed.
func (s *Service) Tool(ctx context.Context, id int64) (Availability, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Availability{}, err
	}
	tool, err := s.store.tool(ctx, s.DB.TenantQuery(t), id)
	if err != nil {
		return Availability{}, err
	}
	me := asking(ctx)
	if me.ID != 0 {
		if _, tool.granted, err = s.store.standing(ctx, s.DB.TenantQuery(t), me.ID, id); err != nil {
			return Availability{}, err
		}
	}
	return s.availability(ctx, t, me, tool)
}

// Install gives the restaurant a tool of the catalogue, and lets its owner in. It fails with Forbidden for one that is switched off
// or that the plan does not include.
func (s *Service) Install(ctx context.Context, id int64, i Installation) (Availability, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Availability{}, err
	}
	if err := i.validate(); err != nil {
		return Availability{}, err
	}
	offer, err := s.CatalogueTool(ctx, id)
	if err != nil {
		return Availability{}, err
	}
	if !offer.Active {
		return Availability{}, refusals[CodeToolInactive]
	}
	if err := s.included(ctx, t, offer.Slug); err != nil {
		return Availability{}, err
	}
	if err := s.changeTenant(ctx, t, func(tx postgres.Tx, keys stale) error { return s.install(ctx, tx, keys, t, id, &i) }); err != nil {
		return Availability{}, err
	}
	return s.Tool(ctx, id)
}

func (s *Service) install(ctx context.Context, tx postgres.Tx, keys stale, t *access.Tenant, id int64, i *Installation) error {
	staleTool(keys, t, id)
	now := s.Clock.Now()
	made, err := s.store.install(ctx, tx, id, i, now)
	if err != nil {
		return err
	}
	if !made {
		return errInstalled
	}
	if err := s.store.grantToOwner(ctx, tx, id, actorID(ctx), now); err != nil {
		return err
	}
	return s.recordInstalled(ctx, tx, t, id, "tool.installed", &Installation{}, i)
}

// staleTool is what is remembered of a tool that comes, changes or goes: itself, and who may open it. Those are not known one by
// one, and it is rare.
func staleTool(keys stale, t *access.Tenant, id int64) {
	keys.add(topicTool, placeKey{t.ID, id}.String())
	keys.add(topicAccess, everyKey)
	keys.add(topicRoleTool, everyKey)
}

// actorID is who asks, nil for nobody.
func actorID(ctx context.Context) *int64 {
	if actor, err := access.ActorFrom(ctx); err == nil && actor.UserID != 0 {
		return new(int64(actor.UserID))
	}
	return nil
}

// ChangeInstalled lets fn change what the restaurant says of a tool. Switching it off ends everybody's stay in it.
func (s *Service) ChangeInstalled(ctx context.Context, id int64, fn func(*Installation)) (Availability, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return Availability{}, err
	}
	err = s.changeTenant(ctx, t, func(tx postgres.Tx, keys stale) error {
		before, err := s.store.lockInstalled(ctx, tx, id)
		if err != nil {
			return err
		}
		after := before
		fn(&after)
		return s.reinstall(ctx, tx, keys, t, id, &before, &after)
	})
	if err != nil {
		return Availability{}, err
	}
	return s.Tool(ctx, id)
}

func (s *Service) reinstall(
	ctx context.Context, tx postgres.Tx, keys stale, t *access.Tenant, id int64, before, after *Installation,
) error {
	if err := after.validate(); err != nil {
		return err
	}
	keys.add(topicTool, placeKey{t.ID, id}.String())
	if err := s.store.updateInstalled(ctx, tx, id, after); err != nil {
		return err
	}
	if before.Active && !after.Active {
		if err := s.end(ctx, tx, keys, scope{tool: &id}, endedWithToolPause); err != nil {
			return err
		}
	}
	return s.recordInstalled(ctx, tx, t, id, "tool.reconfigured", before, after)
}

// Uninstall takes a tool from the restaurant, with everything that was granted of it, and ends everybody's stay in it.
func (s *Service) Uninstall(ctx context.Context, id int64) error {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return err
	}
	return s.changeTenant(ctx, t, func(tx postgres.Tx, keys stale) error {
		staleTool(keys, t, id)
		before, err := s.store.lockInstalled(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.store.uninstall(ctx, tx, id); err != nil {
			return err
		}
		if err := s.end(ctx, tx, keys, scope{tool: &id}, endedWithTool); err != nil {
			return err
		}
		return s.recordInstalled(ctx, tx, t, id, "tool.uninstalled", &before, &Installation{})
	})
}

// recordInstalled leaves out what metadata and settings say: they are the tool's, and may hold its secrets.
func (s *Service) recordInstalled(
	ctx context.Context, tx postgres.Tx, t *access.Tenant, id int64, action string, before, after *Installation,
) error {
	return s.Audit.Record(ctx, tx, audit.Entry{
		Tenant: t.ID, Action: action, TargetType: "installed_tool", TargetID: id, Changes: auditedInstallation.Diff(before, after),
	})
}
