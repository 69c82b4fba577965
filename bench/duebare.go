package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// bareCharge is the least that a charge takes: two transactions.
func bareCharge(ctx context.Context, conn *pgx.Conn, n int) error {
	reference := "bare-" + strconv.Itoa(n)
	const first = `INSERT INTO public.payments (tenant_id, price_id, purpose, reference, amount, currency, email, created_at, updated_at)
VALUES ($1, 1, 'renewal', $2, 5000, 'GHS', 'bare@example.com', now(), now())`
	if _, err := conn.Exec(ctx, first, n, reference); err != nil {
		return fmt.Errorf("bare charge: %w", err)
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, sql := range []string{
			"UPDATE public.payments SET status = 'success', paid_at = now() WHERE reference = $1",
			"UPDATE public.subscriptions SET updated_at = now() WHERE id = (SELECT min(id) FROM public.subscriptions) + length($1)",
			`INSERT INTO public.ledger_entries (tenant_id, entry_key, kind, currency, amount, occurred_at, created_at)
VALUES (1, 'bare:' || $1, 'charge', 'GHS', 5000, now(), now())`,
		} {
			if _, err := tx.Exec(ctx, sql, reference); err != nil {
				return fmt.Errorf("bare charge: %w", err)
			}
		}
		return nil
	})
}

var paystackCaller = &http.Client{Timeout: 10 * time.Second}

// initialize begins a transaction at Paystack.
func initialize(ctx context.Context, url, email, reference string) error {
	body := fmt.Appendf(nil, `{"email": %q, "amount": 5000, "currency": "GHS", "reference": %q}`, email, reference)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/transaction/initialize", bytes.NewReader(body)) //nolint:gosec // G704: our own stand-in
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+paystackKey)
	answer, err := paystackCaller.Do(r) //nolint:gosec // G704: the same
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("initialize: status %d", answer.StatusCode)
	}
	return nil
}
