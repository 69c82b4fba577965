package paystack

// subscriptionView is a subscription that shows its customer and its plan by their ids alone.
type subscriptionView struct {
	Customer         int64   `json:"customer"`
	Plan             int64   `json:"plan"`
	Integration      int64   `json:"integration"`
	Domain           string  `json:"domain"`
	Start            int64   `json:"start"` // seconds since 1970
	Status           string  `json:"status"`
	Quantity         int     `json:"quantity"`
	Amount           int64   `json:"amount"`
	Authorization    any     `json:"authorization"`
	SubscriptionCode string  `json:"subscription_code"`
	EmailToken       string  `json:"email_token"`
	EasyCronID       *string `json:"easy_cron_id"`
	CronExpression   string  `json:"cron_expression"`
	NextPaymentDate  *string `json:"next_payment_date"`
	OpenInvoice      *string `json:"open_invoice"`
	InvoiceLimit     int64   `json:"invoice_limit"`
	SplitCode        *string `json:"split_code"`
	CancelledAt      *string `json:"cancelledAt"`
	Metadata         *string `json:"metadata"`
	ID               int64   `json:"id"`
	CreatedAt        string  `json:"createdAt"`
	UpdatedAt        string  `json:"updatedAt"`
}

func (c *change) subscriptionView(s *subscription) subscriptionView {
	who, what, a := c.partsOf(s)
	return subscriptionView{
		Customer: who.ID, Plan: what.ID, Integration: c.server.config.Integration, Domain: "test", Start: s.Start.Unix(),
		Status: s.Status, Quantity: 1, Amount: s.Amount, Authorization: authorizationOrEmpty(a), SubscriptionCode: s.Code,
		EmailToken: s.EmailToken, CronExpression: cronExpression(s.NextPayment, s.Interval), NextPaymentDate: s.nextPaymentDate(),
		OpenInvoice: textOrNil(s.OpenInvoice), InvoiceLimit: s.InvoiceLimit, CancelledAt: isoOrNil(s.CancelledAt), ID: s.ID, CreatedAt: iso(s.CreatedAt),
		UpdatedAt: iso(s.UpdatedAt),
	}
}

func (c *change) partsOf(s *subscription) (*customer, *plan, *authorization) {
	who, _ := c.Customers.named(s.CustomerCode)
	what, _ := c.Plans.named(s.PlanCode)
	a, _ := c.Authorizations.named(s.AuthorizationCode)
	return who, what, a
}

// nextPaymentDate is null once there will be none.
func (s *subscription) nextPaymentDate() *string {
	if !s.renews() {
		return nil
	}
	return isoOrNil(s.NextPayment)
}

// listedSubscription is one in a list.
type listedSubscription struct {
	subscriptionView

	Customer          customerRecord `json:"customer"`
	Plan              planRecord     `json:"plan"`
	PaymentsCount     int64          `json:"payments_count"`
	MostRecentInvoice any            `json:"most_recent_invoice"`
}

func (c *change) listedSubscription(s *subscription) listedSubscription {
	who, what, _ := c.partsOf(s)
	view := listedSubscription{
		subscriptionView: c.subscriptionView(s), Customer: c.customerRecord(who), Plan: c.planRecord(what), PaymentsCount: s.Payments,
	}
	if n := len(s.Invoices); n > 0 {
		latest, _ := c.Invoices.named(s.Invoices[n-1])
		view.MostRecentInvoice = c.invoiceRecord(s, latest)
	}
	return view
}

// fetchedSubscription is one by itself.
type fetchedSubscription struct {
	listedSubscription

	Invoices        []invoiceRecord `json:"invoices"`
	InvoicesHistory []empty         `json:"invoices_history"`
}

func (c *change) fetchedSubscription(s *subscription) fetchedSubscription {
	view := fetchedSubscription{listedSubscription: c.listedSubscription(s), Invoices: []invoiceRecord{}, InvoicesHistory: []empty{}}
	for _, code := range s.Invoices {
		if one, ok := c.Invoices.named(code); ok {
			view.Invoices = append(view.Invoices, c.invoiceRecord(s, one))
		}
	}
	return view
}

// invoiceRecord is an invoice inside of its subscription.
type invoiceRecord struct {
	Subscription  int64   `json:"subscription"`
	Integration   int64   `json:"integration"`
	Domain        string  `json:"domain"`
	InvoiceCode   string  `json:"invoice_code"`
	Customer      int64   `json:"customer"`
	Transaction   *int64  `json:"transaction"`
	Amount        int64   `json:"amount"`
	PeriodStart   string  `json:"period_start"`
	PeriodEnd     string  `json:"period_end"`
	Status        string  `json:"status"`
	Paid          int     `json:"paid"` // 0 or 1
	PaidAt        *string `json:"paid_at"`
	Authorization any     `json:"authorization"`
	ID            int64   `json:"id"`
	CreatedAt     string  `json:"createdAt"`
}

func (c *change) invoiceRecord(s *subscription, i *invoice) invoiceRecord {
	who, _, _ := c.partsOf(s)
	a, _ := c.Authorizations.named(i.AuthorizationCode)
	view := invoiceRecord{
		Subscription: s.ID, Integration: c.server.config.Integration, Domain: "test", InvoiceCode: i.Code, Customer: who.ID,
		Amount: i.Amount, PeriodStart: iso(i.PeriodStart), PeriodEnd: iso(i.PeriodEnd), Status: i.Status, PaidAt: isoOrNil(i.PaidAt),
		Authorization: authorizationOrEmpty(a), ID: i.ID, CreatedAt: iso(i.CreatedAt),
	}
	if t, ok := c.Transactions.named(i.Reference); ok {
		view.Transaction = &t.ID
	}
	if i.Status == invoiceSuccess {
		view.Paid = 1
	}
	return view
}
