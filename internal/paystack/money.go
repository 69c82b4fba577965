package paystack

// Money is an amount in a currency.
type Money struct {
	Amount   int64  // in subunits: kobo, pesewas, cents; a hundredth for every currency, those without one too
	Currency string // ISO 4217, such as "NGN"
}

// Currency says what Paystack takes in one (paystack.com/docs/api, "Supported currency"). Amounts are in subunits.
type Currency struct {
	Code        string
	MinorDigits int   // 2 for every one, XOF included
	Minimum     int64 // the least that a transaction may charge
	Maximum     int64 // the most
	Multiple    int64 // what an amount must be divisible by: 100 where there are no fractions of a unit
}

const maximumCharge = 10_000_000_00 // 10,000,000 units, whatever the currency

// Currencies are those that Paystack documents.
var Currencies = []Currency{
	{Code: "NGN", MinorDigits: 2, Minimum: 50_00, Maximum: maximumCharge, Multiple: 1},
	{Code: "USD", MinorDigits: 2, Minimum: 2_00, Maximum: maximumCharge, Multiple: 1},
	{Code: "GHS", MinorDigits: 2, Minimum: 10, Maximum: maximumCharge, Multiple: 1},
	{Code: "ZAR", MinorDigits: 2, Minimum: 1_00, Maximum: maximumCharge, Multiple: 1},
	{Code: "KES", MinorDigits: 2, Minimum: 3_00, Maximum: maximumCharge, Multiple: 1},
	{Code: "XOF", MinorDigits: 2, Minimum: 1_00, Maximum: maximumCharge, Multiple: 100},
}

// CurrencyOf finds a currency by its code, in capitals. Others may be enabled for an account, so one that is not there
// is for Paystack to refuse.
func CurrencyOf(code string) (Currency, bool) {
	for _, c := range Currencies {
		if c.Code == code {
			return c, true
		}
	}
	return Currency{}, false
}

// Chargeable reports whether one transaction may charge the amount.
func (c Currency) Chargeable(amount int64) bool {
	return amount >= c.Minimum && amount <= c.Maximum && amount%c.Multiple == 0
}
