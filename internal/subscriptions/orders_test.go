package subscriptions_test

import (
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	sandbox "github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

// orders is in how many orders a history is told; ORDERS=1000 sets another number.
const orders = 50

// written are the tables that a history is written into, and what the end of it is compared by: everything but ids, and when it was heard.
var written = map[string]string{
	"tenants": "SELECT slug || ' ' || subscription_status FROM public.tenants",
	"subscriptions": `SELECT concat_ws(' ', t.slug, s.plan_id, s.price_id, s.next_price_id, s.status, s.current_period_start, s.current_period_end,
s.anchor, s.cancel_at_period_end, s.past_due_since, s.retries, s.paystack_customer_code, s.paystack_authorization_code,
s.paystack_subscription_code IS NULL, s.paystack_plan_code IS NULL) FROM public.subscriptions s JOIN public.tenants t ON t.id = s.tenant_id`,
	"payments": `SELECT concat_ws(' ', tenant_id, price_id, purpose, reference, amount, currency, credit, status, period_start, period_end, paid_amount,
paid_at, failure, next_check_at IS NULL) FROM public.payments`,
	"ledger_entries":       "SELECT concat_ws(' ', tenant_id, entry_key, amount, currency, occurred_at, note) FROM public.ledger_entries",
	"subscription_notices": "SELECT concat_ws(' ', tenant_id, kind, subject) FROM public.subscription_notices",
	"billing_findings":     "SELECT concat_ws(' ', tenant_id, kind, reference) FROM public.billing_findings",
	"webhook_inbox":        "SELECT concat_ws(' ', external_id, status) FROM public.webhook_inbox",
}

// replay is a history of two months: our state before it, Paystack's after it, and what Paystack had to say of it.
type replay struct {
	*fixture
	admin  *pgx.Conn
	state  string // file
	bodies [][]byte
	server *sandbox.Server
}

// record plays a history in which we do nothing, and keeps it. One is renewed twice, and then its customer cancels; two is charged in vain;
// three pays at the second try.
func record(t *testing.T) *replay {
	t.Helper()
	r := &replay{state: filepath.Join(t.TempDir(), "state.json")}
	f := payable(t, func(c *sandbox.Config) { c.StateFile, c.Seed = r.state, 7 })
	r.fixture, r.server, r.admin = f, f.there, f.db.Superuser(t)
	f.restaurant(t, "one")
	f.buys(t, "one", wantsBasic)
	f.days(t, 5)
	f.restaurant(t, "two")
	asked := f.subscribes(t, "two", `{"plan_id": 2, "currency": "NGN"}`)
	f.pays(t, asked["payment_url"].(string), laterCard)
	f.settled(t)
	f.days(t, 25)
	f.restaurant(t, "three")
	asked = f.subscribes(t, "three", `{"plan_id": 3, "currency": "USD", "interval": "annually"}`)
	f.keep(t)

	f.there.Webhooks().SetURL("")
	f.pays(t, asked["payment_url"].(string), declinedCard)
	f.pays(t, asked["payment_url"].(string), goodCard)
	for range 33 {
		f.clock.Advance(day)
		_, err := f.there.Bill(t.Context())
		require.NoError(t, err)
	}
	link := f.owner(t, "one", http.MethodGet, "subscription/card-link/", "", http.StatusOK)["url"].(string)
	f.submit(t, link, map[string]string{"action": "cancel"}, http.StatusOK)
	for _, told := range f.there.Webhooks().All() {
		r.bodies = append(r.bodies, told.Body)
	}
	require.NoError(t, f.there.Close())
	return r
}

// keep notes our state, to which restore goes back. That anything was heard is forgotten.
func (f *fixture) keep(t *testing.T) {
	t.Helper()
	admin := f.db.Superuser(t)
	f.exec(t, "DELETE FROM public.webhook_inbox")
	_, err := admin.Exec(t.Context(), "CREATE SCHEMA kept")
	require.NoError(t, err)
	for table := range written {
		_, err := admin.Exec(t.Context(), "CREATE TABLE kept."+table+" AS TABLE public."+table)
		require.NoError(t, err)
	}
}

func (r *replay) restore(t *testing.T) {
	t.Helper()
	batch := new(pgx.Batch)
	batch.Queue("SET session_replication_role = replica")
	batch.Queue("DELETE FROM river.river_job")
	for table := range written {
		batch.Queue("DELETE FROM public." + table)
		batch.Queue("INSERT INTO public." + table + " OVERRIDING SYSTEM VALUE TABLE kept." + table)
	}
	require.NoError(t, r.admin.SendBatch(t.Context(), batch).Close())
	copied := filepath.Join(t.TempDir(), "state.json")
	raw, err := os.ReadFile(r.state)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(copied, raw, 0o600))
	r.server, err = sandbox.New(sandbox.Config{
		BaseURL: r.there.APIURL(), SecretKey: paystacktest.SecretKey, Clock: r.clock, Seed: 7, StateFile: copied,
	})
	require.NoError(t, err)
}

// tell delivers the history in an order, some of it twice, with jobs worked off in between, and gives how it ends.
func (r *replay) tell(t *testing.T, seed uint64) map[string][]string {
	t.Helper()
	r.restore(t)
	random := rand.New(rand.NewPCG(seed, 1))
	told := append([][]byte{}, r.bodies...)
	for _, body := range r.bodies {
		if random.IntN(3) == 0 {
			told = append(told, body)
		}
	}
	random.Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
	for _, body := range told {
		require.Equal(t, http.StatusOK, r.hears(t, string(body), signed(string(body))).Code)
		if random.IntN(2) == 0 {
			r.work(t)
		}
	}
	for r.work(t) > 0 {
	}
	require.Zero(t, r.count(t, "SELECT count(*) FROM river.river_job"), "a job fails")
	end := map[string][]string{}
	for table, sql := range written {
		end[table] = r.texts(t, sql+" ORDER BY 1")
	}
	return end
}

func TestAHistoryEndsTheSameInWhateverOrderItIsTold(t *testing.T) {
	t.Parallel()
	rounds := orders
	if n, err := strconv.Atoi(os.Getenv("ORDERS")); err == nil {
		rounds = n
	}
	r := record(t)
	r.through(t, inProcess{handler: func() http.Handler { return r.server.Handler() }})
	began := time.Now()
	first := r.tell(t, 0)
	require.Contains(t, first["tenants"], "one active")
	require.Contains(t, first["tenants"], "two active")
	require.Contains(t, first["tenants"], "three active")
	require.Len(t, first["ledger_entries"], 10, "two first payments, two renewals of one, and three's, each with what it paid for")
	require.Equal(t, []string{"2"}, r.texts(t, "SELECT retries + 2 || '' FROM public.subscriptions WHERE status = 'past_due'"))
	require.Equal(t, []string{"1"}, r.texts(t, "SELECT tenant_id || '' FROM public.subscriptions WHERE cancel_at_period_end"))
	for seed := range uint64(rounds) {
		require.Equal(t, first, r.tell(t, seed+1), "seed %d", seed+1)
	}
	t.Logf("%d deliveries in %d orders in %s", len(r.bodies), rounds, time.Since(began))
}
