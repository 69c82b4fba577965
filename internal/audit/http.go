package audit

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

const (
	tag = "Audit log"

	// exportTimeout is enough for mostExported entries to a reader who is not in a hurry, and below what a request may ever take.
	exportTimeout = 50 * time.Second

	aboutPages = "Newest first. The list is not counted: follow next, which is null on the last page. A filter finds what is exactly the same."
	aboutFile  = "A CSV of all that match, newest first. 400 for more than 100,000: choose a shorter time. " +
		"A cell that a spreadsheet would take for a formula begins with an apostrophe."
)

// RegisterRoutes adds the routes of this package.
func (r *Reader) RegisterRoutes(a *api.API) {
	r.registerTenantRoutes(a)
	r.registerPlatformRoutes(a)
}

func (r *Reader) registerTenantRoutes(a *api.API) {
	const path = "/api/audit/"
	who := api.Requires(access.AuditView).EvenInactive()
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: path, ID: "audit-list", Tag: tag, Access: who, Summary: "Who changed what in the restaurant",
		Description: aboutPages,
	}, r.handleList)
	api.HandleDownload(a, api.Route{
		Method: http.MethodGet, Path: path + "export/", ID: "audit-export", Tag: tag, Access: who, Summary: "The log as a file",
		Description: aboutFile, Timeout: exportTimeout,
	}, api.TypeCSV, r.handleExport)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: path + "{id}/", ID: "audit-get", Tag: tag, Access: who, Summary: "One entry",
	}, r.handleGet)
}

func (r *Reader) registerPlatformRoutes(a *api.API) {
	const path = "/api/audit/platform/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: path, ID: "audit-platform-list", Tag: tag, Access: api.Superuser(),
		Summary: "What changed that belongs to no restaurant", Description: aboutPages,
	}, r.handlePlatformList)
	api.HandleDownload(a, api.Route{
		Method: http.MethodGet, Path: path + "export/", ID: "audit-platform-export", Tag: tag, Access: api.Superuser(),
		Summary: "The platform's log as a file", Description: aboutFile, Timeout: exportTimeout,
	}, api.TypeCSV, r.handlePlatformExport)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: path + "{id}/", ID: "audit-platform-get", Tag: tag, Access: api.Superuser(), Summary: "One entry",
	}, r.handlePlatformGet)
}

type actorBody struct {
	ID    *access.UserID `json:"id" nullable:"true" doc:"null for who is no signed-in person"`
	Kind  string         `json:"kind" enum:"user,superuser,tool,webhook,system,cli,anonymous"`
	Name  string         `json:"name" doc:"As it was then"`
	Email string         `json:"email" doc:"As it was then"`
}

type targetBody struct {
	Type  string `json:"type"`
	ID    string `json:"id"`
	Label string `json:"label" doc:"What it was called then"`
}

type entryBody struct {
	ID         int64           `json:"id"`
	OccurredAt time.Time       `json:"occurred_at"`
	Actor      actorBody       `json:"actor"`
	Action     string          `json:"action"`
	Target     targetBody      `json:"target"`
	Changes    json.RawMessage `json:"changes" doc:"An object: field to {before, after}, or to {changed: true} where the values are secret or too long"`
	RequestID  string          `json:"request_id"`
	IPAddress  string          `json:"ip_address"`
	UserAgent  string          `json:"user_agent"`
	Visit      *int64          `json:"visit_id" nullable:"true" doc:"The operator's visit in which it was done; null for none"`
}

func bodyOf(e *entry) entryBody {
	return entryBody{
		ID: e.ID, OccurredAt: e.OccurredAt, Actor: actorBody(e.Actor), Action: e.Action, Target: targetBody(e.Target),
		Changes: e.Changes, RequestID: e.RequestID, IPAddress: e.IPAddress, UserAgent: e.UserAgent,
		Visit: e.Visit,
	}
}

type listInput struct {
	Filter
	api.CursorParams
}

type exportInput struct{ Filter }

type pathInput struct{ api.PathID }

type listOutput struct{ Body api.CursorPage[entryBody] }

type entryOutput struct{ Body entryBody }

func (r *Reader) handleList(ctx context.Context, in *listInput) (*listOutput, error) {
	of, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	return r.page(ctx, of, in)
}

func (r *Reader) handlePlatformList(ctx context.Context, in *listInput) (*listOutput, error) {
	return r.page(ctx, platform, in)
}

func (r *Reader) page(ctx context.Context, of scope, in *listInput) (*listOutput, error) {
	entries, err := r.list(ctx, of, &in.Filter, in.CursorParams)
	if err != nil {
		return nil, err
	}
	rows := make([]entryBody, len(entries))
	for i := range entries {
		rows[i] = bodyOf(&entries[i])
	}
	position := func(row *entryBody) api.Position { return api.Position{Time: row.OccurredAt, ID: row.ID} }
	return &listOutput{api.NewCursorPage(in.CursorParams, rows, position)}, nil
}

func (r *Reader) handleExport(ctx context.Context, in *exportInput) (*api.Download, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	return r.export(ctx, scope(t.ID), &in.Filter, "audit-"+t.Slug+".csv")
}

func (r *Reader) handlePlatformExport(ctx context.Context, in *exportInput) (*api.Download, error) {
	return r.export(ctx, platform, &in.Filter, "audit-platform.csv")
}

func (r *Reader) handleGet(ctx context.Context, in *pathInput) (*entryOutput, error) {
	of, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	return r.one(ctx, of, in.ID)
}

func (r *Reader) handlePlatformGet(ctx context.Context, in *pathInput) (*entryOutput, error) {
	return r.one(ctx, platform, in.ID)
}

func (r *Reader) one(ctx context.Context, of scope, id int64) (*entryOutput, error) {
	e, err := r.store.get(ctx, of, id)
	if err != nil {
		return nil, err
	}
	return &entryOutput{bodyOf(&e)}, nil
}
