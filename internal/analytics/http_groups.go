package analytics

import (
	"cmp"
	"context"
	"math"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

type breakdownInput struct {
	PeriodParams
	ScopeParams

	By      string `query:"by" doc:"type, tool, user, or a field of data such as data.table; type when nothing is said"`
	Measure string `query:"measure" enum:"events,amount,users" doc:"The largest are the largest by this; events when nothing is said"`
	Limit   int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many groups"`
}

type groupBody struct {
	Key *string `json:"key" nullable:"true" doc:"The type, the id of the tool or the user, or the value; null for the staff, nobody, or no value"`
	Figures
	Share float64 `json:"share" doc:"How much of the whole it is, from 0 to 1, by the measure"`
}

type breakdownOutput struct {
	Body struct {
		Period PeriodBody             `json:"period"`
		By     string                 `json:"by"`
		Total  Figures                `json:"total"`
		Groups []groupBody            `json:"groups" nullable:"false" doc:"The largest first"`
		Other  api.OrNull[Figures]    `json:"other" doc:"All other groups together; null when there are none. Its people are not known"`
		Looked api.OrNull[LookedBody] `json:"looked_at" doc:"null when everything counts, as it does by type and by tool"`
	}
}

func (r *Reader) handleBreakdown(ctx context.Context, in *breakdownInput) (*breakdownOutput, error) {
	word := cmp.Or(in.By, "type")
	rank := cmp.Or(ranking(in.Measure), byEvents)
	of, b, err := r.groupsScope(ctx, &in.PeriodParams, &in.ScopeParams, rank, "by", word)
	if err != nil {
		return nil, err
	}
	g, err := r.groups(ctx, of, b, rank, false)
	if err != nil {
		return nil, err
	}
	out := &breakdownOutput{}
	body := &out.Body
	shown := min(in.Limit, len(g.list))
	body.Period, body.By, body.Total, body.Looked.Value = of.body(), word, g.total.body(rank), g.looked.body(of.zone)
	body.Groups = writeGroups(g.list[:shown], g.total, rank)
	if rest, ok := g.rest(shown); ok {
		body.Other.Value = new(rest.body(byEvents))
	}
	return out, nil
}

type topInput struct {
	PeriodParams
	ScopeParams

	Of      string `query:"of" required:"true" doc:"type, tool, user, or a field of data such as data.items.dish"`
	Measure string `query:"measure" enum:"events,amount,users" doc:"The largest are the largest by this; events when nothing is said"`
	Limit   int    `query:"limit" minimum:"1" maximum:"100" default:"10" doc:"How many"`
}

type topOutput struct {
	Body struct {
		Period  PeriodBody             `json:"period"`
		Of      string                 `json:"of"`
		Results []groupBody            `json:"results" nullable:"false" doc:"The largest first"`
		Looked  api.OrNull[LookedBody] `json:"looked_at" doc:"null when everything counts, as it does by type and by tool"`
	}
}

func (r *Reader) handleTop(ctx context.Context, in *topInput) (*topOutput, error) {
	rank := cmp.Or(ranking(in.Measure), byEvents)
	of, b, err := r.groupsScope(ctx, &in.PeriodParams, &in.ScopeParams, rank, "of", in.Of)
	if err != nil {
		return nil, err
	}
	g, err := r.groups(ctx, of, b, rank, true)
	if err != nil {
		return nil, err
	}
	list := g.named()
	out := &topOutput{}
	out.Body.Period, out.Body.Of, out.Body.Looked.Value = of.body(), in.Of, g.looked.body(of.zone)
	out.Body.Results = writeGroups(list[:min(in.Limit, len(list))], g.total, rank)
	return out, nil
}

// groupsScope is what was asked for, within the bounds of what it takes to tell events apart.
func (r *Reader) groupsScope(
	ctx context.Context, p *PeriodParams, q *ScopeParams, rank ranking, field, word string,
) (*scope, by, error) {
	var problems fault.Fields
	b, ok := parseBy(word)
	problems.Check(ok, field, askBy)
	of, err := r.scope(ctx, p, q, b.mostDays(rank), &problems)
	if err != nil {
		return nil, by{}, err
	}
	return of, b, problems.Err()
}

func writeGroups(list []group, total figures, rank ranking) []groupBody {
	bodies := make([]groupBody, len(list))
	for n := range list {
		share := list[n].share(total, rank)
		bodies[n] = groupBody{list[n].key, list[n].body(rank), math.Round(share*1e4) / 1e4}
	}
	return bodies
}
