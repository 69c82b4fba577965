package analytics

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// The bounds of a funnel.
const (
	fewestSteps = 2
	mostSteps   = 8
	longestWait = 31 * 24 * time.Hour
	usualWait   = 24 * time.Hour
	askSteps    = "Give 2 to 8 types of events, in order, with commas between them."
	askWait     = "Use a number of minutes, hours or days up to 31 days, such as 30m, 24h or 7d."
)

// funnel is how many came how far: of those who did the first step, so many did the second after it, and so on, all within the wait.
type funnel struct {
	reached   []int64
	strangers int64 // events of nobody in particular, which lead nowhere
	looked    looked
}

func (r *Reader) funnel(ctx context.Context, of *scope, steps []string, b by, wait time.Duration) (*funnel, error) {
	asked := *of
	asked.types = slices.Compact(slices.Sorted(slices.Values(steps)))
	rows, how, err := r.look(ctx, &asked, b.path())
	if err != nil {
		return nil, err
	}
	f := walk(rows, steps, b, wait)
	f.looked = how
	return f, nil
}

// walk follows everybody through the steps. Of several ways to begin, the latest is kept: it leaves the most time for what is to come.
func walk(rows []sighting, steps []string, b by, wait time.Duration) *funnel {
	f := &funnel{reached: make([]int64, len(steps))}
	walkers := map[string]*walker{}
	for _, row := range slices.Backward(rows) { // the oldest first
		who, ok := walkerKey(&row, b)
		if !ok {
			f.strangers++
			continue
		}
		w := walkers[who]
		if w == nil {
			w = &walker{begun: make([]time.Time, len(steps))}
			walkers[who] = w
		}
		w.see(&row, steps, wait)
	}
	for _, w := range walkers {
		for step, begun := range w.begun {
			if !begun.IsZero() {
				f.reached[step]++
			}
		}
	}
	return f
}

// walker is somebody on the way: for each step that they came to, when the way began that led there last.
type walker struct{ begun []time.Time }

// see looks at the steps from the last to the first, so that one event is one step.
func (w *walker) see(row *sighting, steps []string, wait time.Duration) {
	for step := len(steps) - 1; step >= 0; step-- {
		switch {
		case steps[step] != row.kind:
		case step == 0:
			w.begun[step] = row.at
		case !w.begun[step-1].IsZero() && row.at.Sub(w.begun[step-1]) <= wait:
			w.begun[step] = w.begun[step-1]
		}
	}
}

func walkerKey(row *sighting, b by) (string, bool) {
	switch {
	case b.word == "user" && row.user != nil:
		return strconv.FormatInt(*row.user, 10), true
	case b.word != "user" && len(row.found) > 0:
		return row.found[0], true
	}
	return "", false
}

// parseWait reads a number and m, h or d.
func parseWait(text string) (time.Duration, bool) {
	if text == "" {
		return usualWait, true
	}
	unit, ok := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[text[len(text)-1]]
	n, err := strconv.ParseInt(text[:len(text)-1], 10, 32)
	if !ok || err != nil || n < 1 || time.Duration(n) > longestWait/unit {
		return 0, false
	}
	return time.Duration(n) * unit, true
}
