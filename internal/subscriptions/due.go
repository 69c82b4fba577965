package subscriptions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
)

const (
	duePage    = 200 // rows in memory at once
	dueWorkers = 8   // visits at once: each waits for Paystack most of the time
	// patience is how long after the end of a period Paystack may take to charge for the next, before the owner is told that the payment
	// is late. Paystack charges on the day, at an hour of its own.
	patience = 36 * time.Hour
)

// Ran is what a run has looked at.
type Ran struct {
	Trials, Subscriptions, Payments, Refunds, Failed int
}

// RunDue looks at all that is due: trials that end, periods that have ended, charges to be tried again, and payments and refunds of which
// Paystack is to be asked. What fails is tried again by the next run, and fails nobody else.
func (s *Service) RunDue(ctx context.Context) (Ran, error) {
	var ran Ran
	err := errors.Join(s.runTrials(ctx, &ran), s.runSubscriptions(ctx, &ran), s.runPayments(ctx, &ran), s.runRefunds(ctx, &ran))
	return ran, err
}

// position is where a walk over what is due has come to.
type position struct {
	at time.Time
	id int64
}

// walk visits pages of what is due, until there is none. A row that is still due afterwards, because its visit failed, is not visited twice.
func walk[T any](
	ctx context.Context, s *Service, failed *int, page func(position) ([]T, error), where func(T) position, visit func(context.Context, T) error,
) (visited int, err error) {
	var last position
	for {
		rows, err := page(last)
		if err != nil || len(rows) == 0 {
			return visited, err
		}
		var group errgroup.Group
		group.SetLimit(s.workers)
		results := make([]error, len(rows))
		for i, row := range rows {
			group.Go(func() error {
				results[i] = visit(ctx, row)
				return nil
			})
		}
		_ = group.Wait()
		for i, err := range results {
			if err != nil {
				*failed++
				s.Logger.WarnContext(ctx, "billing: a visit failed and is made again by the next run", "id", where(rows[i]).id, "error", err)
			}
		}
		visited, last = visited+len(rows), where(rows[len(rows)-1])
		if ctx.Err() != nil {
			return visited, ctx.Err()
		}
	}
}

type dueRow struct {
	id     int64
	tenant access.TenantID
	at     time.Time
}

func (r dueRow) position() position { return position{r.at, r.id} }

func (s *Service) runSubscriptions(ctx context.Context, ran *Ran) (err error) {
	now := s.Clock.Now()
	ran.Subscriptions, err = walk(ctx, s, &ran.Failed, func(after position) ([]dueRow, error) {
		return s.store.dueSubscriptions(ctx, s.DB.SharedQuery(), now, after)
	}, dueRow.position, func(ctx context.Context, r dueRow) error { return s.visit(ctx, r.id) })
	return err
}

type duePayment struct {
	id        int64
	reference string
	at        time.Time
}

func (r duePayment) position() position { return position{r.at, r.id} }

func (s *Service) runPayments(ctx context.Context, ran *Ran) (err error) {
	if s.Paystack == nil {
		return nil
	}
	now := s.Clock.Now()
	ran.Payments, err = walk(ctx, s, &ran.Failed, func(after position) ([]duePayment, error) {
		return s.store.duePayments(ctx, s.DB.SharedQuery(), now, after)
	}, duePayment.position, func(ctx context.Context, r duePayment) error {
		_, err := s.Settle(ctx, r.reference)
		return err
	})
	return err
}

// visit does what a subscription is due for.
func (s *Service) visit(ctx context.Context, id int64) error {
	sub, err := s.store.one(ctx, s.DB.SharedQuery(), id, nil)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	switch {
	case sub.NextAction == nil || sub.NextAction.After(now):
		return nil // somebody else was here
	case sub.Status == StatusActive && sub.CancelAtPeriodEnd:
		return s.endWithPeriod(ctx, sub)
	}
	if s.Paystack != nil && sub.Payer.Customer != "" {
		renewed, err := s.findRenewal(ctx, sub)
		if err != nil || renewed {
			return err
		}
	}
	return s.chase(ctx, sub)
}

