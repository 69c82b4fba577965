package subscriptions_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
	sandbox "github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/subscriptions"
)

// rates are how often the stand-in misbehaves while the simulation runs.
var rates = sandbox.Rates{Fail: 0.02, Cut: 0.02, Hang: 0.01, Lose: 0.05, Repeat: 0.1, Late: 0.1}

// simulation is restaurants whose owners do what owners do, for as long as it takes, with everything going wrong at times. A seed decides
// all of it: the same seed plays the same again.
type simulation struct {
	*fixture
	random *rand.Rand
	places []*place
	later  []errand // payments that are made some day
	did    map[string]int
}

// place is a restaurant, as it is read once a day.
type place struct {
	tenant   access.Tenant
	currency string
	opens    int // the day on which it begins
	status   string
	card     string
	there    string // Paystack's subscription
	ends     time.Time
	leaving  bool
	paidTo   time.Time
}

type errand struct {
	day       int
	reference string
	card      string
}

// setting reads a number from the environment.
func setting(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

func TestSimulation(t *testing.T) {
	t.Parallel()
	seed, count, length := setting("SIMULATE_SEED", 1), setting("SIMULATE_RESTAURANTS", 40), setting("SIMULATE_DAYS", 365)
	t.Logf("SIMULATE_SEED=%d SIMULATE_RESTAURANTS=%d SIMULATE_DAYS=%d", seed, count, length)
	s := simulate(t, uint64(seed), count, length)
	require.NoError(t, s.there.Chaos(uint64(seed), rates))
	for today := range length {
		s.day(t, today)
	}
	s.there.ClearFaults()
	for today := range 3 {
		s.random = nil // nobody does anything any more
		s.day(t, length+today)
	}
	s.audit(t)
	t.Logf("%v", s.did)
}

func simulate(t *testing.T, seed uint64, count, length int) *simulation {
	t.Helper()
	var s *simulation
	road := inProcess{handler: func() http.Handler { return s.handler }, patient: true}
	f := payable(t, func(c *sandbox.Config) {
		c.Seed, c.History, c.HTTPClient = seed, 100, &http.Client{Transport: road}
	})
	s = &simulation{fixture: f, random: rand.New(rand.NewPCG(seed, seed)), did: map[string]int{}}
	f.through(t, inProcess{handler: f.there.Handler})
	f.OneByOne()
	f.Logger = slog.New(slog.DiscardHandler)
	for i := range count {
		s.open(t, i, s.random.IntN(min(length, 90)))
	}
	f.there.Webhooks().Hold()
	return s
}

// open adds a restaurant that begins on a day. One in ten has the owner of the one before.
func (s *simulation) open(t *testing.T, i, begins int) {
	t.Helper()
	p := &place{currency: []string{"GHS", "NGN", "USD"}[s.random.IntN(3)], opens: begins}
	slug, owner := "r"+strconv.Itoa(i), i
	if i%10 == 9 {
		owner, p.currency = i-1, s.places[i-1].currency
	}
	p.tenant = access.Tenant{
		Schema: slug, Slug: slug, Name: slug, Active: true, SubscriptionStatus: "trial", TrialEnd: now.AddDate(0, 0, begins+7),
	}
	require.NoError(t, s.db.SharedQuery().QueryRow(t.Context(), `INSERT INTO public.tenants (schema_name, slug, name, trial_end_date, schema_version,
currency, contact_email) VALUES ($1, $1, $1, $2, 1, $3, $4) RETURNING id`, slug, p.tenant.TrialEnd, p.currency, "r"+strconv.Itoa(owner)+"@example.com").Scan(&p.tenant.ID))
	s.places = append(s.places, p)
}

// day is about a day: what people do, what falls due at Paystack and here, and whether all is as it should be afterwards.
func (s *simulation) day(t *testing.T, today int) {
	t.Helper()
	length := day
	if s.random != nil {
		length += time.Duration(s.random.IntN(9*60)-4*60) * time.Minute
	}
	s.clock.Advance(length)
	s.payLater(t, today)
	_, err := s.there.Bill(t.Context())
	require.NoError(t, err)
	s.settle(t)
	for range 4 { // a run comes every minute: what failed is soon tried again
		ran, err := s.RunDue(t.Context())
		require.NoError(t, err)
		s.settle(t)
		if ran.Failed == 0 {
			break
		}
	}
	s.read(t)
	s.check(t, today)
	if s.random == nil {
		return
	}
	for _, p := range s.places {
		if today >= p.opens {
			s.act(t, today, p)
		}
	}
	s.settle(t)
}

// settle lets Paystack's webhooks through and works off the jobs, in turns, so that the order is the same in every run.
func (s *simulation) settle(t *testing.T) {
	t.Helper()
	for {
		s.there.Webhooks().Release()
		require.NoError(t, s.there.Webhooks().Wait(t.Context()))
		s.there.Webhooks().Hold()
		done := s.work(t)
		if done == 0 && len(s.there.Webhooks().Pending()) == 0 {
			return
		}
	}
}

// as is a request of a restaurant's owner.
func (s *simulation) as(t *testing.T, p *place) context.Context {
	t.Helper()
	return access.WithTenant(t.Context(), &p.tenant)
}

// may be refused, or fail with Paystack; anything else is a mistake.
func (s *simulation) may(t *testing.T, what string, err error) bool {
	t.Helper()
	s.did[what]++
	if err == nil {
		return true
	}
	s.did[what+" in vain"]++
	kind := fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid)
	require.True(t, kind, "%s: %v", what, err)
	return false
}

func (s *simulation) choice(p *place) subscriptions.Choice {
	c := subscriptions.Choice{Plan: int64(1 + s.random.IntN(3)), Currency: p.currency, Interval: subscriptions.Monthly}
	if s.random.IntN(3) == 0 {
		c.Interval = subscriptions.Annually
	}
	return c
}
