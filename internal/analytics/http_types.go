package analytics

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

const (
	typesPath      = "/api/analytics/types/"
	typePath       = typesPath + "{name}/"
	typesProofText = "A tool: its client id and secret by HTTP Basic."
)

func (s *Service) registerTypeRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: typesPath, ID: "analytics-types-list", Tag: tag,
		Access:  api.Requires(access.AnalyticsView).OrProof(toolProof, "Or a tool: its client id and secret by HTTP Basic."),
		Summary: "The types of events", Description: "The platform's, and for a tool those that it registered, for staff those of the restaurant's tools.",
	}, s.handleTypes)
	api.Handle(a, api.Route{
		Method: http.MethodPut, Path: typePath, ID: "analytics-types-put", Tag: tag, Access: api.Proof(toolProof, typesProofText),
		Summary: "Register a type of events, or change it",
		Description: "It is the tool's own, for all restaurants that have it. schema is a JSON Schema (draft 2020-12) of at most 16 KB that data of new " +
			"events must meet, without references to elsewhere or to itself; amount_field the field of data whose number is summed: a number, or one " +
			"in a string, with at most 4 decimals. Events that are stored, and what was counted of them, stay as they are.",
	}, s.handlePutType)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: typePath, ID: "analytics-types-delete", Tag: tag, Access: api.Proof(toolProof, typesProofText),
		Status: http.StatusNoContent, Summary: "Take a type of events back", Description: "Its events stay; new ones are refused.",
	}, s.handleDeleteType)
}

type typeBody struct {
	Name        string          `json:"name"`
	Tool        *int64          `json:"tool_id" nullable:"true" doc:"The tool that registered it; null for the platform's"`
	Description string          `json:"description"`
	Schema      json.RawMessage `json:"schema" nullable:"true" doc:"A JSON Schema that data must meet; null: any object does"`
	AmountField *string         `json:"amount_field" nullable:"true" doc:"The field of data whose number is summed"`
	Created     *time.Time      `json:"created_at" nullable:"true"`
	Updated     *time.Time      `json:"updated_at" nullable:"true"`
}

func writeType(t *EventType) typeBody {
	b := typeBody{Name: t.Name, Description: t.Description, Schema: t.Schema}
	if t.AmountField != "" {
		b.AmountField = &t.AmountField
	}
	if t.Schema == nil {
		b.Schema = json.RawMessage(null)
	}
	if t.Tool != 0 {
		b.Tool, b.Created, b.Updated = &t.Tool, &t.Created, &t.Updated
	}
	return b
}

type typesInput struct {
	api.ClientCredentials
	api.PageParams
}

type typesOutput struct{ Body api.Page[typeBody] }

func (s *Service) handleTypes(ctx context.Context, in *typesInput) (*typesOutput, error) {
	types, err := s.Types(ctx, proofOf(in.ClientCredentials))
	if err != nil {
		return nil, err
	}
	rows := make([]typeBody, 0, len(platform)+len(types))
	for i := range platform {
		rows = append(rows, writeType(&EventType{Name: platform[i].name, AmountField: platform[i].amount}))
	}
	for i := range types {
		rows = append(rows, writeType(&types[i]))
	}
	first := min(in.Offset(), len(rows))
	page := rows[first:min(first+in.Limit(), len(rows))]
	return &typesOutput{api.NewPage(in.PageParams, int64(len(rows)), slices.Clone(page))}, nil
}

type putTypeInput struct {
	api.ClientCredentials
	Name string `path:"name"`
	Body struct {
		Description string          `json:"description,omitempty"`
		Schema      json.RawMessage `json:"schema,omitempty" nullable:"true" doc:"A JSON Schema"`
		AmountField *string         `json:"amount_field,omitempty" nullable:"true"`
	}
}

type typeOutput struct{ Body typeBody }

func (s *Service) handlePutType(ctx context.Context, in *putTypeInput) (*typeOutput, error) {
	t := EventType{Name: in.Name, Description: in.Body.Description, Schema: in.Body.Schema}
	if string(t.Schema) == null {
		t.Schema = nil
	}
	if in.Body.AmountField != nil {
		t.AmountField = *in.Body.AmountField
	}
	made, err := s.PutType(ctx, proofOf(in.ClientCredentials), t)
	if err != nil {
		return nil, err
	}
	return &typeOutput{writeType(made)}, nil
}

type deleteTypeInput struct {
	api.ClientCredentials
	Name string `path:"name"`
}

func (s *Service) handleDeleteType(ctx context.Context, in *deleteTypeInput) (*struct{}, error) {
	return nil, s.DeleteType(ctx, proofOf(in.ClientCredentials), in.Name)
}
