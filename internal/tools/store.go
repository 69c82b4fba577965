package tools

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// store knows the rows of tools, grants and tokens. Its methods take a Querier or a transaction that is in the restaurant's
// schema already.
type store struct {
	tenant *tenantdb.Queries
	shared *shareddb.Queries
}

func (s store) seed(ctx context.Context, tx postgres.Tx, owner access.UserID, now time.Time) error {
	return s.tenant.SeedTools(ctx, tx, now, int64(owner))
}

// add puts a tool into the catalogue unless it is there, and reports whether it did.
func (s store) add(ctx context.Context, tx postgres.Tx, t *CatalogueTool, now time.Time) (bool, error) {
	added, err := s.shared.AddTool(ctx, tx, shareddb.AddToolParams{
		Slug: t.Slug, Name: t.Name, Description: t.Description, URL: t.URL, Icon: t.Icon, Now: now,
	})
	return added > 0, err
}

// installed gives a page of what is installed, as a member sees it; 0 is nobody.
func (s store) installed(
	ctx context.Context, q postgres.Querier, member access.MemberID, limit, offset int,
) ([]InstalledTool, int64, error) {
	rows, err := s.tenant.ListInstalledTools(ctx, q, tenantdb.ListInstalledToolsParams{
		MemberID: int64(member), PageOffset: int64(offset), PageLimit: int64(limit),
	})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.tenant.CountInstalledTools(ctx, q)
		return nil, count, err
	}
	tools := make([]InstalledTool, len(rows))
	for i := range rows {
		r := &rows[i]
		tools[i] = InstalledTool{
			Tool:     Tool{r.ToolID, r.Name, r.Slug, r.Description, r.URL, r.Icon, r.IsActive, r.Metadata},
			Settings: r.Settings, granted: r.IsGranted,
		}
	}
	return tools, rows[0].Total, nil
}

func (s store) tool(ctx context.Context, q postgres.Querier, id int64) (InstalledTool, error) {
	r, err := s.tenant.InstalledTool(ctx, q, id)
	if err != nil {
		return InstalledTool{}, postgres.Missing(err, errToolNotFound)
	}
	return InstalledTool{
		Tool:     Tool{r.ToolID, r.Name, r.Slug, r.Description, r.URL, r.Icon, r.IsActive, r.Metadata},
		Settings: r.Settings,
	}, nil
}

// lockInstalled reads what the restaurant says of a tool until tx ends.
func (s store) lockInstalled(ctx context.Context, tx postgres.Tx, id int64) (Installation, error) {
	r, err := s.tenant.LockInstalledTool(ctx, tx, id)
	if err != nil {
		return Installation{}, postgres.Missing(err, errToolNotFound)
	}
	return Installation{URL: r.URL, Active: r.IsActive, Metadata: r.Metadata, Settings: r.Settings}, nil
}

// install reports false when the tool is installed already.
func (s store) install(ctx context.Context, tx postgres.Tx, id int64, i *Installation, now time.Time) (bool, error) {
	rows, err := s.tenant.InstallTool(ctx, tx, tenantdb.InstallToolParams{
		ToolID: id, URL: i.URL, IsActive: i.Active, Metadata: i.Metadata, Settings: i.Settings, Now: now,
	})
	return rows > 0, err
}

func (s store) grantToOwner(ctx context.Context, tx postgres.Tx, id int64, by *int64, now time.Time) error {
	return s.tenant.GrantToOwner(ctx, tx, tenantdb.GrantToOwnerParams{ToolID: id, Now: now, GrantedBy: by})
}

func (s store) updateInstalled(ctx context.Context, tx postgres.Tx, id int64, i *Installation) error {
	return s.tenant.UpdateInstalledTool(ctx, tx, tenantdb.UpdateInstalledToolParams{
		URL: i.URL, IsActive: i.Active, Metadata: i.Metadata, Settings: i.Settings, ToolID: id,
	})
}

func (s store) uninstall(ctx context.Context, tx postgres.Tx, id int64) error {
	gone, err := s.tenant.UninstallTool(ctx, tx, id)
	if err == nil && gone == 0 {
		return errToolNotFound
	}
	return err
}
