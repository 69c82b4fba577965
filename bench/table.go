package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// line is one line of the table. A verdict of "" means that nothing is promised of it.
type line struct {
	figure, ours, limit, ratio, goal, verdict string
}

// number is the figure's, with which its name begins.
func (l line) number() int {
	digits, _, _ := strings.Cut(l.figure, " ")
	n, _ := strconv.Atoi(digits)
	return n
}

type table []line

func (t table) print(out io.Writer, heading string) error {
	slices.SortStableFunc(t, func(a, b line) int { return cmp.Compare(a.number(), b.number()) })
	var text strings.Builder
	text.WriteString(heading + "\n")
	w := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "figure\tours\tlimit\tratio\tgoal\t")
	for _, l := range t {
		fmt.Fprintln(w, strings.Join([]string{l.figure, l.ours, l.limit, l.ratio, l.goal, l.verdict}, "\t"))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	for row := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(out, strings.TrimRight(row, " \n")); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}

func verdict(ok bool) string {
	if ok {
		return "ok"
	}
	return "MISSED"
}

func millis(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
}

func perSecond(rate float64) string { return fmt.Sprintf("%.0f/s", rate) }

func times(ratio float64) string { return fmt.Sprintf("%.2f", ratio) }

// spread is a ratio with the range in which most rounds were, so that a reader sees how noisy the machine was.
func spread(list []float64) string {
	return fmt.Sprintf("%.2f (%.2f to %.2f)", median(list), quantile(list, 0.1), quantile(list, 0.9))
}

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
