package subscriptions

import (
	"context"
	"io"
	"math"
	"slices"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

// historyPart is how many payments of a file are read at a time: between two parts no connection is held, however slow the reader is.
const historyPart = 500

// HistoryFilter says which payments. What is zero keeps all.
type HistoryFilter struct {
	Status   PaymentStatus
	Currency string     // of what was asked for
	From     *time.Time // when the payment was asked for, or arrived unasked
	Until    *time.Time // the first moment that does not count
}

var statuses = []PaymentStatus{PaymentPending, PaymentSuccess, PaymentFailed, PaymentAbandoned, PaymentParked, PaymentRefunded}

// ParseHistoryFilter reads the query of a list. A date means a whole day of UTC, a moment is exact and included.
func ParseHistoryFilter(status, currency, from, to string) (HistoryFilter, error) {
	f := HistoryFilter{Status: PaymentStatus(status), Currency: currency}
	var wrong fault.Fields
	if status != "" && !slices.Contains(statuses, f.Status) {
		wrong.Add("status", `"`+status+`" is not a valid choice.`)
	}
	if _, known := paystack.CurrencyOf(currency); currency != "" && !known {
		wrong.Add("currency", `"`+currency+`" is not a valid choice.`)
	}
	var ok bool
	if f.From, _, ok = moment(from); !ok {
		wrong.Add("from", badMoment)
	}
	if _, f.Until, ok = moment(to); !ok {
		wrong.Add("to", badMoment)
	}
	return f, wrong.Err()
}

const badMoment = "Enter a date such as 2026-01-31, or a moment such as 2026-01-31T18:00:00Z."

// moment reads a date or a moment: where it begins, and where what comes after it begins. Nothing is no moment, and no mistake.
func moment(text string) (from, after *time.Time, ok bool) {
	if text == "" {
		return nil, nil, true
	}
	at, err := time.Parse(time.DateOnly, text)
	next := at.AddDate(0, 0, 1)
	if err != nil {
		at, err = time.Parse(time.RFC3339, text)
		at = at.UTC().Truncate(time.Microsecond) // as fine as PostgreSQL's clock
		next = at.Add(time.Microsecond)
	}
	if err != nil || at.Year() < 1 || next.Year() > 9999 {
		return nil, nil, false
	}
	return &at, &next, true
}

// Payments gives a page of the payments of the request's restaurant, the newest first, and their number. For a superuser who named none
// they are everybody's.
func (s *Service) Payments(ctx context.Context, f HistoryFilter, limit, offset int) ([]*Payment, int64, error) {
	of, err := whose(ctx)
	if err != nil {
		return nil, 0, err
	}
	return s.store.payments(ctx, s.DB.SharedQuery(), of, f, limit, offset)
}

// Payment reads one of those that Payments lists.
func (s *Service) Payment(ctx context.Context, id int64) (*Payment, error) {
	of, err := whose(ctx)
	if err != nil {
		return nil, err
	}
	return s.store.payment(ctx, s.DB.SharedQuery(), id, of)
}

// ExportPayments prepares a file of all payments that match.
func (s *Service) ExportPayments(ctx context.Context, f HistoryFilter) (*api.Download, error) {
	of, err := whose(ctx)
	if err != nil {
		return nil, err
	}
	name := "payments.csv"
	if t, err := access.TenantFrom(ctx); err == nil {
		name = "payments-" + t.Slug + ".csv"
	}
	return &api.Download{FileName: name, Write: func(ctx context.Context, w io.Writer) error { return s.writeHistory(ctx, of, f, w) }}, nil
}

func (s *Service) writeHistory(ctx context.Context, of *int64, f HistoryFilter, w io.Writer) error {
	file := newHistoryFile(w)
	for before := int64(math.MaxInt64); ; {
		part, err := s.store.paymentsBefore(ctx, s.DB.SharedQuery(), of, f, before, historyPart)
		if err != nil {
			return err
		}
		for _, p := range part {
			if err := file.add(p); err != nil {
				return err
			}
			before = p.ID
		}
		if len(part) < historyPart {
			return file.Flush()
		}
	}
}
