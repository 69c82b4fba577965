package subscriptions

import (
	"context"
	"net/http"

	"github.com/tabletap/console/internal/api"
)

const tag = "Subscriptions"

// RegisterRoutes adds the routes of this package.
func (s *Service) RegisterRoutes(a *api.API) {
	const plans = "/api/subscriptions/plans/"
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: plans, ID: "plans-list", Tag: tag, Access: api.Public().OptionalTenant(), Summary: "The plans on sale",
		Description: "Prices are for a month. A limit of -1 is none. Superusers see plans that are not on sale any more as well.",
	}, s.handlePlans)
	api.Handle(a, api.Route{
		Method: http.MethodGet, Path: plans + "{id}/", ID: "plans-get", Tag: tag, Access: api.Public().OptionalTenant(), Summary: "One plan",
	}, s.handlePlan)
	s.registerSubscriptionRoutes(a)
	s.registerEntitlementRoutes(a)
	s.registerPaymentRoutes(a)
	s.registerHistoryRoutes(a)
	s.registerReceiptRoutes(a)
	s.registerLedgerRoutes(a)
	s.registerManageRoutes(a)
	s.registerWebhookRoutes(a)
	s.registerAdminRoutes(a)
}

// planBody is a plan in the contract's shape.
type planBody struct {
	ID           int64       `json:"id"`
	Name         string      `json:"name"`
	Type         string      `json:"plan_type"`
	Description  string      `json:"description"`
	PriceGHS     string      `json:"price_ghs" doc:"A decimal such as 50.00"`
	PriceNGN     string      `json:"price_ngn" doc:"A decimal such as 5000.00"`
	PriceUSD     string      `json:"price_usd" doc:"A decimal such as 15.00"`
	POS          bool        `json:"includes_pos"`
	Menu         bool        `json:"includes_menu"`
	CMS          bool        `json:"includes_cms"`
	MaxStaff     int         `json:"max_staff" doc:"-1: any number"`
	MaxTables    int         `json:"max_tables" doc:"-1: any number"`
	MaxMenuItems int         `json:"max_menu_items" doc:"-1: any number"`
	EventDays    int         `json:"event_retention_days" doc:"For how many days events are kept"`
	Version      int         `json:"version" doc:"What was agreed to never changes: another price is another version"`
	Prices       []priceBody `json:"prices" nullable:"false" doc:"Everything that the plan is sold for"`
	Features     []string    `json:"features_list" nullable:"false"`
	Featured     bool        `json:"is_featured"`
	Active       bool        `json:"is_active"`
}

func writePlan(p *Plan) planBody {
	return planBody{
		ID: p.ID, Name: p.Name, Type: p.Type, Description: p.Description,
		PriceGHS: Money{p.monthly("GHS"), "GHS"}.Decimal(), PriceNGN: Money{p.monthly("NGN"), "NGN"}.Decimal(),
		PriceUSD: Money{p.monthly("USD"), "USD"}.Decimal(),
		POS:      p.POS, Menu: p.Menu, CMS: p.CMS,
		MaxStaff: p.Limits.MaxStaff, MaxTables: p.Limits.MaxTables, MaxMenuItems: p.Limits.MaxMenuItems, EventDays: p.EventDays,
		Features: p.Features, Featured: p.Featured, Active: p.Active, Version: p.Version, Prices: writePrices(p.Prices),
	}
}

// priceBody is what a plan costs in a currency, paid every interval.
type priceBody struct {
	Currency string `json:"currency"`
	Interval string `json:"interval" enum:"monthly,annually"`
	Amount   string `json:"amount" doc:"A decimal such as 50.00"`
}

func writePrices(prices []Price) []priceBody {
	rows := make([]priceBody, len(prices))
	for i := range prices {
		rows[i] = priceBody{prices[i].Currency, string(prices[i].Interval), prices[i].Money().Decimal()}
	}
	return rows
}

type listInput struct{ api.PageParams }

type pathInput struct{ api.PathID }

type plansOutput struct{ Body api.Page[planBody] }

type planOutput struct{ Body planBody }

func (s *Service) handlePlans(ctx context.Context, in *listInput) (*plansOutput, error) {
	plans, count, err := s.Plans(ctx, in.Limit(), in.Offset())
	if err != nil {
		return nil, err
	}
	rows := make([]planBody, len(plans))
	for i, p := range plans {
		rows[i] = writePlan(p)
	}
	return &plansOutput{api.NewPage(in.PageParams, count, rows)}, nil
}

func (s *Service) handlePlan(ctx context.Context, in *pathInput) (*planOutput, error) {
	plan, err := s.Plan(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &planOutput{writePlan(plan)}, nil
}
