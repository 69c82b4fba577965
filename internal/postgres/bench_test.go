package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

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
