package postgres_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

const readRoles = "SELECT id, name, description FROM roles WHERE id > $1 ORDER BY id LIMIT $2"

func rolesByQuerier(b *testing.B, q postgres.Querier, sql string) {
	b.Helper()
	rows, err := q.Query(b.Context(), sql, int64(0), int32(10))
	if err == nil {
		_, err = pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
			ID   int64
			A, B string
		}])
	}
	if err != nil {
		b.Fatal(err)
	}
}

// The doors beside a plain prepared query over qualified names, which is the limit.
func BenchmarkDoors(b *testing.B) {
	db := pgtest.New(b)
	tenant := pgtest.Tenant(b, db, "a")
	for name, run := range map[string]func(){
		"plain": func() {
			rolesByQuerier(b, db.Pool(), "SELECT id, name, description FROM a.roles WHERE id > $1 ORDER BY id LIMIT $2")
		},
		"TenantQuery": func() { rolesByQuerier(b, db.TenantQuery(tenant), readRoles) },
		"Tenant": func() {
			err := db.Tenant(b.Context(), tenant, func(tx postgres.Tx) error { rolesByQuerier(b, tx, readRoles); return nil })
			if err != nil {
				b.Fatal(err)
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					run()
				}
			})
		})
	}
}

const newestEvents = `SELECT id, event_type, occurred_at FROM public.events WHERE tenant_id = $1 ORDER BY occurred_at DESC, id DESC LIMIT 20`

func newest(b *testing.B, q postgres.Querier, tenant *access.Tenant) {
	b.Helper()
	rows, err := q.Query(b.Context(), newestEvents, int64(tenant.ID))
	if err == nil {
		_, err = pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
			ID   int64
			Type string
			At   time.Time
		}])
	}
	if err != nil {
		b.Fatal(err)
	}
}

// The doors to one restaurant's rows of the shared tables, beside the statement without one: what row security costs.
func BenchmarkRowsDoors(b *testing.B) {
	db := pgtest.New(b)
	tenant := pgtest.Tenant(b, db, "a")
	_, err := db.Pool().Exec(b.Context(), `INSERT INTO public.events (tenant_id, occurred_at, id, event_type, received_at)
SELECT t, now() - n * interval '1 second', n, 'order', now() FROM generate_series(1, 20) t, generate_series(1, 1000) n`)
	if err != nil {
		b.Fatal(err)
	}
	for name, run := range map[string]func(){
		"SharedQuery":                 func() { newest(b, db.SharedQuery(), tenant) },
		"TenantSharedQuery":           func() { newest(b, db.TenantSharedQuery(tenant), tenant) },
		"TenantSharedQueryUnprepared": func() { newest(b, db.TenantSharedQueryUnprepared(tenant), tenant) },
		"TenantShared": func() {
			if err := db.TenantShared(b.Context(), tenant, func(tx postgres.Tx) error { newest(b, tx, tenant); return nil }); err != nil {
				b.Fatal(err)
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					run()
				}
			})
		})
	}
}
