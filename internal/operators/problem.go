package operators

import (
	"cmp"
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// How bad a problem is.
const (
	Critical = "critical" // somebody is not served
	Warning  = "warning"  // somebody has to do something
	Info     = "info"     // somebody may want to know
)

// Problem is something that is wrong now.
type Problem struct {
	Code     string
	Severity string
	Title    string
	Detail   string // what to do
	Count    int64
	Since    *time.Time // nil: nobody knows
	Link     string     // what to look at: webhooks, jobs, migrations, findings, disputes, subscriptions, keys; "" for nothing
}

const (
	checkPatience = 500 * time.Millisecond // for one check: whoever looks waits for the slowest
	checksAtOnce  = 4                      // connections
)

// check looks for problems of one kind.
type check struct {
	name string
	look func(context.Context) ([]Problem, error)
}

// Problems is all that is wrong now, the worst first. What cannot be looked at is a problem of its own.
func (s *Service) Problems(ctx context.Context) []Problem {
	checks := s.checks()
	found := make([][]Problem, len(checks))
	var group errgroup.Group
	group.SetLimit(checksAtOnce)
	for i, c := range checks {
		group.Go(func() error {
			found[i] = s.check(ctx, c)
			return nil
		})
	}
	_ = group.Wait() // a failure is a problem
	all := slices.Concat(found...)
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), byTime(a.Since, b.Since), cmp.Compare(a.Code, b.Code))
	})
	return all
}

func (s *Service) check(ctx context.Context, c check) []Problem {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	found, err := c.look(ctx)
	if err == nil {
		return found
	}
	s.Logger.ErrorContext(ctx, "operators: a check failed", "check", c.name, "error", err)
	return []Problem{{
		Code: "check_failed", Severity: Warning, Title: "Could not look at " + c.name, Count: 1,
		Detail: "It failed or took too long: look into the log. What else is wrong with it is not known.",
	}}
}

func rank(p Problem) int { return slices.Index([]string{Critical, Warning, Info}, p.Severity) }

// byTime has the longest first, and what nobody knows the beginning of last.
func byTime(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	default:
		return a.Compare(*b)
	}
}
