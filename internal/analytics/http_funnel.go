package analytics

import (
	"cmp"
	"context"
	"math"
	"time"

	"github.com/tabletap/console/internal/fault"
)

type funnelInput struct {
	PeriodParams

	Tools  []int64  `query:"tool" maxItems:"20" doc:"Only what the tools with these ids reported, with commas between them; 0 is the staff"`
	Steps  []string `query:"steps" required:"true" doc:"2 to 8 types of events, in order, with commas between them"`
	By     string   `query:"by" doc:"What makes events the same one's: user, or a field of data such as data.session; user when nothing is said"`
	Within string   `query:"within" doc:"How long it may take from the first step to the last, such as 30m, 24h or 7d; 24h when nothing is said"`
}

type stepBody struct {
	Type    string  `json:"event_type"`
	Reached int64   `json:"reached" doc:"How many came as far as this"`
	Share   float64 `json:"share" doc:"How many of those who did the first step, from 0 to 1"`
}

type funnelOutput struct {
	Body struct {
		Period  PeriodBody `json:"period"`
		By      string     `json:"by"`
		Seconds int64      `json:"within_seconds"`
		Steps   []stepBody `json:"steps" nullable:"false"`
		Nobody  int64      `json:"events_of_nobody" doc:"Events that are left out, because nothing says whose they are"`
		Looked  LookedBody `json:"looked_at"`
	}
}

func (r *Reader) handleFunnel(ctx context.Context, in *funnelInput) (*funnelOutput, error) {
	word := cmp.Or(in.By, "user")
	of, b, wait, err := r.funnelScope(ctx, in, word)
	if err != nil {
		return nil, err
	}
	f, err := r.funnel(ctx, of, in.Steps, b, wait)
	if err != nil {
		return nil, err
	}
	out := &funnelOutput{}
	body := &out.Body
	body.Period, body.By, body.Seconds, body.Nobody = of.body(), word, int64(wait.Seconds()), f.strangers
	body.Looked = *f.looked.body(of.zone)
	body.Steps = make([]stepBody, len(in.Steps))
	for n, reached := range f.reached {
		share := figures{events: reached}.share(figures{events: f.reached[0]}, byEvents)
		body.Steps[n] = stepBody{in.Steps[n], reached, math.Round(share*1e4) / 1e4}
	}
	return out, nil
}

func (r *Reader) funnelScope(ctx context.Context, in *funnelInput, word string) (*scope, by, time.Duration, error) {
	var problems fault.Fields
	b, ok := parseBy(word)
	problems.Check(ok && b.word != "type" && b.word != "tool", "by", askField)
	wait, ok := parseWait(in.Within)
	problems.Check(ok, "within", askWait)
	known := len(in.Steps) >= fewestSteps && len(in.Steps) <= mostSteps
	for _, step := range in.Steps {
		known = known && isTypeName(step)
	}
	problems.Check(known, "steps", askSteps)
	of, err := r.scope(ctx, &in.PeriodParams, &ScopeParams{Tools: in.Tools}, mostDaysOfEvents, &problems)
	if err != nil {
		return nil, by{}, 0, err
	}
	return of, b, wait, problems.Err()
}
