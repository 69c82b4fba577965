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
	"github.com/tabletap/console/internal/postgres"
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

// ParseHistoryFilter reads the query of a list. A date means a whole day of UTC, a moment is exact and included.
func ParseHistoryFilter(status, currency, from, to string) (HistoryFilter, error) {
	f := HistoryFilter{Status: PaymentStatus(status), Currency: currency}
	var wrong fault.Fields
	wrong.Check(status == "" || slices.Contains(paymentStatuses, f.Status), "status", `"`+status+`" is not a valid choice.`)
	_, known := paystack.CurrencyOf(currency)
	wrong.Check(currency == "" || known, "currency", `"`+currency+`" is not a valid choice.`)
	f.From, _ = momentOf(&wrong, "from", from)
	until, day := momentOf(&wrong, "to", to)
	switch {
	case until == nil:
	case day:
		f.Until = new(until.AddDate(0, 0, 1))
	default:
		f.Until = new(until.Truncate(time.Microsecond).Add(time.Microsecond)) // as fine as PostgreSQL's clock
	}
	return f, wrong.Err()
}

// rowsOf is the door to the payments and the ledger of one restaurant, or nil for everybody's. The first shows no others, whatever a query
// asks.
func (s *Service) rowsOf(tenant *int64) postgres.Querier {
	if tenant == nil {
		return s.DB.SharedQuery()
	}
	return s.DB.TenantSharedQuery(&access.Tenant{ID: access.TenantID(*tenant)})
}

// Payments gives a page of the payments of the request's restaurant, the newest first, and their number. For a superuser who named none
// they are everybody's.
func (s *Service) Payments(ctx context.Context, f HistoryFilter, limit, offset int) ([]*Payment, int64, error) {
	of, err := whose(ctx)
	if err != nil {
		return nil, 0, err
	}
	return s.store.payments(ctx, s.rowsOf(of), of, f, limit, offset)
}

// Payment reads one of those that Payments lists.
func (s *Service) Payment(ctx context.Context, id int64) (*Payment, error) {
	of, err := whose(ctx)
	if err != nil {
		return nil, err
	}
	return s.store.payment(ctx, s.rowsOf(of), id, of)
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
		part, err := s.store.paymentsBefore(ctx, s.rowsOf(of), of, f, before, historyPart)
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
