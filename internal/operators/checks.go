package operators

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs"
)

const (
	slowQueue    = time.Minute      // a job that waits for longer than this is late
	stalledQueue = 10 * time.Minute // and then nobody works
	oldKey       = 365 * 24 * time.Hour
)

func (s *Service) checks() []check {
	return []check{
		{"the restaurants' schemas", s.checkMigrations},
		{"the job queue", s.checkJobs},
		{"webhooks", s.checkWebhooks},
		{"billing", s.checkBilling},
		{"signing keys", s.checkKeys},
		{"the partitions of events", s.checkPartitions},
		{"caches", s.checkCaches},
	}
}

func (s *Service) checkMigrations(ctx context.Context) (found []Problem, err error) {
	newest := s.Migrator.TenantHistory().Newest()
	behind, err := s.store.behind(ctx, s.DB.SharedQuery(), newest)
	if err != nil {
		return nil, err
	}
	stuck, count, err := s.store.stuck(ctx, s.DB.SharedQuery(), newest, 1)
	if err != nil {
		return nil, err
	}
	if behind > 0 {
		found = append(found, Problem{
			Code: "tenants_behind", Severity: Critical, Title: "Restaurants are behind and answered 503", Count: behind, Link: "migrations",
			Detail: "Bring them up, here or with `tabletap migrate`.",
		})
	}
	if count > 0 {
		found = append(found, Problem{
			Code: "migrations_failed", Severity: Critical, Title: "Restaurants could not be brought up", Count: int64(count), Since: &stuck[0].At,
			Link: "migrations", Detail: "Read why, mend it, and bring them up again.",
		})
	}
	run, err := s.store.latestRun(ctx, s.DB.SharedQuery())
	if fault.UnlessMissing(err) != nil {
		return nil, err
	}
	if run != nil && run.State == "failed" && behind > 0 {
		found = append(found, Problem{
			Code: "migration_run_failed", Severity: Warning, Title: "The last run of migrations did not come to its end", Count: 1,
			Since: &run.Started, Link: "migrations", Detail: "What it left is behind. Start another one.",
		})
	}
	return found, nil
}

func (s *Service) checkJobs(ctx context.Context) (found []Problem, err error) {
	t, err := s.Queue.Trouble(ctx)
	if err != nil {
		return nil, err
	}
	if t.WaitingFor > slowQueue {
		p := Problem{
			Code: "queue_slow", Severity: Warning, Title: "Jobs are late", Count: int64(t.Waiting), Since: t.WaitingSince, Link: "jobs",
			Detail: "There is more to do than is done: raise WORKERS, or start another instance.",
		}
		if t.WaitingFor > stalledQueue {
			p.Code, p.Severity, p.Title = "queue_stalled", Critical, "Nobody works the queue off"
			p.Detail = "See that an instance runs whose WORKERS is not 0, and what its log says."
		}
		found = append(found, p)
	}
	if t.Discarded > 0 {
		found = append(found, Problem{
			Code: "jobs_discarded", Severity: Warning, Title: "Jobs were given up", Count: int64(t.Discarded), Since: t.DiscardedSince, Link: "jobs",
			Detail: "Each failed as often as it may. Mend what its error says, and have it tried again before it is deleted after some days.",
		})
	}
	if t.Retrying > 0 {
		found = append(found, Problem{
			Code: "jobs_failing", Severity: Warning, Title: "Jobs fail again and again", Count: int64(t.Retrying), Since: t.RetryingSince, Link: "jobs",
			Detail: "Each failed " + strconv.Itoa(jobs.ManyAttempts) + " times or more, and is tried again. Read its error.",
		})
	}
	return found, nil
}

