package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/tabletap/console/internal/config"
	"github.com/tabletap/console/internal/postgres/embedded"
)

const databaseName = "tabletap"

// Database is where the program's data is: a server that the settings name, one of our own, or one that a `tabletap dev` on the
// same data folder runs.
type Database struct {
	URL    string
	server *embedded.Server // nil: somebody else runs it
}

// OpenDatabase finds or starts the database. Close what it gives.
func OpenDatabase(ctx context.Context, cfg *config.Config, log *slog.Logger) (*Database, error) {
	if url := cfg.Database(); url != "" {
		return &Database{URL: url}, nil
	}
	folder := filepath.Join(cfg.DataDir, "postgres")
	server, err := embedded.Start(ctx, embedded.Config{DataDir: folder, Logger: log})
	if errors.Is(err, embedded.ErrInUse) {
		return attach(cfg.DataDir, err)
	}
	if err != nil {
		return nil, err
	}
	if err := server.EnsureDatabase(ctx, databaseName); err != nil {
		return nil, errors.Join(err, server.Stop(ctx))
	}
	db := &Database{URL: server.URL(databaseName), server: server}
	if err := db.advertise(cfg.DataDir); err != nil {
		return nil, errors.Join(err, server.Stop(ctx))
	}
	return db, nil
}

// Lost is closed when our own server ended by itself; it never is for somebody else's.
func (d *Database) Lost() <-chan struct{} {
	if d.server == nil {
		return nil
	}
	return d.server.Done()
}

// Close stops the server if it is ours.
func (d *Database) Close(ctx context.Context) error {
	if d.server == nil {
		return nil
	}
	return d.server.Stop(ctx)
}

// ResetDatabase deletes the data of the server of our own.
func ResetDatabase(ctx context.Context, cfg *config.Config) error {
	return embedded.Reset(ctx, embedded.Config{DataDir: filepath.Join(cfg.DataDir, "postgres")})
}

// advert is what lets commands beside a running `tabletap dev` use its database.
type advert struct {
	DatabaseURL string `json:"database_url"`
}

func advertFile(dataDir string) string { return filepath.Join(dataDir, "database.json") }

func (d *Database) advertise(dataDir string) error {
	raw, err := json.Marshal(advert{d.URL})
	if err != nil {
		return fmt.Errorf("encode the database's address: %w", err)
	}
	return writePrivate(advertFile(dataDir), raw)
}

func attach(dataDir string, inUse error) (*Database, error) {
	raw, err := os.ReadFile(advertFile(dataDir))
	var a advert
	if err != nil || json.Unmarshal(raw, &a) != nil || a.DatabaseURL == "" {
		return nil, inUse
	}
	return &Database{URL: a.DatabaseURL}, nil
}

// writePrivate replaces a file that only its owner may read, whole or not at all.
func writePrivate(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // G301: the server's user passes through it
		return fmt.Errorf("make the data folder: %w", err)
	}
	temporary := path + ".new"
	if err := os.WriteFile(temporary, content, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
