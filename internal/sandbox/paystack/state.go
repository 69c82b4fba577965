package paystack

// stateVersion changes when an older program could not read the file.
const stateVersion = 1

// firstID is beyond 32 bits, as the ids of Paystack's transactions are.
const firstID = 4_100_000_000

// state is everything the stand-in remembers. It is read and written only inside Server.change, so that a change costs what it
// touches and not what there is.
type state struct {
	Version        int                                  `json:"version"`
	LastID         int64                                `json:"last_id"`
	Customers      table[customer, *customer]           `json:"customers"`
	Authorizations table[authorization, *authorization] `json:"authorizations"`
	Plans          table[plan, *plan]                   `json:"plans"`
	Transactions   table[Transaction, *Transaction]     `json:"transactions"`
	Refunds        table[Refund, *Refund]               `json:"refunds"`
	Subscriptions  table[subscription, *subscription]   `json:"subscriptions"`
	Invoices       table[invoice, *invoice]             `json:"invoices"`
	Disputes       table[dispute, *dispute]             `json:"disputes"`
	CardOutcomes   map[string]Outcome                   `json:"card_outcomes"` // by number, of SetCard
	PendingWebhook []Delivery                           `json:"pending_webhooks"`
	unsettled      []*Refund                            // refunds that are not over, oldest first
}

func newState() *state {
	return &state{Version: stateVersion, LastID: firstID, CardOutcomes: map[string]Outcome{}}
}

// settleIndexes finds again what is not in the file.
func (st *state) settleIndexes() {
	if st.CardOutcomes == nil {
		st.CardOutcomes = map[string]Outcome{}
	}
	for _, r := range st.Refunds.list {
		if !r.NextStepAt.IsZero() {
			st.unsettled = append(st.unsettled, r)
		}
	}
}

func (st *state) customerOf(t *Transaction) *customer {
	found, _ := st.Customers.named(t.CustomerCode)
	return found
}

// authorizationOf gives nil when nothing was paid yet.
func (st *state) authorizationOf(t *Transaction) *authorization {
	found, _ := st.Authorizations.named(t.AuthorizationCode)
	return found
}

// planOf gives nil for a payment that belongs to no plan.
func (st *state) planOf(t *Transaction) *plan {
	found, _ := st.Plans.named(t.PlanCode)
	return found
}
