package postgres_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

func addNote(t *testing.T, p *postgres.Pipeline, text string, told *int) {
	t.Helper()
	p.Add(func(q postgres.Querier) error {
		return q.QueryRow(t.Context(), "INSERT INTO public.notes (text) VALUES ($1) RETURNING length(text)", text).Scan(told)
	})
}

func notes(t *testing.T, db *pgtest.Database) (n int) {
	t.Helper()
	require.NoError(t, db.SharedQuery().QueryRow(t.Context(), "SELECT count(*) FROM public.notes").Scan(&n))
	return n
}

func withNotes(t *testing.T) *pgtest.Database {
	t.Helper()
	db := pgtest.New(t)
	_, err := db.SharedQuery().Exec(t.Context(), "CREATE TABLE public.notes (text text NOT NULL CONSTRAINT notes_text_key UNIQUE)")
	require.NoError(t, err)
	return db
}

// What travels together is one transaction, and each statement is read by who asked.
func TestAPipelineIsOneTransaction(t *testing.T) {
	t.Parallel()
	db := withNotes(t)
	var first, last postgres.Pipeline
	var one, two int
	addNote(t, &first, "one", &one)
	err := db.SharedPipelined(t.Context(), &first, func(tx postgres.Tx) (*postgres.Pipeline, error) {
		require.Equal(t, 3, one, "it is known by now")
		require.Zero(t, notes(t, db), "and not committed")
		addNote(t, &last, "twice", &two)
		return &last, nil
	})
	require.NoError(t, err)
	require.Equal(t, 5, two)
	require.Equal(t, 2, notes(t, db))
	require.NoError(t, db.SharedPipelined(t.Context(), &postgres.Pipeline{}, func(postgres.Tx) (*postgres.Pipeline, error) {
		return &postgres.Pipeline{}, nil
	}), "one without statements")
}

// Whatever fails, nothing of it stays, and the connection is good for others.
func TestAPipelineThatFails(t *testing.T) {
	t.Parallel()
	db := withNotes(t)
	var told int
	nothing := func(postgres.Tx) (*postgres.Pipeline, error) { return &postgres.Pipeline{}, nil }
	for name, try := range map[string]func() error{
		"at its beginning": func() error {
			var p postgres.Pipeline
			addNote(t, &p, "a", &told)
			addNote(t, &p, "a", &told)
			return db.SharedPipelined(t.Context(), &p, nothing)
		},
		"at its end": func() error {
			return db.SharedPipelined(t.Context(), &postgres.Pipeline{}, func(postgres.Tx) (*postgres.Pipeline, error) {
				var p postgres.Pipeline
				addNote(t, &p, "b", &told)
				addNote(t, &p, "b", &told)
				return &p, nil
			})
		},
		"in between": func() error {
			var p postgres.Pipeline
			addNote(t, &p, "c", &told)
			return db.SharedPipelined(t.Context(), &p, func(postgres.Tx) (*postgres.Pipeline, error) {
				return nil, fault.New(fault.Conflict, "conflict", "No.")
			})
		},
	} {
		require.True(t, fault.Is(try(), fault.Conflict), name)
		require.Zero(t, notes(t, db), name)
	}
	var p postgres.Pipeline
	p.Add(func(postgres.Querier) error { return nil })
	require.ErrorContains(t, db.SharedPipelined(t.Context(), &p, nothing), "asked for nothing")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, db.SharedPipelined(gone, &postgres.Pipeline{}, nothing), context.Canceled)
	for range 20 {
		require.Zero(t, notes(t, db), "every connection works")
	}
}
