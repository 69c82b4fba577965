package subscriptions

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
	"github.com/tabletap/console/internal/tenants"
)

// LedgerEntry is a fact of money as it was written.
type LedgerEntry struct {
	ID           int64
	Tenant       access.TenantID
	Key          string
	Kind         EntryKind
	Amount       Money // negative for what goes from the restaurant's credit
	Payment      int64 // 0: none
	Subscription int64 // 0: none
	Note         string
	Occurred     time.Time
}

// Posting is a fact of money that an operator adds by hand.
type Posting struct {
	Tenant access.TenantID
	Key    string    // of the operator's choosing: what is posted again under it is posted once
	Kind   EntryKind // EntryCredit, above zero, or EntryWriteOff
	Amount Money
	Note   string
}

const (
	mostKey  = 100
	mostNote = 500
	byHand   = "manual:" // begins the keys of what was posted by hand
)

func (p *Posting) validate() error {
	var f fault.Fields
	currency, known := paystack.CurrencyOf(p.Amount.Currency)
	f.Check(known, "currency", "Paystack takes no such currency.")
	f.Check(p.Kind == EntryCredit || p.Kind == EntryWriteOff, "kind", `"`+string(p.Kind)+`" is not a valid choice.`)
	f.Check(p.Amount.Minor != 0, "amount", "Give an amount.")
	f.Check(p.Amount.Minor > 0 || p.Kind != EntryCredit, "amount", "A credit is above zero.")
	f.Check(!known || max(p.Amount.Minor, -p.Amount.Minor) <= currency.Maximum, "amount", "This is more than one payment may be.")
	f.Check(p.Key != "" && len(p.Key) <= mostKey, "key", "Give a key of at most 100 characters.")
	f.Check(p.Note != "" && len(p.Note) <= mostNote, "note", "Say why, in at most 500 characters.")
	return f.Err()
}

// Post adds an entry by hand. Posted again under the same key it is given as it is; it fails with Conflict when it says something else.
func (s *Service) Post(ctx context.Context, p Posting) (written *LedgerEntry, err error) {
	if err := p.validate(); err != nil {
		return nil, err
	}
	err = s.Tenants.ChangeSubscription(ctx, p.Tenant, func(tx postgres.Tx, t *tenants.Tenant) (tenants.SubscriptionChange, error) {
		written, err = s.post(ctx, tx, &p)
		return tenants.SubscriptionChange{Status: t.SubscriptionStatus}, err
	})
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Field("tenant", "There is no such restaurant.")
	}
	return written, err
}

func (s *Service) post(ctx context.Context, tx postgres.Tx, p *Posting) (*LedgerEntry, error) {
	now := s.Clock.Now()
	e := entry{Tenant: p.Tenant, Key: byHand + p.Key, Kind: p.Kind, Amount: p.Amount, Note: p.Note, At: now}
	added, err := s.store.post(ctx, tx, e, now)
	if err != nil {
		return nil, err
	}
	written, err := s.store.entry(ctx, tx, e.Key)
	switch {
	case err != nil:
		return nil, err
	case written.Tenant != e.Tenant || written.Kind != e.Kind || written.Amount != e.Amount || written.Note != e.Note:
		return nil, fault.New(fault.Conflict, "key_used", "Something else was posted under this key.")
	case !added:
		return written, nil
	}
	record := auditedEntry.Entry("ledger.posted", written.ID, written.Amount.String())
	record.Tenant, record.Changes = written.Tenant, auditedEntry.Diff(nil, written)
	return written, s.Audit.Record(ctx, tx, record)
}

// Ledger gives a page of a restaurant's ledger, for 0 of everybody's, the newest first, and how many entries there are.
func (s *Service) Ledger(ctx context.Context, tenant access.TenantID, limit, offset int) ([]*LedgerEntry, int64, error) {
	of := postgres.OrNull(int64(tenant))
	rows, err := s.store.queries.LedgerOf(ctx, s.rowsOf(of), shareddb.LedgerOfParams{
		TenantID: of, PageLimit: int32(limit), PageOffset: int32(offset),
	})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	out := make([]*LedgerEntry, len(rows))
	for i := range rows {
		out[i] = entryFrom(&rows[i].LedgerEntry)
	}
	return out, rows[0].Total, nil
}

func (s store) entry(ctx context.Context, q postgres.Querier, key string) (*LedgerEntry, error) {
	row, err := s.queries.LedgerEntryByKey(ctx, q, key)
	if err != nil {
		return nil, err
	}
	return entryFrom(&row.LedgerEntry), nil
}

func entryFrom(r *shareddb.LedgerEntry) *LedgerEntry {
	return &LedgerEntry{
		ID: r.ID, Tenant: access.TenantID(r.TenantID), Key: r.EntryKey, Kind: EntryKind(r.Kind), Amount: Money{r.Amount, r.Currency},
		Payment: postgres.OrZero(r.PaymentID), Subscription: postgres.OrZero(r.SubscriptionID), Note: r.Note, Occurred: r.OccurredAt,
	}
}
