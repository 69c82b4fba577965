package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// audited are the kinds of things whose changes are recorded, and the tables that they are kept in. The features declare their
// fields with audit.Describe, and this test knows the columns: one that is added has to be declared, or the log is silent about it.
var audited = map[string]struct {
	table string            // "" for none of its own
	other map[string]string // columns that are declared under another name, or why not at all
}{
	"tenant": {"public.tenants", map[string]string{
		"signup_user_id": "as the owner", "purge_after": "follows from deleted_at",
	}},
	"domain": {table: "public.domains"},
	"user": {"public.users", map[string]string{
		"deleted_at": "is_deleted", "password_hash": "a superuser's", "invited_at": "is_invited",
	}},
	"superuser": {"public.users", map[string]string{
		"deleted_at": "is_deleted", "password_hash": "password", "invited_at": "is_invited",
	}},
	"role":           {"roles", map[string]string{"default_key": "never changes", "folded_name": "follows from name"}},
	"staff_member":   {"staff_members", map[string]string{"role_id": "role", "salary_minor": "salary"}},
	"tool":           {table: "public.tools"},
	"installed_tool": {"installed_tools", map[string]string{"tool_id": "the target's id", "installed_at": "the entry's time"}},
	"plan": {"public.plans", map[string]string{
		"price_ghs": "prices", "price_ngn": "prices", "price_usd": "prices",
		"max_staff": "limits", "max_tables": "limits", "max_menu_items": "limits",
	}},
	"event_type": {table: "public.event_types"},
	"webhook":    {table: "public.webhook_inbox"},
	"subscription": {"public.subscriptions", map[string]string{
		"plan_id": "plan", "price_id": "price", "next_price_id": "next_price", "billing_email": "card", "card_brand": "card", "card_last4": "card",
		"card_expires_at": "card", "paystack_customer_code": "card", "paystack_authorization_code": "card",
		"paystack_subscription_code": "a job's bookkeeping", "paystack_email_token": "a job's bookkeeping", "paystack_plan_code": "a job's bookkeeping",
	}},
	"refund": {"public.refunds", map[string]string{
		"currency": "amount", "next_check_at": "follows from the status",
	}},
	"dispute":       {"public.disputes", map[string]string{"currency": "amount"}},
	"visit":         {table: "public.visits"},
	"migration_run": {table: "public.migration_runs"},
	"queue":         {}, // River's
	"finding":       {table: "public.billing_findings"},
	"ledger_entry":  {"public.ledger_entries", map[string]string{"currency": "amount"}},
	"tool_access":   {"tool_access", map[string]string{"tool_id": "tool", "granted_by": "the entry's actor"}},
	"signing_key": {"public.signing_keys", map[string]string{
		"public_key": "the kid stands for it", "sealed_private_key": "nobody's business", "active_from": "signs_from",
	}},
}

// bookkeeping columns are in every table, and the entry's own time says what they do.
var bookkeeping = []string{"created_at", "updated_at"}

func TestEveryAuditedThingIsDeclared(t *testing.T) {
	t.Parallel()
	var declared []string
	for _, d := range audit.Descriptions() {
		declared = append(declared, d.TargetType)
		require.Contains(t, audited, d.TargetType, "say here which table it is kept in")
	}
	for name := range audited {
		require.Contains(t, declared, name, "nobody declares it: remove it here")
	}
	for name, where := range targetTypes(t) {
		require.Contains(t, declared, name, "%s records changes of what no audit.Describe declares", where)
	}
}

func TestEveryColumnIsDeclared(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	schema := pgtest.Tenant(t, db, "one").Schema
	for _, d := range audit.Descriptions() {
		kept := audited[d.TargetType]
		if kept.table == "" {
			continue
		}
		for _, column := range columns(t, db, schema, kept.table) {
			alias, elsewhere := kept.other[column]
			known := slices.Contains(d.Names, column) || slices.Contains(bookkeeping, column) || elsewhere
			require.True(t, known, "%s.%s: declare it in audit.Describe of %s, or say here why not", kept.table, column, d.GoType)
			require.False(t, elsewhere && slices.Contains(d.Names, column), "%s.%s is declared: it is no exception (%s)", kept.table, column, alias)
		}
		for column := range kept.other {
			require.Contains(t, columns(t, db, schema, kept.table), column, "%s has no such column any more", kept.table)
		}
	}
}

func columns(t *testing.T, db *pgtest.Database, schema, table string) []string {
	t.Helper()
	if shared, ok := strings.CutPrefix(table, "public."); ok {
		schema, table = "public", shared
	}
	const query = "SELECT column_name::text FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2"
	rows, err := db.Pool().Query(t.Context(), query, schema, table)
	require.NoError(t, err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.NotEmpty(t, names, table)
	return names
}

// targetTypes are those that the code writes out in an audit.Entry, and where.
func targetTypes(t *testing.T) map[string]string {
	t.Helper()
	found, read := map[string]string{}, 0
	positions := token.NewFileSet()
	require.NoError(t, filepath.WalkDir("..", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		read++
		file, err := parser.ParseFile(positions, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			field, ok := node.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			name, isName := field.Key.(*ast.Ident)
			value, isText := field.Value.(*ast.BasicLit)
			if isName && isText && name.Name == "TargetType" && value.Kind == token.STRING {
				text, err := strconv.Unquote(value.Value)
				require.NoError(t, err)
				found[text] = positions.Position(value.Pos()).String()
			}
			return true
		})
		return nil
	}))
	require.Greater(t, read, 100, "this test looks in the wrong place")
	return found
}
