package analytics_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/analytics"
	"github.com/tabletap/console/internal/api"
)

const exportPath = "/api/analytics/export/"

// exporting is the fixture with the route of files.
func exporting(tb testing.TB) *fixture {
	tb.Helper()
	f := setup(tb)
	a := api.New(api.Config{AllowedHosts: []string{"*"}, Clock: f.clock, Logger: slog.New(slog.DiscardHandler)}, f.world, f.world)
	analytics.NewExporter(f.db.DB).RegisterRoutes(a)
	f.handler = a.Handler()
	return f
}

// fill adds events numbered from 1, one a minute, every third with an amount, with data of about so many bytes.
func (f *fixture) fill(tb testing.TB, t *access.Tenant, events, size int) {
	tb.Helper()
	_, err := f.db.Pool().Exec(tb.Context(), `INSERT INTO public.events (tenant_id, occurred_at, id, event_type, tool_id, user_id, amount, data, ip_address,
    received_at)
SELECT $1, timestamptz '2026-01-01' + n * interval '1 minute', n, CASE WHEN n % 2 = 0 THEN 'order' ELSE '-odd' END, n % 3,
    CASE WHEN n % 5 = 0 THEN n END, CASE WHEN n % 3 = 0 THEN -n / 8.0 END, jsonb_build_object('n', n, 'text', repeat('é', $3 / 2)),
    CASE WHEN n % 7 = 0 THEN '192.0.2.7'::inet END, timestamptz '2026-02-01'
FROM generate_series(1, $2::int) n`, t.ID, events, size)
	require.NoError(tb, err)
}

func (f *fixture) file(tb testing.TB, who caller, query string) *httptest.ResponseRecorder {
	tb.Helper()
	w := f.ask(tb, who, http.MethodGet, exportPath+query, "")
	require.Equal(tb, http.StatusOK, w.Code, w.Body.String())
	return w
}

type line struct {
	ID      int64     `json:"id"`
	Type    string    `json:"event_type"`
	User    *int64    `json:"user"`
	Tool    *int64    `json:"tool_id"`
	IP      *string   `json:"ip_address"`
	Created time.Time `json:"created_at"`
	Amount  *string   `json:"amount"`
	Data    struct {
		N    int64  `json:"n"`
		Text string `json:"text"`
	} `json:"data"`
}

func linesOf(tb testing.TB, text io.Reader) (lines []line) {
	tb.Helper()
	decoder := json.NewDecoder(text)
	for decoder.More() {
		var l line
		require.NoError(tb, decoder.Decode(&l))
		lines = append(lines, l)
	}
	return lines
}

// A file has every event once, in order, in each format, over many parts; and none of anybody else's.
func TestFilesOfEvents(t *testing.T) {
	t.Parallel()
	const events = 5000
	f := exporting(t)
	one := f.restaurant(t, "one")
	f.hire(t, one, "ama", viewer)
	f.fill(t, one, events, 1000)
	f.fill(t, f.restaurant(t, "two"), 10, 10)

	w := f.file(t, as("ama", "one"), "?format=ndjson")
	require.Equal(t, "application/x-ndjson", w.Header().Get("Content-Type"))
	require.Equal(t, `attachment; filename=events-one.ndjson`, w.Header().Get("Content-Disposition"))
	require.Equal(t, events, strings.Count(w.Body.String(), "\n"))
	lines := linesOf(t, w.Body)
	require.Len(t, lines, events)

	w = f.file(t, as("ama", "one"), "")
	require.Equal(t, api.TypeCSV, w.Header().Get("Content-Type"))
	rows, err := csv.NewReader(w.Body).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"id", "event_type", "user", "tool_id", "ip_address", "created_at", "received_at", "amount", "data"}, rows[0])
	require.Len(t, rows, events+1)
	require.Equal(t, []string{"3", "'-odd", "", "", "", "2026-01-01T00:03:00Z", "2026-02-01T00:00:00Z", "'-0.3750"}, rows[3][:8], "no cell is a formula")
	require.Equal(t, []string{"70", "order", "70", "1", "192.0.2.7", "2026-01-01T01:10:00Z", "2026-02-01T00:00:00Z", ""}, rows[70][:8])

	w = f.file(t, as("ama", "one"), "?format=parquet")
	require.Equal(t, "application/vnd.apache.parquet", w.Header().Get("Content-Type"))
	table, err := parquet.Read[analytics.ParquetEvent](bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	require.NoError(t, err)
	require.Len(t, table, events)

	for i := range events {
		n := int64(i + 1)
		l, row, p := lines[i], rows[i+1], table[i]
		require.Equal(t, []int64{n, n}, []int64{l.ID, l.Data.N})
		require.Len(t, l.Data.Text, 1000)
		var data map[string]any
		require.NoError(t, json.Unmarshal([]byte(row[8]), &data))
		require.InDelta(t, n, data["n"], 0)
		require.Equal(t, []any{n, l.Type, l.User, l.Tool, l.IP, l.Created.UnixMicro()}, []any{p.ID, p.Type, p.User, p.Tool, p.IP, p.Created})
		require.JSONEq(t, row[8], p.Data)
		if n%3 == 0 {
			require.Equal(t, -n*1250, *p.Amount)
		} else {
			require.Nil(t, p.Amount)
			require.Nil(t, l.Amount)
		}
	}
}

