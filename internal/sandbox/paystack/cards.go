package paystack

import (
	"cmp"
	"slices"
	"strings"
)

// Outcome is what comes of charging a card.
type Outcome string

// The outcomes.
const (
	OutcomeSuccess           Outcome = "success"
	OutcomeDeclined          Outcome = "declined"
	OutcomeDeclinedLater     Outcome = "declined_later" // paid on the page, declined whenever the saved card is charged
	OutcomeInsufficientFunds Outcome = "insufficient_funds"
	OutcomeNoToken           Outcome = "token_not_generated"
	OutcomeError             Outcome = "error"   // the gateway's own failure
	OutcomeTimeout           Outcome = "timeout" // the bank did not answer
	OutcomeExpired           Outcome = "expired"
)

// gatewayResponses are the sentences that Paystack reports of them.
var gatewayResponses = map[Outcome]string{
	OutcomeSuccess:           "Approved",
	OutcomeDeclined:          "Declined",
	OutcomeDeclinedLater:     "Declined",
	OutcomeInsufficientFunds: "Insufficient Funds",
	OutcomeNoToken:           "Token Not Generated. Customer Not Registered on Token Platform",
	OutcomeError:             "An error occurred while processing the charge",
	OutcomeTimeout:           "Transaction timed out",
	OutcomeExpired:           "Expired Card",
}

// Card is a test card, and what the customer has to know to pay with it.
type Card struct {
	Number   string // digits
	CVV      string // "" when any will do
	PIN      string // "" when none is asked for
	OTP      string
	BankAuth bool // the customer has to approve it on the bank's page
	Reusable bool // may be charged again without the customer
	Outcome  Outcome
	Channel  string // "card" or "mobile_money"
	Brand    string
	About    string
}

// Cards are the test cards: Paystack's own, and three of this stand-in, which say so.
func Cards() []Card { return slices.Clone(cards) }

var cards = []Card{
	{Number: "4084084084084081", CVV: "408", Reusable: true, Brand: "visa", About: "Succeeds, reusable"},
	{Number: "507850785078507812", CVV: "081", PIN: "1111", Reusable: true, Brand: "verve", About: "Succeeds with a PIN, reusable"},
	{Number: "5060666666666666666", CVV: "123", PIN: "1234", OTP: "123456", Reusable: true, Brand: "verve", About: "Succeeds with PIN and OTP"},
	{Number: "4084080000000409", CVV: "000", BankAuth: true, Reusable: true, Brand: "visa", About: "Succeeds once the bank has approved"},
	{Number: "4084080000005408", CVV: "001", Outcome: OutcomeDeclined, Brand: "visa", About: "Declined"},
	{Number: "507850785078507853", Outcome: OutcomeNoToken, Brand: "verve", About: "Token not generated"},
	{Number: "5060660000000064", Outcome: OutcomeError, Brand: "verve", About: "The gateway fails"},
	{Number: "506066506066506067", Outcome: OutcomeTimeout, Brand: "verve", About: "The bank does not answer"},
	{
		Number: "4084084084084099", CVV: "408", Reusable: true, Outcome: OutcomeDeclinedLater, Brand: "visa",
		About: "Succeeds here, declined later (this stand-in's own)",
	},
	{
		Number: "4084084084080051", CVV: "408", Outcome: OutcomeInsufficientFunds, Brand: "visa",
		About: "Insufficient funds (this stand-in's own)",
	},
	{
		Number: "0551234987", Channel: channelMobileMoney, Brand: "MTN",
		About: "Mobile money: succeeds, not reusable, no other field (this stand-in's own)",
	},
}

// The channels that can be paid with.
const (
	channelCard        = "card"
	channelMobileMoney = "mobile_money"
)

// otherSpellings are numbers that are written with a zero too many here and there.
var otherSpellings = map[string]string{"506066000000000064": "5060660000000064"}

// digits drops what people put between the digits of a number.
func digits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

// cardOf finds the test card of a number.
func cardOf(number string) (Card, bool) {
	number = digits(number)
	if proper, ok := otherSpellings[number]; ok {
		number = proper
	}
	for _, card := range cards {
		if card.Number == number {
			card.Channel = cmp.Or(card.Channel, channelCard)
			card.Outcome = cmp.Or(card.Outcome, OutcomeSuccess)
			return card, true
		}
	}
	return Card{}, false
}

// Grouped is the number as it is printed on a card.
func (c Card) Grouped() string {
	var b strings.Builder
	for i, digit := range c.Number {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(digit)
	}
	return b.String()
}
