package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"time"
)

const (
	exportPath     = "/api/analytics/export/"
	exportEvents   = 1_000_000
	exportRounds   = 3
	exportGoal     = 0.5
	exportFlat     = 1.2 // times the memory that a tenth of the file takes
	exportPatience = 5 * time.Minute
)

// exported is what one format came to.
type exported struct {
	format       string
	ours, limit  []float64 // events a second
	tenth, whole int64     // bytes of memory at most
}

// measureExport is figure 16: a restaurant's million events as a file, over HTTP. The limit is COPY TO of the same rows as CSV.
func measureExport(ctx context.Context, w *world) ([]line, error) {
	there, err := w.eventsOfKitchen(ctx)
	if err != nil {
		return nil, err
	}
	more := exportEvents
	if w.opts.quick {
		more /= 10
	}
	note("%d events more", more-there)
	if err := w.moreEvents(ctx, more-there); err != nil {
		return nil, err
	}
	if err := w.analyzeEvents(ctx, w.url); err != nil {
		return nil, err
	}
	var lines []line
	for _, format := range []string{"csv", "ndjson", "parquet"} {
		e := exported{format: format}
		if err := w.export(ctx, &e, more); err != nil {
			return nil, fmt.Errorf("%s: %w", format, err)
		}
		lines = append(lines, e.lines(more)...)
	}
	return lines, nil
}

func (e *exported) lines(events int) []line {
	list := ratios(e.ours, e.limit)
	lines := []line{{
		figure: fmt.Sprintf("16 %d events as %s, beside COPY TO", events, e.format), ours: perSecond(median(e.ours)), limit: perSecond(median(e.limit)),
		ratio: spread(list), goal: fmt.Sprintf("at least %.2f", exportGoal), verdict: verdict(median(list) >= exportGoal),
	}}
	if runtime.GOOS != "linux" {
		return lines
	}
	grown := float64(e.whole) / float64(e.tenth)
	return append(lines, line{
		figure: "16   memory at most, beside that of a tenth", ours: megabytes(e.whole), limit: megabytes(e.tenth), ratio: times(grown),
		goal: fmt.Sprintf("at most %.2f", exportFlat), verdict: verdict(grown <= exportFlat),
	})
}

// export has a server of its own, whose memory nobody else has used.
func (w *world) export(ctx context.Context, e *exported, events int) (err error) {
	product, err := w.serve(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	tenth := "&start_date=" + time.Now().AddDate(0, 0, -eventDays/10).Format(time.DateOnly)
	if _, err := w.download(ctx, product, e.format+tenth); err != nil {
		return err
	}
	if runtime.GOOS == "linux" {
		if e.tenth, err = product.mostMemory(); err != nil {
			return err
		}
	}
	for range exportRounds {
		ours, err := w.download(ctx, product, e.format)
		if err != nil {
			return err
		}
		limit, err := w.copyOut(ctx, events)
		if err != nil {
			return err
		}
		e.ours, e.limit = append(e.ours, float64(events)/ours.Seconds()), append(e.limit, float64(events)/limit.Seconds())
	}
	if runtime.GOOS == "linux" {
		e.whole, err = product.mostMemory()
	}
	return err
}

// download reads a file to its end.
func (w *world) download(ctx context.Context, from *child, format string) (time.Duration, error) {
	tokens, err := w.tokens()
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, exportPatience)
	defer cancel()
	url := "http://" + from.address + exportPath + "?format=" + format
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody) //nolint:gosec // G704: our own server
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+tokens[0])
	r.Header.Set("X-Tenant-Id", kitchenSlug)
	began := time.Now()
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(answer.Body, 500))
		return 0, fmt.Errorf("export: answered %d: %s", answer.StatusCode, said)
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	return time.Since(began), nil
}

func (w *world) copyOut(ctx context.Context, events int) (time.Duration, error) {
	conn, err := w.connect(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close(ctx) }()
	began := time.Now()
	const columns = "id, event_type, user_id, data, ip_address, occurred_at, received_at, tool_id, amount"
	sql := fmt.Sprintf("COPY (SELECT %s FROM public.events WHERE tenant_id = %d) TO STDOUT (FORMAT csv)", columns, w.kitchen.id)
	tag, err := conn.PgConn().CopyTo(ctx, io.Discard, sql)
	took := time.Since(began)
	if err != nil {
		return 0, fmt.Errorf("copy: %w", err)
	}
	if int(tag.RowsAffected()) != events {
		return 0, fmt.Errorf("copied %d events of %d", tag.RowsAffected(), events)
	}
	return took, nil
}

// eventsOfKitchen makes the months when there are none: when this is measured alone.
func (w *world) eventsOfKitchen(ctx context.Context) (n int, err error) {
	conn, err := w.connect(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close(ctx) }()
	const count = "SELECT count(*) FROM public.events WHERE tenant_id = $1 AND occurred_at < now() - interval '30 days'"
	if err := conn.QueryRow(ctx, count, w.kitchen.id).Scan(&n); err != nil {
		return 0, fmt.Errorf("count events: %w", err)
	}
	if n > 0 {
		return eventsEach, nil
	}
	return 0, w.makeMonths(ctx)
}

// moreEvents of the kitchen are among those it has, and counted nowhere.
func (w *world) moreEvents(ctx context.Context, n int) error {
	conn, err := w.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	return makeEvents(ctx, conn, []int64{int64(w.kitchen.id)}, n)
}
