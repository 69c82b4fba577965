package paystack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// empty is {}, which Paystack shows for much that is not there.
type empty struct{}

// iso writes a time as Paystack does: UTC, with milliseconds.
func iso(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

// isoOrNil is null for the zero time.
func isoOrNil(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := iso(at)
	return &text
}

func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// metadataOr gives the metadata, or what Paystack shows in that place when there is none: null, "" or 0.
func metadataOr(metadata json.RawMessage, none any) any {
	if metadata == nil {
		return none
	}
	return metadata
}

type authorizationView struct {
	AuthorizationCode string  `json:"authorization_code"`
	Bin               string  `json:"bin"`
	Last4             string  `json:"last4"`
	ExpMonth          string  `json:"exp_month"`
	ExpYear           string  `json:"exp_year"`
	Channel           string  `json:"channel"`
	CardType          string  `json:"card_type"`
	Bank              string  `json:"bank"`
	CountryCode       string  `json:"country_code"`
	Brand             string  `json:"brand"`
	Reusable          bool    `json:"reusable"`
	Signature         string  `json:"signature"`
	AccountName       *string `json:"account_name"`
	ReceiverAccount   *string `json:"receiver_bank_account_number"`
	ReceiverBank      *string `json:"receiver_bank"`
}

func (a *authorization) view() authorizationView {
	card, _ := cardOf(a.Number)
	return authorizationView{
		AuthorizationCode: a.Code, Bin: a.Number[:6], Last4: a.last4(), ExpMonth: a.ExpMonth, ExpYear: a.ExpYear,
		Channel: card.Channel, CardType: card.Brand + " ", Bank: "TEST BANK", CountryCode: "NG", Brand: card.Brand,
		Reusable: a.Reusable, Signature: signatureOf(a.Number),
	}
}

func (a *authorization) last4() string { return a.Number[len(a.Number)-4:] }

// signatureOf identifies a card, whoever pays with it.
func signatureOf(number string) string {
	sum := sha256.Sum256([]byte(number))
	return "SIG_" + hex.EncodeToString(sum[:10])
}

// authorizationOrEmpty is {} where there is none.
func authorizationOrEmpty(a *authorization) any {
	if a == nil {
		return empty{}
	}
	return a.view()
}

// customerView is a customer inside of something else.
type customerView struct {
	ID                       int64   `json:"id"`
	FirstName                *string `json:"first_name"`
	LastName                 *string `json:"last_name"`
	Email                    string  `json:"email"`
	CustomerCode             string  `json:"customer_code"`
	Phone                    *string `json:"phone"`
	Metadata                 any     `json:"metadata"`
	RiskAction               string  `json:"risk_action"`
	InternationalFormatPhone *string `json:"international_format_phone"`
}

func (c *customer) view() customerView {
	return customerView{
		ID: c.ID, FirstName: c.FirstName, LastName: c.LastName, Email: c.Email, CustomerCode: c.Code, Phone: c.Phone,
		Metadata: metadataOr(c.Metadata, nil), RiskAction: "default",
	}
}

// planView is a plan inside of something else.
type planView struct {
	ID           int64   `json:"id"`
	Name         string  `json:"name"`
	PlanCode     string  `json:"plan_code"`
	Description  *string `json:"description"`
	Amount       int64   `json:"amount"`
	Interval     string  `json:"interval"`
	SendInvoices bool    `json:"send_invoices"`
	SendSMS      bool    `json:"send_sms"`
	Currency     string  `json:"currency"`
}

func (p *plan) view() planView {
	return planView{
		ID: p.ID, Name: p.Name, PlanCode: p.Code, Description: p.Description, Amount: p.Amount, Interval: p.Interval,
		SendInvoices: p.SendInvoices, SendSMS: p.SendSMS, Currency: p.Currency,
	}
}

// planOrEmpty is {} where there is none.
func planOrEmpty(p *plan) any {
	if p == nil {
		return empty{}
	}
	return p.view()
}
