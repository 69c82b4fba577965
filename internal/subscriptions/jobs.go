package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs"
)

// SyncArgs is the job that brings Paystack's subscription in step with ours.
type SyncArgs struct {
	Subscription int64 `json:"subscription"`
}

// Kind is the job's name in the queue.
func (SyncArgs) Kind() string { return "subscription_sync" }

// PlanCodesArgs is the job that makes plans at Paystack of the prices that have none there.
type PlanCodesArgs struct{}

// Kind is the job's name in the queue.
func (PlanCodesArgs) Kind() string { return "plan_codes" }

// SettleArgs is the job that asks Paystack what became of a payment.
type SettleArgs struct {
	Reference string `json:"reference"`
}

// Kind is the job's name in the queue.
func (SettleArgs) Kind() string { return "payment_settle" }

// DueArgs is the job that looks at all that is due.
type DueArgs struct{}

// Kind is the job's name in the queue.
func (DueArgs) Kind() string { return "billing_due" }

// runTimeout is for what goes over everybody's, which River would otherwise end after a minute.
const runTimeout = 10 * time.Minute

// RegisterJobs adds the jobs of this package to the queue.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[SyncArgs]) error { return s.Sync(ctx, job.Args.Subscription) })
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[LookArgs]) error { return s.Look(ctx, job.Args.Subscription) })
	jobs.Handle(q, func(ctx context.Context, _ *jobs.Job[PlanCodesArgs]) error { return s.PlanCodes(ctx) })
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[SettleArgs]) error {
		_, err := s.Settle(ctx, job.Args.Reference)
		if fault.Is(err, fault.NotFound) {
			return nil // nobody's, and reported
		}
		return err
	})
	jobs.HandleWithin(q, runTimeout, func(ctx context.Context, _ *jobs.Job[DueArgs]) error {
		_, err := s.RunDue(ctx)
		return err
	})
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[RefundArgs]) error { return s.MakeRefund(ctx, job.Args.Refund) })
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[RefundsArgs]) error {
		return s.LookAtRefunds(ctx, job.Args.Reference)
	})
	jobs.Handle(q, func(ctx context.Context, job *jobs.Job[DisputeArgs]) error {
		return s.LookAtDispute(ctx, job.Args.Dispute)
	})
	jobs.HandleWithin(q, runTimeout, func(ctx context.Context, _ *jobs.Job[ReconcileArgs]) error {
		if s.Paystack == nil {
			return nil
		}
		_, err := s.ReconcileLately(ctx, ReconciledDays)
		return err
	})
	jobs.Every(q, day, ReconcileArgs{})
	jobs.Every(q, time.Minute, DueArgs{})
	jobs.Every(q, time.Hour, PlanCodesArgs{})
}
