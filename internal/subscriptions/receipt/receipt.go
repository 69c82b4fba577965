package receipt

import "time"

// Receipt is what stands on it.
type Receipt struct {
	Number     string // such as TT-2026-000012
	Restaurant string
	Contact    []string // lines below the restaurant's name: address, email, phone
	Lines      []Line   // what was paid for, and what was taken off
	Total      string   // what was paid
	Method     string   // such as visa ending in 4081
	Reference  string   // Paystack's
	Paid       time.Time
	Returned   []Line // what went back since
	Remark     string // "" for none
}

// Line is something with its amount.
type Line struct {
	Text   string
	Detail string // in small letters below; "" for none
	Amount string // such as GHS 100.00
}

// Day is a date as the receipt writes it. Days are those of UTC.
func Day(t time.Time) string { return t.UTC().Format("2 January 2006") }

// fact is something about the payment, and what it is called.
type fact struct{ Name, Value string }

func (r *Receipt) facts() []fact {
	return []fact{
		{"Receipt", r.Number}, {"Paid", r.Paid.UTC().Format("2 January 2006, 15:04 MST")}, {"Paid with", r.Method}, {"Reference", r.Reference},
	}
}

// title is what a browser calls the page, and a reader of PDFs the file.
func (r *Receipt) title() string { return "Receipt " + r.Number }
