package analytics_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// When PostgreSQL does not keep up, callers are told so before the memory is full, and nothing that was taken in is lost.
func TestMoreThanCanBeStored(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.restaurant(t, "one")
	tx, err := f.db.Pool().Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), "LOCK TABLE public.event_days")
	require.NoError(t, err)

	const senders, perBatch = 60, 100
	body := `[` + strings.TrimSuffix(strings.Repeat(`{"event_type": "system", "data": {"a": "`+strings.Repeat("x", 30<<10)+`"}},`, perBatch), ",") + `]`
	refused, answers := make(chan http.Header, senders), make(chan int, senders)
	for range senders {
		go func() {
			w := f.ask(t, pos("one"), http.MethodPost, batch, body)
			if w.Code == http.StatusTooManyRequests {
				refused <- w.Header()
			}
			answers <- w.Code
		}()
	}
	header := <-refused // while the others wait for the table
	require.Equal(t, "1", header.Get("Retry-After"))
	require.NoError(t, tx.Rollback(t.Context()))
	stored := 0
	for range senders {
		switch code := <-answers; code {
		case http.StatusCreated:
			stored++
		case http.StatusTooManyRequests:
		default:
			require.Fail(t, "an answer that is neither", code)
		}
	}
	require.Less(t, stored, 25, "three megabytes each, of 64")
	require.Equal(t, stored*perBatch, f.stored(t))
	f.post(t, pos("one"), track, `{"event_type": "system"}`)
	require.Equal(t, "a", f.batch(t, pos("one"), `[{"event_type": "system"}]`), "there is room again")
}
