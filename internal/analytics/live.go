package analytics

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

const (
	mostViewers = 20  // of one restaurant, on one instance
	mostWatched = 500 // restaurants, on one instance
	shownFirst  = 20  // events that a viewer begins with
	shownMissed = 100 // events at most that one who comes again is shown of what happened meanwhile
	beatEvery   = 15 * time.Second
	waitingNews = 16 // messages that a viewer may be behind
)

var errTooMany = fault.New(fault.RateLimited, "too_many_viewers", "Too many watch already. Close a window, or come back later.").
	After(time.Minute)

// LiveDeps are what Live stands on.
type LiveDeps struct {
	DB     *postgres.DB
	Bus    *cache.Bus
	Clock  clock.Clock
	Logger *slog.Logger
}

// Live shows people what happens in their restaurant while it happens, whichever instance hears of it. It is the News of the instance's own
// commits: it tells all instances where new events lie, and each reads those for which somebody watches there, as the restaurant.
type Live struct {
	LiveDeps

	store liveStore
	life  context.Context //nolint:containedctx // of the rooms, not of a call
	end   context.CancelFunc

	mu      sync.Mutex
	rooms   map[access.TenantID]*room
	untold  map[access.TenantID][]Mark
	telling bool
	closed  bool
	tellers sync.WaitGroup
	readers sync.WaitGroup
}

// NewLive makes one. Close ends it.
func NewLive(ctx context.Context, d LiveDeps) *Live {
	l := &Live{
		LiveDeps: d, store: liveStore{shareddb.New(), d.DB}, rooms: map[access.TenantID]*room{}, untold: map[access.TenantID][]Mark{},
	}
	l.life, l.end = context.WithCancel(context.WithoutCancel(ctx))
	d.Bus.Subscribe(topicNews, l.heard)
	return l
}

// Close tells what is untold, and waits. Nobody should report or watch any more.
func (l *Live) Close() {
	l.end()
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.tellers.Wait()
	l.readers.Wait()
}

// room is a restaurant that somebody watches on this instance.
type room struct {
	wake chan struct{} // holds one: there is news
	end  context.CancelFunc

	// Guarded by Live's lock.
	tenant  *access.Tenant // as whoever came last knows it
	viewers map[*viewer]struct{}
	marks   []Mark // of events to be read
	behind  bool   // messages may have been missed
}

// viewer is somebody who watches.
type viewer struct {
	room *room
	news chan bulletin // closed when they do not keep up
}

// bulletin is what viewers are told at once; an empty one says that somebody is still there.
type bulletin struct {
	events []Event // the oldest first
	counts *dayCounts
}

// hear is called with the lock held. Without marks, what is new has to be found.
func (r *room) hear(marks []Mark) {
	r.marks = newest(append(r.marks, marks...), shownMissed)
	r.behind = r.behind || len(marks) == 0
	select {
	case r.wake <- struct{}{}:
	default: // it will be read with what is waiting
	}
}

// join lets somebody watch. Leave has to follow.
func (l *Live) join(t *access.Tenant) (*viewer, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.rooms[t.ID]
	if l.closed || r == nil && len(l.rooms) >= mostWatched || r != nil && len(r.viewers) >= mostViewers {
		return nil, errTooMany
	}
	if r == nil {
		r = &room{wake: make(chan struct{}, 1), viewers: map[*viewer]struct{}{}}
		l.rooms[t.ID] = r
		var ctx context.Context
		ctx, r.end = context.WithCancel(l.life)
		l.readers.Go(func() { l.attend(ctx, r) })
	}
	r.tenant = t
	v := &viewer{room: r, news: make(chan bulletin, waitingNews)}
	r.viewers[v] = struct{}{}
	return v, nil
}

func (l *Live) leave(v *viewer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(v.room.viewers, v)
	if len(v.room.viewers) == 0 && l.rooms[v.room.tenant.ID] == v.room {
		v.room.end()
		delete(l.rooms, v.room.tenant.ID)
	}
}

// attend reads a room's news and tells its viewers, until the last has left.
func (l *Live) attend(ctx context.Context, r *room) {
	w := watch{live: l, room: r, seen: newRecent[int64](10 * shownMissed), last: Mark{Occurred: l.Clock.Now()}}
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			l.tellViewers(r, w.beat(ctx))
		case <-r.wake:
			if b, err := w.read(ctx); err == nil {
				l.tellViewers(r, b)
			} else {
				w.postpone(ctx, err)
			}
		}
	}
}

// tellViewers drops those who do not keep up: whoever reads too slowly holds up nobody else.
func (l *Live) tellViewers(r *room, b bulletin) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for v := range r.viewers {
		select {
		case v.news <- b:
		default:
			delete(r.viewers, v)
			close(v.news)
		}
	}
}
