package tools

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
)

const tag = "Tools"

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	const available = "/api/tools/available/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: available, ID: "tools-available-list", Tag: tag, Access: api.Staff(),
		Summary: "The restaurant's tools", Description: "is_active is false for one that is switched off.",
	}, s.handleAvailable)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: available + "{id}/", ID: "tools-available-get", Tag: tag, Access: api.Staff(), Summary: "One tool",
	}, s.handleTool)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/tools/access/", ID: "tools-access-list", Tag: tag, Access: api.Staff(),
		Summary: "The tools you may open",
	}, s.handleGrants)
	s.registerSSORoutes(a)
	s.registerKeyRoutes(a)
}

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

type grantBody struct {
	ID        int64     `json:"id"`
	User      int64     `json:"user" doc:"The user's id"`
	Tool      toolBody  `json:"tool"`
	Granted   bool      `json:"is_granted"`
	GrantedAt time.Time `json:"granted_at"`
}

type listInput struct{ api.PageParams }

type pathInput struct{ api.PathID }

type toolsOutput struct{ Body api.Page[toolBody] }

type toolOutput struct{ Body toolBody }

type grantsOutput struct{ Body api.Page[grantBody] }

func (s *Service) handleAvailable(ctx context.Context, in *listInput) (*toolsOutput, error) {
	tools, count, err := s.Available(ctx, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]toolBody, len(tools))
	for i := range tools {
		rows[i] = toolBody(tools[i])
	}
	return &toolsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handleTool(ctx context.Context, in *pathInput) (*toolOutput, error) {
	tool, err := s.Tool(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &toolOutput{toolBody(tool)}, nil
}

func (s *Service) handleGrants(ctx context.Context, in *listInput) (*grantsOutput, error) {
	grants, count, err := s.Grants(ctx, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]grantBody, len(grants))
	for i := range grants {
		g := &grants[i]
		rows[i] = grantBody{g.ID, int64(g.User), toolBody(g.Tool), g.Granted, g.GrantedAt}
	}
	return &grantsOutput{api.NewPage(in.PageParams, count, rows)}, nil
}
