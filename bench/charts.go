package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	chartsPath    = "/api/analytics/"
	chartAsks     = 1000 // of each chart, on each side
	chartWarmAsks = 20
	chartGoal     = 20 * time.Millisecond
	chartGrowth   = 1.3
)

// charts are one of everything that is read, with the periods that are dearest.
var charts = []string{
	"dashboard/",
	"events/",
	"events/?event_type=order&page=100",
	"timeseries/?period=30d&by=type",
	"timeseries/?period=31d&interval=hour&by=type&compare=previous",
	"timeseries/?period=365d&by=type&compare=previous",
	"timeseries/?period=92d&measure=users&by=type",
	"timeseries/?period=31d&interval=hour&measure=users&compare=previous",
	"breakdown/?period=365d",
	"breakdown/?by=tool&measure=users&period=92d",
	"breakdown/?by=data.table&event_type=order&period=92d",
	"top/?of=data.items.dish&event_type=order&period=92d",
	"top/?of=user&period=92d",
	"funnel/?steps=menu_view,order,pos_transaction&period=92d",
	"funnel/?steps=menu_view,order,pos_transaction&by=data.session&period=92d",
	"heatmap/?period=92d",
}

// measureCharts is figure 15: the dashboard and the charts of a restaurant with ten thousand events in a year, asked for one at a time. The
// limit is the same product over a database in which nobody else has any: both must answer the same.
func measureCharts(ctx context.Context, w *world) (_ []line, err error) {
	alone := databaseName + "_alone"
	if err := w.fillEvents(ctx, alone); err != nil {
		return nil, err
	}
	crowded, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, crowded.stop(ctx)) }()
	empty, err := w.serveOn(ctx, w.server.URL(alone))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, empty.stop(ctx)) }()
	var lines []line
	for _, chart := range charts {
		l, err := w.raceCharts(ctx, chart, crowded, empty)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", chart, err)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// raceCharts asks both for one chart in turn, and gives the line of their slowest answers but for one in a hundred.
func (w *world) raceCharts(ctx context.Context, chart string, crowded, empty *child) (line, error) {
	tokens, err := w.tokens()
	if err != nil {
		return line{}, err
	}
	ask := request("GET", chartsPath+chart, tokens[0], nil)
	var took [2][]time.Duration
	among, err := dial(ctx, crowded.address)
	if err != nil {
		return line{}, err
	}
	defer among.close()
	alone, err := dial(ctx, empty.address)
	if err != nil {
		return line{}, err
	}
	defer alone.close()
	there := [...]*keepAlive{among, alone}
	for n := range chartWarmAsks + chartAsks {
		var answers [2][]byte
		for i := range there {
			side := (i + n) % len(there)
			began := time.Now()
			if answers[side], err = there[side].ask(ask); err != nil {
				return line{}, err
			}
			if n >= chartWarmAsks {
				took[side] = append(took[side], time.Since(began))
			}
		}
		if n == 0 && !bytes.Equal(answers[0], answers[1]) {
			return line{}, fmt.Errorf("answered %s and %s", answers[0], answers[1])
		}
	}
	ratio := float64(p99(took[0])) / float64(p99(took[1]))
	return line{
		figure: "15 " + chart + ", p50 and p99",
		ours:   millis(median(took[0])) + ", " + millis(p99(took[0])), limit: millis(median(took[1])) + ", " + millis(p99(took[1])),
		ratio: times(ratio), goal: "under 20 ms, at most 1.30", verdict: verdict(p99(took[0]) < chartGoal && ratio <= chartGrowth),
	}, nil
}
