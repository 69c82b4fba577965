package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/postgres/tenantdb"
)

const (
	crowdMembers = 10_000
	crowdName    = "Bench Crowd"
	crowdGoal    = 2.0
	crowdTurns   = 4 // a filter's turns are this much shorter than others', and at most so many: there are several filters
)

// crowd is a restaurant with many members, owned by the kitchen's owner.
type crowd struct {
	world        *world
	product      *child
	slug, schema string
}

// crowdFilter is a list that somebody asks for, over HTTP and as the bare statement that it comes down to.
type crowdFilter struct {
	name, query string
	want        int64 // members that match
	bare        func(context.Context, *tenantdb.Queries, *pgx.Conn) (total int64, rows int, err error)
}

// measureCrowd is figure 8: lists of a restaurant's ten thousand members by every sort of filter. The limit has no HTTP and no
// session: the same prepared statement on connections that stay in the restaurant's schema.
func measureCrowd(ctx context.Context, w *world) (_ []line, err error) {
	c := &crowd{world: w}
	if err := c.fill(ctx); err != nil {
		return nil, err
	}
	if c.product, err = w.serve(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.product.stop(ctx)) }()
	opts := w.opts
	opts.round, opts.rounds = opts.round/crowdTurns, min(opts.rounds, crowdTurns)
	var lines []line
	for _, f := range crowdFilters() {
		m, err := compete(ctx, &opts, c.readers(f), c.bareReaders(f))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		lines = append(lines, f.line(m, opts.connections))
	}
	return lines, nil
}

// line says how much longer a request takes than its statement, when both have the machine to themselves.
func (f *crowdFilter) line(m match, connections int) line {
	longer := ratios(m.limit, m.ours) // rates: the slower side has the smaller
	return line{
		figure: fmt.Sprintf("8 members, %d of %d by %s, %d connections", f.want, crowdMembers, f.name, connections),
		ours:   perSecond(median(m.ours)), limit: perSecond(median(m.limit)),
		ratio: spread(longer), goal: fmt.Sprintf("at most %.2f", crowdGoal), verdict: verdict(median(longer) <= crowdGoal),
	}
}

// fill makes the restaurant. One in ten is shut out, and names come in a hundred sorts.
func (c *crowd) fill(ctx context.Context) error {
	a, err := c.world.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close(context.WithoutCancel(ctx)) }()
	if err := a.Ready(ctx); err != nil {
		return err
	}
	made, err := a.Tenants.Create(ctx, restaurant(crowdName, access.UserID(c.world.kitchen.members[0].UserID)))
	if err != nil {
		return err
	}
	c.slug, c.schema = made.Tenant.Slug, made.Schema
	users, err := people(ctx, a, "crowd", crowdMembers-1)
	if err != nil {
		return err
	}
	for _, sql := range []string{
		`INSERT INTO staff_members (user_id, role_id, hired_date, employee_id, department, is_active)
SELECT p.id, r.id, '2026-01-01'::date + (p.n % 365)::int, 'E-' || p.n, 'Kitchen', p.n % 10 <> 0
FROM unnest($1::bigint[]) WITH ORDINALITY AS p (id, n) JOIN roles r ON r.name = CASE WHEN p.n % 20 = 0 THEN 'Manager' ELSE 'Waiter' END`,
		`UPDATE public.users u SET first_name = 'Name' || p.n % 100 FROM unnest($1::bigint[]) WITH ORDINALITY AS p (id, n) WHERE u.id = p.id`,
	} {
		if _, err := a.DB.TenantQuery(&made.Tenant).Exec(ctx, sql, users); err != nil {
			return err
		}
	}
	return c.analyze(ctx)
}

// analyze does now what autovacuum would have done by the time that somebody has ten thousand members.
func (c *crowd) analyze(ctx context.Context) error {
	conn, err := c.world.connectTo(ctx, c.schema)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "VACUUM (ANALYZE) staff_members, roles, public.users"); err != nil {
		return fmt.Errorf("analyze: %w", err)
	}
	return c.world.settle(ctx)
}

