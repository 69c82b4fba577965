package analytics

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// mostLookedAt is how many events a chart looks into that the rollups do not answer. It is what can be read in some milliseconds.
const mostLookedAt = 3000

// Reader is the use cases of those who read about events: the list, the dashboard and the charts.
type Reader struct {
	db    *postgres.DB
	clock clock.Clock
	store chartStore
	most  int // events that one chart looks into
}

// NewReader makes one.
func NewReader(db *postgres.DB, c clock.Clock) *Reader {
	return &Reader{db: db, clock: c, store: chartStore{shareddb.New()}, most: mostLookedAt}
}

// rows is the one door through which a restaurant's events are read: as the restaurant, to whom PostgreSQL shows no others.
func (r *Reader) rows(t *access.Tenant) postgres.Querier { return r.db.TenantSharedQuery(t) }

// scope is which events of a restaurant are meant, and when that is asked.
type scope struct {
	period

	tenant *access.Tenant
	zone   *time.Location
	now    time.Time
	types  []string // none: all
	tools  []int64  // none: all, and staff
}

// ScopeParams say which events a chart is about. They are query parameters.
type ScopeParams struct {
	Types []string `query:"event_type" maxItems:"20" doc:"Only events of these types, with commas between them"`
	Tools []int64  `query:"tool" maxItems:"20" doc:"Only what the tools with these ids reported, with commas between them; 0 is the staff"`
}

// scope reads what was asked for, over at most a number of days, and notes what is wrong with it.
func (r *Reader) scope(ctx context.Context, p *PeriodParams, q *ScopeParams, most int, problems *fault.Fields) (*scope, error) {
	t, err := access.TenantFrom(ctx)
	if err != nil {
		return nil, err
	}
	s := &scope{tenant: t, zone: zoneOf(t), now: r.clock.Now(), types: distinct(q.Types), tools: distinct(q.Tools)}
	s.period = p.read(s.today(), most, problems.Add)
	for _, name := range s.types {
		if !isTypeName(name) {
			problems.Add("event_type", badTypeName)
			break
		}
	}
	return s, nil
}

// distinct is a list, never nil, without what comes twice.
func distinct[T cmp.Ordered](list []T) []T {
	sorted := append([]T{}, list...)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

func (s *scope) today() time.Time { return dayOf(s.now, s.zone) }

// before is the same question about the previous period.
func (s *scope) before() *scope {
	b := *s
	b.period = s.previous()
	return &b
}

// PeriodBody is how answers say which days they are about.
type PeriodBody struct {
	Start string `json:"start_date" doc:"The first day"`
	End   string `json:"end_date" doc:"The last day, which counts whole"`
	Zone  string `json:"timezone" doc:"Whose days they are"`
}

func (s *scope) body() PeriodBody {
	return PeriodBody{Start: s.first.Format(time.DateOnly), End: s.last().Format(time.DateOnly), Zone: s.zone.String()}
}
