package subscriptions

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
)

func (s *Service) registerAdminPlanRoutes(a *api.API) {
	const list = adminPath + "plans/"
	const one = list + "{id}/"
	const versions = "What was agreed to never changes: another price, limit or tool makes another version, which is the answer and goes on sale in " +
		"place of this one. Subscribers keep theirs. What only describes the plan changes in place. 409 for a version that is not the newest."
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: list, ID: "admin-plans-list", Tag: adminTag, Access: api.Superuser(), Summary: "All versions of all plans",
	}, s.handlePlans)
	api.Handle(a, api.Route{
		Method: http.MethodPost, Path: list, ID: "admin-plans-create", Tag: adminTag, Access: api.Superuser(), Status: http.StatusCreated,
		Summary: "Put a plan on sale",
	}, s.handleCreatePlan)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: one, ID: "admin-plans-get", Tag: adminTag, Access: api.Superuser(), Summary: "One version of a plan",
	}, s.handlePlan)
	api.Handle(a, api.Route{
		Method: http.MethodPut, Path: one, ID: "admin-plans-replace", Tag: adminTag, Access: api.Superuser(), Summary: "Replace a plan",
		Description: versions + " What is left out goes back to its default, but prices that are left out stay.",
	}, s.handleReplacePlan)
	api.Handle(a, api.Route{
		Method: http.MethodPatch, Path: one, ID: "admin-plans-update", Tag: adminTag, Access: api.Superuser(), Summary: "Change a plan",
		Description: versions,
	}, s.handleUpdatePlan)
	api.Handle(a, api.Route{
		Method: http.MethodDelete, Path: one, ID: "admin-plans-retire", Tag: adminTag, Access: api.Superuser(), Status: http.StatusNoContent,
		Summary: "Take a plan off sale", Description: "Subscribers keep it.",
	}, s.handleRetirePlan)
}

// planWriteBody is what may be written of a plan.
type planWriteBody struct {
	Name         *string           `json:"name,omitempty"`
	Type         *string           `json:"plan_type,omitempty" doc:"The same for all versions; only when a plan is made"`
	Description  *string           `json:"description,omitempty"`
	PriceGHS     *string           `json:"price_ghs,omitempty" doc:"Of a month; 0.00: not sold in this by the month"`
	PriceNGN     *string           `json:"price_ngn,omitempty" doc:"Of a month"`
	PriceUSD     *string           `json:"price_usd,omitempty" doc:"Of a month"`
	Prices       *[]priceWriteBody `json:"prices,omitempty" nullable:"false" doc:"Everything that the plan is sold for, in place of what it was"`
	POS          *bool             `json:"includes_pos,omitempty"`
	Menu         *bool             `json:"includes_menu,omitempty"`
	CMS          *bool             `json:"includes_cms,omitempty"`
	MaxStaff     *int              `json:"max_staff,omitempty" doc:"-1: any number"`
	MaxTables    *int              `json:"max_tables,omitempty" doc:"-1: any number"`
	MaxMenuItems *int              `json:"max_menu_items,omitempty" doc:"-1: any number"`
	EventDays    *int              `json:"event_retention_days,omitempty" doc:"For how many days events are kept; 90 when left out"`
	Features     *[]string         `json:"features_list,omitempty" nullable:"false"`
	Featured     *bool             `json:"is_featured,omitempty"`
	Active       *bool             `json:"is_active,omitempty"`
}

type priceWriteBody struct {
	Currency string `json:"currency"`
	Interval string `json:"interval" doc:"monthly or annually"`
	Amount   string `json:"amount" doc:"A decimal such as 50.00"`
}

