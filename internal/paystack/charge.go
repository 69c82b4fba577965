package paystack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// Charge takes money by an authorization that a customer gave before.
type Charge struct {
	Email             string // required; the one that gave the authorization
	Amount            int64  // required; subunits
	Currency          string // required; ISO 4217
	AuthorizationCode string // required; of one that is Reusable
	Reference         string // required; ValidReference, and never used before
	Metadata          map[string]any
}

// TransactionFilter narrows a list of transactions. What is zero is not asked about.
type TransactionFilter struct {
	CustomerID string // Paystack's number of the customer; by a code the list is not narrowed
	Status     string // such as TransactionSuccess
	From, To   time.Time
	Page       Page
}

// Verify asks what became of a transaction. It fails with NotFound when Paystack says that it knows no such reference,
// which is the only failure after which the transaction may be taken not to exist.
func (c *Client) Verify(ctx context.Context, reference string) (Transaction, error) {
	return item(ctx, c, "The transaction", func(o object) (Transaction, error) {
		t, err := parseTransaction(o)
		if err != nil {
			return Transaction{}, err
		}
		return t, sameReference(reference, t.Reference)
	}, "transaction", "verify", reference)
}

// Charge takes the money at once. A nil error does not mean that it was paid: the transaction's status says so. When
// OutcomeUnknown holds for the error, ask with Verify, and charge again under the same reference only once that answers
// NotFound.
func (c *Client) Charge(ctx context.Context, in Charge) (Transaction, error) {
	if err := in.validate(); err != nil {
		return Transaction{}, err
	}
	body, err := in.body()
	if err != nil {
		return Transaction{}, err
	}
	request := post(body, "transaction", "charge_authorization")
	out, err := c.do(ctx, request)
	if err != nil {
		return Transaction{}, err
	}
	return one(request, out, in.parse)
}

// Transactions lists transactions, newest first. It walks by cursors, so that those made meanwhile shift nothing.
func (c *Client) Transactions(ctx context.Context, filter TransactionFilter) (List[Transaction], error) {
	query := url.Values{}
	set(query, "customer", filter.CustomerID)
	set(query, "status", filter.Status)
	between(query, filter.From, filter.To)
	return pageOf(ctx, c, listing{path: "transaction", query: query, page: filter.Page, cursor: true}, parseTransaction)
}

func (in Charge) validate() error {
	var problems fault.Fields
	checkCharge(&problems, in.Email, in.Amount, in.Currency, in.Reference)
	problems.Check(isID(in.AuthorizationCode), "authorization_code", "This is no authorization's code.")
	return problems.Err()
}

func (in Charge) body() (map[string]any, error) {
	body := map[string]any{
		"email": in.Email, "amount": in.Amount, "currency": in.Currency,
		"authorization_code": in.AuthorizationCode, "reference": in.Reference,
	}
	if len(in.Metadata) > 0 { // this endpoint wants it as a string
		metadata, err := json.Marshal(in.Metadata)
		if err != nil {
			return nil, fmt.Errorf("paystack: charge: metadata: %w", err)
		}
		body["metadata"] = string(metadata)
	}
	return body, nil
}

// parse reads the answer. One that waits for the customer has neither status nor amount: it is about what was asked.
func (in Charge) parse(o object) (Transaction, error) {
	if paused, _ := o.flag("paused"); paused {
		return in.paused(o)
	}
	t, err := parseTransaction(o)
	if err != nil {
		return Transaction{}, err
	}
	return t, sameReference(in.Reference, t.Reference)
}

func (in Charge) paused(o object) (Transaction, error) {
	t := Transaction{
		Reference: in.Reference, Status: TransactionPaused, Amount: in.Amount, Currency: in.Currency,
		AuthorizationURL: o.text("authorization_url"),
	}
	if !webAddress(t.AuthorizationURL) {
		return Transaction{}, errors.New("paystack: a paused charge without an address to go to")
	}
	return t, sameReference(in.Reference, o.text("reference"))
}

// set adds a parameter unless it is empty.
func set(query url.Values, name, value string) {
	if value != "" {
		query.Set(name, value)
	}
}
