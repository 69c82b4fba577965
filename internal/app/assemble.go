package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/analytics"
	"github.com/tabletap/console/internal/api"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/auth"
	"github.com/tabletap/console/internal/clerk"
	"github.com/tabletap/console/internal/console"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/idempotency"
	"github.com/tabletap/console/internal/oidc"
	"github.com/tabletap/console/internal/operators"
	"github.com/tabletap/console/internal/paystack"
	"github.com/tabletap/console/internal/staff"
	"github.com/tabletap/console/internal/subscriptions"
	"github.com/tabletap/console/internal/tenants"
	"github.com/tabletap/console/internal/tools"
	"github.com/tabletap/console/internal/webhooks"
)

// assemble makes the features and their routes over the parts that are there.
func (a *App) assemble(ctx context.Context) error {
	a.Inbox = webhooks.New(webhooks.Deps{DB: a.DB, Queue: a.Queue, Audit: a.audit, Clock: a.clock, Logger: a.Log})
	if err := a.makeSubscriptions(); err != nil {
		return err
	}
	if err := a.makeTools(); err != nil {
		return err
	}
	if err := a.makeStaff(); err != nil {
		return err
	}
	a.Live = analytics.NewLive(ctx, analytics.LiveDeps{DB: a.DB, Bus: a.Cache.Bus, Clock: a.clock, Logger: a.Log})
	a.Events = analytics.New(analytics.Deps{
		DB: a.DB, Bus: a.Cache.Bus, Audit: a.audit, Clock: a.clock, Clients: toolClients{a.Tools}, Restaurants: lookup{a}, Tools: a.Tools,
		Plans: a.Subscriptions.Entitlements, Queue: a.Queue, News: a.Live,
	})
	a.Tenants = tenants.New(tenants.Deps{
		DB: a.DB, Bus: a.Cache.Bus, Audit: a.audit, Clock: a.clock, Logger: a.Log, History: a.migrator.TenantHistory(),
		Seeders: []tenants.Seeder{a.Staff, a.Tools}, Roster: a.Staff, Erasers: []tenants.Eraser{a.Events}, Counts: a.Events,
		Subscriptions: a.Subscriptions,
		TrialDays:     a.Config.TrialDays, DeletionGrace: a.Config.DeletionGrace, PlatformHosts: a.platformHosts(),
	})
	if err := a.makeIdempotency(); err != nil {
		return err
	}
	if err := a.makeAuth(); err != nil {
		return err
	}
	if err := a.makeOpenID(); err != nil {
		return err
	}
	a.Operators = operators.New(operators.Deps{
		DB: a.DB, Audit: a.audit, Clock: a.clock, Queue: a.Queue, Restaurants: a.Tenants, Migrator: a.migrator,
		Launches: a.Tools, IDTokens: a.OpenID, Caches: a.Cache, Partitions: a.Events, Logger: a.Log,
	})
	if err := a.makeAPI(); err != nil {
		return err
	}
	a.registerJobs()
	return nil
}

// makeSubscriptions makes what restaurants pay for. Without a key of Paystack's nothing can be paid, and the rest works.
func (a *App) makeSubscriptions() (err error) {
	d := subscriptions.Deps{
		DB: a.DB, Bus: a.Cache.Bus, Audit: a.audit, Clock: a.clock, Logger: a.Log, Tenants: lookup{a}, Queue: a.Queue, Inbox: a.Inbox,
		Usage: lookup{a}, Callers: toolCallers{a},
		ReturnURL:       cmp.Or(a.Config.Paystack.ReturnURL, a.Config.BaseURL()+"/billing/"),
		CallbackOrigins: append(slices.Clone(a.Config.AllowedOrigins), a.Config.BaseURL()), FreezeDisputed: a.Config.Paystack.FreezeDispute,
	}
	if keys := a.Config.Paystack.SecretKeys(); len(keys) > 0 {
		d.Paystack, err = paystack.NewClient(paystack.ClientConfig{URL: a.Config.Paystack.APIURL, SecretKey: keys[0], Clock: a.clock})
		if err != nil {
			return fmt.Errorf("PAYSTACK_API_URL: %w", err)
		}
		if d.Signed, err = paystack.NewVerifier(keys...); err != nil {
			return fmt.Errorf("PAYSTACK_SECRET_KEY: %w", err)
		}
	}
	a.Subscriptions = subscriptions.New(d)
	return nil
}

func (a *App) makeIdempotency() (err error) {
	a.Idempotency, err = idempotency.New(idempotency.Deps{DB: a.DB, Clock: a.clock, SecretKey: a.Config.SecretKey})
	return err
}

func (a *App) makeTools() (err error) {
	a.Tools, err = tools.New(tools.Deps{
		DB: a.DB, Bus: a.Cache.Bus, Audit: a.audit, Clock: a.clock, Logger: a.Log,
		Tenants: lookup{a}, Entitlements: a.Subscriptions.Entitlements, Members: lookup{a}, People: lookup{a}, Limiter: a.Cache.Limiter,
		Issuer: a.Config.BaseURL(), SecretKey: a.Config.SecretKey, SchemaVersion: a.migrator.TenantHistory().Newest(),
	})
	return err
}

