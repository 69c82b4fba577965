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
	Default, Public                    bool
	RedirectURIs                       []string
}

// AddTool offers a tool.
func (a *App) AddTool(ctx context.Context, n NewTool) (ToolLine, error) {
	t, err := a.Tools.AddToCatalogue(ctx, tools.CatalogueTool{
		Slug: n.Slug, Name: n.Name, URL: n.URL, Description: n.Description, Icon: n.Icon, Active: true, Default: n.Default, Public: n.Public,
		RedirectURIs: append([]string{}, n.RedirectURIs...), PostLogoutRedirectURIs: []string{},
	})
	return toolLine(&t), err
}

// ToolChange is what to change of a tool; nil leaves a field as it is.
type ToolChange struct {
	URL          *string
	RedirectURIs *[]string // all of them
	Public       *bool
}

// ChangeTool changes the tool with a slug.
func (a *App) ChangeTool(ctx context.Context, slug string, c ToolChange) (ToolLine, error) {
	id, err := a.toolID(ctx, slug)
	if err != nil {
		return ToolLine{}, err
	}
	t, err := a.Tools.ChangeCatalogue(ctx, id, func(t *tools.CatalogueTool) {
		put(&t.URL, c.URL)
		put(&t.RedirectURIs, c.RedirectURIs)
		put(&t.Public, c.Public)
	})
	return toolLine(&t), err
}

func put[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// ToolLine is a tool in a list.
type ToolLine struct {
	ID                        int64
	Slug, Name, URL, ClientID string
	Active, Default, Public   bool
}

func toolLine(t *tools.CatalogueTool) ToolLine {
	return ToolLine{
		ID: t.ID, Slug: t.Slug, Name: t.Name, URL: t.URL, ClientID: t.ClientID, Active: t.Active, Default: t.Default, Public: t.Public,
	}
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
			if err := fn(toolLine(&page[i])); err != nil {
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
	id, err := a.toolID(ctx, slug)
	if err != nil {
		return nil, err
	}
	made, err := a.Tools.MakeCredentials(ctx, id, overlap)
	if err != nil {
		return nil, err
	}
	return &ToolCredentials{made.ClientID, made.Secret, made.PreviousExpires}, nil
}

func (a *App) toolID(ctx context.Context, slug string) (int64, error) {
	id, err := a.Tools.ToolIDBySlug(ctx, slug)
	if fault.Is(err, fault.NotFound) {
		return 0, fault.Field("slug", "There is no tool with this slug.")
	}
	return id, err
}
