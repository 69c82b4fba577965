package analytics

import (
	"cmp"
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// mostSeries is how many lines a chart has. More could not be told apart.
const mostSeries = 10

// mostDaysOfPeople bounds what counts different people, who cannot be added up from day to day.
const mostDaysOfPeople = 92

// series is one line of a chart over time: what it has at each of the chart's slots, and in all.
type series struct {
	part   string
	total  figures
	points []figures
}

// timeSeries is a chart over time.
type timeSeries struct {
	slots   []slot
	series  []series
	leftOut int // parts that are none of the largest
}

// timeSeries makes the chart of a scope. With one part, there is always a line, though nothing happened.
func (r *Reader) timeSeries(ctx context.Context, of *scope, i interval, by split, rank ranking) (*timeSeries, error) {
	chart := &timeSeries{slots: of.slots(i, of.zone, of.now)}
	if len(chart.slots) == 0 {
		return chart, nil // a day that the zone's calendar has left out has no hours
	}
	starts := make([]time.Time, len(chart.slots))
	for n := range chart.slots {
		starts[n] = chart.slots[n].begin
	}
	var cells, people []cell
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		cells, err = r.store.overTime(ctx, r.rows(of.tenant), of, i, by, starts)
		return err
	})
	if rank == byUsers {
		group.Go(func() (err error) {
			people, err = r.store.people(ctx, r.rows(of.tenant), of, i, by, starts)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	lines := newDrawing(chart.slots)
	if by == undivided {
		lines.of("")
	}
	for n := range cells {
		lines.add(&cells[n])
	}
	for n := range people {
		lines.addPeople(&people[n])
	}
	chart.series, chart.leftOut = lines.largest(rank)
	return chart, nil
}

// drawing is a chart's lines while they are drawn.
type drawing struct {
	slots  []slot
	byPart map[string]*series
}

func newDrawing(slots []slot) *drawing { return &drawing{slots: slots, byPart: map[string]*series{}} }

func (l *drawing) of(part string) *series {
	line := l.byPart[part]
	if line == nil {
		line = &series{part: part, points: make([]figures, len(l.slots))}
		l.byPart[part] = line
	}
	return line
}

func (l *drawing) add(c *cell) {
	line := l.of(c.part)
	line.points[c.place], line.total = line.points[c.place].plus(c.figures), line.total.plus(c.figures)
}

// addPeople says who was there, at a point or at all points together.
func (l *drawing) addPeople(c *cell) {
	line := l.of(c.part)
	if c.place == allSlots {
		line.total.users = c.users
	} else {
		line.points[c.place].users = c.users
	}
}

// largest gives the lines that are the largest in all, in that order, and how many others there are.
func (l *drawing) largest(rank ranking) (list []series, leftOut int) {
	for _, line := range l.byPart {
		list = append(list, *line)
	}
	slices.SortFunc(list, func(a, b series) int { return cmp.Or(a.total.compare(b.total, rank), cmp.Compare(a.part, b.part)) })
	shown := min(len(list), mostSeries)
	return list[:shown], len(list) - shown
}
