-- PaymentsBefore is a part of a history, the newest first: a restaurant's, or everybody's when no restaurant is given. Read by id rather
-- than by offset, so that payments that arrive meanwhile shift nothing.
-- name: PaymentsBefore :many
SELECT sqlc.embed(p)
FROM public.payments p
WHERE p.id < sqlc.arg(before_id)
    AND (sqlc.narg(tenant_id)::bigint IS NULL OR p.tenant_id = sqlc.narg(tenant_id)::bigint)
    AND (sqlc.narg(status)::text IS NULL OR p.status = sqlc.narg(status)::text)
    AND (sqlc.narg(currency)::text IS NULL OR p.currency = sqlc.narg(currency)::text)
    AND (sqlc.narg(from_time)::timestamptz IS NULL OR p.created_at >= sqlc.narg(from_time)::timestamptz)
    AND (sqlc.narg(to_time)::timestamptz IS NULL OR p.created_at < sqlc.narg(to_time)::timestamptz)
ORDER BY p.id DESC
LIMIT sqlc.arg(page_limit);

-- Balances are what a restaurant has to its credit, in each currency in which it has ever had anything.
-- name: Balances :many
SELECT currency, sum(amount)::bigint AS balance
FROM public.ledger_entries
WHERE tenant_id = $1
GROUP BY currency
ORDER BY currency;

-- LedgerOfPayment is what was written about one payment, in order.
-- name: LedgerOfPayment :many
SELECT sqlc.embed(l) FROM public.ledger_entries l WHERE l.payment_id = sqlc.arg(payment_id)::bigint ORDER BY l.id;

-- PaidBy is whom a receipt is made out to: a restaurant as it is called now, even when it is being deleted.
-- name: PaidBy :one
SELECT name, address, contact_email, contact_phone, phone FROM public.tenants WHERE id = $1;
