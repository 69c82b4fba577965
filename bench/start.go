package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"time"
)

const (
	startGoal  = 150 * time.Millisecond
	memoryGoal = 60e6
	fewAnswers = 50
)

// measureStart is figure 5: how soon `tabletap serve` answers, and what memory it takes while it has nothing to do.
func measureStart(ctx context.Context, w *world) ([]line, error) {
	var ours, limit []time.Duration
	body, err := w.membersBody(ctx)
	if err != nil {
		return nil, err
	}
	for range w.opts.starts {
		a, err := startOnce(ctx, w.serveAll)
		if err != nil {
			return nil, err
		}
		b, err := startOnce(ctx, func(ctx context.Context) (*child, error) { return w.serveBare(ctx, body) })
		if err != nil {
			return nil, err
		}
		ours, limit = append(ours, a), append(limit, b)
	}
	lines := []line{{
		figure: "5 start to the first 200, median of " + strconv.Itoa(len(ours)), ours: millis(median(ours)), limit: millis(median(limit)),
		ratio: times(median(ratios(ours, limit))), goal: "under 150 ms", verdict: verdict(median(ours) < startGoal),
	}, {
		figure: "5   the slowest", ours: millis(quantile(ours, 1)), limit: millis(quantile(limit, 1)),
	}}
	if runtime.GOOS != "linux" {
		return lines, nil
	}
	memory, err := measureMemory(ctx, w, body)
	return append(lines, memory...), err
}

func startOnce(ctx context.Context, start func(context.Context) (*child, error)) (time.Duration, error) {
	c, err := start(ctx)
	if err != nil {
		return 0, err
	}
	return c.took, c.stop(ctx)
}

func measureMemory(ctx context.Context, w *world, body []byte) ([]line, error) {
	ours, err := w.resident(ctx, w.serveAll)
	if err != nil {
		return nil, err
	}
	limit, err := w.resident(ctx, func(ctx context.Context) (*child, error) { return w.serveBare(ctx, body) })
	if err != nil {
		return nil, err
	}
	return []line{
		memoryLine(fmt.Sprintf("5 resident memory after %s of quiet", w.opts.quiet), ours[0], limit[0]),
		memoryLine(fmt.Sprintf("5 resident memory after %d requests", fewAnswers), ours[1], limit[1]),
	}, nil
}

func memoryLine(figure string, ours, limit int64) line {
	return line{
		figure: figure, ours: megabytes(ours), limit: megabytes(limit), ratio: times(float64(ours) / float64(limit)),
		goal: "under 60 MB", verdict: verdict(ours < memoryGoal),
	}
}

// resident reads a server's memory after a while of quiet, and again after a few requests and as much quiet.
func (w *world) resident(ctx context.Context, start func(context.Context) (*child, error)) (memory [2]int64, err error) {
	c, err := start(ctx)
	if err != nil {
		return memory, err
	}
	defer func() { err = errors.Join(err, c.stop(ctx)) }()
	time.Sleep(w.opts.quiet)
	if memory[0], err = c.memory(); err != nil {
		return memory, err
	}
	for range fewAnswers {
		if _, err := w.askMembers(ctx, c.address); err != nil {
			return memory, err
		}
	}
	memory[1], err = c.memory()
	return memory, err
}
