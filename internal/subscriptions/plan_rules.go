package subscriptions

import (
	"regexp"
	"slices"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

var typeShape = regexp.MustCompile(`^[a-z][a-z0-9_]{0,29}$`)

const (
	largestLimit     = 1_000_000
	longestEventDays = 3650
)

func (p *Plan) validate() error {
	var f fault.Fields
	f.Check(typeShape.MatchString(p.Type), "plan_type", "Use lower case letters, digits and underscores, 30 at most.")
	f.Check(p.Name != "" && len(p.Name) <= 100, "name", "Give the plan a name of at most 100 characters.")
	f.Check(len(p.Description) <= 2000, "description", "Ensure this field has no more than 2000 characters.")
	f.Check(len(p.Features) <= 50, "features_list", "Ensure this field has no more than 50 elements.")
	for _, limit := range []struct {
		name  string
		value int
	}{{"max_staff", p.Limits.MaxStaff}, {"max_tables", p.Limits.MaxTables}, {"max_menu_items", p.Limits.MaxMenuItems}} {
		f.Check(limit.value >= Unlimited && limit.value <= largestLimit, limit.name, "Give a number up to 1000000, or -1 for no limit.")
	}
	f.Check(p.EventDays >= 1 && p.EventDays <= longestEventDays, "event_retention_days", "Give a number of days from 1 to 3650.")
	p.checkPrices(&f)
	return f.Err()
}

func (p *Plan) checkPrices(f *fault.Fields) {
	f.Check(len(p.Prices) > 0, "prices", "A plan has to have a price.")
	seen := map[Price]bool{}
	for i := range p.Prices {
		price := &p.Prices[i]
		known, ok := paystack.CurrencyOf(price.Currency)
		switch {
		case !ok:
			f.Add("prices", "Paystack takes no "+price.Currency+".")
		case price.Interval != Monthly && price.Interval != Annually:
			f.Add("prices", "An interval is monthly or annually.")
		case !known.Chargeable(price.Amount):
			f.Add("prices", Money{price.Amount, price.Currency}.String()+" is less or more than one payment may be.")
		case seen[Price{Currency: price.Currency, Interval: price.Interval}]:
			f.Add("prices", "There are two prices in "+price.Currency+" paid "+string(price.Interval)+".")
		}
		seen[Price{Currency: price.Currency, Interval: price.Interval}] = true
	}
}

// sameTerms reports whether two versions would cost and allow the same.
func (p *Plan) sameTerms(q *Plan) bool {
	return p.POS == q.POS && p.Menu == q.Menu && p.CMS == q.CMS && p.Limits == q.Limits && p.EventDays == q.EventDays &&
		samePrices(p.Prices, q.Prices)
}

func samePrices(a, b []Price) bool {
	bare := func(prices []Price) []Price {
		out := make([]Price, len(prices))
		for i, p := range prices {
			out[i] = Price{Currency: p.Currency, Interval: p.Interval, Amount: p.Amount}
		}
		slices.SortFunc(out, func(x, y Price) int {
			return slices.Compare([]string{x.Currency, string(x.Interval)}, []string{y.Currency, string(y.Interval)})
		})
		return out
	}
	return slices.Equal(bare(a), bare(b))
}
