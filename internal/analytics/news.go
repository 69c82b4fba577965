package analytics

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
)

// News hears of events once their commit has succeeded. It does not wait for anything.
type News interface {
	// Stored says where new events of a restaurant lie.
	Stored(of access.TenantID, events []Mark)
}

// Mark is where an event lies.
type Mark struct {
	Occurred time.Time
	ID       int64
}

// compare is the order of time.
func (m Mark) compare(other Mark) int {
	return cmp.Or(m.Occurred.Compare(other.Occurred), cmp.Compare(m.ID, other.ID))
}

const (
	topicNews = "analytics.news"
	// tellEvery is how long news is gathered before all instances are told: what one restaurant's till does in that time is one message.
	tellEvery = 200 * time.Millisecond
	// tellAgain is how long a database that could not be told is left alone.
	tellAgain = time.Second
	// mostTold is how many events of a restaurant are told of at a time. Nobody reads faster; the counters have the others.
	mostTold = 10
)

// newest keeps the last of marks, in the order of time.
func newest(marks []Mark, most int) []Mark {
	slices.SortFunc(marks, Mark.compare)
	marks = slices.Compact(marks)
	return marks[max(len(marks)-most, 0):]
}

// Stored tells every instance, this one among them, within a moment.
func (l *Live) Stored(of access.TenantID, events []Mark) {
	events = newest(events, mostTold) // before the lock: a batch may have thousands
	l.mu.Lock()
	defer l.mu.Unlock()
	l.untold[of] = newest(append(l.untold[of], events...), mostTold)
	l.tellAfter(tellEvery)
}

// tellAfter is called with the lock held.
func (l *Live) tellAfter(d time.Duration) {
	if l.telling || l.closed {
		return
	}
	l.telling = true
	l.tellers.Go(func() {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-l.life.Done(): // what there is to tell is told at once
		}
		l.tell()
	})
}

// tell publishes what was stored, and what could not be told before.
func (l *Live) tell() {
	l.mu.Lock()
	untold := l.untold
	l.untold = map[access.TenantID][]Mark{}
	l.mu.Unlock()
	keys := make([]string, 0, len(untold))
	for of, marks := range untold {
		keys = append(keys, newsKey(of, marks))
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.life), tellPatience)
	defer cancel()
	err := l.Bus.Publish(ctx, l.DB.SharedQuery(), topicNews, keys...)
	if err == nil {
		l.Bus.Drop(ctx, topicNews, keys...) // this instance, and those that hear through Redis
	}
	l.told(ctx, untold, err)
}

const tellPatience = 5 * time.Second

// told notes what became of the telling: what could not be told comes again.
func (l *Live) told(ctx context.Context, untold map[access.TenantID][]Mark, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.telling = false
	if err != nil {
		l.Logger.WarnContext(ctx, "news of events not told; trying again", "error", err)
		for of, marks := range untold {
			l.untold[of] = newest(append(marks, l.untold[of]...), mostTold)
		}
	}
	if len(l.untold) > 0 {
		l.tellAfter(map[bool]time.Duration{true: tellEvery, false: tellAgain}[err == nil]) //nolint:contextcheck // it is told for all, not for one caller
	}
}

const keyBase = 36

// newsKey is a restaurant and its events' marks, as text: "1z:kf12o3p4q5.7ps,kf12o3p4q6.7pt".
func newsKey(of access.TenantID, marks []Mark) string {
	key := strconv.AppendInt(nil, int64(of), keyBase)
	for i, m := range marks {
		key = append(key, ":,"[min(i, 1)])
		key = strconv.AppendInt(key, m.Occurred.UnixMicro(), keyBase)
		key = append(key, '.')
		key = strconv.AppendInt(key, m.ID, keyBase)
	}
	return string(key)
}

// heard is called for news of any instance's. What is not understood, and AllKeys after messages may have been missed, is taken for news of
// everybody's.
func (l *Live) heard(key string) {
	id, list, _ := strings.Cut(key, ":")
	of, err := strconv.ParseInt(id, keyBase, 64)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		for r := range maps.Values(l.rooms) {
			r.hear(nil)
		}
		return
	}
	if r := l.rooms[access.TenantID(of)]; r != nil {
		r.hear(readMarks(list))
	}
}

// readMarks is nil for what it does not understand.
func readMarks(list string) []Mark {
	var marks []Mark
	for text := range strings.SplitSeq(list, ",") {
		at, id, _ := strings.Cut(text, ".")
		micros, err := strconv.ParseInt(at, keyBase, 64)
		n, wrong := strconv.ParseInt(id, keyBase, 64)
		if err != nil || wrong != nil {
			return nil
		}
		marks = append(marks, Mark{time.UnixMicro(micros).UTC(), n})
	}
	return marks
}
