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
	Migrate      bool    `json:"migrate"`
	IsArchived   bool    `json:"is_archived"`
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
}

func (c *change) planRecord(p *plan) planRecord { return planRecord{createdPlan: c.createdPlan(p)} }

// planWithAll is a plan with those who subscribed to it.
type planWithAll struct {
	planRecord

	Subscriptions []subscriptionView `json:"subscriptions"`
	Pages         []empty            `json:"pages"`
	IsDeleted     bool               `json:"is_deleted"`

	active  int
	revenue int64
}

func (c *change) planWithAll(p *plan) planWithAll {
	view := planWithAll{planRecord: c.planRecord(p), Subscriptions: []subscriptionView{}, Pages: []empty{}}
	for _, sub := range c.Subscriptions.newestFirst(func(s *subscription) bool { return s.PlanCode == p.Code }) {
		view.Subscriptions = append(view.Subscriptions, c.subscriptionView(sub))
		view.revenue += sub.Payments * sub.Amount
		if sub.Status == subscriptionActive {
			view.active++
		}
	}
	return view
}

// listedPlan is one in a list.
type listedPlan struct {
	planWithAll

	TotalSubscriptions   int   `json:"total_subscriptions"`
	ActiveSubscriptions  int   `json:"active_subscriptions"`
	SubscriptionsRevenue int64 `json:"total_subscriptions_revenue"`
}

func (c *change) listedPlan(p *plan) listedPlan {
	all := c.planWithAll(p)
	return listedPlan{all, len(all.Subscriptions), all.active, all.revenue}
}

// fetchedPlan is one by itself, where Paystack calls the same by other names.
type fetchedPlan struct {
	planWithAll

	PagesCount               int     `json:"pages_count"`
	Subscribers              []empty `json:"subscribers"`
	SubscribersCount         int     `json:"subscribers_count"`
	SubscriptionsCount       int     `json:"subscriptions_count"`
	ActiveSubscriptionsCount int     `json:"active_subscriptions_count"`
	TotalRevenue             int64   `json:"total_revenue"`
}

func (c *change) fetchedPlan(p *plan) fetchedPlan {
	all := c.planWithAll(p)
	n := len(all.Subscriptions)
	return fetchedPlan{
		planWithAll: all, Subscribers: []empty{}, SubscribersCount: n, SubscriptionsCount: n, ActiveSubscriptionsCount: all.active,
		TotalRevenue: all.revenue,
	}
}
