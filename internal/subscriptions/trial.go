package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/tenants"
)

// Notice is what a restaurant is told about its subscription, once for each subject.
type Notice string

// The notices.
const (
	NoticeTrialEnds3    Notice = "trial_ends_in_3_days"
	NoticeTrialEnds1    Notice = "trial_ends_in_1_day"
	NoticeTrialEnded    Notice = "trial_ended"
	NoticePaymentFailed Notice = "payment_failed" // the grace period has begun
	NoticeClosed        Notice = "closed"         // and is over
	NoticeEnded         Notice = "ended"          // as its owner wanted
	NoticeCardExpires   Notice = "card_expires"
	NoticeDisputed      Notice = "payment_disputed"
)

// reminders are recorded so long before a trial ends, the nearest first.
var reminders = []struct {
	before time.Duration
	notice Notice
}{{1 * day, NoticeTrialEnds1}, {3 * day, NoticeTrialEnds3}}

// notice records what the restaurant is told about subject, once.
func (s *Service) notice(ctx context.Context, u *turn, n Notice, subject time.Time) error {
	return s.store.notice(ctx, u.tx, u.tenant.ID, n, subject, u.now)
}

func (s store) notice(ctx context.Context, q postgres.Querier, t access.TenantID, n Notice, subject, now time.Time) error {
	_, err := s.queries.InsertNotice(ctx, q, shareddb.InsertNoticeParams{TenantID: int64(t), Kind: string(n), Subject: subject, Now: now})
	return err
}

// runTrials reminds of trials that end soon, and ends those that have.
func (s *Service) runTrials(ctx context.Context, ran *Ran) (err error) {
	now := s.Clock.Now()
	soon := now.Add(reminders[len(reminders)-1].before)
	ran.Trials, err = walk(ctx, s, &ran.Failed, func(after position) ([]dueRow, error) {
		return s.store.endingTrials(ctx, s.DB.SharedQuery(), soon, after)
	}, dueRow.position, s.visitTrial)
	return err
}

func (s *Service) visitTrial(ctx context.Context, r dueRow) error {
	now := s.Clock.Now()
	if !r.at.After(now) {
		return s.endTrial(ctx, r.tenant)
	}
	for _, reminder := range reminders {
		if r.at.Sub(now) <= reminder.before {
			return s.store.notice(ctx, s.DB.SharedQuery(), r.tenant, reminder.notice, r.at, now)
		}
	}
	return nil
}

// endTrial closes the tools to a restaurant whose trial has ended. Its owner can still sign in and pay.
func (s *Service) endTrial(ctx context.Context, id access.TenantID) error {
	return s.change(ctx, id, func(u *turn) error {
		if u.tenant.SubscriptionStatus != tenants.StatusTrial || u.tenant.TrialEnd.After(u.now) {
			return nil
		}
		u.action = "trial.ended"
		if err := u.happen(EventTrialEnded); err != nil {
			return err
		}
		return s.notice(ctx, u, NoticeTrialEnded, u.tenant.TrialEnd)
	})
}

func (s store) endingTrials(ctx context.Context, q postgres.Querier, before time.Time, after position) ([]dueRow, error) {
	rows, err := s.queries.EndingTrials(ctx, q, shareddb.EndingTrialsParams{
		Before: before, AfterTime: after.at, AfterID: after.id, PageLimit: duePage,
	})
	out := make([]dueRow, len(rows))
	for i, r := range rows {
		out[i] = dueRow{r.ID, access.TenantID(r.ID), r.TrialEnd}
	}
	return out, err
}

func (s store) dueSubscriptions(ctx context.Context, q postgres.Querier, now time.Time, after position) ([]dueRow, error) {
	rows, err := s.queries.DueSubscriptions(ctx, q, shareddb.DueSubscriptionsParams{
		Now: now, AfterTime: after.at, AfterID: after.id, PageLimit: duePage,
	})
	out := make([]dueRow, len(rows))
	for i, r := range rows {
		out[i] = dueRow{r.ID, access.TenantID(r.TenantID), r.DueAt}
	}
	return out, err
}

func (s store) duePayments(ctx context.Context, q postgres.Querier, now time.Time, after position) ([]duePayment, error) {
	rows, err := s.queries.DuePayments(ctx, q, shareddb.DuePaymentsParams{
		Now: now, AfterTime: after.at, AfterID: after.id, PageLimit: duePage,
	})
	out := make([]duePayment, len(rows))
	for i, r := range rows {
		out[i] = duePayment{r.ID, r.Reference, r.DueAt}
	}
	return out, err
}

func (s store) notices(ctx context.Context, q postgres.Querier, t access.TenantID, limit, offset int) ([]noticeBody, int64, error) {
	rows, err := s.queries.ListNotices(ctx, q, shareddb.ListNoticesParams{TenantID: int64(t), PageLimit: int32(limit), PageOffset: int32(offset)})
	if err != nil {
		return nil, 0, err
	}
	if len(rows) == 0 {
		count, err := s.queries.CountNotices(ctx, q, int64(t))
		return nil, count, err
	}
	out := make([]noticeBody, len(rows))
	for i, r := range rows {
		out[i] = noticeBody{r.ID, r.Kind, r.Subject, r.CreatedAt}
	}
	return out, rows[0].Total, nil
}
