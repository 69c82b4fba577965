package subscriptions

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Finding is something that does not agree between us and Paystack. Nothing resolves one but an operator.
type Finding struct {
	ID        int64
	Tenant    access.TenantID // 0: nobody knows whose it is
	Kind      string
	Reference string // of the payment
	Detail    json.RawMessage
	Found     time.Time
	Resolved  *time.Time
}

var errNoFinding = fault.Missing("This finding")

// Findings gives a page of the findings, the newest first, and their number: those that wait, those that were resolved, or for nil all.
func (s *Service) Findings(ctx context.Context, resolved *bool, limit, offset int) ([]*Finding, int64, error) {
	rows, err := s.store.queries.ListFindings(ctx, s.DB.SharedQuery(), shareddb.ListFindingsParams{
		Resolved: resolved, PageLimit: int32(limit), PageOffset: int32(offset),
	})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	out := make([]*Finding, len(rows))
	for i := range rows {
		out[i] = findingFrom(&rows[i].BillingFinding)
	}
	return out, rows[0].Total, nil
}

// ResolveFinding notes that an operator has dealt with it. Asking twice is no error.
func (s *Service) ResolveFinding(ctx context.Context, id int64) (f *Finding, err error) {
	err = s.DB.Shared(ctx, func(tx postgres.Tx) error {
		row, err := s.store.queries.LockFinding(ctx, tx, id)
		if err != nil {
			return postgres.Missing(err, errNoFinding)
		}
		if f = findingFrom(&row.BillingFinding); f.Resolved != nil {
			return nil
		}
		before := *f
		f.Resolved = new(s.Clock.Now())
		if err := s.store.queries.ResolveFinding(ctx, tx, *f.Resolved, id); err != nil {
			return err
		}
		e := auditedFinding.Entry("finding.resolved", id, f.Kind+" "+f.Reference)
		e.Tenant, e.Changes = f.Tenant, auditedFinding.Diff(&before, f)
		return s.Audit.Record(ctx, tx, e)
	})
	return f, err
}

func (s store) findingsSince(ctx context.Context, q postgres.Querier, since time.Time) ([]*Finding, error) {
	rows, err := s.queries.FindingsSince(ctx, q, since)
	out := make([]*Finding, len(rows))
	for i := range rows {
		out[i] = findingFrom(&rows[i].BillingFinding)
	}
	return out, err
}

func findingFrom(r *shareddb.BillingFinding) *Finding {
	return &Finding{
		ID: r.ID, Tenant: access.TenantID(postgres.OrZero(r.TenantID)), Kind: r.Kind, Reference: r.Reference, Detail: r.Detail, Found: r.FoundAt,
		Resolved: r.ResolvedAt,
	}
}
