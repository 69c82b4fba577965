package paystack

import "net/http"

// routes is everything that the stand-in answers.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, e := range s.apiRoutes() {
		mux.Handle(pattern, s.api(e))
	}
	s.pageRoutes(mux)
	s.controlRoutes(mux)
	mux.Handle("/", s.guarded(func(*http.Request) (any, int, error) {
		return nil, 0, errNotFound("Your request path was not found")
	}))
	return s.misbehave(mux)
}

func (s *Server) apiRoutes() map[string]endpoint {
	return map[string]endpoint{
		"POST /transaction/initialize":           s.initializeTransaction,
		"GET /transaction/verify/{reference}":    s.verifyTransaction,
		"POST /transaction/charge_authorization": s.chargeAuthorization,
		"GET /transaction":                       s.listTransactions,
		"GET /transaction/{id}":                  s.fetchTransaction,

		"POST /refund":     s.createRefund,
		"GET /refund":      s.listRefunds,
		"GET /refund/{id}": s.fetchRefund,

		"POST /customer":                          s.createCustomer,
		"GET /customer":                           s.listCustomers,
		"GET /customer/{code}":                    s.fetchCustomer,
		"PUT /customer/{code}":                    s.updateCustomer,
		"POST /customer/authorization/deactivate": s.deactivateAuthorization,

		"POST /plan":       s.createPlan,
		"GET /plan":        s.listPlans,
		"GET /plan/{code}": s.fetchPlan,
		"PUT /plan/{code}": s.updatePlan,

		"POST /subscription":                     s.createSubscription,
		"GET /subscription":                      s.listSubscriptions,
		"GET /subscription/{code}":               s.fetchSubscription,
		"POST /subscription/enable":              s.enableSubscription,
		"POST /subscription/disable":             s.disableSubscription,
		"GET /subscription/{code}/manage/link":   s.manageLink,
		"POST /subscription/{code}/manage/email": s.manageEmail,

		"GET /dispute":              s.listDisputes,
		"GET /dispute/{id}":         s.fetchDispute,
		"PUT /dispute/{id}/resolve": s.resolveDispute,

		"GET /balance": s.balance,
	}
}

type balanceView struct {
	Currency string `json:"currency"`
	Balance  int64  `json:"balance"`
}

// balance is what was paid and not refunded, less fees: nothing is ever paid out.
func (s *Server) balance(c *change, _ params, _ *http.Request) (*answer, error) {
	sums := map[string]int64{}
	for _, t := range c.Transactions.list {
		if t.paid() {
			sums[t.Currency] += t.Amount - t.Refunded - t.Fees
		}
	}
	list := []balanceView{}
	for _, currency := range currencies {
		if sum, ok := sums[currency]; ok || currency == currencies[0] {
			list = append(list, balanceView{currency, sum})
		}
	}
	return done("Balances retrieved", list), nil
}
