package subscriptions

import (
	"slices"

	"github.com/tabletap/console/internal/fault"
)

// Unlimited is the limit that is none.
const Unlimited = -1

// Limits are how much of something a restaurant may have. Each may be Unlimited.
type Limits struct {
	MaxStaff     int // active members and open invitations
	MaxTables    int
	MaxMenuItems int
}

// Plan is what restaurants can subscribe to. Callers share the ones they are given.
type Plan struct {
	ID          int64
	Type        string // the same for all versions of a plan, such as "basic"
	Version     int    // 1, 2, …: what was agreed to never changes, so another price or limit is another version
	Name        string
	Description string
	Prices      []Price
	POS         bool
	Menu        bool
	CMS         bool
	Limits      Limits
	EventDays   int      // for how many days the events of analytics are kept
	Features    []string // for people
	Featured    bool
	Active      bool // on sale; whoever subscribed to one that is not keeps it
}

// Tools that plans differ in. An operator's own tools are in every plan.
const (
	slugPOS  = "pos"
	slugMenu = "menu"
	slugCMS  = "cms"
)

// Includes reports whether the plan includes the tool with the slug.
func (p *Plan) Includes(slug string) bool {
	switch slug {
	case slugPOS:
		return p.POS
	case slugMenu:
		return p.Menu
	case slugCMS:
		return p.CMS
	default:
		return true
	}
}

// typeLargest is the type of the plan that the trial includes, and that a restaurant gets when an operator names none.
const typeLargest = "enterprise"

var (
	errNoPlan    = fault.Missing("This plan")
	errNoLargest = fault.New(fault.Internal, "no_plans", "There is no plan of type "+typeLargest+": run `tabletap setup-initial-data`.")
)

// catalogue is all plans, in the order in which they are shown.
type catalogue []*Plan

// visible are those on sale, or all of them.
func (c catalogue) visible(all bool) catalogue {
	if all {
		return c
	}
	return slices.DeleteFunc(slices.Clone(c), func(p *Plan) bool { return !p.Active })
}

func (c catalogue) find(id int64) (*Plan, error) {
	for _, p := range c {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, errNoPlan
}

// newest is the newest version of a plan, whether it is on sale or not; nil when there is none.
func (c catalogue) newest(planType string) *Plan {
	var found *Plan
	for _, p := range c {
		if p.Type == planType && (found == nil || p.Version > found.Version) {
			found = p
		}
	}
	return found
}

// largest is the newest version of the plan that includes everything.
func (c catalogue) largest() (*Plan, error) {
	if found := c.newest(typeLargest); found != nil {
		return found, nil
	}
	return nil, errNoLargest
}

// clone is a copy that shares nothing.
func (p *Plan) clone() *Plan {
	c := *p
	c.Features, c.Prices = slices.Clone(p.Features), slices.Clone(p.Prices)
	return &c
}

// yearInMonths is how many months a year costs, in the plans that every installation begins with.
const yearInMonths = 10

// monthlyAndAnnually are the prices of a plan from what a month costs.
func monthlyAndAnnually(ghs, ngn, usd int64) []Price {
	prices := make([]Price, 0, 6)
	for _, every := range []struct {
		interval Interval
		months   int64
	}{{Monthly, 1}, {Annually, yearInMonths}} {
		for _, month := range []Money{{ghs, "GHS"}, {ngn, "NGN"}, {usd, "USD"}} {
			prices = append(prices, Price{Currency: month.Currency, Interval: every.interval, Amount: month.Minor * every.months})
		}
	}
	return prices
}

// defaults are the plans that every installation begins with. The migration writes the same, so that a database without setup works
// as well.
var defaults = []Plan{
	{
		Type: "basic", Name: "Basic", Description: "For a small place that needs a till.",
		Prices: monthlyAndAnnually(50_00, 5_000_00, 15_00), POS: true,
		Limits: Limits{MaxStaff: 5, MaxTables: 10, MaxMenuItems: 50}, EventDays: 90, Active: true,
		Features: []string{"POS", "Up to 5 staff", "Up to 10 tables", "Up to 50 menu items"},
	},
	{
		Type: "professional", Name: "Professional", Description: "For a restaurant whose guests read the menu on their phones.",
		Prices: monthlyAndAnnually(100_00, 10_000_00, 30_00), POS: true, Menu: true,
		Limits: Limits{MaxStaff: 15, MaxTables: 25, MaxMenuItems: 200}, EventDays: 365, Active: true, Featured: true,
		Features: []string{"POS and Menu", "Up to 15 staff", "Up to 25 tables", "Up to 200 menu items"},
	},
	{
		Type: typeLargest, Name: "Enterprise", Description: "For a restaurant with a website of its own.",
		Prices: monthlyAndAnnually(200_00, 20_000_00, 60_00), POS: true, Menu: true, CMS: true,
		Limits: Limits{MaxStaff: 50, MaxTables: 100, MaxMenuItems: 1000}, EventDays: 730, Active: true,
		Features: []string{"POS, Menu and CMS", "Up to 50 staff", "Up to 100 tables", "Up to 1000 menu items"},
	},
}