func (s *Service) checkWebhooks(ctx context.Context) (found []Problem, err error) {
	rows, err := s.store.queries.WebhookTrouble(ctx, s.DB.SharedQuery())
	for i := range rows {
		p := Problem{
			Code: "webhooks_failed", Severity: Warning, Title: "Webhooks fail", Count: rows[i].Deliveries, Since: &rows[i].Since, Link: "webhooks",
			Detail: "They are tried again by themselves, and parked when that does not help. Read the last error.",
		}
		if rows[i].Status == "parked" {
			p.Code, p.Title = "webhooks_parked", "Webhooks were given up"
			p.Detail = "What they tell of did not happen here. Mend what the last error says, and replay them."
		}
		found = append(found, p)
	}
	return found, err
}

// billing says what each kind of billing's trouble is.
var billing = map[string]Problem{
	"findings": {
		Code: "findings_open", Severity: Warning, Title: "We and Paystack do not agree", Link: "findings",
		Detail: "Look at each finding, put it right, and resolve it.",
	},
	"disputes": {
		Code: "disputes_open", Severity: Warning, Title: "Payments are disputed", Link: "disputes",
		Detail: "Answer them in Paystack's dashboard before they are due, or they are lost.",
	},
	"past_due": {
		Code: "subscriptions_past_due", Severity: Info, Title: "Restaurants pay late", Link: "subscriptions",
		Detail: "They are open still, and are charged again by themselves.",
	},
	"unpaid": {
		Code: "subscriptions_unpaid", Severity: Info, Title: "Restaurants did not pay, and are closed", Link: "subscriptions",
		Detail: "They open when they pay.",
	},
}

func (s *Service) checkBilling(ctx context.Context) (found []Problem, err error) {
	rows, err := s.store.queries.BillingTrouble(ctx, s.DB.SharedQuery())
	for i := range rows {
		p := billing[rows[i].What]
		p.Count, p.Since = rows[i].Many, &rows[i].Since
		found = append(found, p)
	}
	return found, err
}

func (s *Service) checkKeys(ctx context.Context) (found []Problem, err error) {
	list, err := s.SigningKeys(ctx)
	for _, k := range list {
		switch {
		case !k.Readable && k.State != "retired":
			found = append(found, Problem{
				Code: "signing_key_unreadable", Severity: Critical, Title: "SECRET_KEY does not open the key that signs: " + k.Kind, Count: 1,
				Since: &k.SignsFrom, Link: "keys", Detail: "Set the SECRET_KEY that it was made with, or rotate at once.",
			})
		case k.State == "signing" && s.Clock.Now().Sub(k.Created) > oldKey:
			found = append(found, Problem{
				Code: "signing_key_old", Severity: Info, Title: "A signing key is over a year old: " + k.Kind, Count: 1, Since: &k.Created, Link: "keys",
				Detail: "Rotate it: tools learn of the new one by themselves.",
			})
		}
	}
	return found, err
}

func (s *Service) checkPartitions(ctx context.Context) ([]Problem, error) {
	missing, err := s.Partitions.MissingMonths(ctx)
	if err != nil || len(missing) == 0 {
		return nil, err
	}
	months := make([]string, len(missing))
	for i, m := range missing {
		months[i] = m.Format("2006-01")
	}
	return []Problem{{
		Code: "partitions_missing", Severity: Warning, Title: "Events have no partition for a month", Count: int64(len(missing)), Link: "jobs",
		Detail: fmt.Sprintf("Missing: %s. A job makes them every hour: see why it does not.", strings.Join(months, ", ")),
	}}, nil
}

func (s *Service) checkCaches(context.Context) (found []Problem, err error) {
	if !s.Caches.Listening() {
		found = append(found, Problem{
			Code: "not_listening", Severity: Warning, Title: "This instance does not hear of changes", Count: 1,
			Detail: "It keeps nothing in memory until it does, and is slower. See that DATABASE_URL leads to the server or a pooler in session mode.",
		})
	}
	if !s.Caches.RedisAnswers() {
		found = append(found, Problem{
			Code: "redis_away", Severity: Warning, Title: "Redis does not answer", Count: 1,
			Detail: "Rate limits are counted by each instance alone. See that REDIS_URL leads to a server that runs.",
		})
	}
	return found, nil
}
