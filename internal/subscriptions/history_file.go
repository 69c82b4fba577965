package subscriptions

import (
	"io"
	"strconv"
	"time"

	"github.com/tabletap/console/internal/api"
)

// historyFile is payments as CSV: what PaymentBody has, in its order.
type historyFile struct{ *api.CSV }

func newHistoryFile(w io.Writer) historyFile {
	return historyFile{api.NewCSV(
		w, "id", "subscription", "amount", "currency", "status", "payment_method", "paystack_reference", "paid_at", "created_at", "tenant",
		"purpose", "period_start", "period_end", "failure_reason", "refunded_amount",
	)}
}

func (f historyFile) add(p *Payment) error {
	b := writePayment(p)
	return f.Row(
		strconv.FormatInt(b.ID, 10), whole(b.Subscription), b.Amount, b.Currency, b.Status, b.Method, b.Reference, stamp(b.PaidAt),
		stamp(&b.Created), strconv.FormatInt(b.Tenant, 10), b.Purpose, stamp(b.PeriodStart), stamp(b.PeriodEnd), b.Failure, b.Refunded,
	)
}

// whole and stamp are empty for what is not there.
func whole(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func stamp(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
