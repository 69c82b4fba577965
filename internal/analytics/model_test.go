package analytics_test

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// happening is an event as the model knows it: everything about it is written down here, and nothing is read from a table.
type happening struct {
	at     time.Time
	kind   string
	tool   int64 // 0: the staff
	user   int64 // 0: nobody
	amount int64 // in ten-thousandths
	table  string
	dishes []string
}

// model is what happened in a restaurant. Its charts are plain loops over all of it, which know the time of day only as people write it.
type model struct {
	zone *time.Location
	all  []happening
}

func (m *model) local(h *happening, layout string) string { return h.at.In(m.zone).Format(layout) }

// label is what the chart's point is called to which an event belongs.
func (m *model) label(h *happening, interval string) string {
	switch local := h.at.In(m.zone); interval {
	case "hour":
		return local.Format("2006-01-02T15:00:00Z07:00")
	case "week":
		for local.Weekday() != time.Monday {
			local = local.AddDate(0, 0, -1)
		}
		return local.Format(time.DateOnly)
	case "month":
		return local.Format("2006-01") + "-01"
	default:
		return local.Format(time.DateOnly)
	}
}

// query is what may be asked of every chart.
type query struct {
	first, last string // dates
	types       []string
	tools       []int64
}

// asked are the events that a query is about.
func (m *model) asked(q *query) (list []happening) {
	for _, h := range m.all {
		date := m.local(&h, time.DateOnly)
		if date < q.first || date > q.last {
			continue
		}
		if len(q.types) > 0 && !slices.Contains(q.types, h.kind) || len(q.tools) > 0 && !slices.Contains(q.tools, h.tool) {
			continue
		}
		list = append(list, h)
	}
	return list
}

// said is the figures of an answer.
type said struct {
	Events int64  `json:"events"`
	Amount string `json:"amount"`
	Users  int64  `json:"users"`
}

// sums adds up events by names that they are given; one event may have several or none.
func sums(list []happening, names func(*happening) []string) map[string]said {
	amounts, users, result := map[string]int64{}, map[string]map[int64]bool{}, map[string]said{}
	for _, h := range list {
		for _, name := range names(&h) {
			if users[name] == nil {
				users[name] = map[int64]bool{}
			}
			if h.user != 0 {
				users[name][h.user] = true
			}
			amounts[name] += h.amount
			result[name] = said{Events: result[name].Events + 1, Amount: decimals(amounts[name]), Users: int64(len(users[name]))}
		}
	}
	return result
}

// decimals writes ten-thousandths.
func decimals(n int64) string {
	text := big.NewRat(n, 10_000).FloatString(4)
	for strings.HasSuffix(text, "0") && len(text)-strings.Index(text, ".") > 3 {
		text = text[:len(text)-1]
	}
	return text
}

const nothing = "\x00" // the name of what has no key

// namesBy are the names by which breakdown and top tell events apart.
func namesBy(by string, several bool) func(*happening) []string {
	return func(h *happening) []string {
		switch by {
		case "type":
			return []string{h.kind}
		case "tool":
			return []string{orNothing(h.tool)}
		case "user":
			return []string{orNothing(h.user)}
		case "data.table":
			if h.table == "" {
				return []string{nothing}
			}
			return []string{h.table}
		}
		if !several || len(h.dishes) == 0 { // a list is no value
			return []string{nothing}
		}
		return slices.Compact(slices.Sorted(slices.Values(h.dishes)))
	}
}

func orNothing(id int64) string {
	if id == 0 {
		return nothing
	}
	return strconv.FormatInt(id, 10)
}

// ranked are the names in the order of a measure.
func ranked(groups map[string]said, measure string) []string {
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		first := 0
		switch measure {
		case "amount":
			first = rational(groups[b].Amount).Cmp(rational(groups[a].Amount))
		case "users":
			first = cmp.Compare(groups[b].Users, groups[a].Users)
		}
		return cmp.Or(first, cmp.Compare(groups[b].Events, groups[a].Events), cmp.Compare(a, b))
	})
	return names
}

func rational(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

// reached tries every way through the steps: who did each after the one before it, all within the time from the first.
func reached(list []happening, steps []string, key func(*happening) string, within time.Duration) []int64 {
	people := map[string][]happening{}
	for _, h := range list {
		if key(&h) != nothing {
			people[key(&h)] = append(people[key(&h)], h)
		}
	}
	counts := make([]int64, len(steps))
	for _, own := range people {
		slices.SortStableFunc(own, func(a, b happening) int { return a.at.Compare(b.at) })
		furthest := 0
		for n := range own {
			if own[n].kind == steps[0] {
				furthest = max(furthest, 1+walked(own[n+1:], steps[1:], own[n].at.Add(within)))
			}
		}
		for step := range furthest {
			counts[step]++
		}
	}
	return counts
}

// walked takes each next step at the first chance.
func walked(rest []happening, steps []string, deadline time.Time) int {
	for n := range rest {
		if len(steps) == 0 || rest[n].at.After(deadline) {
			return 0
		}
		if rest[n].kind == steps[0] {
			return 1 + walked(rest[n+1:], steps[1:], deadline)
		}
	}
	return 0
}
