package analytics

import (
	"context"
	"fmt"
	"strconv"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// membersKept is how many people are remembered to work where they do.
const membersKept = 50_000

// member is somebody who works in a restaurant, or did.
type member struct {
	tenant access.TenantID
	user   int64
}

// track stores one event. When it returns without an error, the event is on disk. One that its reporter has reported before, by its key,
// is given as it was stored then.
func (s *Service) track(ctx context.Context, from *reporter, r Report) (*Event, error) {
	reports := []Report{r}
	d, err := s.examine(ctx, from, reports)
	if err != nil {
		return nil, err
	}
	if len(d.reports) == 0 {
		return nil, allRefused(reports, func(_ int, field string) string { return field })
	}
	if _, err := s.writer.Do(ctx, d); err != nil {
		return nil, err
	}
	stored := d.reports[0]
	if stored.duplicate {
		return s.store.byKey(ctx, s.DB.SharedQuery(), from, stored.key)
	}
	return stored.event(d), nil
}

// event is the report as it was stored.
func (r *Report) event(d *delivery) *Event {
	e := &Event{ID: r.id, Type: r.Type, Data: r.Data, Tool: d.from.tool, IP: d.from.ip, Occurred: *r.Occurred, Received: d.received}
	if r.User != nil {
		e.User = access.UserID(*r.User)
	}
	return e
}

var errBatchSize = fault.Field("events", fmt.Sprintf("Send 1 to %d events.", MaxBatch))

// trackBatch stores events in one transaction: those that nothing is wrong with. What its reporter has reported before, by its key, is a
// duplicate and changes nothing. It notes in each report what became of it, and fails when all are refused.
func (s *Service) trackBatch(ctx context.Context, from *reporter, reports []Report) error {
	if len(reports) == 0 || len(reports) > MaxBatch {
		return errBatchSize
	}
	d, err := s.examine(ctx, from, reports)
	if err != nil {
		return err
	}
	if len(d.reports) == 0 {
		return allRefused(reports, inBatch)
	}
	_, err = s.writer.Do(ctx, d)
	return err
}

// inBatch names a field of one of several events.
func inBatch(i int, field string) string { return "events[" + strconv.Itoa(i) + "]." + field }

// allRefused says what is wrong with each of the events.
func allRefused(reports []Report, name func(i int, field string) string) error {
	var problems fault.Fields
	for i := range reports {
		for _, wrong := range reports[i].problems {
			problems.Add(name(i, wrong.field), wrong.message)
		}
	}
	return problems.Err()
}

// examine notes in each report what is wrong with it, and gives those with which nothing is.
func (s *Service) examine(ctx context.Context, from *reporter, reports []Report) (*delivery, error) {
	t, err := s.terms(ctx, from)
	if err != nil {
		return nil, err
	}
	for i := range reports {
		reports[i].check(t)
	}
	if err := s.checkUsers(ctx, from, reports); err != nil {
		return nil, err
	}
	d := &delivery{from: from, received: t.now}
	for i := range reports {
		if r := &reports[i]; !r.refused() {
			d.reports = append(d.reports, r)
		}
	}
	return d, nil
}

func (s *Service) terms(ctx context.Context, from *reporter) (*terms, error) {
	days, err := s.Plans.EventRetention(ctx, from.place)
	if err != nil {
		return nil, err
	}
	known, err := s.kindsOf(ctx, from)
	return &terms{now: s.now(), days: days, known: known}, err
}

// checkUsers notes events of people whose doing they cannot be, and completes those of staff. Staff report what they did themselves, a
// tool what anybody did who works in the restaurant or did once.
func (s *Service) checkUsers(ctx context.Context, from *reporter, reports []Report) error {
	if from.tool == 0 {
		own := int64(from.user)
		for i := range reports {
			if r := &reports[i]; r.User != nil && *r.User != own {
				r.refuse("user", "You can only report what you did yourself.")
			}
			reports[i].User = &own
		}
		return nil
	}
	strangers, err := s.strangers(ctx, from.tenant, reports)
	if err != nil {
		return err
	}
	for i := range reports {
		if r := &reports[i]; r.User != nil && strangers[*r.User] {
			r.refuse("user", "This user does not work in this restaurant.")
		}
	}
	return nil
}

// strangers are those of the reports' people who never worked in the restaurant.
func (s *Service) strangers(ctx context.Context, t access.TenantID, reports []Report) (map[int64]bool, error) {
	strange := map[int64]bool{}
	var users []int64
	for i := range reports {
		user := reports[i].User
		if user != nil && !strange[*user] && !s.members.has(member{t, *user}) {
			strange[*user] = true
			users = append(users, *user)
		}
	}
	if len(users) == 0 {
		return nil, nil
	}
	known, err := s.store.membersAmong(ctx, s.DB.SharedQuery(), t, users)
	for _, user := range known {
		delete(strange, user)
		s.members.add(member{t, user})
	}
	return strange, err
}
