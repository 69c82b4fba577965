package analytics

import (
	"context"

	"github.com/tabletap/console/internal/fault"
)

type heatmapInput struct {
	PeriodParams
	ScopeParams
}

type heatmapCell struct {
	Weekday int `json:"weekday" doc:"1 is Monday, 7 Sunday"`
	Hour    int `json:"hour" doc:"0 to 23, of the restaurant's clocks"`
	Figures
}

type heatmapOutput struct {
	Body struct {
		Period PeriodBody    `json:"period"`
		Cells  []heatmapCell `json:"cells" nullable:"false" doc:"All 168 hours of the week, from Monday's first"`
	}
}

func (r *Reader) handleHeatmap(ctx context.Context, in *heatmapInput) (*heatmapOutput, error) {
	var problems fault.Fields
	of, err := r.scope(ctx, &in.PeriodParams, &in.ScopeParams, mostDaysOfWeek, &problems)
	if err == nil {
		err = problems.Err()
	}
	if err != nil {
		return nil, err
	}
	week, err := r.heatmap(ctx, of)
	if err != nil {
		return nil, err
	}
	out := &heatmapOutput{}
	out.Body.Period = of.body()
	out.Body.Cells = make([]heatmapCell, 0, 7*24)
	for day := range week {
		for hour := range week[day] {
			out.Body.Cells = append(out.Body.Cells, heatmapCell{day + 1, hour, week[day][hour].body(byEvents)})
		}
	}
	return out, nil
}