// crowdFilters are a list of everybody and one for each sort of filter.
func crowdFilters() []crowdFilter {
	filter := func(p tenantdb.FilterMembersParams) func(context.Context, *tenantdb.Queries, *pgx.Conn) (int64, int, error) {
		p.PageLimit = membersPage
		return func(ctx context.Context, q *tenantdb.Queries, conn *pgx.Conn) (int64, int, error) {
			rows, err := q.FilterMembers(ctx, conn, p)
			if err != nil || len(rows) == 0 {
				return 0, 0, err
			}
			return rows[0].Total, len(rows), nil
		}
	}
	search := func(p tenantdb.SearchMembersParams) func(context.Context, *tenantdb.Queries, *pgx.Conn) (int64, int, error) {
		p.PageLimit = membersPage
		return func(ctx context.Context, q *tenantdb.Queries, conn *pgx.Conn) (int64, int, error) {
			rows, err := q.SearchMembers(ctx, conn, p)
			if err != nil || len(rows) == 0 {
				return 0, 0, err
			}
			return rows[0].Total, len(rows), nil
		}
	}
	return []crowdFilter{
		{"nothing", "", crowdMembers, func(ctx context.Context, q *tenantdb.Queries, conn *pgx.Conn) (int64, int, error) {
			rows, err := q.ListMembers(ctx, conn, 0, membersPage)
			if err != nil || len(rows) == 0 {
				return 0, 0, err
			}
			return rows[0].Total, len(rows), nil
		}},
		{"?role=", "?role=manager", 499, filter(tenantdb.FilterMembersParams{RoleName: new("manager")})},
		{"?is_active=", "?is_active=false", 999, filter(tenantdb.FilterMembersParams{IsActive: new(false)})},
		{"?search=", "?search=name42", 100, search(tenantdb.SearchMembersParams{Patterns: []string{"%name42%"}})},
		{"?ordering=name", "?ordering=name", crowdMembers, search(tenantdb.SearchMembersParams{Patterns: []string{}, Ordering: "name"})},
		{"all at once", "?search=name&role=waiter&is_active=true&ordering=-hired_date", 9000, search(tenantdb.SearchMembersParams{
			Patterns: []string{"%name%"}, RoleName: new("waiter"), IsActive: new(true), Ordering: "-hired_date",
		})},
	}
}

// readers ask the server for the list, as the owner.
func (c *crowd) readers(f crowdFilter) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		tokens, err := c.world.tokens()
		if err != nil {
			return nil, nil, err
		}
		return dialAll(ctx, c.product.address, c.world.opts.connections, func(_ int, k *keepAlive) worker {
			ask := requestTo(c.slug, "GET", membersPath+f.query, tokens[0], nil)
			return func(context.Context) error {
				body, err := k.ask(ask)
				if err != nil {
					return err
				}
				return f.right(body)
			}
		})
	}
}

// right looks at the beginning of an answer, which is its count, and at how much there is of it: reading all of it would be paid by
// one side alone.
func (f *crowdFilter) right(body []byte) error {
	if !bytes.HasPrefix(body, fmt.Appendf(nil, `{"count":%d,`, f.want)) || bytes.Count(body, []byte(`"hired_date"`)) != membersPage {
		return fmt.Errorf("expected %d of %d members: %s", membersPage, f.want, body[:min(len(body), 200)])
	}
	return nil
}

func (c *crowd) bareReaders(f crowdFilter) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		queries := tenantdb.New()
		return c.world.connectAll(ctx, c.world.opts.connections, c.schema, func(_ int, conn *pgx.Conn) worker {
			return func(ctx context.Context) error {
				total, rows, err := f.bare(ctx, queries, conn)
				if err == nil && (total != f.want || rows != membersPage) {
					err = fmt.Errorf("%d of %d members, expected %d", rows, total, f.want)
				}
				return err
			}
		})
	}
}