func put[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// apply writes what is present over p. The prices are given, since reading them can fail.
func (b *planWriteBody) apply(p *Plan, prices writtenPrices) {
	put(&p.Name, b.Name)
	put(&p.Type, b.Type)
	put(&p.Description, b.Description)
	put(&p.POS, b.POS)
	put(&p.Menu, b.Menu)
	put(&p.CMS, b.CMS)
	put(&p.Limits.MaxStaff, b.MaxStaff)
	put(&p.Limits.MaxTables, b.MaxTables)
	put(&p.Limits.MaxMenuItems, b.MaxMenuItems)
	put(&p.EventDays, b.EventDays)
	put(&p.Features, b.Features)
	put(&p.Featured, b.Featured)
	put(&p.Active, b.Active)
	p.Name, p.Description = strings.TrimSpace(p.Name), strings.TrimSpace(p.Description)
	if p.Features == nil {
		p.Features = []string{}
	}
	prices.apply(p)
}

// writtenPrices are the prices that were written.
type writtenPrices struct {
	all     *[]Price // nil: left out
	monthly []Price  // by price_ghs and the like; 0 is none
}

func (w writtenPrices) apply(p *Plan) {
	if w.all != nil {
		p.Prices = slices.Clone(*w.all)
	}
	for _, month := range w.monthly {
		p.Prices = slices.DeleteFunc(slices.Clone(p.Prices), func(old Price) bool {
			return old.Currency == month.Currency && old.Interval == Monthly && old.Amount != month.Amount
		})
		if month.Amount != 0 && !slices.ContainsFunc(p.Prices, func(old Price) bool { return old.Currency == month.Currency && old.Interval == Monthly }) {
			p.Prices = append(p.Prices, month)
		}
	}
}

// prices reads the prices, and refuses two that disagree.
func (b *planWriteBody) prices() (w writtenPrices, err error) {
	var f fault.Fields
	if b.Prices != nil {
		w.all = new(make([]Price, 0, len(*b.Prices)))
		for _, in := range *b.Prices {
			price := Price{Currency: strings.ToUpper(in.Currency), Interval: Interval(in.Interval), Amount: decimal(&f, "prices", in.Amount)}
			*w.all = append(*w.all, price)
		}
	}
	for _, in := range []struct {
		field, currency string
		text            *string
	}{{"price_ghs", "GHS", b.PriceGHS}, {"price_ngn", "NGN", b.PriceNGN}, {"price_usd", "USD", b.PriceUSD}} {
		if in.text == nil {
			continue
		}
		month := Price{Currency: in.currency, Interval: Monthly, Amount: decimal(&f, in.field, *in.text)}
		w.monthly = append(w.monthly, month)
		f.Check(w.all == nil || (&Plan{Prices: *w.all}).monthly(in.currency) == month.Amount, in.field, "prices says otherwise.")
	}
	return w, f.Err()
}

func (b *planWriteBody) required(creating bool) error {
	const required = "This field is required."
	var f fault.Fields
	f.Check(b.Name != nil, "name", required)
	f.Check(b.Type != nil || !creating, "plan_type", required)
	return f.Err()
}

// limitsOfDefault are those of a plan of which none are said.
var limitsOfDefault = Limits{Unlimited, Unlimited, Unlimited}

// defaultEventDays is how long events are kept under a plan that does not say.
const defaultEventDays = 90

type (
	createPlanInput struct{ Body planWriteBody }
	changePlanInput struct {
		api.PathID
		Body planWriteBody
	}
)

func (s *Service) handleCreatePlan(ctx context.Context, in *createPlanInput) (*planOutput, error) {
	var f fault.Fields
	prices, err := in.Body.prices()
	f.Merge(err)
	f.Merge(in.Body.required(true))
	if err := f.Err(); err != nil {
		return nil, err
	}
	p := Plan{Limits: limitsOfDefault, EventDays: defaultEventDays, Active: true}
	in.Body.apply(&p, prices)
	return answerPlan(s.CreatePlan(ctx, p))
}

func (s *Service) handleReplacePlan(ctx context.Context, in *changePlanInput) (*planOutput, error) {
	var f fault.Fields
	prices, err := in.Body.prices()
	f.Merge(err)
	f.Merge(in.Body.required(false))
	if err := f.Err(); err != nil {
		return nil, err
	}
	return answerPlan(s.ChangePlan(ctx, in.ID, func(p *Plan) {
		*p = Plan{
			ID: p.ID, Type: p.Type, Version: p.Version, Prices: p.Prices, Limits: limitsOfDefault, EventDays: defaultEventDays, Active: true,
		}
		in.Body.apply(p, prices)
	}))
}

func (s *Service) handleUpdatePlan(ctx context.Context, in *changePlanInput) (*planOutput, error) {
	prices, err := in.Body.prices()
	if err != nil {
		return nil, err
	}
	return answerPlan(s.ChangePlan(ctx, in.ID, func(p *Plan) { in.Body.apply(p, prices) }))
}

func (s *Service) handleRetirePlan(ctx context.Context, in *pathInput) (*struct{}, error) {
	return nil, s.RetirePlan(ctx, in.ID)
}

func answerPlan(p *Plan, err error) (*planOutput, error) {
	if err != nil {
		return nil, err
	}
	return &planOutput{writePlan(p)}, nil
}
