package operators

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

func (s *Service) registerMigrationRoutes(a *api.API) {
	const tag, path = "Migrations", "/api/admin/migrations/"
	who := api.Superuser()
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: path, ID: "admin-migrations", Tag: tag, Access: who, Summary: "How far the restaurants' schemas are",
		Description: "With the restaurants that could not be brought up, and how the newest run goes, here, in another instance or in a command.",
	}, s.handleMigrations)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: path + "run/", ID: "admin-migrations-run", Tag: tag, Access: who, Status: http.StatusAccepted,
		Summary: "Bring up the restaurants that are behind", Description: "A job does it, one restaurant alone first. 409 migration_running while " +
			"a run is under way. What could not be brought up stays as it is, and the next run tries it again.",
	}, s.handleRun)
}

type migrationsBody struct {
	Newest   int           `json:"newest_version" doc:"What this program brings restaurants up to"`
	Shared   int           `json:"shared_version" doc:"Of the tables that all restaurants share"`
	Versions []versionBody `json:"versions" nullable:"false" doc:"The lowest first"`
	Behind   int           `json:"behind" doc:"Restaurants below newest_version: they are answered 503"`
	Failed   []stuckBody   `json:"failed" nullable:"false" doc:"Restaurants that could not be brought up, the latest first; the first 100"`
	Failures int           `json:"failed_count" doc:"How many there are in all"`
	Run      *runBody      `json:"run"`
}

type versionBody struct {
	Version     int `json:"version"`
	Restaurants int `json:"restaurants"`
}

type stuckBody struct {
	Tenant  access.TenantID `json:"tenant_id"`
	Name    string          `json:"name"`
	Schema  string          `json:"schema_name"`
	Version int             `json:"version" doc:"At which it stayed"`
	Error   string          `json:"error"`
	At      time.Time       `json:"at"`
}

type runBody struct {
	_        struct{}   `nullable:"true"`
	ID       int64      `json:"id"`
	State    string     `json:"state" enum:"running,done,failed" doc:"failed: it did not come to its end; error says why"`
	Version  int        `json:"version" doc:"That it brings restaurants up to"`
	Started  time.Time  `json:"started_at"`
	Finished *time.Time `json:"finished_at" nullable:"true"`
	Done     int        `json:"done"`
	Total    int        `json:"total"`
	Failed   int        `json:"failed"`
	Error    string     `json:"error"`
}

type (
	migrationsOutput struct{ Body migrationsBody }
	runOutput        struct{ Body runBody }
)

func writeRun(r *Run) *runBody {
	if r == nil {
		return nil
	}
	return &runBody{
		ID: r.ID, State: r.State, Version: r.Version, Started: r.Started, Finished: r.Finished, Done: r.Done, Total: r.Total, Failed: r.Failed,
		Error: r.Error,
	}
}

func (s *Service) handleMigrations(ctx context.Context, _ *struct{}) (*migrationsOutput, error) {
	m, err := s.Migrations(ctx)
	if err != nil {
		return nil, err
	}
	out := &migrationsOutput{migrationsBody{
		Newest: m.TenantNewest, Shared: m.SharedVersion, Versions: []versionBody{}, Failed: make([]stuckBody, len(m.Failed)), Failures: m.Failures,
		Run: writeRun(m.Run),
	}}
	for _, version := range slices.Sorted(maps.Keys(m.Versions)) {
		out.Body.Versions = append(out.Body.Versions, versionBody{version, m.Versions[version]})
		out.Body.Behind += m.Behind[version]
	}
	for i, f := range m.Failed {
		out.Body.Failed[i] = stuckBody(f)
	}
	return out, nil
}

func (s *Service) handleRun(ctx context.Context, _ *struct{}) (*runOutput, error) {
	r, err := s.StartRun(ctx)
	if err != nil {
		return nil, err
	}
	return &runOutput{*writeRun(r)}, nil
}
