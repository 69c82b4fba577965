package tools

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// toolsSlugKey is the constraint that keeps slugs apart.
const toolsSlugKey = "tools_slug_key"

func (s store) catalogue(ctx context.Context, q postgres.Querier, evenInactive bool, limit, offset int) ([]CatalogueTool, int64, error) {
	rows, err := s.shared.ListTools(ctx, q, shareddb.ListToolsParams{
		EvenInactive: evenInactive, PageLimit: int64(limit), PageOffset: int64(offset),
	})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.shared.CountTools(ctx, q, evenInactive)
		return nil, count, err
	}
	tools := make([]CatalogueTool, len(rows))
	for i := range rows {
		r := &rows[i]
		tools[i] = offered(&shareddb.ToolByIDRow{
			ID: r.ID, Slug: r.Slug, Name: r.Name, Description: r.Description, URL: r.URL, Icon: r.Icon, IsActive: r.IsActive,
			IsDefault: r.IsDefault, RedirectUris: r.RedirectUris, PostLogoutRedirectUris: r.PostLogoutRedirectUris, ClientID: r.ClientID,
			IsPublicClient: r.IsPublicClient, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
		})
	}
	return tools, rows[0].Total, nil
}

func offered(r *shareddb.ToolByIDRow) CatalogueTool {
	return CatalogueTool{
		ID: r.ID, Slug: r.Slug, Name: r.Name, Description: r.Description, URL: r.URL, Icon: r.Icon, Active: r.IsActive, Default: r.IsDefault,
		RedirectURIs: r.RedirectUris, PostLogoutRedirectURIs: r.PostLogoutRedirectUris, ClientID: postgres.OrZero(r.ClientID), Public: r.IsPublicClient,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	}
}

func (s store) catalogueTool(ctx context.Context, q postgres.Querier, id int64) (CatalogueTool, error) {
	r, err := s.shared.ToolByID(ctx, q, id)
	if err != nil {
		return CatalogueTool{}, postgres.Missing(err, errToolNotFound)
	}
	return offered(&r), nil
}

// lockCatalogue reads a tool until tx ends.
func (s store) lockCatalogue(ctx context.Context, tx postgres.Tx, id int64) (CatalogueTool, error) {
	r, err := s.shared.LockTool(ctx, tx, id)
	if err != nil {
		return CatalogueTool{}, postgres.Missing(err, errToolNotFound)
	}
	row := shareddb.ToolByIDRow(r)
	return offered(&row), nil
}

func (s store) insertCatalogue(ctx context.Context, tx postgres.Tx, t *CatalogueTool, now time.Time) (id int64, err error) {
	id, err = s.shared.InsertTool(ctx, tx, shareddb.InsertToolParams{
		Slug: t.Slug, Name: t.Name, Description: t.Description, URL: t.URL, Icon: t.Icon, IsActive: t.Active, IsDefault: t.Default,
		RedirectUris: t.RedirectURIs, PostLogoutRedirectUris: t.PostLogoutRedirectURIs, ClientID: postgres.OrNull(t.ClientID),
		IsPublicClient: t.Public, Now: now,
	})
	if postgres.Violated(err) == toolsSlugKey {
		return 0, errSlug
	}
	return id, err
}

func (s store) updateCatalogue(ctx context.Context, tx postgres.Tx, t *CatalogueTool, now time.Time) error {
	return s.shared.UpdateTool(ctx, tx, shareddb.UpdateToolParams{
		Name: t.Name, Description: t.Description, URL: t.URL, Icon: t.Icon, IsActive: t.Active, IsDefault: t.Default,
		RedirectUris: t.RedirectURIs, PostLogoutRedirectUris: t.PostLogoutRedirectURIs, ClientID: postgres.OrNull(t.ClientID),
		IsPublicClient: t.Public, Now: now, ID: t.ID,
	})
}

func (s store) slugID(ctx context.Context, q postgres.Querier, slug string) (int64, error) {
	id, err := s.shared.ToolIDBySlug(ctx, q, slug)
	return id, postgres.Missing(err, errToolNotFound)
}
