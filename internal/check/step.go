package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// step is one line of the check. It says what it found, or fails with a *finding.
type step struct {
	name    string
	needs   []string // steps without which this one makes no sense
	creates bool     // not with a person's own token
	run     func(*run, context.Context) (string, error)
}

type group struct {
	title string
	need  string // a step without which the whole group is one line
	steps []step
}

type outcome string

const (
	passed  outcome = "ok"
	failed  outcome = "FAIL"
	skipped outcome = "skip"
	waived  outcome = "waived" // shown as skipped, and no hindrance to what comes after
)

// finding is why a step failed, and what to do about it.
type finding struct{ saw, advice string }

// Error is the line's text.
func (f *finding) Error() string { return f.saw + "  → " + f.advice }

func fail(advice, format string, args ...any) error {
	return &finding{saw: fmt.Sprintf(format, args...), advice: advice}
}

// absent is why a step has nothing to do here.
type absent struct{ reason string }

// Error is the line's text.
func (a *absent) Error() string { return a.reason }

// run is one check under way, and what its steps learn from each other.
type run struct {
	cfg     Config
	base    string
	http    *client
	print   *printer
	started time.Time
	ended   map[string]outcome
	ahead   time.Duration // by how much dev's clock, which can be moved, is ahead of ours

	standIn *standIn
	owner   *person  // whose restaurant is looked at
	other   *person  // a stranger to it
	plan    planView // what is subscribed to
	tool    toolView
	launch  launch
	keys    keySet
}

func newRun(cfg Config, base string, out io.Writer) *run {
	return &run{
		cfg: cfg, base: base, http: newClient(cfg.limits.request), print: newPrinter(out, groups()),
		started: cfg.Clock.Now(), ended: map[string]outcome{},
	}
}

// play runs the steps within their time, and then cleans up in any case.
func (r *run) play(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, r.cfg.limits.steps)
	defer cancel()
	for _, g := range groups() {
		r.print.title(g.title)
		if o := r.ended[g.need]; g.need != "" && o != passed {
			r.print.line(skipped, g.name(), plural(len(g.steps), "step")+": "+missed(g.need, o))
			continue
		}
		for _, s := range g.steps {
			r.take(limited, s)
		}
	}
	r.cleanUp(ctx)
}

func (r *run) take(ctx context.Context, s step) {
	if why, o := r.hindrance(ctx, s); o != "" {
		r.finish(s, o, why)
		return
	}
	said, err := s.run(r, ctx)
	if none, ok := errors.AsType[*absent](err); ok {
		r.finish(s, skipped, none.reason)
		return
	}
	if err != nil {
		r.finish(s, failed, err.Error())
		return
	}
	r.finish(s, passed, said)
}

func (r *run) finish(s step, o outcome, text string) {
	r.ended[s.name] = o
	if o == waived {
		o = skipped
	}
	r.print.line(o, s.name, text)
}

// hindrance says why a step cannot be taken, or nothing. Running out of time fails the first step that it keeps away.
func (r *run) hindrance(ctx context.Context, s step) (string, outcome) {
	for _, need := range s.needs {
		if o := r.ended[need]; o != passed && o != waived {
			return missed(need, o), skipped
		}
	}
	switch {
	case s.creates && r.cfg.Token != "":
		return "nothing is created with --token", waived
	case ctx.Err() == nil:
		return "", ""
	case r.ended["time"] == failed:
		return "no time was left", skipped
	}
	r.ended["time"] = failed
	return fail("look for what is slow in the lines above, and run the check again",
		"not begun: the check was stopped, or took longer than %s", r.cfg.limits.steps).Error(), failed
}

func missed(need string, o outcome) string {
	if o == failed {
		return need + " failed"
	}
	return need + " was skipped"
}
