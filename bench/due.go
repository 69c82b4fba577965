package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	paystacksandbox "github.com/tabletap/console/internal/sandbox/paystack"
)

const (
	dueSubscriptions = 100_000
	dueNow           = 1_000
	dueGoal          = 5 * time.Second
	dueWorkers       = 8 // at once, as the product's run
	duePrice         = 1 // Basic in GHS, as the migration numbers it
	dueCustomers     = 1_000
)

// measureDue is figure 12: one run over a hundred thousand subscriptions of which a thousand are due, each charged to a card. The limit
// is as many transactions of the four statements that no charge can do without, by as many connections.
func measureDue(ctx context.Context, w *world) (_ []line, err error) {
	there, waited, err := w.startPaystack(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, there.Close()) }()
	if err := w.fillDue(ctx, there); err != nil {
		return nil, err
	}
	a, err := w.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = a.Close(context.WithoutCancel(ctx)) }()
	if err := a.Ready(ctx); err != nil {
		return nil, err
	}
	grown, stop := watchHeap()
	waited.Store(0)
	profiled, err := w.profile()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	ran, err := a.Subscriptions.RunDue(ctx)
	took := time.Since(began)
	stop()
	profiled()
	if err != nil {
		return nil, err
	}
	if ran.Subscriptions < dueNow || ran.Failed > 0 {
		return nil, fmt.Errorf("the run looked at %d subscriptions, and %d failed", ran.Subscriptions, ran.Failed)
	}
	bare, err := w.bareDue(ctx)
	if err != nil {
		return nil, err
	}
	apart := took - time.Duration(waited.Load())/dueWorkers
	return []line{{
		figure: fmt.Sprintf("12 %d of %d subscriptions due, apart from Paystack's time", dueNow, dueSubscriptions),
		ours:   millis(apart), limit: millis(bare), ratio: times(float64(apart) / float64(bare)),
		goal: "under 5 s", verdict: verdict(apart < dueGoal),
	}, {
		figure: "12   with Paystack's time; the heap grew by", ours: millis(took), limit: megabytes(grown.Load()),
	}}, nil
}

// startPaystack starts a stand-in, and counts how long its answers take.
func (w *world) startPaystack(ctx context.Context) (*paystacksandbox.Server, *atomic.Int64, error) {
	var waited atomic.Int64
	var handler atomic.Pointer[http.Handler]
	front := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		began := time.Now()
		(*handler.Load()).ServeHTTP(out, in)
		waited.Add(int64(time.Since(began)))
	}))
	there, err := paystacksandbox.New(paystacksandbox.Config{BaseURL: front.URL, SecretKey: paystackKey, BillEvery: -1})
	if err != nil {
		return nil, nil, err
	}
	h := there.Handler()
	handler.Store(&h)
	there.Start(ctx)
	context.AfterFunc(ctx, front.Close)
	w.env["PAYSTACK_API_URL"] = front.URL
	return there, &waited, nil
}

// fillDue makes the subscriptions, with the cards of a thousand customers among them.
func (w *world) fillDue(ctx context.Context, there *paystacksandbox.Server) error {
	note("%d subscriptions", dueSubscriptions)
	conn, err := w.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	cards, customers, err := payOnce(ctx, there)
	if err != nil {
		return err
	}
	for _, sql := range []string{
		`INSERT INTO public.tenants (schema_name, slug, name, subscription_status, trial_end_date, schema_version)
SELECT 'due_' || n, 'due-' || n, 'Due ' || n, 'active', now(), 0 FROM generate_series(1, $1::int) n`,
	} {
		if _, err := conn.Exec(ctx, sql, dueSubscriptions); err != nil {
			return fmt.Errorf("restaurants that pay: %w", err)
		}
	}
	_, err = conn.Exec(ctx, `INSERT INTO public.subscriptions (tenant_id, plan_id, price_id, status, current_period_start, current_period_end, anchor,
	next_action_at, billing_email, paystack_customer_code, paystack_authorization_code, created_at, updated_at)
SELECT t.id, 1, $1, 'active', d.at - interval '1 month', d.at, d.at - interval '1 month', d.at, 'due' || d.n || '@example.com',
	($3::text[])[d.n], ($2::text[])[d.n], now(), now()
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM public.tenants WHERE schema_name LIKE 'due\_%') t
CROSS JOIN LATERAL (SELECT t.n::int AS n, CASE WHEN t.n <= $4 THEN now() - interval '1 hour' ELSE now() + interval '10 days' END AS at) d`,
		duePrice, cards, customers, dueNow)
	if err != nil {
		return fmt.Errorf("subscriptions: %w", err)
	}
	if _, err := conn.Exec(ctx, "ANALYZE public.tenants, public.subscriptions"); err != nil {
		return fmt.Errorf("analyze: %w", err)
	}
	return w.settle(ctx)
}

// payOnce has customers pay once, so that their cards can be charged.
func payOnce(ctx context.Context, there *paystacksandbox.Server) (cards, customers []string, err error) {
	for n := range dueCustomers {
		reference := "first-" + strconv.Itoa(n)
		if err := initialize(ctx, there.APIURL(), fmt.Sprintf("due%d@example.com", n+1), reference); err != nil {
			return nil, nil, err
		}
		paid, err := there.Pay(reference, "4084084084084081")
		if err != nil {
			return nil, nil, err
		}
		cards, customers = append(cards, paid.AuthorizationCode), append(customers, paid.CustomerCode)
	}
	return cards, customers, nil
}

// watchHeap notes by how much the heap grows.
func watchHeap() (*atomic.Int64, func()) {
	runtime.GC()
	var grown atomic.Int64
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	first, done, over := int64(m.HeapAlloc), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		for {
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
				runtime.ReadMemStats(&m)
				grown.Store(max(grown.Load(), int64(m.HeapAlloc)-first))
			}
		}
	}()
	return &grown, func() { close(done); <-over }
}

// bareDue does what no charge can do without: the payment's row before Paystack hears of it, and after it has answered the payment, the
// subscription and the ledger, each of the two durable.
func (w *world) bareDue(ctx context.Context) (time.Duration, error) {
	group, ctx := errgroup.WithContext(ctx)
	began := time.Now()
	for worker := range dueWorkers {
		group.Go(func() error {
			conn, err := w.connect(ctx)
			if err != nil {
				return err
			}
			defer func() { _ = conn.Close(ctx) }()
			for n := worker; n < dueNow; n += dueWorkers {
				if err := bareCharge(ctx, conn, n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := group.Wait()
	return time.Since(began), err
}
