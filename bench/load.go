package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// turn is what one side did in its turn.
type turn struct {
	rate      float64       // a second
	cpu       time.Duration // of everything, for one piece of work
	latencies []time.Duration
}

// worker is one connection of a closed loop: it does one piece of work at a time, the next as soon as the last is done.
type worker func(ctx context.Context) error

// drive lets the workers work for a while, each in a goroutine of its own.
func drive(ctx context.Context, workers []worker, length time.Duration) (turn, error) {
	group, ctx := errgroup.WithContext(ctx)
	latencies := make([][]time.Duration, len(workers))
	began := time.Now()
	for i, work := range workers {
		group.Go(func() (err error) {
			latencies[i], err = repeat(ctx, work, began.Add(length))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return turn{}, err
	}
	took := time.Since(began)
	var t turn
	for _, list := range latencies {
		t.latencies = append(t.latencies, list...)
	}
	t.rate = float64(len(t.latencies)) / took.Seconds()
	return t, nil
}

func repeat(ctx context.Context, work worker, end time.Time) ([]time.Duration, error) {
	latencies := make([]time.Duration, 0, 1<<14)
	for begin := time.Now(); begin.Before(end) && ctx.Err() == nil; {
		if err := work(ctx); err != nil {
			return nil, err
		}
		done := time.Now()
		latencies = append(latencies, done.Sub(begin))
		begin = done
	}
	return latencies, ctx.Err()
}

// openAll opens as many connections, of whatever kind, and makes a worker of each.
func openAll[C any](count int, open func() (C, error), end func(C), work func(i int, c C) worker) ([]worker, func(), error) {
	var all []C
	closeAll := func() {
		for _, c := range all {
			end(c)
		}
	}
	workers := make([]worker, count)
	for i := range workers {
		c, err := open()
		if err != nil {
			closeAll()
			return nil, nil, err
		}
		all, workers[i] = append(all, c), work(i, c)
	}
	return workers, closeAll, nil
}

// connectAll is openAll for connections to the database that stay in a schema, "" for none.
func (w *world) connectAll(ctx context.Context, count int, schema string, work func(i int, conn *pgx.Conn) worker) ([]worker, func(), error) {
	return openAll(count, func() (*pgx.Conn, error) { return w.connectTo(ctx, schema) },
		func(conn *pgx.Conn) { _ = conn.Close(context.WithoutCancel(ctx)) }, work)
}

// side makes its workers anew for each turn, so that connections are of the same age on both sides.
type side func(ctx context.Context) (workers []worker, done func(), err error)

func (s side) turn(ctx context.Context, length time.Duration) (turn, error) {
	workers, done, err := s(ctx)
	if err != nil {
		return turn{}, err
	}
	defer done()
	if _, err := drive(ctx, workers, length/5); err != nil { // warm
		return turn{}, err
	}
	before := cpuUsed()
	t, err := drive(ctx, workers, length)
	t.cpu = (cpuUsed() - before) / time.Duration(max(len(t.latencies), 1))
	return t, err
}

// match is what both sides did in all rounds.
type match struct {
	ours, limit           []float64
	oursTimes, limitTimes []time.Duration
	oursCPU, limitCPU     []time.Duration
}

// compete lets both sides take turns; who goes first changes each round. A first round does not count.
func compete(ctx context.Context, o *options, ours, limit side) (match, error) {
	var m match
	for round := range o.rounds + 1 {
		a, b, err := bothTurns(ctx, o, ours, limit, round%2 == 1)
		if err != nil {
			return m, err
		}
		if round == 0 {
			continue
		}
		m.ours, m.limit = append(m.ours, a.rate), append(m.limit, b.rate)
		m.oursCPU, m.limitCPU = append(m.oursCPU, a.cpu), append(m.limitCPU, b.cpu)
		m.oursTimes, m.limitTimes = append(m.oursTimes, a.latencies...), append(m.limitTimes, b.latencies...)
	}
	return m, nil
}

func bothTurns(ctx context.Context, o *options, ours, limit side, limitFirst bool) (a, b turn, err error) {
	first, second := ours, limit
	if limitFirst {
		first, second = limit, ours
	}
	if a, err = first.turn(ctx, o.round); err != nil {
		return a, b, err
	}
	if b, err = second.turn(ctx, o.round); err != nil {
		return a, b, err
	}
	if limitFirst {
		a, b = b, a
	}
	if len(a.latencies) == 0 || len(b.latencies) == 0 {
		return a, b, errors.New("a side did nothing in its turn: make -round longer")
	}
	return a, b, nil
}

const atLeastHalf = 0.5

// atLeast is a goal for the median of the ratios of rates, and whether it is met.
func (m match) atLeast(goal float64) (text, met string) {
	return fmt.Sprintf("at least %.2f", goal), verdict(median(ratios(m.ours, m.limit)) >= goal)
}

// lines are those of a figure that is a rate.
func (m match) lines(figure, unit string, connections int) []line {
	list, cost := ratios(m.ours, m.limit), ratios(m.oursCPU, m.limitCPU)
	number, _, _ := strings.Cut(figure, " ")
	goal, met := m.atLeast(atLeastHalf)
	return []line{
		{
			figure: fmt.Sprintf("%s, %d connections", figure, connections), ours: perSecond(median(m.ours)), limit: perSecond(median(m.limit)),
			ratio: spread(list), goal: goal, verdict: met,
		},
		{
			figure: number + "   " + unit + ", p50 and p99",
			ours:   millis(median(m.oursTimes)) + ", " + millis(p99(m.oursTimes)), limit: millis(median(m.limitTimes)) + ", " + millis(p99(m.limitTimes)),
		},
		{
			figure: number + "   " + unit + ", processor time of all", ours: millis(median(m.oursCPU)), limit: millis(median(m.limitCPU)),
			ratio: spread(cost),
		},
	}
}
