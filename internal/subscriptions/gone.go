package subscriptions

import (
	"context"

	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/postgres"
)

// settleGone settles a payment of a restaurant that was deleted meanwhile. Money that arrived is in the ledger and reported; what did not
// arrive is not asked for any more.
func (s *Service) settleGone(ctx context.Context, said *paystack.Transaction) (p *Payment, err error) {
	err = s.DB.Shared(ctx, func(tx postgres.Tx) error {
		if p, err = s.store.lockPayment(ctx, tx, said.Reference); err != nil || p.Status.final() {
			return err
		}
		u := &turn{tx: tx, now: s.Clock.Now()}
		p.hear(said)
		if said.Paid() {
			return s.park(ctx, u, p, FindingWrongPayment, "the restaurant was deleted")
		}
		p.Status, p.NextCheck = PaymentFailed, nil
		return s.store.updatePayment(ctx, tx, p, u.now)
	})
	return p, err
}
