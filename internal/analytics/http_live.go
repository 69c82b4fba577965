package analytics

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
)

// RegisterRoutes adds the route of Live.
func (l *Live) RegisterRoutes(a *api.API) {
	api.HandleStream(a, api.Route{
		Method: http.MethodGet, Path: "/api/analytics/live/", ID: "analytics-live", Tag: tag, Access: api.Requires(access.AnalyticsView),
		Summary: "What happens now, while it happens",
		Description: "Server-sent events. counts is what the restaurant's day has come to so far, first and whenever it changes: {day, events, by_type: " +
			"[{event_type, events, amount}]}. event is one that is new, as the list has it, beginning with the last 20; with Last-Event-ID, which " +
			"browsers send when they come again, with at most 100 that happened after that one. Of what comes faster than anybody reads, only the " +
			"newest are shown; the counts have all. end says why it is over: {reason: shutdown, time (after 5 minutes), slow, access or failure}. " +
			"429 too_many_viewers when 20 watch already.",
	}, l.handle)
}

// liveInput is what a viewer asks for.
type liveInput struct {
	LastEventID string `header:"Last-Event-ID" doc:"The id of the last event that was received"` //nolint:tagliatelle // the standard spells it so
}

func (l *Live) handle(ctx context.Context, in *liveInput) (*api.Stream, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	since, again := readEventID(in.LastEventID)
	return &api.Stream{Run: func(ctx context.Context, to *api.Events) error {
		v, err := l.join(t) //nolint:contextcheck // what is read is read for all viewers, and outlives this one
		if err != nil {
			return err
		}
		defer l.leave(v)
		s := screen{to: to, shown: map[int64]bool{}, last: since}
		if err := s.begin(ctx, l, t, again); err != nil {
			return err
		}
		return s.follow(ctx, v)
	}}, nil
}

type countsBody struct {
	Day    string           `json:"day"`
	Events int64            `json:"events"`
	ByType []countsTypeBody `json:"by_type"`
}

type countsTypeBody struct {
	Type   string `json:"event_type"`
	Events int64  `json:"events"`
	Amount string `json:"amount"`
}

func writeCounts(c *dayCounts) countsBody {
	b := countsBody{Day: c.day.Format(time.DateOnly), ByType: make([]countsTypeBody, len(c.byType))}
	for i, t := range c.byType {
		b.ByType[i] = countsTypeBody{t.Type, t.events, amountText(t.amount)}
		b.Events += t.events
	}
	return b
}

// screen is what one viewer sees.
type screen struct {
	to    *api.Events
	shown map[int64]bool // what the beginning had, which may be news still
	last  Mark           // in the order of time, of what was shown: where the viewer goes on who comes again
}

// begin shows what there was before. The viewer has joined by now, so nothing falls in between.
func (s *screen) begin(ctx context.Context, l *Live, t *access.Tenant, again bool) error {
	reading, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	most := shownFirst
	if again {
		most = shownMissed
	}
	counts, err := l.counts(reading, t)
	if err != nil {
		return err
	}
	events, err := l.store.last(reading, t, s.last, most)
	if err != nil {
		return err
	}
	if err := s.show(bulletin{events, counts}); err != nil {
		return err
	}
	for i := range events {
		s.shown[events[i].ID] = true
	}
	return nil
}

// follow shows what comes, until ctx ends.
func (s *screen) follow(ctx context.Context, v *viewer) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case b, ok := <-v.news:
			if !ok {
				return api.Ended(api.EndSlow)
			}
			if err := s.show(b); err != nil {
				return err
			}
		}
	}
}

func (s *screen) show(b bulletin) error {
	if b.counts == nil && len(b.events) == 0 {
		return s.to.Beat()
	}
	if b.counts != nil {
		if err := s.to.Add("counts", "", writeCounts(b.counts)); err != nil {
			return err
		}
	}
	for i := range b.events {
		e := &b.events[i]
		if s.shown[e.ID] {
			continue
		}
		if m := e.mark(); s.last.compare(m) < 0 {
			s.last = m
		}
		if err := s.to.Add("event", eventID(s.last), writeEvent(e)); err != nil {
			return err
		}
	}
	return s.to.Flush()
}

// eventID is where a viewer goes on: microseconds and an id.
func eventID(m Mark) string {
	return strconv.FormatInt(m.Occurred.UnixMicro(), 10) + "-" + strconv.FormatInt(m.ID, 10)
}

// readEventID reports false for none, and for what was never one: its viewer begins anew.
func readEventID(text string) (m Mark, ok bool) {
	at, id, _ := strings.Cut(text, "-")
	micros, err := strconv.ParseInt(at, 10, 64)
	n, wrong := strconv.ParseInt(id, 10, 64)
	m = Mark{time.UnixMicro(micros).UTC(), n}
	if err != nil || wrong != nil || m.Occurred.Year() < 2000 || m.Occurred.After(forever) {
		return Mark{}, false
	}
	return m, true
}
