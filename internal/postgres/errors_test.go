package postgres_test

import (
	"errors"
	"net"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

func TestTranslate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"no rows":            {pgx.ErrNoRows, fault.NotFound},
		"unique":             {&pgconn.PgError{Code: "23505"}, fault.Conflict},
		"foreign key":        {&pgconn.PgError{Code: "23503"}, fault.Conflict},
		"check":              {&pgconn.PgError{Code: "23514"}, fault.Invalid},
		"too long":           {&pgconn.PgError{Code: "22001"}, fault.Invalid},
		"nul in text":        {&pgconn.PgError{Code: "22021"}, fault.Invalid},
		"half a character":   {&pgconn.PgError{Code: "22P02"}, fault.Invalid},
		"nested too deep":    {&pgconn.PgError{Code: "54001"}, fault.Invalid},
		"lock timeout":       {&pgconn.PgError{Code: "55P03"}, fault.Unavailable},
		"deadlock":           {&pgconn.PgError{Code: "40P01"}, fault.Unavailable},
		"shutting down":      {&pgconn.PgError{Code: "57P01"}, fault.Unavailable},
		"starting up":        {&pgconn.PgError{Code: "57P03"}, fault.Unavailable},
		"too many clients":   {&pgconn.PgError{Code: "53300"}, fault.Unavailable},
		"disk full":          {&pgconn.PgError{Code: "53100"}, fault.Unavailable},
		"connection refused": {&net.OpError{Op: "dial", Err: errors.New("refused")}, fault.Unavailable},
		"our own syntax":     {&pgconn.PgError{Code: "42601"}, fault.Internal},
		"somebody else's":    {errors.New("boom"), fault.Internal},
		"a fault stays":      {fault.Field("name", "no"), fault.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := postgres.Translate(test.err)
			require.Equal(t, test.want, fault.KindOf(got))
			require.ErrorIs(t, got, test.err, "the cause stays for the log")
		})
	}
	require.NoError(t, postgres.Translate(nil))
}

func TestViolated(t *testing.T) {
	t.Parallel()
	require.Equal(t, "roles_name_key", postgres.Violated(&pgconn.PgError{ConstraintName: "roles_name_key"}))
	onCitus := &pgconn.PgError{Code: "23505", Message: `duplicate key value violates unique constraint "roles_name_key_102326"`}
	require.Equal(t, "roles_name_key", postgres.Violated(onCitus), "Citus tells it only in the message, with the shard's number")
	require.Empty(t, postgres.Violated(errors.New("boom")))
	require.Equal(t, "storage_full", fault.CodeOf(postgres.Translate(&pgconn.PgError{Code: "53100"})))
}

func TestMissing(t *testing.T) {
	t.Parallel()
	words := fault.Missing("The spoon")
	require.Equal(t, error(words), postgres.Missing(pgx.ErrNoRows, words))
	require.Equal(t, fault.Conflict, fault.KindOf(postgres.Missing(&pgconn.PgError{Code: "23505"}, words)))
	require.NoError(t, postgres.Missing(nil, words))
	require.NoError(t, fault.UnlessMissing(words))
	require.Error(t, fault.UnlessMissing(fault.Field("name", "no")))
	require.Nil(t, postgres.OrNull(0))
	require.Equal(t, 7, postgres.OrZero(postgres.OrNull(7)))
	require.Zero(t, postgres.OrZero[int](nil))
}
