package paystack

// customerRecord is a customer in a list, and inside of a subscription.
type customerRecord struct {
	Integration  int64   `json:"integration"`
	FirstName    *string `json:"first_name"`
	LastName     *string `json:"last_name"`
	Email        string  `json:"email"`
	Phone        *string `json:"phone"`
	Metadata     any     `json:"metadata"`
	Domain       string  `json:"domain"`
	CustomerCode string  `json:"customer_code"`
	RiskAction   string  `json:"risk_action"`
	ID           int64   `json:"id"`
	CreatedAt    string  `json:"createdAt"`
	UpdatedAt    string  `json:"updatedAt"`

	InternationalFormatPhone *string `json:"international_format_phone"`
}

func (c *change) customerRecord(who *customer) customerRecord {
	return customerRecord{
		Integration: c.server.config.Integration, FirstName: who.FirstName, LastName: who.LastName, Email: who.Email, Phone: who.Phone,
		Metadata: metadataOr(who.Metadata, nil), Domain: "test", CustomerCode: who.Code, RiskAction: "default", ID: who.ID,
		CreatedAt: iso(who.CreatedAt), UpdatedAt: iso(who.UpdatedAt),
	}
}

// customerWithAll is the answer when one is made or changed.
type customerWithAll struct {
	customerRecord

	Transactions    []empty             `json:"transactions"`
	Subscriptions   []subscriptionView  `json:"subscriptions"`
	Authorizations  []authorizationView `json:"authorizations"`
	Identified      bool                `json:"identified"`
	Identifications *string             `json:"identifications"`
}

func (c *change) customerWithAll(who *customer) customerWithAll {
	view := customerWithAll{
		customerRecord: c.customerRecord(who), Transactions: []empty{}, Subscriptions: []subscriptionView{},
		Authorizations: []authorizationView{},
	}
	for _, a := range c.cardsOf(who) {
		view.Authorizations = append(view.Authorizations, a.view())
	}
	for _, sub := range c.Subscriptions.newestFirst(func(s *subscription) bool { return s.CustomerCode == who.Code }) {
		view.Subscriptions = append(view.Subscriptions, c.subscriptionView(sub))
	}
	return view
}

type fetchedCustomer struct {
	customerWithAll

	CreatedAtToo          string        `json:"created_at"`
	UpdatedAtToo          string        `json:"updated_at"`
	TotalTransactions     int           `json:"total_transactions"`
	TotalTransactionValue []amountTotal `json:"total_transaction_value"`
	DedicatedAccount      *string       `json:"dedicated_account"`
	DedicatedAccounts     []empty       `json:"dedicated_accounts"`
}

type amountTotal struct {
	Currency string `json:"currency"`
	Amount   int64  `json:"amount"`
}

func (c *change) fetchedCustomer(who *customer) fetchedCustomer {
	view := fetchedCustomer{
		customerWithAll: c.customerWithAll(who), CreatedAtToo: iso(who.CreatedAt), UpdatedAtToo: iso(who.UpdatedAt),
		TotalTransactionValue: []amountTotal{}, DedicatedAccounts: []empty{},
	}
	sums := map[string]int64{}
	for _, t := range c.Transactions.list {
		if t.CustomerCode == who.Code && t.paid() {
			view.TotalTransactions++
			sums[t.Currency] += t.Amount
		}
	}
	for _, currency := range currencies {
		if sum := sums[currency]; sum > 0 {
			view.TotalTransactionValue = append(view.TotalTransactionValue, amountTotal{currency, sum})
		}
	}
	return view
}