func (a *App) makeStaff() (err error) {
	a.clerk, err = clerk.NewClient(clerk.ClientConfig{URL: a.Config.Clerk.APIURL, SecretKey: a.Config.Clerk.SecretKey, Clock: a.clock})
	if err != nil {
		return fmt.Errorf("CLERK_API_URL: %w", err)
	}
	a.Staff = staff.New(staff.Deps{
		DB: a.DB, Bus: a.Cache.Bus, Audit: a.audit, Clock: a.clock, Launches: a.Tools, Queue: a.Queue,
		Plans: a.Subscriptions.Entitlements, Clerk: a.clerk, Restaurants: lookup{a}, Owners: owners{a},
		ConsoleURL: a.Config.BaseURL(), SchemaVersion: a.migrator.TenantHistory().Newest(),
	})
	return nil
}

// makeOpenID makes what tools sign people in with.
func (a *App) makeOpenID() error {
	issuer, err := a.clerkIssuer()
	if err != nil {
		return err
	}
	a.frontend, err = clerk.NewFrontend(clerk.FrontendConfig{API: issuer, SignInURL: a.Config.Clerk.SignInURL, Verifier: a.sessions})
	if err != nil {
		return fmt.Errorf("CLERK_SIGN_IN_URL: %w", err)
	}
	a.OpenID, err = oidc.New(oidc.Deps{
		DB: a.DB, Bus: a.Cache.Bus, Audit: a.audit, Clock: a.clock, Logger: a.Log, Limiter: a.Cache.Limiter,
		Clients: openIDClients{a.DB, a.Tools}, Admission: openIDAdmission{a.Tools}, People: a.Auth,
		Restaurants: a.Tenants, Frontend: a.frontend, SecretKey: a.Config.SecretKey, Issuer: a.Config.BaseURL(),
	})
	return err
}

func (a *App) makeAuth() error {
	verifier, err := a.verifier()
	if err != nil {
		return err
	}
	a.sessions = verifier
	hooks, err := clerk.NewWebhooks(a.clock, a.Config.Clerk.WebhookSecrets()...)
	if err != nil {
		return fmt.Errorf("CLERK_WEBHOOK_SECRET: %w", err)
	}
	a.Auth = auth.New(auth.Deps{
		DB: a.DB, Bus: a.Cache.Bus, Audit: a.audit, Clock: a.clock, Logger: a.Log, Inbox: a.Inbox, Limiter: a.Cache.Limiter,
		Tokens: verifier, Clerk: a.clerk, Webhooks: hooks, Provisioner: signups{a.Tenants}, Organizations: a.Tenants,
		Staff: rosters{a.Staff, a.Tenants}, Invitations: a.Staff, Launches: signIns{a},
		AllowedOrigins: a.Config.AllowedOrigins, SecureCookies: a.secure(),
	})
	return nil
}

func (a *App) verifier() (*clerk.Verifier, error) {
	issuer, keys, err := a.clerkKeys()
	if err != nil {
		return nil, err
	}
	v, err := clerk.NewVerifier(clerk.VerifierConfig{
		Issuer: issuer, AllowedOrigins: append(a.Config.AllowedOrigins, a.Config.BaseURL()), Keys: keys, Clock: a.clock,
	})
	if err != nil {
		return nil, fmt.Errorf("CLERK_ISSUER: %w", err)
	}
	return v, nil
}

// clerkIssuer is the issuer of session tokens: as set, or from the publishable key.
func (a *App) clerkIssuer() (string, error) {
	set := a.Config.Clerk
	if set.Issuer != "" || set.PublishableKey == "" {
		return set.Issuer, nil
	}
	instance, err := clerk.InstanceFromPublishableKey(set.PublishableKey)
	if err != nil {
		return "", fmt.Errorf("CLERK_PUBLISHABLE_KEY: %w", err)
	}
	return instance.Issuer, nil
}

// clerkKeys finds the issuer of session tokens and the keys that sign them.
func (a *App) clerkKeys() (issuer string, keys *clerk.KeySet, err error) {
	set := a.Config.Clerk
	if issuer, err = a.clerkIssuer(); err != nil {
		return "", nil, err
	}
	if set.JWTKey != "" {
		if keys, err = clerk.KeySetFromPEM(set.JWTKey); err != nil {
			return "", nil, fmt.Errorf("CLERK_JWT_KEY: %w", err)
		}
		return issuer, keys, nil
	}
	keys, err = clerk.NewKeySet(clerk.KeySetConfig{URL: clerk.JWKSURL(issuer), Clock: a.clock, Logger: a.Log})
	if err != nil {
		return "", nil, fmt.Errorf("CLERK_ISSUER: %w", err)
	}
	return issuer, keys, nil
}

// secure reports whether people reach us over TLS only.
func (a *App) secure() bool {
	u, err := url.Parse(a.Config.BaseURL())
	return err == nil && u.Scheme == "https"
}

