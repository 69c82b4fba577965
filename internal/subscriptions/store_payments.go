package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// insertPayment adds a payment and sets its id.
func (s store) insertPayment(ctx context.Context, tx postgres.Tx, p *Payment, now time.Time) (err error) {
	p.ID, err = s.queries.InsertPayment(ctx, tx, shareddb.InsertPaymentParams{
		TenantID: int64(p.Tenant), SubscriptionID: postgres.OrNull(p.Subscription), PriceID: p.Price, Purpose: string(p.Purpose), Reference: p.Reference,
		Amount: p.Due.Minor, Currency: p.Due.Currency, Credit: p.Credit, Status: string(p.Status), Email: p.Email, CallbackURL: p.CallbackURL,
		PeriodStart: p.PeriodStart, PeriodEnd: p.PeriodEnd, RequestedBy: postgres.OrNull(int64(p.RequestedBy)), NextCheckAt: p.NextCheck, Now: now,
	})
	p.Created, p.Updated = now, now
	return err
}

func (s store) updatePayment(ctx context.Context, tx postgres.Tx, p *Payment, now time.Time) error {
	params := shareddb.UpdatePaymentParams{
		ID: p.ID, SubscriptionID: postgres.OrNull(p.Subscription), Status: string(p.Status), PeriodStart: p.PeriodStart, PeriodEnd: p.PeriodEnd,
		PaidAt: p.PaidAt, PaymentMethod: p.Method, PaystackID: postgres.OrNull(p.PaystackID), PaystackCustomerCode: postgres.OrNull(p.Customer),
		Failure: p.Failure, Refunded: p.Refunded, Checks: int32(p.Checks), NextCheckAt: p.NextCheck, Now: now,
	}
	if p.Paid != nil {
		params.PaidAmount, params.PaidCurrency = &p.Paid.Minor, &p.Paid.Currency
	}
	p.Updated = now
	return s.queries.UpdatePayment(ctx, tx, params)
}

func (s store) setCheckout(ctx context.Context, q postgres.Querier, p *Payment, now time.Time) error {
	return s.queries.SetCheckout(ctx, q, shareddb.SetCheckoutParams{ID: p.ID, PaymentURL: p.URL, AccessCode: p.AccessCode, Now: now})
}

// openCheckout is a payment like p that was asked for since a moment and not made yet, NotFound when there is none.
func (s store) openCheckout(ctx context.Context, tx postgres.Tx, p *Payment, since time.Time) (*Payment, error) {
	row, err := s.queries.OpenCheckout(ctx, tx, shareddb.OpenCheckoutParams{
		TenantID: int64(p.Tenant), PriceID: p.Price, Purpose: string(p.Purpose), CallbackURL: p.CallbackURL, Since: since,
	})
	if err != nil {
		return nil, postgres.Missing(err, errNoPayment)
	}
	return paymentFrom(&row.Payment), nil
}

func (s store) paymentByReference(ctx context.Context, q postgres.Querier, reference string) (*Payment, error) {
	row, err := s.queries.PaymentByReference(ctx, q, reference)
	if err != nil {
		return nil, postgres.Missing(err, errNoPayment)
	}
	return paymentFrom(&row.Payment), nil
}

func (s store) lockPayment(ctx context.Context, tx postgres.Tx, reference string) (*Payment, error) {
	row, err := s.queries.LockPayment(ctx, tx, reference)
	if err != nil {
		return nil, postgres.Missing(err, errNoPayment)
	}
	return paymentFrom(&row.Payment), nil
}

// payment finds one by id; tenant nil: anybody's.
func (s store) payment(ctx context.Context, q postgres.Querier, id int64, tenant *int64) (*Payment, error) {
	row, err := s.queries.PaymentOf(ctx, q, id, tenant)
	if err != nil {
		return nil, postgres.Missing(err, errNoPayment)
	}
	return paymentFrom(&row.Payment), nil
}

// postponeCheck has Paystack asked later about a payment.
func (s store) postponeCheck(ctx context.Context, q postgres.Querier, p *Payment, now time.Time) error {
	return s.queries.PostponeCheck(ctx, q, shareddb.PostponeCheckParams{ID: p.ID, Checks: int32(p.Checks), NextCheckAt: p.nextCheck(now), Now: now})
}

// paid reports whether a period of a subscription was paid for.
func (s store) paid(ctx context.Context, tx postgres.Tx, subscription int64, start time.Time) (bool, error) {
	return s.queries.PaidPeriod(ctx, tx, subscription, start)
}

func paymentFrom(r *shareddb.Payment) *Payment {
	p := &Payment{
		ID: r.ID, Tenant: access.TenantID(r.TenantID), Subscription: postgres.OrZero(r.SubscriptionID), Price: r.PriceID, Purpose: Purpose(r.Purpose),
		Reference: r.Reference, Due: Money{r.Amount, r.Currency}, Credit: r.Credit, Status: PaymentStatus(r.Status), Email: r.Email,
		CallbackURL: r.CallbackURL, URL: r.PaymentURL, AccessCode: r.AccessCode, PeriodStart: r.PeriodStart, PeriodEnd: r.PeriodEnd,
		PaidAt: r.PaidAt, Method: r.PaymentMethod, PaystackID: postgres.OrZero(r.PaystackID), Customer: postgres.OrZero(r.PaystackCustomerCode),
		Failure: r.Failure, Refunded: r.Refunded, RequestedBy: access.UserID(postgres.OrZero(r.RequestedBy)), Checks: int(r.Checks),
		NextCheck: r.NextCheckAt, Created: r.CreatedAt, Updated: r.UpdatedAt,
	}
	if r.PaidAmount != nil {
		p.Paid = &Money{*r.PaidAmount, postgres.OrZero(r.PaidCurrency)}
	}
	return p
}

// paymentsLike gives a page of the payments that a filter finds, and how many there are.
func (s store) paymentsLike(ctx context.Context, q postgres.Querier, filter shareddb.ListPaymentsParams) ([]*Payment, int64, error) {
	rows, err := s.queries.ListPayments(ctx, q, filter)
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	out := make([]*Payment, len(rows))
	for i := range rows {
		out[i] = paymentFrom(&rows[i].Payment)
	}
	return out, rows[0].Total, nil
}
