package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// TenantRole is the role behind the doors to one restaurant's rows of the shared tables. The policies of migration 0013 bind it, and it
// has no right that would get it around them.
const TenantRole = "tabletap_tenant"

// becomeTenant ends with its transaction, as set_config's true says.
const becomeTenant = "SELECT pg_catalog.set_config('role', 'tabletap_tenant', true), pg_catalog.set_config('tabletap.tenant_id', $1, true)"

func rowsDoor(t *access.Tenant) door {
	if t == nil || t.ID == 0 {
		return door{}
	}
	return door{enter: becomeTenant, key: strconv.FormatInt(int64(t.ID), 10)}
}

// TenantSharedQuery runs single statements over t's rows of the shared tables: PostgreSQL itself shows no other's and takes none, whatever
// the statement forgot to ask (row-level security). Role, restaurant, statement and commit travel in one round trip, as with TenantQuery.
// https://www.postgresql.org/docs/current/ddl-rowsecurity.html
func (db *DB) TenantSharedQuery(t *access.Tenant) Querier {
	return tenantQuerier{pool: db.pool, door: rowsDoor(t)}
}

// TenantSharedQueryUnprepared is TenantSharedQuery for statements with filters that may be absent, as SharedQueryUnprepared is SharedQuery.
func (db *DB) TenantSharedQueryUnprepared(t *access.Tenant) Querier {
	return tenantQuerier{pool: db.pool, door: rowsDoor(t), unprepared: true}
}

// TenantShared runs fn in one transaction over t's rows of the shared tables. BEGIN, role and restaurant travel together. A COPY or a cursor
// on the transaction's own connection is bound as well: the role is the transaction's, not a statement's.
func (db *DB) TenantShared(ctx context.Context, t *access.Tenant, fn func(Tx) error) error {
	return db.within(ctx, rowsDoor(t), fn)
}

// makeTenantRole is for superusers, on servers that are ours.
const makeTenantRole = `DO $$
BEGIN
    CREATE ROLE ` + TenantRole + ` NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$`

// MakeTenantRole makes the role behind the doors and lets a program's role become it. A migration that may make roles does so by itself; a
// program's role usually may not, so whoever sets up a server and its roles calls this, as a superuser.
func MakeTenantRole(ctx context.Context, conn *pgx.Conn, program string) error {
	if _, err := conn.Exec(ctx, makeTenantRole); err != nil {
		return fmt.Errorf("make the role %s: %w", TenantRole, err)
	}
	var member bool
	const isMember = "SELECT EXISTS (SELECT FROM pg_auth_members WHERE roleid = $1::regrole AND member = $2::regrole)"
	if err := conn.QueryRow(ctx, isMember, TenantRole, quoteIdent(program)).Scan(&member); err != nil || member {
		return err
	}
	_, err := conn.Exec(ctx, "GRANT "+TenantRole+" TO "+quoteIdent(program))
	if fault.Is(Translate(err), fault.Conflict) {
		return nil // somebody else was faster
	}
	return err
}

// CheckTenantRole fails when the doors to one restaurant's rows cannot be opened, or would keep nothing apart. It says what to run.
func (db *DB) CheckTenantRole(ctx context.Context) error {
	const look = "SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user"
	var unbound bool
	err := tenantQuerier{pool: db.pool, door: door{becomeTenant, "0"}}.QueryRow(ctx, look).Scan(&unbound)
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && (pg.Code == codeNotPermitted || pg.Code == codeNoSuchValue) {
		return fault.Newf(fault.Conflict, "database_role",
			"The program's database role may not become %[1]s. As a superuser, run: GRANT %[1]s TO …; with the program's role for …", TenantRole).Because(err)
	}
	if err == nil && unbound {
		return fault.Newf(fault.Conflict, "database_role",
			"The database role %[1]s is bound by no policy. As a superuser, run: ALTER ROLE %[1]s NOSUPERUSER NOBYPASSRLS;", TenantRole)
	}
	return err
}
