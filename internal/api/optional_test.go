package api

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

type optionalInput struct {
	Body struct {
		Salary Optional[string] `json:"salary,omitzero" doc:"What they earn"`
		Hired  Optional[string] `json:"hired,omitzero" format:"date"`
	}
}

type saidOutput struct{ Body string }

func TestOptionalTellsNullFromNothing(t *testing.T) {
	t.Parallel()
	b := newBench(nil)
	Handle(b.API, Route{Method: "PATCH", Path: "/api/x/", ID: "x", Access: Public()}, func(_ context.Context, in *optionalInput) (*saidOutput, error) {
		switch o := in.Body.Salary; {
		case !o.Sent:
			return &saidOutput{"nothing"}, nil
		case o.Value == nil:
			return &saidOutput{"null"}, nil
		default:
			return &saidOutput{"value " + *o.Value}, nil
		}
	})
	for body, want := range map[string]string{
		`{}`: `"nothing"`, `{"salary": null}`: `"null"`, `{"salary": "7"}`: `"value 7"`, `{"hired": null}`: `"nothing"`, `{"hired": "2026-03-01"}`: `"nothing"`,
		`{"salary": 7}`:         `{"salary":["Not a valid string."]}`,
		`{"salary": ["7"]}`:     `{"salary":["Not a valid string."]}`,
		`{"hired": "tomorrow"}`: `{"hired":["Date has wrong format. Use YYYY-MM-DD."]}`,
	} {
		require.Equal(t, want, b.ask("PATCH", "/api/x/", body).Body.String(), body)
	}
	raw, err := b.OpenAPI()
	require.NoError(t, err)
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]map[string]any `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
	}
	require.NoError(t, json.Unmarshal(raw, &document))
	for _, s := range document.Components.Schemas {
		if salary, ok := s.Properties["salary"]; ok {
			require.Equal(t, map[string]any{"type": []any{"string", "null"}, "description": "What they earn"}, salary)
			require.Equal(t, "date", s.Properties["hired"]["format"])
			return
		}
	}
	t.Fatal("the document does not show the body")
}
