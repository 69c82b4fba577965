package tools

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// Catalogue gives a page of the platform's tools, and their number: without those that are switched off unless asked for.
func (s *Service) Catalogue(ctx context.Context, evenInactive bool, limit, offset int) ([]CatalogueTool, int64, error) {
	return s.store.catalogue(ctx, s.DB.SharedQuery(), evenInactive, limit, offset)
}

// Offers is Catalogue as the restaurant of ctx sees it.
func (s *Service) Offers(ctx context.Context, evenInactive bool, limit, offset int) ([]Offer, int64, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, 0, err
	}
	tools, count, err := s.Catalogue(ctx, evenInactive, limit, offset)
	if err != nil {
		return nil, 0, err
	}
	var installed map[int64]bool
	err = s.DB.Tenant(ctx, t, func(tx postgres.Tx) error {
		installed, err = s.store.installedIDs(ctx, tx)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	offers := make([]Offer, len(tools))
	for i := range tools {
		code, err := s.Entitlements.MayUseTool(ctx, t, tools[i].Slug)
		if err != nil {
			return nil, 0, err
		}
		offers[i] = Offer{tools[i], installed[tools[i].ID], code != CodeNotInPlan}
	}
	return offers, count, nil
}

// CatalogueTool reads one of the platform's tools.
func (s *Service) CatalogueTool(ctx context.Context, id int64) (CatalogueTool, error) {
	return s.store.catalogueTool(ctx, s.DB.SharedQuery(), id)
}

// ToolIDBySlug finds one of the platform's tools.
func (s *Service) ToolIDBySlug(ctx context.Context, slug string) (int64, error) {
	return s.store.slugID(ctx, s.DB.SharedQuery(), slug)
}

// AddToCatalogue offers a tool, with a client id if it is public. Restaurants that are there already install it themselves.
func (s *Service) AddToCatalogue(ctx context.Context, t CatalogueTool) (CatalogueTool, error) {
	if err := t.validate(); err != nil {
		return CatalogueTool{}, err
	}
	t.identified()
	err := s.changeShared(ctx, func(tx postgres.Tx, keys stale) error {
		staleCatalogue(keys)
		id, err := s.store.insertCatalogue(ctx, tx, &t, s.Clock.Now())
		if err != nil {
			return err
		}
		if err := s.recordTool(ctx, tx, id, "tool.created", auditedTool.Diff(nil, &t)); err != nil {
			return err
		}
		t, err = s.store.catalogueTool(ctx, tx, id)
		return err
	})
	return t, err
}

// ChangeCatalogue lets fn change a tool of the platform. Its slug stays, and so does its client id, which it gets when it becomes
// public.
func (s *Service) ChangeCatalogue(ctx context.Context, id int64, fn func(*CatalogueTool)) (t CatalogueTool, err error) {
	err = s.changeShared(ctx, func(tx postgres.Tx, keys stale) error {
		staleCatalogue(keys)
		before, err := s.store.lockCatalogue(ctx, tx, id)
		if err != nil {
			return err
		}
		t = before
		fn(&t)
		if t.Slug != before.Slug {
			return fault.Field("slug", fixedSlug)
		}
		if err := t.validate(); err != nil {
			return err
		}
		t.identified()
		if err := s.store.updateCatalogue(ctx, tx, &t, s.Clock.Now()); err != nil {
			return err
		}
		if err := s.recordTool(ctx, tx, id, "tool.updated", auditedTool.Diff(&before, &t)); err != nil {
			return err
		}
		t, err = s.store.catalogueTool(ctx, tx, id)
		return err
	})
	return t, err
}

// RemoveFromCatalogue takes a tool off the platform. It opens for nobody from now on; what restaurants have of it is cleared away
// by the next purge.
func (s *Service) RemoveFromCatalogue(ctx context.Context, id int64) error {
	return s.changeShared(ctx, func(tx postgres.Tx, keys stale) error {
		staleCatalogue(keys)
		before, err := s.store.lockCatalogue(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.store.shared.DeleteTool(ctx, tx, id); err != nil {
			return err
		}
		return s.recordTool(ctx, tx, id, "tool.deleted", auditedTool.Diff(&before, nil))
	})
}

// staleCatalogue is everything that is remembered of tools.
func staleCatalogue(keys stale) {
	keys.add(topicTool, cache.AllKeys)
	keys.add(topicClient, allClients)
}

func (s *Service) recordTool(ctx context.Context, tx postgres.Tx, id int64, action string, changes audit.Changes) error {
	return s.Audit.Record(ctx, tx, audit.Entry{
		By: operatorOrCLI(ctx), Action: action, TargetType: "tool", TargetID: id, Changes: changes,
	})
}
