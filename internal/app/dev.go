package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tabletap/console/internal/config"
	clerksandbox "github.com/tabletap/console/internal/sandbox/clerk"
)

const (
	clerkSandboxPath    = "/sandbox/clerk"
	clerkProduction     = "https://api.clerk.com"
	paystackSandboxPath = "/sandbox/paystack"
	paystackProduction  = "https://api.paystack.co"
)

// DevInfo is what dev shows when everything is up.
type DevInfo struct {
	Version, BaseURL, DatabaseURL string
	HasConsole                    bool // the binary was built with the web console
	Accounts                      []Account
}

// Account is somebody whom dev's demo data knows.
type Account struct{ Role, Name string }

// DevOptions are what dev is asked for.
type DevOptions struct {
	Reset bool          // delete the data of earlier starts first
	Up    func(DevInfo) // called once everything answers
}

// reset deletes what earlier starts of dev left in the data folder. The log is begun anew anyway.
func reset(ctx context.Context, cfg *config.Config) error {
	if err := ResetDatabase(ctx, cfg); err != nil {
		return err
	}
	for _, name := range []string{"secrets.json", "database.json", "clerk.json", "paystack.json", clockFile} {
		if err := os.Remove(filepath.Join(cfg.DataDir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("start over: %w", err)
		}
	}
	return nil
}

// Dev runs everything on this machine until ctx ends: database, stand-ins, demo data, API and console. It calls Up
// once all of it answers.
func Dev(ctx context.Context, cfg config.Config, version string, log *slog.Logger, options DevOptions) (err error) {
	slog.SetDefault(log) // libraries that are not handed a logger
	l, err := Listen(ctx, cfg.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	cfg.Listen = l.Addr().String()
	if options.Reset { // not before the address is ours: a port in use must not cost the data
		if err := reset(ctx, &cfg); err != nil {
			return err
		}
	}
	if err := FillSecrets(&cfg); err != nil {
		return err
	}
	fillSandbox(&cfg)
	ahead, err := readClock(&cfg)
	if err != nil {
		return err
	}
	a, err := openAt(ctx, cfg, version, log, ahead)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.closeWithin(ctx, time.Minute)) }()
	if err := a.prepare(ctx); err != nil {
		return err
	}
	clerk, err := a.mountClerk()
	if err != nil {
		return err
	}
	clerk.Start(context.WithoutCancel(ctx))
	defer func() { err = errors.Join(err, clerk.Close()) }()
	paystack, err := a.mountPaystack(ahead)
	if err != nil {
		return err
	}
	paystack.Start(context.WithoutCancel(ctx))
	defer func() { err = errors.Join(err, paystack.Close()) }()
	return a.runDev(ctx, l, options.Up)
}

// fillSandbox points everything at the stand-in that is not pointed elsewhere.
func fillSandbox(cfg *config.Config) {
	base := cfg.BaseURL() + clerkSandboxPath
	if cfg.Clerk.APIURL == clerkProduction {
		cfg.Clerk.APIURL = base
	}
	if cfg.Clerk.Issuer == "" {
		cfg.Clerk.Issuer = base
	}
	if cfg.Clerk.SignInURL == "" && cfg.Clerk.Issuer == base {
		cfg.Clerk.SignInURL = base + "/sign-in"
	}
	if cfg.Clerk.SecretKey == "" {
		cfg.Clerk.SecretKey = config.SandboxSecretKey
	}
	if cfg.Paystack.APIURL == paystackProduction {
		cfg.Paystack.APIURL = cfg.BaseURL() + paystackSandboxPath
	}
	if cfg.Paystack.SecretKey == "" {
		cfg.Paystack.SecretKey = config.SandboxSecretKey
	}
	cfg.AllowedOrigins = append(cfg.AllowedOrigins, ownOrigins(cfg)...)
}

// ownOrigins are the ways in which a browser on this machine names the address.
func ownOrigins(cfg *config.Config) []string {
	_, port, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		return nil
	}
	return []string{cfg.BaseURL(), "http://localhost:" + port, "http://127.0.0.1:" + port}
}

func (a *App) prepare(ctx context.Context) error {
	if err := a.Migrate(ctx); err != nil {
		return err
	}
	if err := a.SetupInitialData(ctx); err != nil {
		return err
	}
	return a.Ready(ctx)
}

// mountClerk serves the stand-in for Clerk on the API's own port.
func (a *App) mountClerk() (*clerksandbox.Server, error) {
	base := a.Config.BaseURL()
	sandbox, err := clerksandbox.New(clerksandbox.Config{
		BaseURL: base + clerkSandboxPath, Issuer: a.Config.Clerk.Issuer, SecretKey: a.Config.Clerk.SecretKey,
		WebhookSecret: a.Config.Clerk.WebhookSecrets()[0], WebhookURL: base + "/api/auth/webhook/clerk/",
		StateFile: filepath.Join(a.Config.DataDir, "clerk.json"), AllowedRedirects: a.Config.AllowedOrigins,
		Backoff: clerksandbox.ScaledBackoff(0.1), Clock: a.clock, Logger: a.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("stand-in for Clerk: %w", err)
	}
	a.API.Mount(clerkSandboxPath+"/", http.StripPrefix(clerkSandboxPath, sandbox.Handler()))
	return sandbox, nil
}

func (a *App) runDev(ctx context.Context, l net.Listener, up func(DevInfo)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.run(ctx, l, Run{Serve: true, Work: true}) })
	group.Go(func() error {
		accounts, err := a.ensureDemo(ctx)
		if err != nil {
			return stopped(ctx, err)
		}
		up(DevInfo{
			Version: a.Version, BaseURL: a.Config.BaseURL(), DatabaseURL: a.database.URL, HasConsole: a.hasConsole, Accounts: accounts,
		})
		return nil
	})
	return group.Wait()
}

// stopped hides errors that only say that the program was told to stop.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil && strings.Contains(err.Error(), "context canceled") {
		return nil
	}
	return err
}
