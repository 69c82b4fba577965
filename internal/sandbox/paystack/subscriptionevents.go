package paystack

// subscriptionEvent is the data of subscription webhooks. subscription.create leaves id and email_token out, as Paystack's does.
type subscriptionEvent struct {
	ID               int64        `json:"id,omitempty"`
	Domain           string       `json:"domain"`
	Status           string       `json:"status"`
	SubscriptionCode string       `json:"subscription_code"`
	EmailToken       string       `json:"email_token,omitempty"`
	Amount           int64        `json:"amount"`
	CronExpression   string       `json:"cron_expression"`
	NextPaymentDate  *string      `json:"next_payment_date"`
	OpenInvoice      *string      `json:"open_invoice"`
	Integration      int64        `json:"integration,omitempty"`
	CreatedAtToo     string       `json:"createdAt,omitempty"`
	Plan             planView     `json:"plan"`
	Authorization    any          `json:"authorization"`
	Customer         customerView `json:"customer"`
	CreatedAt        string       `json:"created_at"`
}

func (c *change) subscriptionEvent(s *subscription) subscriptionEvent {
	who, what, a := c.partsOf(s)
	return subscriptionEvent{
		Domain: "test", Status: s.Status, SubscriptionCode: s.Code, Amount: s.Amount,
		CronExpression: cronExpression(s.NextPayment, s.Interval), NextPaymentDate: s.nextPaymentDate(),
		OpenInvoice: textOrNil(s.OpenInvoice), Plan: what.view(), Authorization: authorizationOrEmpty(a), Customer: who.view(),
		CreatedAt: iso(s.CreatedAt),
	}
}

func (c *change) tellCreated(s *subscription) {
	e := c.subscriptionEvent(s)
	e.CreatedAtToo = e.CreatedAt
	c.emit("subscription.create", e)
}

type notRenewEvent struct {
	subscriptionEvent

	Invoices          []empty `json:"invoices"`
	InvoicesHistory   []empty `json:"invoices_history"`
	InvoiceLimit      int64   `json:"invoice_limit"`
	SplitCode         *string `json:"split_code"`
	MostRecentInvoice *string `json:"most_recent_invoice"`
}

func (c *change) tellNotRenewing(s *subscription) {
	e := c.subscriptionEvent(s)
	e.ID, e.EmailToken, e.Integration = s.ID, s.EmailToken, c.server.config.Integration
	c.emit("subscription.not_renew", notRenewEvent{
		subscriptionEvent: e, Invoices: []empty{}, InvoicesHistory: []empty{}, InvoiceLimit: s.InvoiceLimit,
	})
}

func (c *change) tellDisabled(s *subscription) {
	e := c.subscriptionEvent(s)
	e.EmailToken, e.NextPaymentDate = s.EmailToken, isoOrNil(s.NextPayment)
	if s.Status == subscriptionCompleted {
		e.Status = "complete" // the API says "completed"
	}
	c.emit("subscription.disable", e)
}

// expiringCard is one of the list that subscription.expiring_cards carries.
type expiringCard struct {
	ExpiryDate   string               `json:"expiry_date"`
	Description  string               `json:"description"`
	Brand        string               `json:"brand"`
	Subscription expiringSubscription `json:"subscription"`
	Customer     expiringCustomer     `json:"customer"`
}

type expiringSubscription struct {
	ID               int64        `json:"id"`
	SubscriptionCode string       `json:"subscription_code"`
	Amount           int64        `json:"amount"`
	NextPaymentDate  *string      `json:"next_payment_date"`
	Plan             expiringPlan `json:"plan"`
}

type expiringPlan struct {
	Interval string `json:"interval"`
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	PlanCode string `json:"plan_code"`
}

type expiringCustomer struct {
	ID           int64   `json:"id"`
	FirstName    *string `json:"first_name"`
	LastName     *string `json:"last_name"`
	Email        string  `json:"email"`
	CustomerCode string  `json:"customer_code"`
}

// TellExpiringCards emits subscription.expiring_cards of the renewing subscriptions whose card ends with the clock's month, as
// Paystack does at the start of each month. It returns how many there are; with none, nothing is emitted.
func (s *Server) TellExpiringCards() (int, error) {
	var list []expiringCard
	err := s.change(func(c *change) error {
		for _, sub := range c.Subscriptions.list {
			who, what, a := c.partsOf(sub)
			if sub.renews() && a != nil && expired(a.ExpMonth, a.ExpYear, c.at.AddDate(0, 1, 1-c.at.Day())) {
				list = append(list, expiring(sub, who, what, a))
			}
		}
		if len(list) > 0 {
			c.emit("subscription.expiring_cards", list)
		}
		return nil
	})
	return len(list), err
}

func expiring(sub *subscription, who *customer, what *plan, a *authorization) expiringCard {
	brand := a.view().Brand
	return expiringCard{
		ExpiryDate: a.ExpMonth + "/" + a.ExpYear, Description: brand + " ending with " + a.last4(), Brand: brand,
		Subscription: expiringSubscription{
			ID: sub.ID, SubscriptionCode: sub.Code, Amount: sub.Amount, NextPaymentDate: sub.nextPaymentDate(),
			Plan: expiringPlan{Interval: what.Interval, ID: what.ID, Name: what.Name, PlanCode: what.Code},
		},
		Customer: expiringCustomer{ID: who.ID, FirstName: who.FirstName, LastName: who.LastName, Email: who.Email, CustomerCode: who.Code},
	}
}
