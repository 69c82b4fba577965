package analytics

import (
	"context"
	"time"

	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// Platform tells operators how all restaurants do together.
type Platform struct {
	db      *postgres.DB
	clock   clock.Clock
	queries *shareddb.Queries
}

// NewPlatform makes one.
func NewPlatform(db *postgres.DB, c clock.Clock) *Platform { return &Platform{db, c, shareddb.New()} }

// overview is what operators are told of some days.
type overview struct {
	restaurants shareddb.PlatformRestaurantsRow
	signUps     []shareddb.PlatformSignUpsRow
	trials      shareddb.PlatformTrialsRow
	churn       shareddb.PlatformChurnRow
	revenue     []shareddb.PlatformRevenueRow
	tools       []shareddb.PlatformToolsRow
}

// overview reads it. What has not ended yet is not counted as if it had, so no moment is later than now.
func (p *Platform) overview(ctx context.Context, of period) (o overview, err error) {
	since, until := of.moments(time.UTC)
	if now := p.clock.Now(); now.Before(until) {
		until = now
	}
	q := p.db.SharedQuery()
	o.restaurants, err = p.queries.PlatformRestaurants(ctx, q, shareddb.PlatformRestaurantsParams{
		Since: since, Until: until, FirstDay: of.first, AfterDay: of.after,
	})
	for _, read := range []func() error{
		func() (err error) { o.signUps, err = p.queries.PlatformSignUps(ctx, q, since, until); return err },
		func() (err error) { o.trials, err = p.queries.PlatformTrials(ctx, q, since, until); return err },
		func() (err error) { o.churn, err = p.queries.PlatformChurn(ctx, q, until, since); return err },
		func() (err error) { o.revenue, err = p.queries.PlatformRevenue(ctx, q); return err },
		func() (err error) { o.tools, err = p.queries.PlatformTools(ctx, q, of.first, of.after); return err },
	} {
		if err == nil {
			err = read()
		}
	}
	return o, err
}

// share is a part of a whole, 0 of nothing.
func share(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// minorUnits are money as amounts are kept.
func minorUnits(n int64) quantity { return quantityOf(n * 100) } //nolint:mnd // ten-thousandths in a hundredth