func TestFilesOfSomeEvents(t *testing.T) {
	t.Parallel()
	f := exporting(t)
	one := f.restaurant(t, "one")
	f.hire(t, one, "ama", viewer)
	f.hire(t, one, "yaw", access.Permissions{})
	f.fill(t, one, 3000, 10)
	for query, want := range map[string][2]int{ // how many, and the first
		"?event_type=order":      {1500, 2},
		"?event_type=none":       {0, 0},
		"?start_date=2026-01-02": {1561, 1440},
		"?end_date=2026-01-01":   {1439, 1},
		"?start_date=2027-01-01": {0, 0},
		"?event_type=order&start_date=2026-01-02&end_date=2026-01-02":                              {720, 1440},
		"?start_date=2026-01-01T00:10:00Z&end_date=2026-01-01T00:12:00Z":                           {3, 10},
		"?start_date=2026-01-01T00:10:00Z&end_date=2026-01-01T00:10:00Z&event_type=order&format=x": {-1, 0},
		"?start_date=yesterday": {-1, 0},
		"?format=xlsx":          {-1, 0},
	} {
		w := f.ask(t, as("ama", "one"), http.MethodGet, exportPath+query+"&format=ndjson", "")
		if want[0] < 0 {
			require.Equal(t, http.StatusBadRequest, w.Code, query)
			continue
		}
		lines := linesOf(t, w.Body)
		require.Len(t, lines, want[0], query)
		if want[0] > 0 {
			require.EqualValues(t, want[1], lines[0].ID, query)
		}
	}
	refuse(t, f.ask(t, as("yaw", "one"), http.MethodGet, exportPath, ""), http.StatusForbidden, "permission_denied")
	for _, format := range []string{"csv", "parquet"} {
		require.NotEmpty(t, f.file(t, as("ama", "one"), "?event_type=none&format="+format).Body.Bytes(), "an empty file is one too")
	}
}

// A caller who does not read holds no connection, and learns that the rest could not be had.
func TestAFileThatBreaksOff(t *testing.T) {
	t.Parallel()
	f := exporting(t)
	one := f.restaurant(t, "one")
	f.hire(t, one, "ama", viewer)
	f.fill(t, one, 4000, 20_000)
	server := httptest.NewServer(f.handler)
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+exportPath+"?format=ndjson", http.NoBody)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer ama")
	request.Header.Set("X-Tenant-ID", "one")
	request.Header.Set("Accept-Encoding", "identity")
	response, err := server.Client().Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	_, err = io.ReadFull(response.Body, make([]byte, 1000))
	require.NoError(t, err)
	within, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err = f.db.Pool().Exec(within, "ALTER TABLE public.events RENAME TO gone")
	require.NoError(t, err, "nobody holds the table")
	_, err = io.ReadAll(response.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}
