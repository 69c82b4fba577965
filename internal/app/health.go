package app

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

const healthPatience = 2 * time.Second

type healthBody struct {
	Status     string   `json:"status" enum:"healthy,unhealthy"`
	Message    string   `json:"message"`
	Version    string   `json:"version"`
	Failed     []string `json:"failed,omitempty" doc:"What does not answer"`
	TenantName string   `json:"tenant_name,omitempty" doc:"When the caller asks for a restaurant of theirs"`
	SchemaName string   `json:"schema_name,omitempty"`
}

type healthOutput struct {
	Status int
	Body   healthBody
}

func (a *App) registerHealth(routes *api.API) {
	api.Handle(routes, api.Route{
		Method: http.MethodGet, Path: "/api/health/", ID: "health", Tag: "Service", Access: api.Public().OptionalTenant(),
		Summary: "Is the service well?", Description: "503 and what failed when PostgreSQL is away.",
	}, a.handleHealth)
}

func (a *App) handleHealth(ctx context.Context, _ *struct{}) (*healthOutput, error) {
	out := &healthOutput{Status: http.StatusOK, Body: healthBody{Status: "healthy", Message: "TableTap Console is running.", Version: a.Version}}
	patient, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	if err := a.DB.Ping(patient); err != nil {
		a.Log.ErrorContext(ctx, "health: PostgreSQL does not answer", "error", err)
		out.Status = http.StatusServiceUnavailable
		out.Body.Status, out.Body.Message, out.Body.Failed = "unhealthy", "PostgreSQL does not answer.", []string{"postgresql"}
	}
	if t, err := access.TenantFrom(ctx); err == nil {
		out.Body.TenantName, out.Body.SchemaName = t.Name, t.Schema
	}
	return out, nil
}
