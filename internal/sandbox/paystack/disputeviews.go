package paystack

// disputeView is what every answer and webhook shows of a dispute.
type disputeView struct {
	ID                   int64            `json:"id"`
	RefundAmount         int64            `json:"refund_amount"`
	Currency             string           `json:"currency"`
	Status               string           `json:"status"`
	Resolution           *string          `json:"resolution"`
	Domain               string           `json:"domain"`
	TransactionReference *string          `json:"transaction_reference"`
	Category             string           `json:"category"`
	Customer             customerView     `json:"customer"`
	Bin                  *string          `json:"bin"`
	Last4                *string          `json:"last4"`
	DueAt                string           `json:"dueAt"`
	ResolvedAt           *string          `json:"resolvedAt"`
	Evidence             *string          `json:"evidence"`
	Attachments          *string          `json:"attachments"`
	Note                 *string          `json:"note"`
	History              []disputeHistory `json:"history"`
	Messages             []disputeMessage `json:"messages"`
}

type disputeHistory struct {
	Status    string `json:"status"`
	By        string `json:"by"`
	CreatedAt string `json:"createdAt"`
}

type disputeMessage struct {
	Sender    string `json:"sender"`
	Body      string `json:"body"`
	CreatedAt string `json:"createdAt"`
}

func (c *change) disputeView(d *dispute) disputeView {
	t := c.Transactions.byID[d.TransactionID]
	who := c.customerOf(t).view()
	view := disputeView{
		ID: d.ID, RefundAmount: d.RefundAmount, Currency: t.Currency, Status: d.Status, Resolution: textOrNil(d.Resolution), Domain: "test",
		Category: "chargeback", Customer: who, DueAt: iso(d.DueAt),
		ResolvedAt: isoOrNil(d.ResolvedAt), History: []disputeHistory{{"pending", who.Email, iso(d.CreatedAt)}},
		Messages: []disputeMessage{{who.Email, d.Message, iso(d.CreatedAt)}},
	}
	if a := c.authorizationOf(t); a != nil {
		bin, last4 := a.view().Bin, a.last4()
		view.Bin, view.Last4 = &bin, &last4
	}
	return view
}

// fetchedDispute is a dispute in an answer; webhooks spell its dates in Paystack's other way.
type fetchedDispute struct {
	disputeView

	Transaction fetchedView `json:"transaction"`
	CreatedAt   string      `json:"createdAt"`
	UpdatedAt   string      `json:"updatedAt"`
}

func (c *change) fetchedDispute(d *dispute) fetchedDispute {
	t := c.Transactions.byID[d.TransactionID]
	return fetchedDispute{c.disputeView(d), fetchedView{listedView: c.listedView(t)}, iso(d.CreatedAt), iso(d.UpdatedAt)}
}

// resolvedDispute is the answer when one is resolved.
type resolvedDispute struct {
	fetchedDispute

	MerchantTransactionReference *string        `json:"merchant_transaction_reference"`
	Integration                  int64          `json:"integration"`
	CreatedBy                    int64          `json:"created_by"`
	Message                      resolvedByView `json:"message"`
}

type resolvedByView struct {
	Dispute   int64  `json:"dispute"`
	Sender    string `json:"sender"`
	Body      string `json:"body"`
	ID        int64  `json:"id"`
	CreatedAt string `json:"createdAt"`
	UpdatedAt string `json:"updatedAt"`
}

func (c *change) resolvedDispute(d *dispute, message string) resolvedDispute {
	at := iso(d.UpdatedAt)
	return resolvedDispute{
		fetchedDispute: c.fetchedDispute(d), Integration: c.server.config.Integration, CreatedBy: c.server.config.Integration,
		Message: resolvedByView{d.ID, refundedBy, message, c.id(), at, at},
	}
}

type disputeEvent struct {
	disputeView

	Transaction disputedTransaction `json:"transaction"`
	CreatedAt   string              `json:"created_at"`
	UpdatedAt   string              `json:"updated_at"`
}

type disputedTransaction struct {
	transactionView

	PosTransactionData *string `json:"pos_transaction_data"`
}

func (c *change) disputeEvent(d *dispute) disputeEvent {
	t := c.Transactions.byID[d.TransactionID]
	return disputeEvent{
		c.disputeView(d), disputedTransaction{transactionView: c.transactionView(t, "")}, iso(d.CreatedAt), iso(d.UpdatedAt),
	}
}
