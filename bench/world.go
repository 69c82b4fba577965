package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/app"
	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/postgres/embedded"
	"github.com/tabletap/console/internal/process"
	clerksandbox "github.com/tabletap/console/internal/sandbox/clerk"
)

const (
	databaseName  = "bench"
	clerkKey      = "sk_test_bench"
	webhookSecret = "whsec_YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2g=" //nolint:gosec // G101: protects nothing
	browserOrigin = "http://localhost:3000"
)

// world is everything that the figures are measured in: a database with restaurants in it, and a stand-in for Clerk.
type world struct {
	opts    options
	scratch *process.Scratch
	server  *embedded.Server
	url     string // of the database
	clerk   *clerksandbox.Server
	sandbox *http.Server
	env     map[string]string // the product's settings
	kitchen kitchen
	secret  string // of the tool that reports events, once it has one
	load    string // of the machine, before we added to it
}

func build(ctx context.Context, o options) (*world, error) {
	w := &world{opts: o, load: loadAverage()}
	if err := w.start(ctx); err != nil {
		return nil, errors.Join(err, w.tearDown(context.WithoutCancel(ctx)))
	}
	return w, nil
}

func (w *world) start(ctx context.Context) (err error) {
	if w.opts.binary, err = filepath.Abs(w.opts.binary); err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	if _, err := os.Stat(w.opts.binary); err != nil {
		return fmt.Errorf("the program under test (make build makes it): %w", err)
	}
	if err := w.startDatabase(ctx); err != nil {
		return err
	}
	if err := w.startClerk(ctx); err != nil {
		return err
	}
	w.env = w.settings()
	note("%d restaurants", w.opts.tenants)
	return w.fill(ctx)
}

func (w *world) startDatabase(ctx context.Context) (err error) {
	if w.scratch, err = process.NewScratchOnDisk(); err != nil {
		return err
	}
	// As docs/operations.md has it for a server with 10 million events. It is taken from the machine when it is used.
	c := embedded.Config{DataDir: filepath.Join(w.scratch.Path, "postgres"), SharedBuffers: "2GB"}
	if w.server, err = embedded.Start(ctx, c); err != nil {
		return err
	}
	w.url = w.server.URL(databaseName)
	return w.server.EnsureDatabase(ctx, databaseName)
}

func (w *world) startClerk(ctx context.Context) (err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	w.clerk, err = clerksandbox.New(clerksandbox.Config{
		BaseURL: "http://" + l.Addr().String(), SecretKey: clerkKey, WebhookSecret: webhookSecret, AuthorizedParty: browserOrigin,
	})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	w.sandbox = &http.Server{Handler: w.clerk.Handler(), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = w.sandbox.Serve(l) }() // until tearDown
	return nil
}

// settings are those of a server in production, as far as one machine can be.
func (w *world) settings() map[string]string {
	return map[string]string{ //nolint:gosec // G101: protects nothing
		"DATABASE_URL": w.url, "DATA_DIR": filepath.Join(w.scratch.Path, "data"),
		"SECRET_KEY":       "bench-bench-bench-bench-bench-bench-bench",
		"CLERK_SECRET_KEY": clerkKey, "CLERK_WEBHOOK_SECRET": webhookSecret,
		"CLERK_API_URL": w.clerk.Issuer(), "CLERK_ISSUER": w.clerk.Issuer(),
		"PAYSTACK_SECRET_KEY": paystackKey, "DB_MAX_CONNS": strconv.Itoa(w.opts.connections), "CORS_ALLOWED_ORIGINS": browserOrigin,
	}
}

// open makes the product's parts in this process.
func (w *world) open(ctx context.Context) (*app.App, error) {
	cfg, err := config.FromEnvironment(w.env)
	if err != nil {
		return nil, err
	}
	return app.Open(ctx, cfg, "bench", slog.New(slog.DiscardHandler))
}

func (w *world) connect(ctx context.Context) (*pgx.Conn, error) { return w.connectTo(ctx, "") }

// settle writes out what earlier work left, so that the next figure does not pay for it.
func (w *world) settle(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, w.server.SuperuserURL(databaseName)) // the product's role may not
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "CHECKPOINT"); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

func (w *world) tearDown(ctx context.Context) error {
	var faults []error
	if w.sandbox != nil {
		faults = append(faults, w.sandbox.Close())
	}
	if w.server != nil {
		hurry, cancel := context.WithCancel(ctx)
		cancel() // the data is thrown away
		faults = append(faults, w.server.Stop(hurry))
	}
	if w.scratch != nil {
		faults = append(faults, w.scratch.Remove())
	}
	return errors.Join(faults...)
}
