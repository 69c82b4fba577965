package app

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/tools"
)

// NewTool is a tool as the command line offers one.
type NewTool struct {
	Slug, Name, URL, Description, Icon string
	Default                            bool
	RedirectURIs                       []string
}

// AddTool offers a tool and gives its id.
func (a *App) AddTool(ctx context.Context, n NewTool) (int64, error) {
	t, err := a.Tools.AddToCatalogue(ctx, tools.CatalogueTool{
		Slug: n.Slug, Name: n.Name, URL: n.URL, Description: n.Description, Icon: n.Icon, Active: true, Default: n.Default,
		RedirectURIs: append([]string{}, n.RedirectURIs...), PostLogoutRedirectURIs: []string{},
	})
	return t.ID, err
}

// ToolLine is a tool in a list.
type ToolLine struct {
	ID                        int64
	Slug, Name, URL, ClientID string
	Active, Default           bool
}

const toolsPage = 100

// EachTool calls fn for every tool that the platform offers, in order of id.
func (a *App) EachTool(ctx context.Context, fn func(ToolLine) error) error {
	for offset := 0; ; offset += toolsPage {
		page, _, err := a.Tools.Catalogue(ctx, true, toolsPage, offset)
		if err != nil {
			return err
		}
		for i := range page {
			t := &page[i]
			line := ToolLine{ID: t.ID, Slug: t.Slug, Name: t.Name, URL: t.URL, ClientID: t.ClientID, Active: t.Active, Default: t.Default}
			if err := fn(line); err != nil {
				return err
			}
		}
		if len(page) < toolsPage {
			return nil
		}
	}
}

// ToolCredentials are what a tool proves itself with.
type ToolCredentials struct {
	ClientID, Secret string
	PreviousExpires  *time.Time // of the secrets that the tool has; nil for none
}

// MakeCredentials gives the tool with a slug a new secret.
func (a *App) MakeCredentials(ctx context.Context, slug string, overlap time.Duration) (*ToolCredentials, error) {
	id, err := a.Tools.ToolIDBySlug(ctx, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Field("slug", "There is no tool with this slug.")
	}
	if err != nil {
		return nil, err
	}
	made, err := a.Tools.MakeCredentials(ctx, id, overlap)
	if err != nil {
		return nil, err
	}
	return &ToolCredentials{made.ClientID, made.Secret, made.PreviousExpires}, nil
}
