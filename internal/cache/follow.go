package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"
)

const (
	minPause     = 50 * time.Millisecond
	maxPause     = 5 * time.Second
	openPatience = 5 * time.Second
)

// probeTopic has no subscribers. A probe is a message whose arrival proves that messages arrive.
const probeTopic = "cache.probe"

var errSilent = errors.New("cache: a message sent to ourselves did not arrive; behind a transaction pooler set DisableListen")

// session is one connection that messages arrive on.
type session interface {
	receive(ctx context.Context) (payload string, err error)
	send(ctx context.Context, payload string) error // to all listeners, this one among them
	close(ctx context.Context)
}

// follower keeps one session open for as long as it runs, delivers what arrives, and turns the bus.
type follower struct {
	bus       *Bus
	path      string // for the log
	open      func(context.Context) (session, error)
	keepalive time.Duration // silence after which a probe is sent
	patience  time.Duration // how long the probe may take
	log       *slog.Logger
}

// run ends with ctx. It logs a loss once, not each attempt to mend it.
func (f *follower) run(ctx context.Context) {
	lost := false
	for attempt := 0; ctx.Err() == nil; attempt++ {
		was, err := f.attend(ctx)
		if ctx.Err() != nil {
			return
		}
		if was || !lost {
			f.log.WarnContext(ctx, "invalidation path is down; caches are bypassed", "path", f.path, "error", err)
			attempt, lost = 0, true
		}
		pause(ctx, attempt)
	}
}

// attend opens a session and stays with it until it breaks. It reports whether the bus was live meanwhile.
func (f *follower) attend(ctx context.Context) (live bool, err error) {
	s, err := f.connect(ctx)
	if err != nil {
		return false, err
	}
	defer s.close(ctx)
	if err := f.prove(ctx, s); err != nil {
		return false, err
	}
	f.bus.turn(true)
	defer f.bus.turn(false)
	f.log.InfoContext(ctx, "invalidation path open", "path", f.path)
	return true, f.listen(ctx, s)
}

func (f *follower) connect(ctx context.Context) (session, error) {
	ctx, cancel := context.WithTimeout(ctx, openPatience)
	defer cancel()
	return f.open(ctx)
}

func (f *follower) listen(ctx context.Context, s session) error {
	for ctx.Err() == nil {
		silent, err := f.take(ctx, s, f.keepalive)
		if silent {
			err = f.prove(ctx, s)
		}
		if err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

// prove sends a message and waits for one. Any will do: what matters is that the path delivers.
func (f *follower) prove(ctx context.Context, s session) error {
	bounded, cancel := context.WithTimeout(ctx, f.patience)
	defer cancel()
	payloads, err := encode(probeTopic, []string{AllKeys})
	if err != nil {
		return err
	}
	if err := s.send(bounded, payloads[0]); err != nil {
		return fmt.Errorf("cache: probe: %w", err)
	}
	silent, err := f.take(ctx, s, f.patience)
	if silent {
		return errSilent
	}
	return err
}

// take delivers one message, or reports that none came in time.
func (f *follower) take(ctx context.Context, s session, within time.Duration) (silent bool, err error) {
	bounded, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	payload, err := s.receive(bounded)
	switch {
	case err == nil:
		f.deliver(ctx, payload)
		return false, nil
	case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded):
		return true, nil
	default:
		return false, fmt.Errorf("cache: receive: %w", err)
	}
}

// deliver drops everything on a message that it cannot read: it may have meant any key.
func (f *follower) deliver(ctx context.Context, payload string) {
	topic, keys, err := decode(payload)
	if err != nil {
		f.log.WarnContext(ctx, "unreadable invalidation; everything was dropped", "path", f.path, "error", err)
		f.bus.dropAll()
		return
	}
	f.bus.deliver(topic, keys)
}

// pause waits 50 ms, doubling to 5 s, half of it by chance so that instances do not come back in step.
func pause(ctx context.Context, attempt int) {
	d := min(minPause<<min(attempt, 10), maxPause)
	timer := time.NewTimer(d/2 + rand.N(d/2))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
