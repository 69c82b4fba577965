package audit

import (
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

// scope is whose entries are read: a restaurant's, or platform's.
type scope int64

// platform is the scope of entries that belong to no restaurant.
const platform scope = 0

// Filter says which entries, as query parameters. What is empty keeps all.
type Filter struct {
	Action     string        `query:"action" maxLength:"100" doc:"Such as staff.deactivated"`
	Actor      access.UserID `query:"actor" minimum:"1" doc:"Id of the user who did it"`
	TargetType string        `query:"target_type" maxLength:"100" doc:"Such as staff_member"`
	TargetID   string        `query:"target_id" maxLength:"100" doc:"Id of what it was done to, best with target_type"`
	Start      string        `query:"start_date" doc:"The first day, or a moment with its zone. Days are those of UTC"`
	End        string        `query:"end_date" doc:"The last day, which counts whole, or the last moment"`
}

// period is the filter's time, from since to before until.
func (f *Filter) period() (since, until *time.Time, err error) {
	var wrong fault.Fields
	since, _ = moment(&wrong, "start_date", f.Start)
	until, day := moment(&wrong, "end_date", f.End)
	if until != nil && day {
		until = new(until.AddDate(0, 0, 1))
	} else if until != nil {
		until = new(until.Add(time.Microsecond)) // as fine as PostgreSQL's clock
	}
	return since, until, wrong.Err()
}

// moment reads a day or a moment, and reports whether it was a day.
func moment(wrong *fault.Fields, field, text string) (at *time.Time, day bool) {
	if text == "" {
		return nil, false
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		t, err := time.Parse(layout, text)
		if err == nil && t.UTC().Year() > 0 {
			return &t, layout == time.DateOnly
		}
	}
	wrong.Add(field, "Enter a date such as 2026-01-31, or a moment such as 2026-01-31T18:00:00Z.")
	return nil, false
}

// before is the filter as a query, for at most limit entries before a position. Of a position and the end of the filter's time, only
// the earlier one goes into the query: given both, PostgreSQL may begin at the later one and read all that lies between.
func (f *Filter) before(of scope, at *api.Position, limit int) (shareddb.AuditBeforeParams, error) {
	since, until, err := f.period()
	p := shareddb.AuditBeforeParams{
		Scope: int64(of), Action: given(f.Action), Actor: given(int64(f.Actor)), TargetType: given(f.TargetType),
		TargetID: given(f.TargetID), Since: since, Until: until, PageLimit: int64(limit),
	}
	if at != nil && (until == nil || at.Time.Before(*until)) {
		p.BeforeTime, p.BeforeID, p.Until = &at.Time, &at.ID, nil
	}
	return p, err
}

// after is the filter as a query for entries after a position, which takes the later one of it and the begin of the filter's time.
func (f *Filter) after(of scope, at api.Position, limit int) (shareddb.AuditAfterParams, error) {
	since, until, err := f.period()
	if since != nil && at.Time.Before(*since) {
		at = api.Position{Time: *since} // no id is that low
	}
	return shareddb.AuditAfterParams{
		Scope: int64(of), Action: given(f.Action), Actor: given(int64(f.Actor)), TargetType: given(f.TargetType),
		TargetID: given(f.TargetID), Until: until, AfterTime: at.Time, AfterID: at.ID, PageLimit: int64(limit),
	}, err
}

func given[T comparable](value T) *T {
	var nothing T
	if value == nothing {
		return nil
	}
	return &value
}
