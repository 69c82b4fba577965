package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/tenants"
)

const (
	templateName  = "Template Of Bench"
	ownerMark     = "'@owner@'"
	newestTenant  = "currval('public.tenants_id_seq')"
	tenantIDTable = "tenants"
)

// script is plain SQL that makes a restaurant like one that the product made: the same DDL and the same rows, in one transaction.
type script string

// named is the script for another restaurant.
func (s script) named(name string, owner access.UserID) string {
	lower := strings.ToLower(name)
	return strings.NewReplacer(
		templateName, name,
		"template-of-bench", strings.ReplaceAll(lower, " ", "-"),
		"template_of_bench", strings.ReplaceAll(lower, " ", "_"),
		ownerMark, strconv.FormatInt(int64(owner), 10),
	).Replace(string(s))
}

// writeScript reads all that belongs to a restaurant and writes the SQL that would make it again.
func writeScript(ctx context.Context, conn *pgx.Conn, t *tenants.Tenant, owner access.UserID) (script, error) {
	history, err := postgres.TenantHistory()
	if err != nil {
		return "", err
	}
	r := reader{conn: conn, tenant: quoteID(int64(t.ID)), owner: quoteID(int64(owner))}
	shared, err := r.inserts(ctx, "public", map[string]string{
		tenantIDTable: "id", "domains": "tenant_id", "memberships": "tenant_id", "audit_log": "tenant_id",
	})
	if err != nil {
		return "", err
	}
	own, err := r.inserts(ctx, t.Schema, nil)
	if err != nil {
		return "", err
	}
	schema := pgx.Identifier{t.Schema}.Sanitize()
	return script("BEGIN;\n" + shared + "CREATE SCHEMA " + schema + ";\nSET LOCAL search_path = " + schema + ";\n" + history.SQL() + own + "COMMIT;\n"), nil
}

func quoteID(id int64) string { return "'" + strconv.FormatInt(id, 10) + "'" }

// reader turns rows into INSERTs.
type reader struct {
	conn          *pgx.Conn
	tenant, owner string // their ids, quoted
}

// tableRow is a table with those columns that do not number themselves.
type tableRow struct {
	Name    string
	Columns []string
}

// inserts gives one INSERT a table, in the order in which the tables were made. With keys, only the tables named there, and of
// their rows only the restaurant's.
func (r reader) inserts(ctx context.Context, schema string, keys map[string]string) (string, error) {
	tables, err := r.tables(ctx, schema)
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, table := range tables {
		key, wanted := keys[table.Name]
		if keys != nil && !wanted {
			continue
		}
		text, err := r.insert(ctx, schema, table, key)
		if err != nil {
			return "", err
		}
		all.WriteString(text)
	}
	return all.String(), nil
}

func (r reader) tables(ctx context.Context, schema string) ([]tableRow, error) {
	rows, err := r.conn.Query(ctx, `SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = ''
WHERE n.nspname = $1 AND c.relkind = 'r'
GROUP BY c.oid, c.relname ORDER BY c.oid`, schema)
	if err != nil {
		return nil, fmt.Errorf("list the tables of %s: %w", schema, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[tableRow])
}

func (r reader) insert(ctx context.Context, schema string, table tableRow, key string) (string, error) {
	values := make([]string, len(table.Columns))
	for i, column := range table.Columns {
		values[i] = "quote_nullable(" + pgx.Identifier{column}.Sanitize() + "::text)"
	}
	query := "SELECT ARRAY[" + strings.Join(values, ", ") + "] FROM " + pgx.Identifier{schema, table.Name}.Sanitize()
	if key != "" {
		query += " WHERE " + key + " = " + r.tenant
	}
	rows, err := r.conn.Query(ctx, query+" ORDER BY ctid")
	if err != nil {
		return "", fmt.Errorf("read %s: %w", table.Name, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[[]string])
	if err != nil || len(list) == 0 {
		return "", err
	}
	tuples := make([]string, len(list))
	for i, row := range list {
		tuples[i] = "(" + strings.Join(r.relink(table, row), ", ") + ")"
	}
	name := table.Name
	if schema == "public" {
		name = "public." + name
	}
	return "INSERT INTO " + name + " (" + strings.Join(table.Columns, ", ") + ") VALUES\n" + strings.Join(tuples, ",\n") + ";\n", nil
}

// relink makes a row point to the restaurant that the script makes and to its owner.
func (r reader) relink(table tableRow, row []string) []string {
	for i, column := range table.Columns {
		switch {
		case column == "tenant_id" && row[i] == r.tenant:
			row[i] = newestTenant
		case column == "target_id" && row[i] == r.tenant:
			row[i] = newestTenant + "::text"
		case strings.HasSuffix(column, "user_id") && row[i] == r.owner:
			row[i] = ownerMark
		}
	}
	return row
}
