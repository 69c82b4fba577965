package analytics

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/postgres/pgtest"
)

// quietLive is one that nobody else hears of.
func quietLive(t *testing.T) *Live {
	t.Helper()
	system, err := cache.New(t.Context(), cache.Config{DisableListen: true})
	require.NoError(t, err)
	t.Cleanup(system.Close)
	l := NewLive(t.Context(), LiveDeps{DB: pgtest.New(t).DB, Bus: system.Bus, Clock: clock.System{}, Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(l.Close)
	return l
}

func TestNewsComeThroughAsTheyWere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		mark := rapid.Custom(func(rt *rapid.T) Mark {
			micros := rapid.Int64Range(0, forever.UnixMicro()).Draw(rt, "micros")
			return Mark{time.UnixMicro(micros).UTC(), rapid.Int64Min(1).Draw(rt, "id")}
		})
		marks := rapid.SliceOfN(mark, 1, mostTold).Draw(rt, "marks")
		of := rapid.Int64Min(1).Draw(rt, "restaurant")
		var l Live
		r := &room{wake: make(chan struct{}, 1)}
		l.rooms = map[access.TenantID]*room{access.TenantID(of): r}
		l.heard(newsKey(access.TenantID(of), marks))
		require.Equal(rt, newest(slices.Clone(marks), mostTold), r.marks)
		require.False(rt, r.behind)
		require.Len(rt, r.wake, 1)
		require.Less(rt, len(newsKey(access.TenantID(of), marks)), 1000)
	})
}

func TestNewsThatNobodyUnderstandsMayBeAnything(t *testing.T) {
	t.Parallel()
	for key, everybody := range map[string]bool{cache.AllKeys: true, "": true, "?": true, "1": false, "1:": false, "1:x": false, "1:1.1,": false} {
		one, two := &room{wake: make(chan struct{}, 1)}, &room{wake: make(chan struct{}, 1)}
		l := &Live{rooms: map[access.TenantID]*room{1: one, 2: two}}
		l.heard(key)
		require.True(t, one.behind, key)
		require.Equal(t, everybody, two.behind, key)
	}
}

func TestOnlyTheNewestAreTold(t *testing.T) {
	t.Parallel()
	at := func(n int) Mark { return Mark{epoch.Add(time.Duration(n)), int64(n)} }
	marks := []Mark{at(3), at(1), at(2), at(3), at(1)}
	require.Equal(t, []Mark{at(2), at(3)}, newest(marks, 2))
	require.Empty(t, newest(nil, 2))
}

// Whoever does not keep up is given up, and holds up nobody.
func TestASlowViewerIsDropped(t *testing.T) {
	t.Parallel()
	l := quietLive(t)
	slow, err := l.join(&access.Tenant{ID: 1})
	require.NoError(t, err)
	quick, err := l.join(&access.Tenant{ID: 1})
	require.NoError(t, err)
	for range waitingNews + 1 {
		l.tellViewers(slow.room, bulletin{})
		<-quick.news
	}
	for range slow.news {
	}
	l.leave(slow)
	l.tellViewers(quick.room, bulletin{})
	<-quick.news
	require.Len(t, l.rooms, 1)
	l.leave(quick)
	require.Empty(t, l.rooms)
}

// What cannot be told is kept, and told when the database is back.
func TestNewsAreToldAgain(t *testing.T) {
	t.Parallel()
	l := quietLive(t)
	heard := make(chan string, 10)
	l.Bus.Subscribe(topicNews, func(key string) { heard <- key })
	mark := Mark{epoch, 1}
	l.mu.Lock()
	l.telling = true // or it would be told at once
	l.mu.Unlock()
	l.told(t.Context(), map[access.TenantID][]Mark{1: {mark}}, context.Canceled)
	require.Equal(t, newsKey(1, []Mark{mark}), <-heard)
}

func TestWhatIsUntoldIsToldInTheEnd(t *testing.T) {
	t.Parallel()
	l := quietLive(t)
	heard := make(chan string, 10)
	l.Bus.Subscribe(topicNews, func(key string) { heard <- key })
	l.Stored(1, []Mark{{epoch, 1}})
	l.Stored(2, []Mark{{epoch, 2}})
	l.Close()
	require.Len(t, heard, 2)
	_, err := l.join(&access.Tenant{ID: 1})
	require.ErrorIs(t, err, errTooMany)
}