// chase goes after a payment that did not come by itself.
func (s *Service) chase(ctx context.Context, sub *Subscription) error {
	now := s.Clock.Now()
	if sub.Status == StatusActive && sub.Paystack.Code != "" {
		there, err := s.statusThere(ctx, sub)
		if err != nil {
			return err
		}
		if sub.cancelledThere(there) {
			return s.endWithPeriod(ctx, sub)
		}
		given := there != paystack.SubscriptionActive
		if !given && now.Sub(*sub.PeriodEnd) < patience {
			return s.store.queries.PostponeAction(ctx, s.DB.SharedQuery(), now.Add(renewalWait), sub.ID)
		}
		if !given { // Paystack neither charged nor said that it could not
			return s.countFailed(ctx, sub)
		}
	}
	switch {
	case s.Paystack == nil || sub.Payer.Authorization == "":
		return s.countFailed(ctx, sub)
	case sub.Status == StatusActive && sub.Paystack.Code != "":
		return s.countFailed(ctx, sub) // it was charged today, and refused
	case sub.Status == StatusActive:
		return s.collect(ctx, sub, 0)
	default:
		return s.retry(ctx, sub)
	}
}

// countFailed counts the period's charge as failed, or another day of the grace period of whoever pays by hand.
func (s *Service) countFailed(ctx context.Context, sub *Subscription) error {
	return s.change(ctx, sub.Tenant, func(u *turn) error {
		if !u.stillDue(sub) {
			return nil
		}
		return s.periodFailed(ctx, u)
	})
}

// endWithPeriod ends a subscription that was to end with its period, or that the customer has ended at Paystack and we were not told of.
func (s *Service) endWithPeriod(ctx context.Context, sub *Subscription) error {
	return s.change(ctx, sub.Tenant, func(u *turn) error {
		if u.after == nil || u.after.ID != sub.ID || u.status != StatusActive || u.after.PeriodEnd == nil || u.after.PeriodEnd.After(u.now) ||
			u.after.CancelAtPeriodEnd != sub.CancelAtPeriodEnd {
			return nil
		}
		u.action = "subscription.ended"
		end := *u.after.PeriodEnd
		if err := u.happen(EventPeriodEnded); err != nil {
			return err
		}
		return s.notice(ctx, u, NoticeEnded, end)
	})
}

// findRenewal asks Paystack for charges of the customer that we were not told of, and settles them. It reports whether the subscription
// went on by that.
func (s *Service) findRenewal(ctx context.Context, sub *Subscription) (bool, error) {
	customer, err := s.Paystack.Customer(ctx, sub.Payer.Customer) // lists go by its number: by its code they would be everybody's
	if err != nil {
		return false, err
	}
	filter := paystack.TransactionFilter{CustomerID: customer.ID, Status: paystack.TransactionSuccess, From: sub.PeriodEnd.Add(-day)}
	const mostPages = 20
	for range mostPages {
		list, err := s.Paystack.Transactions(ctx, filter)
		if err != nil {
			return false, err
		}
		for i := range list.Items {
			if err := s.settleListed(ctx, sub, &list.Items[i]); err != nil {
				return false, err
			}
		}
		if filter.Page = list.Next; !list.More {
			break
		}
	}
	after, err := s.store.one(ctx, s.DB.SharedQuery(), sub.ID, nil)
	return err == nil && (after.PeriodEnd == nil || !after.PeriodEnd.Equal(*sub.PeriodEnd)), err
}

func (s *Service) settleListed(ctx context.Context, sub *Subscription, said *paystack.Transaction) error {
	if said.Customer.Code != sub.Payer.Customer || !said.Paid() {
		return nil
	}
	_, err := s.settle(ctx, said)
	if fault.Is(err, fault.NotFound) {
		return nil // it was reported
	}
	return err
}

// statusThere is how Paystack's subscription stands, "" when there is none.
func (s *Service) statusThere(ctx context.Context, sub *Subscription) (string, error) {
	said, err := s.Paystack.Subscription(ctx, sub.Paystack.Code)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("ask for subscription %s: %w", sub.Paystack.Code, err)
	}
	return said.Status, nil
}
