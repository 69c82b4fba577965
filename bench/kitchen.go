package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/app"
	clerksandbox "github.com/tabletap/console/internal/sandbox/clerk"
	"github.com/tabletap/console/internal/tenants"
)

const (
	kitchenMembers = 10
	kitchenSlug    = "bench-kitchen"
	makers         = 2  // restaurants made at once while nothing is measured
	freshFor       = 50 // restaurants made on one connection: each makes the next dearer
)

// kitchen is the restaurant that requests are for, and the sessions of those who work there.
type kitchen struct {
	id       access.TenantID
	schema   string
	sessions []string
	members  []memberRow
}

// memberRow is somebody's row of staff, in the order of sessions.
type memberRow struct{ ID, UserID int64 }

// fill makes the restaurants that are there before anything is measured, the kitchen first.
func (w *world) fill(ctx context.Context) error {
	a, err := w.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close(context.WithoutCancel(ctx)) }()
	if err := a.Migrate(ctx); err != nil {
		return err
	}
	if err := a.Ready(ctx); err != nil {
		return err
	}
	if err := w.openKitchen(ctx, a); err != nil {
		return fmt.Errorf("the kitchen: %w", err)
	}
	if err := w.makeRestaurants(ctx, a); err != nil {
		return err
	}
	return w.settle(ctx)
}

func (w *world) makeRestaurants(ctx context.Context, a *app.App) error {
	owners, err := people(ctx, a, "owner", w.opts.tenants-1)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(makers)
	for i, owner := range owners {
		if i%freshFor == 0 {
			a.DB.Pool().Reset()
		}
		group.Go(func() error {
			_, err := a.Tenants.Create(ctx, restaurant("Restaurant "+strconv.Itoa(i), owner))
			return err
		})
	}
	return group.Wait()
}

func restaurant(name string, owner access.UserID) tenants.NewTenant {
	return tenants.NewTenant{Profile: tenants.Profile{Name: name, ContactEmail: "hello@restaurant.example"}, Owner: owner}
}

// people writes users whom Clerk does not know.
func people(ctx context.Context, a *app.App, name string, count int) ([]access.UserID, error) {
	rows, err := a.DB.SharedQuery().Query(ctx, `INSERT INTO public.users (username, email, first_name, last_name)
SELECT $1::text || '-' || n, $1::text || '-' || n || '@example.com', 'Ama', 'Mensah' FROM generate_series(1, $2::int) AS n RETURNING id`, name, count)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[access.UserID])
}

// openKitchen makes a restaurant with ten members, each signed in at the stand-in and let into every tool.
func (w *world) openKitchen(ctx context.Context, a *app.App) error {
	users := make([]access.UserID, kitchenMembers)
	for i := range users {
		var err error
		if users[i], err = w.signUp(ctx, a, i); err != nil {
			return err
		}
	}
	made, err := a.Tenants.Create(ctx, restaurant("Bench Kitchen", users[0]))
	if err != nil {
		return err
	}
	w.kitchen.id, w.kitchen.schema = made.ID, made.Schema
	err = w.hire(ctx, a, &made.Tenant, users)
	return err
}

// signUp makes somebody at the stand-in, with a session, and the product's own row of them.
func (w *world) signUp(ctx context.Context, a *app.App, n int) (id access.UserID, err error) {
	email := "member-" + strconv.Itoa(n) + "@example.com"
	user, err := w.clerk.CreateUser(clerksandbox.UserParams{EmailAddresses: []string{email}, FirstName: "Kofi", LastName: "Boateng"})
	if err != nil {
		return 0, err
	}
	session, err := w.clerk.CreateSession(user.ID, "")
	if err != nil {
		return 0, err
	}
	w.kitchen.sessions = append(w.kitchen.sessions, session.ID)
	err = a.DB.SharedQuery().QueryRow(ctx, `INSERT INTO public.users (clerk_user_id, username, email, first_name, last_name)
VALUES ($1, $2, $2, 'Kofi', 'Boateng') RETURNING id`, user.ID, email).Scan(&id)
	return id, err
}

// hire puts everybody but the owner, who is there already, on the staff. They may all see salaries, so all get the same answer.
func (w *world) hire(ctx context.Context, a *app.App, t *access.Tenant, users []access.UserID) error {
	for _, user := range users[1:] {
		_, err := a.DB.TenantQuery(t).Exec(ctx, `INSERT INTO staff_members (user_id, role_id, hired_date, employee_id, department, salary_minor)
SELECT $1::bigint, id, $2::date, 'E-' || $1::bigint, 'Kitchen', 250000 FROM roles WHERE name = 'Manager'`, int64(user), time.Now())
		if err != nil {
			return err
		}
		_, err = a.DB.SharedQuery().Exec(ctx, "INSERT INTO public.memberships (user_id, tenant_id) VALUES ($1, $2)", user, t.ID)
		if err != nil {
			return err
		}
	}
	_, err := a.DB.TenantQuery(t).Exec(ctx, `INSERT INTO tool_access (member_id, tool_id)
SELECT m.id, i.tool_id FROM staff_members m CROSS JOIN installed_tools i ON CONFLICT DO NOTHING`)
	if err != nil {
		return err
	}
	rows, err := a.DB.TenantQuery(t).Query(ctx, "SELECT id, user_id FROM staff_members ORDER BY id")
	if err != nil {
		return err
	}
	w.kitchen.members, err = pgx.CollectRows(rows, pgx.RowToStructByPos[memberRow])
	return err
}

// tokens are fresh session tokens of everybody in the kitchen. Clerk's live for a minute, and so do these.
func (w *world) tokens() ([]string, error) {
	list := make([]string, len(w.kitchen.sessions))
	for i, session := range w.kitchen.sessions {
		var err error
		if list[i], err = w.clerk.SessionToken(session); err != nil {
			return nil, fmt.Errorf("session token: %w", err)
		}
	}
	return list, nil
}
