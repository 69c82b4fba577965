package analytics

import (
	"cmp"
	"slices"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// bucket is what events are counted by. The times are seconds since 1970: they are compared and hashed more cheaply than time.Time.
type bucket struct {
	tenant    access.TenantID
	hour, day int64
	kind      string
	tool      int64
}

// doer is somebody whose doing an event of a bucket was.
type doer struct {
	bucket

	user int64
}

// sum is how many events of a bucket there are, and their amounts in ten-thousandths together.
type sum struct{ events, amount int64 }

// tally counts events as the tables of hours, days and users do.
type tally struct {
	hours map[bucket]sum
	users map[doer]struct{}
}

func newTally() *tally { return &tally{hours: map[bucket]sum{}, users: map[doer]struct{}{}} }

// occurrence is what is counted of an event.
type occurrence struct {
	tenant access.TenantID
	tool   int64
	kind   string
	user   *int64
	amount int64 // in ten-thousandths
	at     time.Time
}

func (t *tally) add(o occurrence, zone *time.Location) {
	b := bucket{tenant: o.tenant, hour: hourOf(o.at, zone).Unix(), day: dayOf(o.at, zone).Unix(), kind: o.kind, tool: o.tool}
	s := t.hours[b]
	s.events, s.amount = s.events+1, s.amount+o.amount
	t.hours[b] = s
	if o.user != nil {
		t.users[doer{b, *o.user}] = struct{}{}
	}
}

// The rows of all instances are added in one order, or two that add to the same could wait for each other forever.

func (b bucket) compare(o bucket) int {
	return cmp.Or(cmp.Compare(b.tenant, o.tenant), cmp.Compare(b.day, o.day), cmp.Compare(b.hour, o.hour), cmp.Compare(b.kind, o.kind),
		cmp.Compare(b.tool, o.tool))
}

func (d doer) compare(o doer) int {
	return cmp.Or(d.bucket.compare(o.bucket), cmp.Compare(d.user, o.user))
}

func sorted[K comparable, V any](m map[K]V, compare func(a, b K) int) []K {
	keys := make([]K, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, compare)
	return keys
}

func (t *tally) ofHours() (p shareddb.AddToHoursParams) {
	for _, b := range sorted(t.hours, bucket.compare) {
		s := t.hours[b]
		p.Tenants, p.Hours, p.Days = append(p.Tenants, int64(b.tenant)), append(p.Hours, moment(b.hour)), append(p.Days, moment(b.day))
		p.EventTypes, p.Tools = append(p.EventTypes, b.kind), append(p.Tools, b.tool)
		p.Events, p.Amounts = append(p.Events, s.events), append(p.Amounts, s.amount)
	}
	return p
}

func (t *tally) ofDays() (p shareddb.AddToDaysParams) {
	days := map[bucket]sum{}
	for b, s := range t.hours {
		b.hour = 0
		d := days[b]
		days[b] = sum{d.events + s.events, d.amount + s.amount}
	}
	for _, b := range sorted(days, bucket.compare) {
		p.Tenants, p.Days = append(p.Tenants, int64(b.tenant)), append(p.Days, moment(b.day))
		p.EventTypes, p.Tools = append(p.EventTypes, b.kind), append(p.Tools, b.tool)
		p.Events, p.Amounts = append(p.Events, days[b].events), append(p.Amounts, days[b].amount)
	}
	return p
}

func usersParams(doers []doer) (p shareddb.AddUsersParams) {
	for _, d := range doers {
		p.Tenants, p.Days, p.Hours = append(p.Tenants, int64(d.tenant)), append(p.Days, moment(d.day)), append(p.Hours, moment(d.hour))
		p.EventTypes, p.Tools, p.Users = append(p.EventTypes, d.kind), append(p.Tools, d.tool), append(p.Users, d.user)
	}
	return p
}

func moment(second int64) time.Time { return time.Unix(second, 0).UTC() }
