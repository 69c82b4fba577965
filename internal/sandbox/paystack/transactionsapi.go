package paystack

import (
	"net/http"
	"strconv"
)

type initialized struct {
	AuthorizationURL string `json:"authorization_url"`
	AccessCode       string `json:"access_code"`
	Reference        string `json:"reference"`
}

func (s *Server) initializeTransaction(c *change, p params, _ *http.Request) (*answer, error) {
	t, err := c.initialize(p)
	if err != nil {
		return nil, err
	}
	return done("Authorization URL created", initialized{s.checkoutURL(t), t.AccessCode, t.Reference}), nil
}

func (s *Server) checkoutURL(t *Transaction) string {
	return s.config.BaseURL + "/checkout/" + t.AccessCode
}

func (s *Server) verifyTransaction(c *change, _ params, r *http.Request) (*answer, error) {
	t, ok := c.Transactions.named(r.PathValue("reference"))
	if !ok {
		return nil, errNoTransaction()
	}
	return done("Verification successful", c.verifiedView(t)), nil
}

func (s *Server) fetchTransaction(c *change, _ params, r *http.Request) (*answer, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, errInvalid("invalid_params", "Transaction ID should be numeric.")
	}
	t, ok := c.Transactions.byID[id]
	if !ok {
		return nil, errNotFound("Transaction not found")
	}
	return done("Transaction retrieved", fetchedView{listedView: c.listedView(t)}), nil
}

func (s *Server) chargeAuthorization(c *change, p params, _ *http.Request) (*answer, error) {
	t, err := c.chargeSaved(p)
	if err != nil {
		return nil, err
	}
	return done("Charge attempted", c.chargedView(t, c.at)), nil
}

func (s *Server) listTransactions(c *change, p params, _ *http.Request) (*answer, error) {
	match, err := c.transactionFilter(p)
	if err != nil {
		return nil, err
	}
	found := c.Transactions.newestFirst(match)
	w, err := windowOf(p, "transaction", len(found), func(i int) int64 { return found[i].ID })
	if err != nil {
		return nil, err
	}
	return paged("Transactions retrieved", cut(found, w), w, c.listedView, totalVolume(found)), nil
}

// totalVolume sums up the amounts of a list, whatever their currencies.
func totalVolume(list []*Transaction) *int64 {
	var total int64
	for _, t := range list {
		total += t.Amount
	}
	return &total
}

func (c *change) transactionFilter(p params) (func(*Transaction) bool, error) {
	within, err := between(p)
	if err != nil {
		return nil, err
	}
	status, reference, amount := p.text("status"), p.text("reference"), p.text("amount")
	who := p.text("customer")
	by, known := c.Customers.find(who)
	return func(t *Transaction) bool {
		return (status == "" || t.Status == status) && (reference == "" || t.Reference == reference) &&
			(amount == "" || strconv.FormatInt(t.Amount, 10) == amount) &&
			(who == "" || known && t.CustomerCode == by.Code) && within(t.CreatedAt)
	}, nil
}
