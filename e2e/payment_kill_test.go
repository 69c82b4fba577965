package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/clock"
	paystackapi "github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack"
	"github.com/tabletap/console/internal/sandbox/paystack/paystacktest"
)

const (
	testCard  = "4084084084084081"
	killPlan  = 1 // bought on Paystack's page
	killLater = 3 // moved to by charging the card
)

// The program is killed at every step of a payment, one after the other: before and after each call to Paystack, and before and after
// each commit that has to do with money. Whoever pays goes on as people do: they ask again. It always ends in the same state.
func TestKillAtEveryStepOfAPayment(t *testing.T) {
	t.Parallel()
	k := newKillWorld(t)
	k.killAtEveryStep(t, k.story, []string{
		"call POST /transaction/initialize", "call GET /transaction/verify/", "call POST /subscription", "call POST /transaction/charge_authorization",
		"commit payments", "commit webhook_inbox", "commit ledger_entries",
	})
}

// killWorld is a server that is killed again and again, with Paystack and PostgreSQL behind proxies that notice its every step.
type killWorld struct {
	*world
	server   *server
	address  string
	paystack *paystack.Server
	db       *pgxpool.Pool
	steps    *steps
	opened   *ports
	died     time.Time // when the last server did
}

func newKillWorld(t *testing.T) *killWorld {
	t.Helper()
	k := &killWorld{world: newWorld(t), address: freeAddress(t), paystack: paystacktest.New(t), steps: &steps{}}
	k.db = look(t, k.Env["DATABASE_URL"])
	k.Env["PAYSTACK_SECRET_KEY"] = paystacktest.SecretKey
	k.Env["PAYSTACK_API_URL"] = proxyCalls(t, k.paystack.APIURL(), k.steps)
	k.Env["DATABASE_URL"], k.opened = proxyCommits(t, k.Env["DATABASE_URL"], k.steps)
	k.paystack.Webhooks().SetURL("http://" + k.address + "/api/subscriptions/webhook/paystack/")
	k.server = k.serve(t, nil, "--listen", k.address)
	await(t, patience, "that Paystack knows the plans", func() bool {
		return count(t, k.db, "SELECT count(*) FROM public.plan_prices WHERE paystack_plan_code IS NULL") == 0
	})
	return k
}

// killAtEveryStep has a story told once as it is, and once for each side of each of its steps, with a kill there. Jobs that run at once do not
// always take the same steps: one that does not come a second time is left out, but of each kind one has to.
func (k *killWorld) killAtEveryStep(t *testing.T, story func(*testing.T, string, *killStep) outcome, has []string) {
	t.Helper()
	quiet := story(t, "quiet@example.com", nil)
	steps := k.steps.seen()
	t.Logf("it has %d steps: %v", len(steps), steps)
	require.Subset(t, names(steps), has)
	came := map[moment][]string{}
	for i, at := range steps {
		if at.what == "commit webhook_inbox" && at.n > 3 {
			continue // one webhook is taken in and worked on as another
		}
		for _, when := range []moment{before, after} {
			who := fmt.Sprintf("kill%d-%s@example.com", i, when)
			t.Logf("%s: killed %s %s", who, when, at)
			require.Equal(t, quiet, story(t, who, &killStep{step: at, when: when}), "killed %s %s", when, at)
			if k.steps.fired() {
				came[when] = append(came[when], at.what)
			}
		}
	}
	require.Subset(t, came[before], names(steps))
	require.Subset(t, came[after], names(steps))
}

// outcome is what is left in the end, without what differs from one restaurant to the next.
type outcome struct {
	Status, Plan              string
	Paid, Charged, Balance    int // payments that succeeded; what the ledger says came, and what is left, in pesewas
	Prorated                  bool
	AtPaystack, Subscriptions int // successful transactions, and subscriptions that go on
}

