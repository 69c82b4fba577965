package analytics

import (
	"context"
	"net/http"
	"time"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

// RegisterRoutes adds the route of Platform.
func (p *Platform) RegisterRoutes(a *api.API) {
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: "/api/admin/analytics/", ID: "admin-analytics", Tag: "Analytics, for operators", Access: api.Superuser(),
		Summary: "How all restaurants do together",
		Description: "Days are those of UTC, except that events are counted on the days of their restaurant. A trial counts when it ends; it is " +
			"converted when its restaurant has paid for a period, before or after. mrr is what subscriptions come to in a month as they stand now: " +
			"those that are active or late and not frozen, a year's price by twelve; what an operator opened without a price is none. churn is about " +
			"subscriptions that were paid for when the period began.",
	}, p.handle)
}

type platformInput struct{ PeriodParams }

type signUpsBody struct {
	Day   string `json:"day"`
	Count int64  `json:"count"`
}

type restaurantsBody struct {
	Present int64 `json:"present" doc:"How many there are now"`
	Active  int64 `json:"active" doc:"Of how many anything was reported in the period"`
}

type trialsBody struct {
	Ended     int64   `json:"ended"`
	Converted int64   `json:"converted"`
	Rate      float64 `json:"rate" doc:"From 0 to 1"`
}

type churnBody struct {
	AtStart int64   `json:"at_start" doc:"Subscriptions that were paid for when the period began"`
	Ended   int64   `json:"ended" doc:"Those of them that were cancelled or given up in it"`
	Rate    float64 `json:"rate" doc:"From 0 to 1"`
}

type revenueBody struct {
	Currency      string `json:"currency"`
	Amount        string `json:"amount" doc:"A month's, such as 1250.00"`
	Subscriptions int64  `json:"subscriptions"`
}

type toolUsageBody struct {
	Tool        *int64 `json:"tool_id" nullable:"true" doc:"null for the staff"`
	Slug        string `json:"slug" doc:"Empty for the staff, and for a tool that is gone"`
	Name        string `json:"name"`
	Restaurants int64  `json:"restaurants" doc:"Of how many it reported anything"`
	Events      int64  `json:"events"`
	Amount      string `json:"amount"`
}

type platformBody struct {
	Period struct {
		Start string `json:"start_date"`
		End   string `json:"end_date"`
	} `json:"period"`
	SignUps      int64           `json:"sign_ups"`
	SignUpsByDay []signUpsBody   `json:"sign_ups_by_day" nullable:"false" doc:"Days without one are left out"`
	Restaurants  restaurantsBody `json:"restaurants"`
	Trials       trialsBody      `json:"trials"`
	Revenue      []revenueBody   `json:"mrr" nullable:"false" doc:"By currency"`
	Churn        churnBody       `json:"churn"`
	Tools        []toolUsageBody `json:"tools" nullable:"false" doc:"The busiest first; those that reported nothing are left out"`
}

type platformOutput struct{ Body platformBody }

func (p *Platform) handle(ctx context.Context, in *platformInput) (*platformOutput, error) {
	var problems fault.Fields
	of := in.read(dayOf(p.clock.Now(), time.UTC), mostDays, problems.Add)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	o, err := p.overview(ctx, of)
	if err != nil {
		return nil, err
	}
	out := &platformOutput{writeOverview(&o)}
	out.Body.Period.Start, out.Body.Period.End = of.first.Format(time.DateOnly), of.last().Format(time.DateOnly)
	out.Body.Tools, err = writeTools(&o)
	return out, err
}

func writeOverview(o *overview) platformBody {
	b := platformBody{
		SignUps: o.restaurants.SignUps, SignUpsByDay: make([]signUpsBody, len(o.signUps)), Revenue: make([]revenueBody, len(o.revenue)),
		Restaurants: restaurantsBody{o.restaurants.Present, o.restaurants.Active},
		Trials:      trialsBody{o.trials.Ended, o.trials.Converted, share(o.trials.Converted, o.trials.Ended)},
		Churn:       churnBody{o.churn.AtStart, o.churn.Ended, share(o.churn.Ended, o.churn.AtStart)},
	}
	for i, day := range o.signUps {
		b.SignUpsByDay[i] = signUpsBody{day.Day.Format(time.DateOnly), day.SignUps}
	}
	for i, r := range o.revenue {
		b.Revenue[i] = revenueBody{r.Currency, amountText(minorUnits(r.MinorUnits)), r.Subscriptions}
	}
	return b
}

func writeTools(o *overview) ([]toolUsageBody, error) {
	list := make([]toolUsageBody, len(o.tools))
	for i := range o.tools {
		r := &o.tools[i]
		var f figures
		if err := f.read(r.Events, r.Amount); err != nil {
			return nil, err
		}
		list[i] = toolUsageBody{Slug: r.Slug, Name: r.Name, Restaurants: r.Restaurants, Events: r.Events, Amount: amountText(f.amount)}
		if r.ToolID != 0 {
			list[i].Tool = &r.ToolID
		}
	}
	return list, nil
}