func (a *App) makeAPI() error {
	proxies, err := prefixes(a.Config.TrustedProxies)
	if err != nil {
		return err
	}
	a.API = api.New(api.Config{
		Version: a.Version, AllowedHosts: a.allowedHosts(), HostAllowed: a.hostAllowed, AllowedOrigins: a.Config.AllowedOrigins,
		TrustedProxies: proxies, Debug: a.Config.Debug, RequestTimeout: a.Config.RequestTimeout,
		SchemaVersion: a.migrator.TenantHistory().Newest(), SessionCookie: auth.SessionCookie,
		Logger: a.Log, Clock: a.clock, Limiter: a.Cache.Limiter, Metrics: a.metrics, Tracing: a.Config.OTLPEndpoint != "",
		Idempotency: a.Idempotency, Programs: programs{toolClients{a.Tools}, a.Tenants}, Standing: a.standing, Visits: a.Operators,
	}, a.Auth, a.Tenants)
	a.registerHealth(a.API)
	a.Tenants.RegisterRoutes(a.API)
	a.Auth.RegisterRoutes(a.API)
	a.Staff.RegisterRoutes(a.API)
	a.Subscriptions.RegisterRoutes(a.API)
	a.Tools.RegisterRoutes(a.API)
	a.Events.RegisterRoutes(a.API)
	analytics.NewReader(a.DB, a.clock).RegisterRoutes(a.API)
	analytics.NewPlatform(a.DB, a.clock).RegisterRoutes(a.API)
	a.Live.RegisterRoutes(a.API)
	analytics.NewExporter(a.DB).RegisterRoutes(a.API)
	a.OpenID.Mount(a.API)
	audit.NewReader(a.DB).RegisterRoutes(a.API)
	a.Inbox.RegisterRoutes(a.API)
	a.Operators.RegisterRoutes(a.API)
	a.mountQueuePages()
	return a.mountConsole()
}

var errShutOut = fault.New(fault.Unauthenticated, "user_inactive", "This account is not active.")

// standing fails for somebody whom Clerk has banned or deleted since they were let in. Superusers of our own are not at Clerk: they are let
// in for as long as one answer takes.
func (a *App) standing(ctx context.Context, actor *access.Actor) error {
	if actor.ClerkUserID == "" {
		return nil
	}
	may, err := a.Auth.MaySignIn(ctx, actor.ClerkUserID)
	if err == nil && !may {
		err = errShutOut
	}
	return err
}

func (a *App) mountConsole() error {
	settings := console.Settings{Version: a.Version, SignedIn: func(r *http.Request) time.Duration {
		left, _ := a.signedIn(r.Context(), r, "") // the page asks again, and hears what is wrong
		return left
	}}
	if key := a.Config.Clerk.PublishableKey; key != "" {
		instance, err := clerk.InstanceFromPublishableKey(key)
		if err != nil {
			return fmt.Errorf("CLERK_PUBLISHABLE_KEY: %w", err)
		}
		settings.ClerkPublishableKey, settings.ClerkOrigin = key, instance.Issuer
	} else if a.Config.Clerk.Issuer == a.Config.BaseURL()+clerkSandboxPath {
		settings.SignOutURL = clerkSandboxPath + "/sign-out"
	}
	pages, err := console.New(settings)
	if err != nil {
		return fmt.Errorf("web console: %w", err)
	}
	a.hasConsole = pages.Built()
	a.API.Mount("/", pages)
	a.API.Mount(console.SessionPath, &console.Session{
		Clerk: a.frontend, BaseURL: a.Config.BaseURL(), Origins: a.Config.AllowedOrigins, Logger: a.Log, SignedIn: a.signedIn,
	})
	return nil
}

// signedIn says for how long yet a request for a page is somebody's, token being what Clerk's handshake has just brought.
func (a *App) signedIn(ctx context.Context, r *http.Request, token string) (time.Duration, error) {
	if token != "" {
		r = clerk.WithSession(r, token)
	}
	until, err := a.Auth.SignedInUntil(ctx, r)
	if err != nil || until.IsZero() {
		return 0, err
	}
	return max(until.Sub(a.clock.Now()), 0), nil
}

func prefixes(networks []string) ([]netip.Prefix, error) {
	list := make([]netip.Prefix, 0, len(networks))
	for _, network := range networks {
		prefix, err := netip.ParsePrefix(network)
		if err != nil {
			return nil, fmt.Errorf("TRUSTED_PROXIES: %w", err)
		}
		list = append(list, prefix)
	}
	return list, nil
}

func (a *App) registerJobs() {
	if a.Queue == nil {
		return // only the document is wanted
	}
	a.Inbox.RegisterJobs(a.Queue)
	a.Tenants.RegisterJobs(a.Queue)
	a.Auth.RegisterJobs(a.Queue)
	a.Staff.RegisterJobs(a.Queue)
	a.Subscriptions.RegisterJobs(a.Queue)
	a.Tools.RegisterJobs(a.Queue)
	a.OpenID.RegisterJobs(a.Queue)
	a.Idempotency.RegisterJobs(a.Queue)
	a.Events.RegisterJobs(a.Queue)
	a.Operators.RegisterJobs(a.Queue)
}