// story is a restaurant that signs up, pays for a plan and then moves to a larger one, with the server killed once at a step.
func (k *killWorld) story(t *testing.T, email string, at *killStep) outcome {
	t.Helper()
	owner := signUp(t, k.server, email)
	k.steps.arm(at, func() { _ = k.server.child.Kill() })
	reference := k.subscribe(t, owner)
	k.until(t, "the change of plans", func() bool {
		status, answer := k.try(t, owner, http.MethodPost, "/api/subscriptions/change/", map[string]any{"plan_id": killLater})
		return status == http.StatusOK || answer["code"] == "already_subscribed"
	})
	k.untilSynced(t, owner, killLater)
	k.untilIdle(t)
	k.steps.disarm()
	return k.outcome(t, owner, reference)
}

// subscribe has the restaurant pay for its first plan, and gives the reference of that.
func (k *killWorld) subscribe(t *testing.T, owner *person) (reference string) {
	t.Helper()
	asked := k.insist(t, owner, http.MethodPost, "/api/subscriptions/subscribe/",
		map[string]any{"plan_id": killPlan, "currency": "GHS"}, http.StatusOK)
	reference, _ = asked["reference"].(string)
	_, err := k.paystack.Pay(reference, testCard)
	require.NoError(t, err)
	k.until(t, "the payment", func() bool {
		_, paid := k.try(t, owner, http.MethodGet, "/api/subscriptions/payment/verify/?reference="+reference, nil)
		return paid["status"] == "success"
	})
	k.untilSynced(t, owner, killPlan)
	return reference
}

// untilIdle waits until no job of a payment is left.
func (k *killWorld) untilIdle(t *testing.T) {
	t.Helper()
	var left string
	defer func() {
		if t.Failed() {
			t.Log("jobs that are left: " + left)
		}
	}()
	k.until(t, "that nothing is left to be done", func() bool {
		err := k.db.QueryRow(t.Context(), `SELECT coalesce(string_agg(concat_ws(' ', kind, args, state, attempt, attempted_at, scheduled_at,
			errors[array_upper(errors, 1)] ->> 'error'), '; '), '') FROM river.river_job
			WHERE kind IN ('payment_settle', 'subscription_sync', 'webhook_process', 'webhook_process_many', 'subscription_look', 'billing_due')
			AND state NOT IN ('completed', 'discarded', 'cancelled')`).Scan(&left)
		require.NoError(t, err)
		return left == ""
	})
}

// untilSynced waits until the restaurant is under a plan that Paystack renews.
func (k *killWorld) untilSynced(t *testing.T, owner *person, plan float64) {
	t.Helper()
	k.until(t, "the subscription at Paystack", func() bool {
		status, sub := k.try(t, owner, http.MethodGet, "/api/subscriptions/subscription/", nil)
		under, _ := sub["plan"].(map[string]any)
		return status == http.StatusOK && under["id"] == plan && sub["paystack_subscription_code"] != nil && k.renews(t, owner, plan)
	})
}

// renews reports whether Paystack has exactly one subscription for the restaurant, to the right plan.
func (k *killWorld) renews(t *testing.T, owner *person, plan float64) bool {
	t.Helper()
	return count(t, k.db, `SELECT count(*) FROM public.subscriptions s JOIN public.plan_prices p ON p.paystack_plan_code = s.paystack_plan_code
		WHERE s.tenant_id = $1 AND p.plan_id = $2`, owner.TenantID, int64(plan)) == 1
}

// until tries again, with a new server in place of one that was killed, as often as it takes.
func (k *killWorld) until(t *testing.T, what string, done func() bool) {
	t.Helper()
	awaitEvery(t, 20*time.Millisecond, patience, what, func() bool {
		k.revive(t)
		return done()
	})
}

// insist asks until it is answered.
func (k *killWorld) insist(t *testing.T, who *person, method, path string, body any, want int) (answer map[string]any) {
	t.Helper()
	k.until(t, method+" "+path, func() bool {
		var status int
		status, answer = k.try(t, who, method, path, body)
		return status == want
	})
	return answer
}

