package paystack

import (
	"strconv"
	"strings"
	"time"
)

// ExpiringCard is a card of a subscription that expires in the month that begins.
type ExpiringCard struct {
	Brand            string // such as "visa"
	Description      string // such as "visa ending with 4081"
	ExpMonth         int    // 1 to 12, 0 when it does not say
	ExpYear          int    // with the century
	SubscriptionID   string
	SubscriptionCode string // SUB_…; never ""
	Amount           int64  // subunits of the next charge; 0 when it does not say
	NextPaymentDate  time.Time
	PlanCode         string
	Customer         Customer
}

func parseExpiringCards(rows []any) []ExpiringCard {
	var cards []ExpiringCard
	for _, row := range rows {
		fields, _ := row.(map[string]any)
		if card := parseExpiringCard(fields); card.SubscriptionCode != "" {
			cards = append(cards, card)
		}
	}
	return cards
}

func parseExpiringCard(o object) ExpiringCard {
	subscription := o.object("subscription")
	month, year := parseExpiry(o.text("expiry_date"))
	return ExpiringCard{
		Brand: o.text("brand"), Description: o.text("description"), ExpMonth: month, ExpYear: year,
		SubscriptionID: subscription.id("id"), SubscriptionCode: subscription.id("subscription_code"),
		Amount: subscription.count("amount"), NextPaymentDate: subscription.moment("next_payment_date"),
		PlanCode: planCode(subscription), Customer: parseCustomer(o.object("customer")),
	}
}

// parseExpiry reads "12/2021", and "12/21" as the same.
func parseExpiry(text string) (month, year int) {
	m, y, _ := strings.Cut(text, "/")
	month, err := strconv.Atoi(m)
	if err != nil || month < 1 || month > 12 {
		return 0, 0
	}
	year, err = strconv.Atoi(y)
	if err != nil || year < 0 || year > 9999 {
		return 0, 0
	}
	if year < 100 {
		year += 2000
	}
	return month, year
}
