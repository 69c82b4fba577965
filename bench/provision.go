package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/app"
)

const provisionGoal = 1.5

// provisioning is figure 1: making a restaurant the product's way, and by one string of SQL that makes the same.
type provisioning struct {
	app    *app.App
	world  *world
	script script
	conn   *pgx.Conn // the limit's
	owners []access.UserID

	ours, limit []time.Duration
}

func measureProvisioning(ctx context.Context, w *world) (_ []line, err error) {
	a, err := w.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close(context.WithoutCancel(ctx))) }()
	if err := a.Ready(ctx); err != nil {
		return nil, err
	}
	p := &provisioning{app: a, world: w}
	if p.owners, err = people(ctx, a, "founder", 2*w.opts.provisions+2); err != nil {
		return nil, err
	}
	if err := p.learn(ctx); err != nil {
		return nil, err
	}
	if err := w.settle(ctx); err != nil {
		return nil, err
	}
	if err := p.run(ctx); err != nil {
		return nil, err
	}
	return p.lines(), nil
}

// learn makes one restaurant and writes down what was made.
func (p *provisioning) learn(ctx context.Context) error {
	owner := p.nextOwner()
	made, err := p.app.Tenants.Create(ctx, restaurant(templateName, owner))
	if err != nil {
		return err
	}
	conn, err := p.world.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	p.script, err = writeScript(ctx, conn, made, owner)
	return err
}

func (p *provisioning) nextOwner() access.UserID {
	owner := p.owners[0]
	p.owners = p.owners[1:]
	return owner
}

// run lets both take turns, each restaurant of one next to one of the other.
func (p *provisioning) run(ctx context.Context) error {
	defer func() {
		if p.conn != nil {
			_ = p.conn.Close(ctx)
		}
	}()
	for i := range p.world.opts.provisions {
		if i%p.world.opts.fresh == 0 {
			if err := p.reconnect(ctx); err != nil {
				return err
			}
		}
		turns := []func(context.Context, int) error{p.makeOurs, p.makePlain}
		if i%2 == 1 {
			turns[0], turns[1] = turns[1], turns[0]
		}
		for _, turn := range turns {
			if err := turn(ctx, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// reconnect gives both sides a connection that has done nothing yet. The product asks for one at a time, so its pool holds one.
func (p *provisioning) reconnect(ctx context.Context) (err error) {
	p.app.DB.Pool().Reset()
	if err := p.app.DB.Ping(ctx); err != nil {
		return err
	}
	if p.conn != nil {
		_ = p.conn.Close(ctx)
	}
	if p.conn, err = p.world.connect(ctx); err != nil {
		return err
	}
	return p.conn.Ping(ctx)
}

func (p *provisioning) makeOurs(ctx context.Context, i int) error {
	in := restaurant("Ours "+strconv.Itoa(i), p.nextOwner())
	began := time.Now()
	_, err := p.app.Tenants.Create(ctx, in)
	p.ours = append(p.ours, time.Since(began))
	return err
}

func (p *provisioning) makePlain(ctx context.Context, i int) error {
	sql := p.script.named("Plain "+strconv.Itoa(i), p.nextOwner())
	began := time.Now()
	_, err := p.conn.PgConn().Exec(ctx, sql).ReadAll()
	p.limit = append(p.limit, time.Since(began))
	return err
}

func (p *provisioning) lines() []line {
	list := ratios(p.ours, p.limit)
	return []line{
		{
			figure: fmt.Sprintf("1 provisioning a restaurant, %d times, p50", len(p.ours)),
			ours:   millis(median(p.ours)), limit: millis(median(p.limit)), ratio: spread(list), goal: "at most 1.50",
			verdict: verdict(median(list) <= provisionGoal),
		},
		{
			figure: "1   p99", ours: millis(p99(p.ours)), limit: millis(p99(p.limit)), ratio: times(float64(p99(p.ours)) / float64(p99(p.limit))),
		},
	}
}
