package analytics

import (
	"cmp"
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/tabletap/console/internal/fault"
)

type timeSeriesInput struct {
	PeriodParams
	ScopeParams

	Interval string `query:"interval" enum:"hour,day,week,month" doc:"What a point stands for. When nothing is said, what gives some dozens of points"`
	By       string `query:"by" enum:"type,tool" doc:"A line for each"`
	Measure  string `query:"measure" enum:"events,amount,users" doc:"The largest lines are the largest by this; events when nothing is said"`
	Compare  string `query:"compare" enum:"previous" doc:"Also the period before: the same days of the week, month or year before, or as many days"`
}

type pointBody struct {
	Start    string `json:"start" doc:"The first day, or the time at which the hour began"`
	Complete bool   `json:"complete" doc:"Whether all of it lies in the period, and in the past"`
	Figures
}

type seriesBody struct {
	Key    *string     `json:"key" nullable:"true" doc:"The type, or the tool's id; null for the staff, and for the only line"`
	Total  Figures     `json:"total"`
	Points []pointBody `json:"points" nullable:"false"`
}

type timeSeriesBody struct {
	Period   PeriodBody      `json:"period"`
	Interval string          `json:"interval" enum:"hour,day,week,month"`
	Series   []seriesBody    `json:"series" nullable:"false"`
	LeftOut  int             `json:"series_left_out" doc:"How many lines are not shown"`
	Previous *timeSeriesBody `json:"previous,omitempty" doc:"Only with compare=previous"`
}

type timeSeriesOutput struct{ Body timeSeriesBody }

func (r *Reader) handleTimeSeries(ctx context.Context, in *timeSeriesInput) (*timeSeriesOutput, error) {
	of, i, err := r.timeSeriesScope(ctx, in)
	if err != nil {
		return nil, err
	}
	var body, previous *timeSeriesBody
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		body, err = r.drawTimeSeries(ctx, of, i, in)
		return err
	})
	if in.Compare != "" {
		group.Go(func() (err error) {
			previous, err = r.drawTimeSeries(ctx, of.before(), i, in)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	body.Previous = previous
	return &timeSeriesOutput{*body}, nil
}

// timeSeriesScope is what was asked for, within the bounds of what can be shown and counted at once.
func (r *Reader) timeSeriesScope(ctx context.Context, in *timeSeriesInput) (*scope, interval, error) {
	var problems fault.Fields
	most := mostDays
	if ranking(in.Measure) == byUsers {
		most = mostDaysOfPeople
	}
	of, err := r.scope(ctx, &in.PeriodParams, &in.ScopeParams, most, &problems)
	if err != nil {
		return nil, "", err
	}
	i := interval(in.Interval)
	if i == "" {
		i = of.usual()
	}
	problems.Check(i != hourly || of.days() <= mostDaysOfHours, "interval", fmt.Sprintf("By the hour, choose at most %d days.", mostDaysOfHours))
	problems.Check(i != daily || of.days() <= mostDaysOfDays, "interval", fmt.Sprintf("By the day, choose at most %d days.", mostDaysOfDays))
	return of, i, problems.Err()
}

func (r *Reader) drawTimeSeries(ctx context.Context, of *scope, i interval, in *timeSeriesInput) (*timeSeriesBody, error) {
	rank := cmp.Or(ranking(in.Measure), byEvents)
	chart, err := r.timeSeries(ctx, of, i, split(in.By), rank)
	if err != nil {
		return nil, err
	}
	body := &timeSeriesBody{Period: of.body(), Interval: string(i), Series: make([]seriesBody, len(chart.series)), LeftOut: chart.leftOut}
	for n := range chart.series {
		line := &chart.series[n]
		b := seriesBody{Total: line.total.body(rank), Points: make([]pointBody, len(chart.slots))}
		if in.By != "" {
			b.Key = keyOfPart(split(in.By), line.part)
		}
		for at, slot := range chart.slots {
			b.Points[at] = pointBody{slot.label, slot.whole, line.points[at].body(rank)}
		}
		body.Series[n] = b
	}
	return body, nil
}