// try asks once. A server that is killed meanwhile answers 0.
func (k *killWorld) try(t *testing.T, who *person, method, path string, body any) (status int, answer map[string]any) {
	t.Helper()
	r, err := send(t.Context(), call{Method: method, URL: k.server.URL + path, Token: who.token, Body: body})
	if err != nil {
		return noAnswer, nil
	}
	return r.Status, r.object()
}

// revive starts another server when the present one was killed. The queue gives the jobs of a dead process a minute and a half, and a
// pause to those that failed: that time has passed. PostgreSQL may still be at what the dead process asked for last, such as a job.
func (k *killWorld) revive(t *testing.T) {
	t.Helper()
	if k.server.ended() {
		await(t, patience, "that PostgreSQL is done with the dead process", func() bool {
			return count(t, k.db, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND client_port = ANY($1)", k.opened.list()) == 0
		})
		k.died = time.Now()
		k.server = k.serve(t, nil, "--listen", k.address)
	}
	_, err := k.db.Exec(t.Context(), `UPDATE river.river_job SET state = 'available', scheduled_at = now()
		WHERE state = 'retryable' OR state = 'running' AND attempted_at < $1`, k.died)
	require.NoError(t, err)
}

func (k *killWorld) outcome(t *testing.T, owner *person, reference string) outcome {
	t.Helper()
	_, sub := k.server.request(t, http.MethodGet, "/api/subscriptions/subscription/", owner.token, nil)
	plan, _ := sub["plan"].(map[string]any)
	status, _ := sub["status"].(string)
	name, _ := plan["name"].(string)
	tenant := owner.TenantID
	o := outcome{
		Status: status, Plan: name,
		Paid:     count(t, k.db, "SELECT count(*) FROM public.payments WHERE tenant_id = $1 AND status = 'success'", tenant),
		Balance:  count(t, k.db, "SELECT coalesce(sum(amount), 0) FROM public.ledger_entries WHERE tenant_id = $1", tenant),
		Charged:  count(t, k.db, "SELECT count(*) FROM public.ledger_entries WHERE tenant_id = $1 AND kind = 'charge'", tenant),
		Prorated: count(t, k.db, "SELECT count(*) FROM public.ledger_entries WHERE tenant_id = $1 AND kind = 'proration'", tenant) == 1,
	}
	paid, ok := k.paystack.Transaction(reference)
	require.True(t, ok)
	var there, here int64
	for _, one := range k.paystack.Transactions() {
		if one.CustomerCode == paid.CustomerCode && one.Status == "success" {
			o.AtPaystack++
			there += one.Amount
		}
	}
	require.NoError(t, k.db.QueryRow(t.Context(),
		"SELECT coalesce(sum(amount), 0) FROM public.ledger_entries WHERE tenant_id = $1 AND kind = 'charge'", tenant).Scan(&here))
	require.Equal(t, there, here, "what came is what was paid")
	o.Subscriptions = k.subscriptions(t, paid.CustomerCode)
	return o
}

// subscriptions is how many Paystack goes on to charge for a customer.
func (k *killWorld) subscriptions(t *testing.T, customer string) (active int) {
	t.Helper()
	client, err := paystackapi.NewClient(paystackapi.ClientConfig{URL: k.paystack.APIURL(), SecretKey: paystacktest.SecretKey, Clock: clock.System{}})
	require.NoError(t, err)
	known, err := client.Customer(t.Context(), customer)
	require.NoError(t, err)
	list, err := client.Subscriptions(t.Context(), paystackapi.SubscriptionFilter{CustomerID: known.ID})
	require.NoError(t, err)
	for _, one := range list.Items {
		if one.Status == paystackapi.SubscriptionActive {
			active++
		}
	}
	return active
}

func count(t *testing.T, db *pgxpool.Pool, query string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, db.QueryRow(t.Context(), query, args...).Scan(&n))
	return n
}
