package subscriptions

import (
	"fmt"
	"strings"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// Interval is how often a subscription is paid.
type Interval = paystack.Interval

// The intervals that plans are sold by.
const (
	Monthly  = paystack.Monthly
	Annually = paystack.Annually
)

// Money is an amount in minor units of a currency: pesewas, kobo, cents. Every currency here has two decimals.
type Money struct {
	Minor    int64
	Currency string // ISO 4217
}

// String is for people: "GHS 50.00".
func (m Money) String() string { return m.Currency + " " + m.Decimal() }

// Decimal is the amount as the API writes it: "50.00".
func (m Money) Decimal() string {
	sign, minor := "", m.Minor
	if minor < 0 {
		sign, minor = "-", -minor
	}
	return fmt.Sprintf("%s%d.%02d", sign, minor/100, minor%100)
}

// parseDecimal reads an amount as the API takes it: digits, and at most two after a point.
func parseDecimal(text string) (minor int64, ok bool) {
	whole, cents, _ := strings.Cut(text, ".")
	if whole == "" || len(whole) > 12 || len(cents) > 2 || strings.HasSuffix(text, ".") {
		return 0, false
	}
	for _, digit := range whole + (cents + "00")[:2] {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		minor = minor*10 + int64(digit-'0')
	}
	return minor, true
}

// Price is what a plan costs in a currency, paid every interval.
type Price struct {
	ID           int64
	Currency     string
	Interval     Interval
	Amount       int64  // minor units
	PaystackCode string // by which Paystack knows it, "" until a job has told Paystack
}

// Money is the price of one interval.
func (p *Price) Money() Money { return Money{p.Amount, p.Currency} }

// choose finds a price of the plan; "" for the interval is monthly.
func (p *Plan) choose(currency string, every Interval) (*Price, error) {
	if every == "" {
		every = Monthly
	}
	for i := range p.Prices {
		if one := &p.Prices[i]; one.Currency == currency && one.Interval == every {
			return one, nil
		}
	}
	return nil, fault.Field("currency", fmt.Sprintf("The plan %s is not sold in %s, paid %s.", p.Name, currency, every))
}

// monthly is what a month costs in a currency, 0 when it is not sold in that.
func (p *Plan) monthly(currency string) int64 {
	if price, err := p.choose(currency, Monthly); err == nil {
		return price.Amount
	}
	return 0
}

// price finds a price by its id, in any plan.
func (c catalogue) price(id int64) (*Plan, *Price, error) {
	for _, plan := range c {
		for i := range plan.Prices {
			if plan.Prices[i].ID == id {
				return plan, &plan.Prices[i], nil
			}
		}
	}
	return nil, nil, errNoPlan
}

// priceByCode finds a price by the code that Paystack has for it.
func (c catalogue) priceByCode(code string) (*Plan, *Price, error) {
	for _, plan := range c {
		for i := range plan.Prices {
			if code != "" && plan.Prices[i].PaystackCode == code {
				return plan, &plan.Prices[i], nil
			}
		}
	}
	return nil, nil, errNoPlan
}
