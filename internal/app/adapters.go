package app

import (
	"cmp"
	"context"
	"strings"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/auth"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/staff"
	"github.com/tabletap/console/internal/tenants"
)

// lookup finds restaurants, their staff and people for features that are made before those services are.
type lookup struct{ app *App }

func (l lookup) ByID(ctx context.Context, id access.TenantID) (*access.Tenant, error) {
	return l.app.Tenants.ByID(ctx, id)
}

func (l lookup) ByName(ctx context.Context, name string) (*access.Tenant, error) {
	return l.app.Tenants.ByName(ctx, name)
}

func (l lookup) EachSchema(ctx context.Context, fn func(*access.Tenant) error) error {
	return l.app.Tenants.EachSchema(ctx, fn)
}

func (l lookup) ChangeSubscription(
	ctx context.Context, id access.TenantID, fn func(postgres.Tx, *tenants.Tenant) (tenants.SubscriptionChange, error),
) error {
	return l.app.Tenants.ChangeSubscription(ctx, id, fn)
}

func (l lookup) Member(ctx context.Context, t *access.Tenant, user access.UserID) (*access.Member, error) {
	return l.app.Staff.Member(ctx, t, user)
}

func (l lookup) StaffUsed(ctx context.Context, t *access.Tenant) (int, error) {
	return l.app.Staff.StaffUsed(ctx, t)
}

func (l lookup) MaySignIn(ctx context.Context, clerkUserID string) (bool, error) {
	return l.app.Auth.MaySignIn(ctx, clerkUserID)
}

// owners keeps who owns a restaurant for the staff, which is made before the restaurants' service is.
type owners struct{ app *App }

func (o owners) SetOwner(ctx context.Context, tx postgres.Tx, t access.TenantID, owner access.UserID) error {
	return o.app.Tenants.SetOwner(ctx, tx, t, owner)
}

func (o owners) Forget(ctx context.Context, t access.TenantID) { o.app.Tenants.Forget(ctx, t) }

// signups makes the restaurant that comes with a person's account.
type signups struct{ tenants *tenants.Service }

func (s signups) ProvisionSignup(ctx context.Context, tx postgres.Tx, owner *auth.User) (access.TenantID, string, error) {
	t, err := s.tenants.Provision(ctx, tx, tenants.NewTenant{
		Profile: tenants.Profile{Name: restaurantName(owner), ContactEmail: owner.Email}, Owner: owner.ID, Signup: true,
	})
	if err != nil {
		return 0, "", err
	}
	return t.ID, t.Schema, nil
}

// restaurantName is what a restaurant is called until its owner says otherwise.
func restaurantName(owner *auth.User) string {
	name := strings.TrimSpace(owner.FirstName + " " + owner.LastName)
	if name == "" {
		name, _, _ = strings.Cut(owner.Email, "@")
	}
	name = cmp.Or(name, owner.Username, "My")
	const suffix, most = "'s Restaurant", 80
	if runes := []rune(name); len(runes) > most {
		name = string(runes[:most])
	}
	return name + suffix
}

// signIns ends what came of a sign-in in the console: what was launched from it, and what tools asked for over OpenID Connect.
type signIns struct{ app *App }

func (s signIns) EndSignIn(ctx context.Context, tx postgres.Tx, user access.UserID, signIn string) (after func(context.Context), err error) {
	if err := s.app.OpenID.EndSignIn(ctx, tx, signIn); err != nil {
		return nil, err
	}
	return s.app.Tools.EndSignIn(ctx, tx, user, signIn)
}

// rosters puts people on the staff of restaurants that are named by id. It reads the restaurant through the caller's own
// transaction: asking the pool for a second connection while holding one could wait for itself.
type rosters struct {
	staff   *staff.Service
	tenants *tenants.Service
}

func (r rosters) JoinFromOrganization(ctx context.Context, tx postgres.Tx, id access.TenantID, user access.UserID, role string) error {
	t, err := r.tenants.Within(ctx, tx, id)
	if err != nil {
		return err
	}
	return r.staff.JoinFromOrganization(ctx, tx, t, user, role)
}

func (r rosters) LeaveFromOrganization(ctx context.Context, tx postgres.Tx, id access.TenantID, user access.UserID) error {
	t, err := r.tenants.Within(ctx, tx, id)
	if err != nil {
		return err
	}
	return r.staff.LeaveFromOrganization(ctx, tx, t, user)
}

func (r rosters) DeactivateEverywhere(ctx context.Context, tx postgres.Tx, user access.UserID) error {
	return r.staff.DeactivateEverywhere(ctx, tx, user)
}
