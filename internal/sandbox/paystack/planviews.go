package paystack

// createdPlan is the answer when one is made.
type createdPlan struct {
	Name         string  `json:"name"`
	Amount       int64   `json:"amount"`
	Interval     string  `json:"interval"`
	Integration  int64   `json:"integration"`
	Domain       string  `json:"domain"`
	PlanCode     string  `json:"plan_code"`
	Description  *string `json:"description"`
	SendInvoices bool    `json:"send_invoices"`
	SendSMS      bool    `json:"send_sms"`
	HostedPage   bool    `json:"hosted_page"`
	Currency     string  `json:"currency"`
	InvoiceLimit int64   `json:"invoice_limit"`
	ID           int64   `json:"id"`
	CreatedAt    string  `json:"createdAt"`
	UpdatedAt    string  `json:"updatedAt"`
}

func (c *change) createdPlan(p *plan) createdPlan {
	return createdPlan{
		Name: p.Name, Amount: p.Amount, Interval: p.Interval, Integration: c.server.config.Integration, Domain: "test", PlanCode: p.Code,
		Description: p.Description, SendInvoices: p.SendInvoices, SendSMS: p.SendSMS, Currency: p.Currency, InvoiceLimit: p.InvoiceLimit,
		ID: p.ID, CreatedAt: iso(p.CreatedAt), UpdatedAt: iso(p.UpdatedAt),
	}
}

// planRecord is a plan inside of a subscription.
type planRecord struct {
	createdPlan

	HostedPageURL     *string `json:"hosted_page_url"`
	HostedPageSummary *string `json:"hosted_page_summary"`
	Migrate           *bool   `json:"migrate"`
}

func (c *change) planRecord(p *plan) planRecord { return planRecord{createdPlan: c.createdPlan(p)} }

// fetchedPlan is a plan by itself, with those who subscribed to it.
type fetchedPlan struct {
	planRecord

	Subscriptions []subscriptionView `json:"subscriptions"`
}

func (c *change) fetchedPlan(p *plan) fetchedPlan {
	view := fetchedPlan{planRecord: c.planRecord(p), Subscriptions: []subscriptionView{}}
	for _, sub := range c.Subscriptions.newestFirst(func(s *subscription) bool { return s.PlanCode == p.Code }) {
		view.Subscriptions = append(view.Subscriptions, c.subscriptionView(sub))
	}
	return view
}
