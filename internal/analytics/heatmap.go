package analytics

import (
	"context"
	"time"
)

// mostDaysOfWeek bounds what is read by the hour and shown by the hour of the week.
const mostDaysOfWeek = 366

// heatmap is what happened at each hour of the week, Monday's first hour first.
type heatmap [7][24]figures

func (r *Reader) heatmap(ctx context.Context, of *scope) (*heatmap, error) {
	hours, err := r.store.hoursOfWeek(ctx, r.rows(of.tenant), of)
	if err != nil {
		return nil, err
	}
	week := &heatmap{}
	for n := range hours {
		h := &hours[n]
		at := &week[weekday(h.day)][localHour(h.one, of.zone)]
		*at = at.plus(h.figures)
	}
	return week, nil
}

// weekday is 0 for Monday.
func weekday(day time.Time) int { return (int(day.Weekday()) + 6) % 7 }
