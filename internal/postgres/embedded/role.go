package embedded

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/postgres"
)

// application is the role that programs use. It owns their databases and is no superuser: what it cannot do in production it must
// not be able to do here.
const application = "console"

// databaseTimeout bounds the handing over of a database with thousands of restaurants. Making one takes a moment.
const databaseTimeout = 5 * time.Minute

// applicationPassword is made of the superuser's, so that there is one to keep. It does not lead back to it.
func applicationPassword(superusers string) (string, error) {
	key, err := hkdf.Key(sha256.New, []byte(superusers), nil, "tabletap role "+application, 24) //nolint:mnd // 192 bits
	if err != nil {
		return "", fmt.Errorf("make the application's password: %w", err)
	}
	return hex.EncodeToString(key), nil
}

// ensureRole makes the role, or makes it again what it should be, and the one that it becomes for a restaurant.
func (s *Server) ensureRole(ctx context.Context, conn *pgx.Conn) error {
	var exists bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", application).Scan(&exists)
	if err != nil {
		return fmt.Errorf("look for the application's role: %w", err)
	}
	verb := "CREATE"
	if exists {
		verb = "ALTER"
	}
	// The password is hexadecimal, the name ours: neither needs quoting.
	const attributes = " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD "
	_, err = conn.Exec(ctx, verb+" ROLE "+application+attributes+"'"+s.applicationPassword+"'")
	if err != nil {
		return fmt.Errorf("make the application's role: %w", err)
	}
	return postgres.MakeTenantRole(ctx, conn, application)
}

// EnsureDatabase creates a database that the application's role owns, unless it is there. One that an earlier version made belongs
// to the superuser, with all that is in it: it is handed over.
func (s *Server) EnsureDatabase(ctx context.Context, name string) error {
	s.databases.Lock()
	defer s.databases.Unlock()
	ctx, cancel := context.WithTimeout(ctx, databaseTimeout)
	defer cancel()
	err := s.asSuperuser(ctx, "postgres", func(conn *pgx.Conn) error {
		if err := s.ensureRole(ctx, conn); err != nil {
			return err
		}
		return s.ensureDatabase(ctx, conn, name)
	})
	if err != nil {
		return fmt.Errorf("database %s: %w", name, err)
	}
	return nil
}

func (s *Server) ensureDatabase(ctx context.Context, conn *pgx.Conn, name string) error {
	var owner string
	err := conn.QueryRow(ctx, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1", name).Scan(&owner)
	quoted := pgx.Identifier{name}.Sanitize()
	if errors.Is(err, pgx.ErrNoRows) {
		_, err = conn.Exec(ctx, "CREATE DATABASE "+quoted+" OWNER "+application)
		return err
	}
	if err != nil || owner == application {
		return err
	}
	s.log.InfoContext(ctx, "handing the database over to a role that is no superuser", "database", name, "role", application)
	if err := s.asSuperuser(ctx, name, func(conn *pgx.Conn) error { return handOver(ctx, conn) }); err != nil {
		return fmt.Errorf("hand over to the application's role: %w", err)
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+quoted+" OWNER TO "+application) // last: it says that all is handed over
	return err
}

// handOver makes the application's role the owner of all that the superuser has in a database. REASSIGN OWNED does not do it for
// the superuser that made the cluster: the system's own tables are its as well. It can be interrupted and begun again.
func handOver(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, ownedBySuperuser, application)
	if err != nil {
		return err
	}
	statements, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	// Thousands of restaurants have more tables than one transaction may lock.
	const atOnce = 500
	for len(statements) > 0 {
		n := min(atOnce, len(statements))
		if _, err := conn.Exec(ctx, strings.Join(statements[:n], ";\n")); err != nil {
			return err
		}
		statements = statements[n:]
	}
	return nil
}

// ownedBySuperuser writes a statement for each thing. Indexes, the sequences of columns and the types of tables go with their tables,
// the members of extensions with nobody.
const ownedBySuperuser = `WITH things AS (
    SELECT 'SCHEMA' AS kind, quote_ident(nspname) AS name, 'pg_namespace'::regclass AS class, oid AS object, oid AS schema, nspowner AS owner
    FROM pg_namespace
    UNION ALL
    SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
        oid::regclass::text, 'pg_class'::regclass, oid, relnamespace, relowner
    FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT 'ROUTINE', oid::regprocedure::text, 'pg_proc'::regclass, oid, pronamespace, proowner FROM pg_proc
    UNION ALL
    SELECT CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, oid::regtype::text, 'pg_type'::regclass, oid, typnamespace, typowner
    FROM pg_type WHERE typtype IN ('e', 'd', 'r') OR typtype = 'c' AND typrelid IN (SELECT oid FROM pg_class WHERE relkind = 'c')
)
SELECT format('ALTER %s %s OWNER TO %I', kind, name, $1::text)
FROM things
JOIN pg_namespace n ON n.oid = things.schema
WHERE owner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = class AND d.objid = object
            AND (d.deptype = 'e' OR kind = 'SEQUENCE' AND d.deptype IN ('a', 'i'))
    )
ORDER BY kind, name`

func (s *Server) asSuperuser(ctx context.Context, database string, fn func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, s.SuperuserURL(database))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return fn(conn)
}
