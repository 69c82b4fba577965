package postgres

import (
	"context"
	"errors"
	"net"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tabletap/console/internal/fault"
)

// SQLSTATEs that callers ask about: https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	codeUniqueViolation     = "23505"
	codeForeignKeyViolation = "23503"
	codeCheckViolation      = "23514"
	codeDiskFull            = "53100"
	codeDuplicateSchema     = "42P06"
	codeNotPermitted        = "42501"
	codeNoSuchValue         = "22023" // of a setting, such as a role that does not exist
)

var (
	errMissing     = fault.New(fault.NotFound, "not_found", "Not found.")
	errConflict    = fault.New(fault.Conflict, "conflict", "This conflicts with something that exists already.")
	errBadValue    = fault.New(fault.Invalid, "invalid", "A value cannot be stored: it is too long, out of range or has a forbidden character.")
	errDiskFull    = fault.New(fault.Unavailable, "storage_full", "The database has no space left on its disk. Nothing was changed.")
	errUnavailable = fault.New(fault.Unavailable, "database_unavailable", "The database is not available right now. Try again shortly.")
)

// Translate turns an error of pgx or PostgreSQL into a fault and keeps it as the cause. Faults and errors of other origin
// pass unchanged.
func Translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return errMissing.Because(err)
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return translateServer(pg, err)
	}
	if isConnectionTrouble(err) {
		return errUnavailable.Because(err)
	}
	return err
}

func translateServer(pg *pgconn.PgError, err error) error {
	switch {
	case pg.Code == codeUniqueViolation, pg.Code == codeForeignKeyViolation, pg.Code == codeDuplicateSchema:
		return errConflict.Because(err)
	case isBadValue(pg.Code):
		return errBadValue.Because(err)
	case pg.Code == codeDiskFull:
		return errDiskFull.Because(err)
	case isServerTrouble(pg.Code):
		return errUnavailable.Because(err)
	default:
		return err
	}
}

// isBadValue reports values that parse here and cannot be stored there: too long, out of range, with a zero byte, with half of a
// UTF-16 pair in JSON (22P02), or JSON nested deeper than the server's stack (54001).
func isBadValue(code string) bool {
	switch code {
	case codeCheckViolation, "22001", "22003", "22021", "22P02", "22P05", "54001":
		return true
	}
	return false
}

// isServerTrouble reports the classes that go away by waiting: connection failures (08), out of resources (53), operator
// intervention such as a restart (57P), a lock timeout, a deadlock and a failed serialization.
func isServerTrouble(code string) bool {
	switch code {
	case "55P03", "40P01", "40001", "57014":
		return true
	}
	return strings.HasPrefix(code, "08") || strings.HasPrefix(code, "53") || strings.HasPrefix(code, "57P")
}

func isConnectionTrouble(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false // the caller left
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, net.ErrClosed) || pgconn.Timeout(err) || pgconn.SafeToRetry(err) ||
		strings.Contains(err.Error(), "unexpected EOF") || strings.Contains(err.Error(), "conn closed")
}

// shardSuffix is what Citus appends to the names of a shard's constraints.
var shardSuffix = regexp.MustCompile(`_\d+$`)

var quotedConstraint = regexp.MustCompile(`constraint "([^"]+)"`)

// Violated names the constraint that err says was broken, "" when it says none. On Citus the name is only in the message,
// with the shard's number at its end.
func Violated(err error) string {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return ""
	}
	if pg.ConstraintName != "" {
		return pg.ConstraintName
	}
	if m := quotedConstraint.FindStringSubmatch(pg.Message); m != nil {
		return shardSuffix.ReplaceAllString(m[1], "")
	}
	return ""
}
