package tools

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/postgres"
)

const tag = "Tools"

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	s.registerCatalogueRoutes(a)
	s.registerCredentialRoutes(a)
	s.registerInstalledRoutes(a)
	s.registerAccessRoutes(a)
	s.registerMatrixRoute(a)
	s.registerRoleAccessRoutes(a)
	s.registerSSORoutes(a)
	s.registerSessionRoutes(a)
	s.registerKeyRoutes(a)
}

func (s *Service) registerInstalledRoutes(a *api.API) {
	const list, one = "/api/tools/available/", "/api/tools/available/{id}/"
	manage := api.Requires(access.ToolsManage)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "tools-available-list", Tag: tag, Access: api.Staff(),
		Summary: "The restaurant's tools", Description: "is_active is false for one that is switched off. is_available says whether you may open " +
			"it, and reason why not: tool_inactive, not_in_plan, subscription_inactive, " +
			"tenant_suspended, member_inactive or not_granted.",
	}, s.handleAvailable)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: list, ID: "tools-available-install", Tag: tag, Access: manage, Status: http.StatusCreated,
		Summary: "Install a tool of the catalogue", Description: "The owner may open it at once. 403 not_in_plan or tool_inactive, " +
			"409 already_installed.",
	}, s.handleInstall)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one, ID: "tools-available-get", Tag: tag, Access: api.Staff(), Summary: "One tool",
	}, s.handleTool)
	api.Handle(a, api.Route{
		Method: http.MethodPut, Path: one, ID: "tools-available-replace", Tag: tag, Access: manage,
		Summary: "Replace what the restaurant says of a tool", Description: "What is left out goes back to its default.",
	}, s.handleReplaceTool)
	api.Handle(a, api.Route{
		Method: http.MethodPatch, Path: one, ID: "tools-available-update", Tag: tag, Access: manage,
		Summary: "Change what the restaurant says of a tool", Description: "Switching it off ends everybody's session in it.",
	}, s.handleUpdateTool)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: one, ID: "tools-available-uninstall", Tag: tag, Access: manage, Status: http.StatusNoContent,
		Summary: "Uninstall a tool", Description: "What was granted goes with it, and everybody's session in it ends.",
	}, s.handleUninstall)
}

// toolBody is a tool in the contract's shape.
type toolBody struct {
	ID          int64           `json:"id"`
	Name        string          `json:"name"`
	Slug        string          `json:"slug"`
	Description string          `json:"description"`
	URL         string          `json:"url"`
	Icon        string          `json:"icon"`
	Active      bool            `json:"is_active"`
	Metadata    json.RawMessage `json:"metadata" doc:"An object"`
}

type availableBody struct {
	ID          int64           `json:"id"`
	Name        string          `json:"name"`
	Slug        string          `json:"slug"`
	Description string          `json:"description"`
	URL         string          `json:"url"`
	Icon        string          `json:"icon"`
	Active      bool            `json:"is_active"`
	Metadata    json.RawMessage `json:"metadata" doc:"An object"`
	Settings    json.RawMessage `json:"settings" doc:"An object; the tool's to interpret"`
	Available   bool            `json:"is_available" doc:"Whether you may open it now"`
	Reason      *string         `json:"reason" nullable:"true" doc:"The code of why not"`
}

// installationBody is what a restaurant may say of a tool. Objects are at most 16 KB.
type installationBody struct {
	URL      *string         `json:"url,omitempty" doc:"Where it is; an empty one is the catalogue's"`
	Active   *bool           `json:"is_active,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty" doc:"An object"`
	Settings json.RawMessage `json:"settings,omitempty" doc:"An object"`
}

type installBody struct {
	ToolID   int64           `json:"tool_id" doc:"In the catalogue"`
	URL      *string         `json:"url,omitempty" doc:"Where it is; an empty one is the catalogue's"`
	Active   *bool           `json:"is_active,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty" doc:"An object"`
	Settings json.RawMessage `json:"settings,omitempty" doc:"An object"`
}

// apply writes what is present over i.
func (b *installationBody) apply(i *Installation) {
	if b.URL != nil {
		i.URL = *b.URL
	}
	if b.Active != nil {
		i.Active = *b.Active
	}
	if b.Metadata != nil {
		i.Metadata = b.Metadata
	}
	if b.Settings != nil {
		i.Settings = b.Settings
	}
}

type (
	listInput    struct{ api.PageParams }
	pathInput    struct{ api.PathID }
	installInput struct{ Body installBody }
	toolInput    struct {
		api.PathID
		Body installationBody
	}
	toolsOutput struct{ Body api.Page[availableBody] }
	toolOutput  struct{ Body availableBody }
)

func writeAvailable(t *Availability) availableBody {
	return availableBody{
		ID: t.ID, Name: t.Name, Slug: t.Slug, Description: t.Description, URL: t.URL, Icon: t.Icon, Active: t.Active, Metadata: t.Metadata,
		Settings: t.Settings, Available: t.Reason == "", Reason: postgres.OrNull(t.Reason),
	}
}

func (s *Service) handleAvailable(ctx context.Context, in *listInput) (*toolsOutput, error) {
	tools, count, err := s.Available(ctx, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]availableBody, len(tools))
	for i := range tools {
		rows[i] = writeAvailable(&tools[i])
	}
	return &toolsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

// one shapes the answer of what gives a single tool.
func one(tool Availability, err error) (*toolOutput, error) {
	if err != nil {
		return nil, err
	}
	return &toolOutput{writeAvailable(&tool)}, nil
}

func (s *Service) handleTool(ctx context.Context, in *pathInput) (*toolOutput, error) {
	return one(s.Tool(ctx, in.ID))
}

func (s *Service) handleInstall(ctx context.Context, in *installInput) (*toolOutput, error) {
	i, b := newInstallation(), installationBody{in.Body.URL, in.Body.Active, in.Body.Metadata, in.Body.Settings}
	b.apply(&i)
	return one(s.Install(ctx, in.Body.ToolID, i))
}

func (s *Service) handleReplaceTool(ctx context.Context, in *toolInput) (*toolOutput, error) {
	return one(s.ChangeInstalled(ctx, in.ID, func(i *Installation) {
		*i = newInstallation()
		in.Body.apply(i)
	}))
}

func (s *Service) handleUpdateTool(ctx context.Context, in *toolInput) (*toolOutput, error) {
	return one(s.ChangeInstalled(ctx, in.ID, in.Body.apply))
}

func (s *Service) handleUninstall(ctx context.Context, in *pathInput) (*struct{}, error) {
	return nil, s.Uninstall(ctx, in.ID)
}
