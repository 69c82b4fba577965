package app

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/cache"
	"github.com/tabletap/console/internal/clock"
	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/jobs"
	"github.com/tabletap/console/internal/keys"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/subscriptions"
	"github.com/tabletap/console/internal/tenants"
)

// OpenForCommand is Open for a command that runs once: the shared schema is brought up first.
func OpenForCommand(ctx context.Context, cfg config.Config, version string, log *slog.Logger) (*App, error) {
	a, err := Open(ctx, withoutClerk(cfg), version, log)
	if err != nil {
		return nil, err
	}
	if _, err := a.migrator.Shared(ctx, func(ctx context.Context) error { return jobs.Migrate(ctx, a.DB, a.Log) }); err != nil {
		_ = a.closeWithin(ctx, time.Minute) // the error that matters is the first
		return nil, err
	}
	return a, nil
}

// SigningKeys lists the keys that sign launch tokens, and those that sign ID tokens, the newest of each first.
func (a *App) SigningKeys(ctx context.Context) ([]keys.Key, error) {
	launches, err := a.Tools.Keys(ctx)
	if err != nil {
		return nil, err
	}
	idTokens, err := a.OpenID.Keys(ctx)
	return append(launches, idTokens...), err
}

// RotateSigningKeys makes a new key of each kind and gives their kids.
func (a *App) RotateSigningKeys(ctx context.Context, atOnce bool) (launches, idTokens string, err error) {
	if launches, err = a.Tools.RotateKeys(ctx, atOnce); err != nil {
		return "", "", err
	}
	idTokens, err = a.OpenID.RotateKeys(ctx, atOnce)
	return launches, idTokens, err
}

// NewTenant is a restaurant as the command line makes one.
type NewTenant struct{ Schema, Name, Email, Domain, Slug, Owner string }

// CreateTenant makes a restaurant.
func (a *App) CreateTenant(ctx context.Context, n NewTenant) (*tenants.Tenant, error) {
	in := tenants.NewTenant{
		Profile: tenants.Profile{Name: n.Name, ContactEmail: n.Email, Slug: n.Slug}, Schema: n.Schema, Domain: n.Domain,
	}
	if n.Owner != "" {
		owner, err := a.Auth.UserByEmail(ctx, n.Owner)
		if fault.Is(err, fault.NotFound) {
			return nil, fault.Field("owner", "There is no user with the email address "+n.Owner+".")
		}
		if err != nil {
			return nil, fmt.Errorf("owner %s: %w", n.Owner, err)
		}
		in.Owner = owner
	}
	return a.Tenants.Create(ctx, in)
}

// TenantLine is a restaurant in a list.
type TenantLine struct {
	ID                 access.TenantID
	Slug, Schema, Name string
	Version            int
}

// EachTenant calls fn for every restaurant, in order of id.
func (a *App) EachTenant(ctx context.Context, fn func(TenantLine) error) error {
	return a.Tenants.EachSchema(ctx, func(t *access.Tenant) error {
		return fn(TenantLine{ID: t.ID, Slug: t.Slug, Schema: t.Schema, Name: t.Name, Version: t.SchemaVersion})
	})
}

// RebuildCounts counts the events of the restaurant with a slug, schema or id again, or of all when the name is "", and tells of each.
func (a *App) RebuildCounts(ctx context.Context, name string, done func(TenantLine)) error {
	rebuild := func(t TenantLine) error {
		if err := a.Events.Rebuild(ctx, t.ID); err != nil {
			return err
		}
		done(t)
		return nil
	}
	if name == "" {
		return a.EachTenant(ctx, rebuild)
	}
	t, err := a.Tenants.Find(ctx, name)
	if err != nil {
		return err
	}
	return rebuild(TenantLine{ID: t.ID, Slug: t.Profile.Slug, Schema: t.Schema, Name: t.Profile.Name, Version: t.SchemaVersion})
}

// DescribeTenant gives what is known of the restaurant with a slug, schema or id, as pairs of label and text.
func (a *App) DescribeTenant(ctx context.Context, name string) ([][2]string, error) {
	t, err := a.Tenants.Find(ctx, name)
	if err != nil {
		return nil, err
	}
	domains, err := a.Tenants.Domains(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	plan, err := a.Subscriptions.Entitlements.Plan(ctx, &t.Tenant)
	if err != nil {
		return nil, err
	}
	lines := [][2]string{
		{"id", strconv.FormatInt(int64(t.ID), 10)},
		{"name", t.Profile.Name},
		{"slug", t.Profile.Slug},
		{"schema", t.Schema},
		{"version", strconv.Itoa(t.SchemaVersion)},
		{"active", strconv.FormatBool(t.Active)},
		{"subscription", t.SubscriptionStatus},
		{"plan", plan.Name},
		{"trial ends", t.TrialEnd.Format(time.RFC3339)},
		{"email", t.ContactEmail},
		{"made", t.CreatedOn.Format(time.RFC3339)},
	}
	for _, d := range domains {
		lines = append(lines, [2]string{"domain", d.Domain})
	}
	return lines, nil
}

// CreateSuperuser makes an operator, or gives the one by that address a new password. It reports whether one was made.
func (a *App) CreateSuperuser(ctx context.Context, email, password string) (made bool, err error) {
	err = a.Auth.CreateSuperuser(ctx, email, password)
	if fault.CodeOf(err) == "superuser_exists" {
		return false, a.Auth.ResetSuperuserPassword(ctx, email, password)
	}
	return err == nil, err
}

// Document is the OpenAPI document. It needs neither database nor settings.
func Document(version string) ([]byte, error) {
	cfg, err := config.FromEnvironment(map[string]string{
		"SECRET_KEY": strings.Repeat("x", config.MinSecretKey), "CLERK_ISSUER": "https://clerk.example.com", "CLERK_SECRET_KEY": "sk_test_x",
		"CLERK_WEBHOOK_SECRET": "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 24)), //nolint:mnd // any key will do
	})
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.DiscardHandler)
	a := &App{
		Config: cfg, Version: version, Log: log, clock: clock.System{}, audit: audit.New(clock.System{}), metrics: prometheus.NewRegistry(),
	}
	if a.migrator, err = postgres.NewMigrator(nil, log); err != nil {
		return nil, err
	}
	ctx := context.Background()
	a.Cache, err = cache.New(ctx, cache.Config{DisableListen: true, Logger: log})
	if err != nil {
		return nil, err
	}
	defer a.Cache.Close()
	if err := a.assemble(ctx); err != nil {
		return nil, err
	}
	return a.API.OpenAPI()
}

// ReconciledDays is how far back the nightly reconciliation looks.
const ReconciledDays = subscriptions.ReconciledDays

// derivePassword makes the demo superuser's password of the installation's key.
func derivePassword(secretKey string) string {
	key, err := hkdf.Key(sha256.New, []byte(secretKey), nil, "tabletap demo superuser", 15) //nolint:mnd // 24 characters
	if err != nil {
		return "" // only for lengths that SHA-256 cannot give
	}
	return base32.StdEncoding.EncodeToString(key)
}

// SetupInitialData writes what every installation begins with: the plans, the catalogue of tools and a key that signs launch tokens.
// What is there stays as it is.
func (a *App) SetupInitialData(ctx context.Context) error {
	if err := a.Subscriptions.SetupDefaults(ctx); err != nil {
		return err
	}
	return a.Tools.SetupDefaults(ctx)
}
