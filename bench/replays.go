package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

const (
	replayedAtOnce = 1000
	replayRounds   = 5
	replayGoal     = time.Second
)

// measureReplays is figure 7: one launch token redeemed a thousand times at once, each on a connection of its own, with a session
// that the losers end. Only one may succeed. The limit is what as many requests take that are refused without a look at the database.
func measureReplays(ctx context.Context, w *world) (_ []line, err error) {
	product, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	callers, done, err := gather(ctx, product.address)
	if err != nil {
		return nil, err
	}
	defer done()
	var ours, limit []time.Duration
	for range replayRounds {
		token, err := w.launchFor(ctx, product.address)
		if err != nil {
			return nil, err
		}
		forged := callers.redeem("x")
		used := callers.redeem(token)
		if forged.won != 0 || used.won != 1 || used.refused != replayedAtOnce-1 || used.wrong != nil {
			return nil, fmt.Errorf("%d succeeded, %d were refused: %w", used.won, used.refused, used.wrong)
		}
		ours, limit = append(ours, used.slowest), append(limit, forged.slowest)
	}
	slowest := slices.Max(ours)
	return []line{{
		figure: fmt.Sprintf("7 %d verifies of one token, the slowest", replayedAtOnce), ours: millis(slowest), limit: millis(slices.Max(limit)),
		ratio: times(median(ratios(ours, limit))), goal: "under 1 s", verdict: verdict(slowest < replayGoal),
	}, {
		figure: "7   successes and refusals", ours: fmt.Sprintf("1, %d", replayedAtOnce-1), limit: fmt.Sprintf("0, %d", replayedAtOnce),
		goal: "1, 999", verdict: verdict(true),
	}}, nil
}

func (w *world) launchFor(ctx context.Context, address string) (string, error) {
	tokens, err := w.tokens()
	if err != nil {
		return "", err
	}
	k, err := dial(ctx, address)
	if err != nil {
		return "", err
	}
	defer k.close()
	return launchToken(k, tokens[0], launchedTool)
}

// rush is as many connections as there are callers.
type rush []*keepAlive

func gather(ctx context.Context, address string) (rush, func(), error) {
	var c rush
	done := func() {
		for _, k := range c {
			k.close()
		}
	}
	for range replayedAtOnce {
		k, err := dial(ctx, address)
		if err != nil {
			done()
			return nil, nil, err
		}
		c = append(c, k)
	}
	return c, done, nil
}

// outcome is what became of everybody's request.
type outcome struct {
	won, refused int
	wrong        error // the first answer that is neither
	slowest      time.Duration
}

// redeem lets everybody redeem a token at the same moment.
func (c rush) redeem(token string) outcome {
	ask := request("POST", verifyPath, "", fmt.Appendf(nil, `{"token": %q, "session": true}`, token))
	var (
		all   sync.WaitGroup
		mu    sync.Mutex
		total outcome
		start = make(chan struct{})
	)
	for _, k := range c {
		all.Go(func() {
			<-start
			began := time.Now()
			_, err := k.ask(ask)
			took := time.Since(began)
			mu.Lock()
			defer mu.Unlock()
			total.count(err, k.body)
			total.slowest = max(total.slowest, took)
		})
	}
	close(start)
	all.Wait()
	return total
}

func (o *outcome) count(err error, body []byte) {
	switch {
	case err == nil:
		o.won++
	case bytes.Contains(body, []byte(`"invalid_token"`)):
		o.refused++
	case o.wrong == nil:
		o.wrong = err
	}
}
