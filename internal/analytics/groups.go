package analytics

import (
	"cmp"
	"context"
	"slices"
	"strconv"
)

// group is a part of a breakdown. One without a key is what has no such field, nobody's doing, or the staff's own.
type group struct {
	key *string
	figures
}

// groups are the parts of a whole, the largest first.
type groups struct {
	total  figures
	list   []group
	looked *looked // how far was looked at events themselves; nil when the rollups knew
}

// groups tells a scope's events apart. With several, an event counts for each different value that it has, as an order does for each of its
// dishes.
func (r *Reader) groups(ctx context.Context, of *scope, b by, rank ranking, several bool) (*groups, error) {
	if b.word == "type" || b.word == "tool" {
		return r.partsOf(ctx, of, split(b.word), rank)
	}
	path := b.path()
	if several {
		path = b.pathToAll()
	}
	rows, how, err := r.look(ctx, of, path)
	if err != nil {
		return nil, err
	}
	g := groupsOf(rows, b, several)
	g.looked = &how
	g.sort(rank)
	return g, nil
}

// partsOf asks the rollups.
func (r *Reader) partsOf(ctx context.Context, of *scope, s split, rank ranking) (*groups, error) {
	q := r.rows(of.tenant)
	cells, err := r.store.parts(ctx, q, of, s)
	if err != nil {
		return nil, err
	}
	g := &groups{}
	if rank == byUsers {
		if err := r.countPeople(ctx, of, s, cells, g); err != nil {
			return nil, err
		}
	}
	for n := range cells {
		g.total = g.total.plus(cells[n].figures)
		g.list = append(g.list, group{keyOfPart(s, cells[n].part), cells[n].figures})
	}
	g.sort(rank)
	return g, nil
}

func (r *Reader) countPeople(ctx context.Context, of *scope, s split, cells []cell, g *groups) error {
	q := r.rows(of.tenant)
	people, err := r.store.peopleInAll(ctx, q, of, s)
	if err != nil {
		return err
	}
	users := map[string]int64{}
	for n := range people {
		users[people[n].part] = people[n].users
	}
	for n := range cells {
		cells[n].users = users[cells[n].part]
	}
	all, err := r.store.peopleInAll(ctx, q, of, undivided)
	if len(all) > 0 {
		g.total.users = all[0].users
	}
	return err
}

// keyOfPart is nil for the staff, who are no tool.
func keyOfPart(s split, part string) *string {
	if s == splitTool && part == "0" {
		return nil
	}
	return &part
}

// crowd is a group whose people are being counted.
type crowd struct {
	group

	people map[int64]bool
}

func newCrowd(key *string) *crowd { return &crowd{group: group{key: key}, people: map[int64]bool{}} }

func (c *crowd) add(row *sighting) {
	c.figures = c.plus(figures{events: 1, amount: row.amount})
	if row.user != nil {
		c.people[*row.user] = true
		c.users = int64(len(c.people))
	}
}

func groupsOf(rows []sighting, b by, several bool) *groups {
	all, keyless, crowds := newCrowd(nil), newCrowd(nil), map[string]*crowd{}
	for n := range rows {
		row := &rows[n]
		all.add(row)
		for _, key := range keysOf(row, b, several) {
			if key == nil {
				keyless.add(row)
				continue
			}
			if crowds[*key] == nil {
				crowds[*key] = newCrowd(key)
			}
			crowds[*key].add(row)
		}
	}
	g := &groups{total: all.figures}
	for _, c := range crowds {
		g.list = append(g.list, c.group)
	}
	if keyless.events > 0 {
		g.list = append(g.list, keyless.group)
	}
	return g
}

// keysOf are the groups to which an event belongs: one, which may be the one without a key; or each value that was found, and none.
func keysOf(row *sighting, b by, several bool) []*string {
	if b.word == "user" {
		if row.user == nil {
			return []*string{nil}
		}
		return []*string{new(strconv.FormatInt(*row.user, 10))}
	}
	if len(row.found) == 0 {
		return []*string{nil}
	}
	if !several {
		return []*string{&row.found[0]}
	}
	slices.Sort(row.found)
	var keys []*string
	for n := range row.found {
		if n == 0 || row.found[n] != row.found[n-1] {
			keys = append(keys, &row.found[n])
		}
	}
	return keys
}

// sort puts the largest first, and of equals the one whose key comes first; what has no key comes before them.
func (g *groups) sort(rank ranking) {
	slices.SortFunc(g.list, func(a, b group) int {
		if order := a.compare(b.figures, rank); order != 0 || a.key == nil || b.key == nil {
			return cmp.Or(order, compareNil(a.key, b.key))
		}
		return cmp.Compare(*a.key, *b.key)
	})
}

func compareNil(a, b *string) int {
	switch {
	case a == nil && b != nil:
		return -1
	case a != nil && b == nil:
		return 1
	}
	return 0
}

// named are the groups that have a key.
func (g *groups) named() []group {
	return slices.DeleteFunc(slices.Clone(g.list), func(one group) bool { return one.key == nil })
}

// rest is what is in the whole and not in the first groups. Its people are not known: they may be the others' too.
func (g *groups) rest(shown int) (figures, bool) {
	if shown >= len(g.list) {
		return figures{}, false
	}
	rest := g.total
	for n := range shown {
		rest = rest.minus(g.list[n].figures)
	}
	return rest, true
}
